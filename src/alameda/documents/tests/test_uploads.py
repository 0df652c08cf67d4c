"""What is uploaded: sniffed, bounded, named anew, versioned; what is refused leaves no trace."""

from __future__ import annotations

import hashlib
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from alameda.documents import migrations
from alameda.documents.actions import replace_document, set_visibility, upload_document
from alameda.documents.models import Blob, Document, Version
from alameda.documents.rules.digests import salted
from alameda.documents.selectors import bytes_of
from alameda.documents.tests.samples import plain_pdf
from alameda.documents.tests.test_making import (
    COUNCILLOR,
    PLANNER,
    SECRETARY,
    facts,
    files,
    make,
)
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import AlamedaError, BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry
from alameda.thread.tests.factories import SubjectFactory

pytestmark = pytest.mark.django_db
PDF = plain_pdf()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats.main+xml"/></Types>'
MACROS = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled"/></Types>'
ODT = b"application/vnd.oasis.opendocument.text"


def packed(*members: tuple[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return body.getvalue()


WORD = packed(("[Content_Types].xml", TYPES), ("word/document.xml", b"<w/>"))
SHEET = packed(("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"<w/>"))
TEXT_DOCUMENT = packed(("mimetype", ODT), ("content.xml", b"<o/>"))
SPREADSHEET = packed(
    ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<o/>")
)


def upload(
    body: bytes = PDF, name: str = "Informe.pdf", *, actor: Actor = PLANNER, **more: Any
) -> Document:
    told = {"file": io.BytesIO(body), "name": name, "title": "Informe", **more}
    return upload_document(**told, actor=actor)


@pytest.mark.parametrize(
    ("body", "name", "media_type", "kept_as"),
    [
        (PDF, "../../Año 2026 (final).PDF", "application/pdf", "ano-2026-final.pdf"),
        (PDF, "malo.html", "application/pdf", "malo.pdf"),
        (PNG, "C:\\fotos\\Plano.png", "image/png", "plano.png"),
        (JPEG, "foto.jpeg", "image/jpeg", "foto.jpeg"),
        ("región;año\nÑuble;2026\n".encode(), "tabla.csv", "text/csv", "tabla.csv"),
        ("región".encode("latin-1"), "nota.txt", "text/plain", "nota.txt"),
        (b"sin nombre", "", "text/plain", "documento.txt"),
        (WORD, "a.docx", "application/vnd.openxmlformats-officedocument", "a.docx"),
        (SHEET, "a.docx", "application/vnd.openxmlformats-officedocument.sp", "a.xlsx"),
        (TEXT_DOCUMENT, "a.odt", "application/vnd.oasis.opendocument.text", "a.odt"),
        (SPREADSHEET, "a.zip", "application/vnd.oasis.opendocument.sp", "a.ods"),
    ],
)
def test_a_file_is_kept_as_what_it_really_is(
    body: bytes, name: str, media_type: str, kept_as: str
) -> None:
    version = upload(body, name).versions.get()

    assert version.blob.media_type.startswith(media_type)
    assert version.file_name == kept_as
    assert bytes_of(version) == body


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "nada.txt"),
        (b"<!DOCTYPE html><p>hola", "a.txt"),
        (b"  \n<svg xmlns='x'/>", "a.txt"),
        (b"hola <script>alert(1)</script>", "a.csv"),
        (b"alert(1)", "a.js"),
        (b"#!/bin/sh\n", "a"),
        (b"hola", "a.html"),
        (b"MZ\x90\x00\x03", "a.exe"),
        (b"MZ\x90\x00\x03", "a.pdf"),
        (b"GIF89a", "a.gif\x00"),
        (PDF + b"/JavaScript", "a.pdf"),
        (PDF + b"/Launch", "a.pdf"),
        (packed(("a.txt", b"hola")), "a.docx"),
        (packed(("[Content_Types].xml", TYPES), ("ppt/a.xml", b"")), "a.docx"),
        (packed(("[Content_Types].xml", MACROS), ("word/document.xml", b"")), "a.docx"),
        (
            packed(
                ("[Content_Types].xml", TYPES),
                ("word/document.xml", b""),
                ("word/vbaProject.bin", b""),
            ),
            "a.docx",
        ),
        (packed(("mimetype", ODT), ("content.xml", b""), ("Basic/a.xml", b"")), "a.odt"),
        (packed(("mimetype", ODT), ("content.xml", b""), ("../a", b"")), "a.odt"),
        (packed(("mimetype", b"application/epub"), ("content.xml", b"")), "a.odt"),
        (packed(("mimetype", ODT), ("content.xml", b"\0" * 9_000_000)), "a.odt"),
        (WORD[:-30], "a.docx"),
    ],
)
def test_what_is_not_accepted_is_refused_and_leaves_no_trace(body: bytes, name: str) -> None:
    before = files()

    with pytest.raises(BadInputError) as refused:
        upload(body, name)

    assert refused.value.field == "file"
    assert not Document.objects.exists()
    assert not Blob.objects.exists()
    assert not Entry.objects.exists()
    assert files() == before


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"actor": VISITOR}, NotAllowedError),
        ({"actor": COUNCILLOR}, NotAllowedError),
        ({"title": ""}, BadInputError),
        ({"visibility": "nobody"}, BadInputError),
    ],
)
def test_a_refused_upload_leaves_no_trace(
    more: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    with pytest.raises(refusal):
        upload(**more)

    assert not Document.objects.exists()
    assert not Entry.objects.exists()


@override_settings(DOCUMENT_BYTES_MAX=len(PDF))
def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    upload()

    with pytest.raises(BadInputError):
        upload(PDF + b"\n")

    assert Document.objects.count() == 1


@override_settings(DOCUMENT_BYTES_MAX=10)
def test_of_a_file_too_large_no_more_is_read_than_shows_it() -> None:
    class Endless(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.asked = -1 if size is None else size
            return b"a" * 11

    file = Endless()
    with pytest.raises(BadInputError):
        upload_document(file=file, name="a.txt", title="Informe", actor=PLANNER)

    assert file.asked == 11


def test_the_same_bytes_are_kept_once() -> None:
    first, second = upload(), upload(name="otro.pdf", title="Otro")

    assert first.code != second.code
    assert Blob.objects.count() == 1


def test_the_record_tells_what_was_uploaded() -> None:
    subject = SubjectFactory.create()
    version = upload(subject=subject, visibility="public").versions.get()

    [(verb, told)] = facts()
    assert len(told.pop("row_digest")) == 32  # of its title and kind: words stay out of the record
    assert [(verb, told)] == [
        (
            "document.uploaded",
            {
                "about": subject.code,
                "visibility": "public",
                "version": 1,
                "sha256": version.blob.sha256,
                "content_digest": "",
                "size": len(PDF),
                "media_type": "application/pdf",
            },
        )
    ]


def test_of_a_reserved_file_the_record_knows_only_a_salted_digest() -> None:
    document = upload(name="secreto.pdf", subject=SubjectFactory.create(), visibility="reserved")

    [(_verb, fact)] = facts()
    version = document.versions.get()
    assert (fact["about"], fact["size"], fact["media_type"]) == ("", None, "")
    assert fact["content_digest"] == salted(version.blob.sha256, salt=version.salt)
    assert "secreto" not in str(fact)


@pytest.mark.parametrize("visibility", ["internal", "reserved"])
def test_who_guesses_the_bytes_of_what_is_not_public_finds_nothing_in_the_record(
    visibility: str,
) -> None:
    document = upload(visibility=visibility)
    again = upload(visibility=visibility)
    other = io.BytesIO(PDF + b"\n")
    replace_document(document, file=other, name="b.pdf", reason="Otra.", actor=SECRETARY)

    told = str(facts())
    for row in Version.objects.select_related("blob"):
        assert row.blob.sha256 not in told
        assert row.salt not in told
    salts = Version.objects.values_list("salt", flat=True)
    assert len({len(salt) for salt in salts}) == 1
    assert len(set(salts)) == 3
    digests = [fact["content_digest"] for _verb, fact in facts()]
    assert len(set(digests)) == 3
    assert document.versions.get(number=1).blob_id == again.versions.get().blob_id


def test_what_becomes_public_shows_its_digests_and_how_the_old_ones_came_out() -> None:
    document = upload(visibility="reserved")
    new = io.BytesIO(PDF + b"\n")
    replace_document(document, file=new, name="dos.pdf", reason="Otra.", actor=SECRETARY)
    set_visibility(document, visibility="internal", actor=SECRETARY)
    set_visibility(document, visibility="public", actor=SECRETARY)

    first, second, closed, opened = [fact for _verb, fact in facts()]
    assert (closed["sha256"], closed["revealed"]) == ("", [])
    for number, body, before in ((1, PDF, first), (2, PDF + b"\n", second)):
        shown = opened["revealed"][number - 1]
        assert shown["version"] == number
        assert shown["sha256"] == hashlib.sha256(body).hexdigest()
        assert salted(shown["sha256"], salt=shown["salt"]) == before["content_digest"]
    assert opened["sha256"] == hashlib.sha256(PDF + b"\n").hexdigest()


def test_a_new_version_follows_the_old_one() -> None:
    document = upload()
    new = io.BytesIO(PDF + b"\n")

    replace_document(document, file=new, name="dos.pdf", reason="Faltaba una hoja.", actor=PLANNER)

    first, second = document.versions.order_by("number")
    assert bytes_of(first) == PDF
    assert bytes_of(second) == PDF + b"\n"
    assert [verb for verb, _fact in facts()] == ["document.uploaded", "document.replaced"]


@pytest.mark.parametrize(
    ("actor", "body", "reason", "refusal"),
    [
        (VISITOR, PNG, "Por algo.", NotAllowedError),
        (PLANNER, PDF, "Por algo.", RuleBrokenError),
        (PLANNER, b"<html>", "Por algo.", BadInputError),
        (PLANNER, PNG, "", BadInputError),
    ],
)
def test_a_refused_version_leaves_no_trace(
    actor: Actor, body: bytes, reason: str, refusal: type[AlamedaError]
) -> None:
    document = upload()

    with pytest.raises(refusal):
        replace_document(document, file=io.BytesIO(body), name="a", reason=reason, actor=actor)

    assert Version.objects.count() == 1
    assert Entry.objects.count() == 1


def test_what_is_made_from_a_template_is_not_replaced_by_a_file() -> None:
    document = make()

    with pytest.raises(RuleBrokenError):
        replace_document(
            document, file=io.BytesIO(PDF), name="a.pdf", reason="Por algo.", actor=SECRETARY
        )

    assert Version.objects.count() == 1


def test_opening_a_document_is_told_once() -> None:
    document = upload()

    for _time in range(2):
        set_visibility(document, visibility="public", actor=SECRETARY)

    document.refresh_from_db()
    assert document.visibility == "public"
    assert [verb for verb, _fact in facts()] == ["document.uploaded", "document_visibility.changed"]


@pytest.mark.parametrize(
    ("role", "visibility", "refusal"),
    [
        ("planner", "public", NotAllowedError),
        ("transparency_officer", "public", NotAllowedError),
        ("control", "nobody", BadInputError),
    ],
)
def test_a_refused_opening_leaves_no_trace(
    role: str, visibility: str, refusal: type[AlamedaError]
) -> None:
    document = upload(visibility="reserved")
    actor = Actor(kind="person", grants=frozenset({Grant(role=role)}))

    with pytest.raises(refusal):
        set_visibility(document, visibility=visibility, actor=actor)

    document.refresh_from_db()
    assert (document.visibility, document.public_at) == ("reserved", None)
    assert Entry.objects.count() == 1


def test_a_document_knows_since_when_everybody_reads_it() -> None:
    from_the_start = upload(visibility="public")
    hidden = upload(b"nota", "nota.txt")
    made = make()

    assert from_the_start.public_at is not None
    assert made.public_at is not None
    assert hidden.public_at is None
    opened = set_visibility(hidden, visibility="public", actor=SECRETARY).public_at
    assert opened is not None
    assert set_visibility(hidden, visibility="public", actor=SECRETARY).public_at == opened
    assert set_visibility(hidden, visibility="internal", actor=SECRETARY).public_at is None
    again = set_visibility(hidden, visibility="public", actor=SECRETARY).public_at
    assert again is not None
    assert again > opened


def test_the_database_refuses_a_hidden_document_that_is_public_since() -> None:
    document = upload(visibility="public")

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(visibility="reserved")

    document.refresh_from_db()
    assert document.visibility == "public"


def test_documents_of_before_get_the_moment_that_the_record_knows() -> None:
    made, opened, hidden = upload(visibility="public"), upload(), upload()
    set_visibility(opened, visibility="public", actor=SECRETARY)
    Document.objects.update(public_at=None)
    fill = import_module(f"{migrations.__name__}.0004_fill_since_when_documents_are_public").FILL

    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute(fill)

    for row in (made, opened, hidden):
        row.refresh_from_db()
    told = Entry.objects.get(subject=opened.code, verb="document_visibility.changed")
    assert made.public_at == made.created_at
    assert opened.public_at == told.published_at
    assert hidden.public_at is None


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_repeat_none_and_leave_no_gap() -> None:
    def work(worker: int) -> None:
        for number in range(5):
            upload(f"nota {worker % 2} {number}".encode(), "nota.txt")
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    numbers = Document.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))
    assert Blob.objects.count() == 10
