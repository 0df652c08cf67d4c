"""What an uploaded PDF holds: what acts is refused, however it is packed, in bounded time."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

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
    assert list(pdfs.names_of(Array([Name.A, 1]))) == ["/A"]

    with pytest.raises(ValueError, match="too many parts"):
        list(pdfs.names_of(Array([Name.A, 1, 2])))


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
