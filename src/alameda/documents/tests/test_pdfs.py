"""What an uploaded PDF holds: what acts is refused, however it is packed, in bounded time."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from alameda.documents.actions import replace_document, upload_document
from alameda.documents.models import Blob, Document, Version
from alameda.documents.rules import pdfs
from alameda.documents.rules.papers import Paper
from alameda.documents.rules.pdfs import Found, look_through
from alameda.documents.rules.typesetting import typeset
from alameda.documents.tests.samples import AT, pdf, plain_pdf
from alameda.documents.tests.test_making import PLANNER, files
from alameda.documents.tests.test_papers import each_paper
from alameda.documents.tests.test_papers import told as told_of
from alameda.foundation.errors import BadInputError
from alameda.record.models import Entry

MEGABYTE = 1024 * 1024
OPEN_TO_READ = pikepdf.Encryption(owner="dueño", user="")
LOCKED = pikepdf.Encryption(owner="dueño", user="secreto")


def script(made: Pdf) -> None:
    """A script that runs when it opens."""
    made.Root.OpenAction = made.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def named_script(made: Pdf) -> None:
    """A script among the names of the document."""
    names = Array(["a", Dictionary(JS="app.alert(1)")])
    made.Root.Names = Dictionary(Other=made.make_indirect(Dictionary(Names=names)))


def command(made: Pdf) -> None:
    """A program that is started from a page."""
    made.pages[0].AA = made.make_indirect(Dictionary(O=Dictionary(S=Name.Launch, F="cmd.exe")))


def file_inside(made: Pdf) -> None:
    """Another file inside."""
    made.attachments["programa.exe"] = b"MZ"


def _on_page(made: Pdf, **told: Any) -> None:
    made.pages[0].Annots = Array([made.make_indirect(Dictionary(**told))])


def _action(made: Pdf, **told: Any) -> None:
    _on_page(made, Subtype=Name.Link, A=Dictionary(**told))


def note_with_a_file(made: Pdf) -> None:
    """A file pinned to a page, whose stream does not say what it is."""
    inside = made.make_stream(b"MZ")
    about = Dictionary(F="factura.exe", EF=Dictionary(F=inside))
    _on_page(made, Subtype=Name.Text, FS=made.make_indirect(about))


def submit(made: Pdf) -> None:
    """What is typed goes elsewhere."""
    _action(made, S=Name.SubmitForm, F="https://malo.example/")


def other_file(made: Pdf) -> None:
    """A file of another machine is opened."""
    _action(made, S=Name.GoToR, F="//malo.example/compartido/x.pdf", D=Array([0, Name.Fit]))


def embedded_target(made: Pdf) -> None:
    """A file inside is opened."""
    _action(made, S=Name.GoToE, D="a")


def import_data(made: Pdf) -> None:
    """Data are fetched."""
    _action(made, S=Name.ImportData, F="x.fdf")


def unheard_of(made: Pdf) -> None:
    """An action that nobody knows."""
    page = made.pages[0]
    page.AA = Dictionary(O=made.make_indirect(Dictionary(S=Name("/Whatever"), F="x")))


def next_of_allowed(made: Pdf) -> None:
    """One that is let through, and then one that is not."""
    second = made.make_indirect(Dictionary(S=Name("/Other")))
    _action(made, S=Name.URI, URI="https://gobierno.example/", Next=Array([second]))


def stream_elsewhere(made: Pdf) -> None:
    """A picture that is taken from a file elsewhere."""
    made.Root.Other = made.make_stream(b"", Dictionary(F="//malo.example/x"))


def rich_media(made: Pdf) -> None:
    """Video."""
    _on_page(made, Subtype=Name.RichMedia)


def model(made: Pdf) -> None:
    """A model in three dimensions."""
    _on_page(made, Subtype=Name("/3D"))


def xfa(made: Pdf) -> None:
    """A form that is a program."""
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array([]))


def packed(content: bytes, *, coding: bytes = b"/FlateDecode") -> bytes:
    """A PDF with one object stream, written by hand."""
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")

    def add(number: int, body: bytes) -> None:
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    add(1, b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>")
    add(2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
    add(3, b"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 9 9]>>")
    told = b"/Type/ObjStm/N 1/First 4/Filter%s/Length %d" % (coding, len(content))
    add(5, b"<<%s>>\nstream\n%s\nendstream" % (told, content))
    places[6] = out.tell()
    first, second, third, fifth, sixth = (
        b"\1%s\0\0" % place.to_bytes(4) for place in places.values()
    )
    rows = [b"\0" * 7, first, second, third, b"\2\0\0\0\5\0\0", fifth, sixth]
    table = b"".join(rows)
    told = b"/Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d" % len(table)
    add(6, b"<<%s>>\nstream\n%s\nendstream" % (told, table))
    out.write(b"startxref\n%d\n%%%%EOF\n" % places[6])
    return out.getvalue()


def hidden(padding: int = 0) -> bytes:
    """A script in an object stream, behind so many megabytes of nothing."""
    press = zlib.compressobj(9)
    parts = [press.compress(b"4 0 "), *(press.compress(b" " * MEGABYTE) for _ in range(padding))]
    last = press.compress(b"<</S/JavaScript/JS(app.alert\\(1\\))>>")
    return b"".join([*parts, last, press.flush()])


@pytest.mark.parametrize(
    ("act", "found"),
    [
        *((act, Found.OUTWARD) for act in (submit, other_file, embedded_target, import_data)),
        *((act, Found.OUTWARD) for act in (unheard_of, next_of_allowed, stream_elsewhere)),
        (note_with_a_file, Found.ACTIVE),
        (rich_media, Found.MEDIA),
        (model, Found.MEDIA),
        (xfa, Found.XFA),
    ],
)
@pytest.mark.parametrize("encryption", [None, OPEN_TO_READ])
def test_what_reaches_out_or_plays_is_found_whatever_it_calls_itself(
    act: Callable[[Pdf], None], found: Found, encryption: pikepdf.Encryption | None
) -> None:
    assert look_through(pdf(act, encryption=encryption)) == found


def links(made: Pdf) -> None:
    """What people's PDFs do: a link, a mark in the same file, a layer, labels of pages."""
    _action(made, S=Name.URI, URI="https://gobierno.example/")
    made.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([made.pages[0].obj, Name.Fit]))
    made.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    made.Root.Marks = made.make_indirect(Dictionary(S=Name.Figure, A=Dictionary(O=Name.Layout)))


def test_what_a_plain_document_does_is_quiet() -> None:
    assert look_through(pdf(links)) == Found.QUIET


@pytest.mark.parametrize("act", [script, named_script, command, file_inside])
@pytest.mark.parametrize("encryption", [None, OPEN_TO_READ])
def test_what_acts_is_found_however_it_is_packed(
    act: Callable[[Pdf], None], encryption: pikepdf.Encryption | None
) -> None:
    body = pdf(act, encryption=encryption)

    assert b"/ObjStm" in body
    assert b"/JavaScript" not in body
    assert b"/Launch" not in body
    assert look_through(body) == Found.ACTIVE
    assert look_through(pdf(encryption=encryption)) == Found.QUIET


@pytest.mark.parametrize(
    "name", ["J#61vaScript", "J#53", "L#61unch", "Embedded#46ile", "Embedded#46iles"]
)
def test_a_name_that_is_written_in_another_way_is_the_same_name(name: str) -> None:
    body = packed(zlib.compress(b"4 0 <</S/%s>>" % name.encode()))
    assert look_through(body) == Found.ACTIVE
    assert look_through(packed(zlib.compress(b"4 0 <</S/GoTo>>"))) == Found.QUIET


@each_paper
def test_what_our_own_templates_make_is_quiet(paper: Paper) -> None:
    assert look_through(typeset(paper, told_of(paper), at=AT)) == Found.QUIET


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (pdf(encryption=LOCKED), Found.LOCKED),
        (b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", Found.UNREADABLE),
        (plain_pdf()[:-200], Found.UNREADABLE),
        (packed(hidden()[:2] + b"\xff" * 40), Found.UNREADABLE),
        (packed(hidden(), coding=b"/OtherDecode"), Found.UNREADABLE),
    ],
    ids=["locked", "hollow", "cut", "spoilt", "coding"],
)
def test_what_cannot_be_read_is_not_taken_for_quiet(body: bytes, found: Found) -> None:
    assert look_through(body) == found


def test_a_stream_that_swells_is_stopped_by_memory_and_by_time() -> None:
    bomb = packed(hidden(200))
    assert len(bomb) < MEGABYTE
    assert look_through(packed(hidden())) == Found.ACTIVE

    assert look_through(bomb, memory_max=256 * MEGABYTE) == Found.UNREADABLE
    assert look_through(bomb, seconds_max=1) == Found.UNREADABLE


def test_a_pdf_without_a_page_is_not_taken_for_quiet() -> None:
    empty = io.BytesIO()
    Pdf.new().save(empty)

    assert look_through(empty.getvalue()) == Found.UNREADABLE


def test_an_object_of_more_parts_than_anybody_writes_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdfs, "PARTS_MAX", 3)
    assert len(list(pdfs.parts_of(Array([Name.A, 1])))) == 3

    with pytest.raises(ValueError, match="too many parts"):
        list(pdfs.parts_of(Array([Name.A, 1, 2])))


def test_a_reader_that_only_waits_is_stopped_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reader = tmp_path / "reader.py"
    monkeypatch.setattr(pdfs, "__file__", str(reader))
    reader.write_text("print('quiet')", encoding="utf-8")
    assert look_through(b"") == Found.QUIET

    reader.write_text("import time\ntime.sleep(4)\nprint('quiet')", encoding="utf-8")
    assert look_through(b"", seconds_max=1) == Found.UNREADABLE


def test_a_reader_that_computes_without_end_is_stopped_by_the_system() -> None:
    program = (
        "import runpy, sys, time\n"
        "runpy.run_path(sys.argv[1])['_bound'](1, 2**40)\n"
        "while time.process_time() < 5: pass\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program, pdfs.__file__], check=False)

    assert done.returncode < 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (pdf(script), "un programa, una orden u otro archivo"),
        (pdf(encryption=LOCKED), "pide una contraseña"),
        (plain_pdf()[:-200], "está dañado"),
    ],
)
def test_a_pdf_that_is_refused_says_why_and_leaves_no_trace(body: bytes, told: str) -> None:
    kept = upload_document(
        file=io.BytesIO(plain_pdf()), name="a.pdf", title="Informe", actor=PLANNER
    )
    entries, before = Entry.objects.count(), files()

    with pytest.raises(BadInputError, match=told) as refused:
        upload_document(file=io.BytesIO(body), name="a.pdf", title="Otro", actor=PLANNER)
    with pytest.raises(BadInputError, match=told):
        replace_document(
            kept, file=io.BytesIO(body), name="a.pdf", reason="Otra versión", actor=PLANNER
        )

    assert refused.value.field == "file"
    assert list(Document.objects.all()) == [kept]
    assert (Version.objects.count(), Blob.objects.count()) == (1, 1)
    assert Entry.objects.count() == entries
    assert files() == before
