"""What bytes are: each hostile file stands beside one that differs in that alone and is taken."""

from __future__ import annotations

import io
import zipfile

import pytest

from alameda.documents.rules import sniffing
from alameda.documents.rules.names import NAME_LETTERS, clean_name
from alameda.documents.rules.sniffing import DOCX, ODT, PNG, TEXT, sniff

TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats.main+xml"/></Types>'
MACROS = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled"/></Types>'
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17
Members = tuple[tuple[str, bytes], ...]
LETTER: Members = (("[Content_Types].xml", TYPES), ("word/document.xml", b"<w/>"))
NOTE: Members = (("mimetype", ODT.media_type.encode()), ("content.xml", b"<o/>"))


def packed(members: Members) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return body.getvalue()


def named(name: str) -> bytes:
    """A note with one member more."""
    return packed((*NOTE, (name, b"")))


@pytest.mark.parametrize(
    ("hostile", "ending"),
    [
        (PICTURE.replace(b"IHDR", b"IDAT"), "png"),
        (b"hola\x00", "txt"),
        (b"hola\x1b[2J", ""),
        (b"hola", "html"),
        (b"hola <ScRiPt>", "csv"),
        (b"  <svg xmlns='x'/>", "txt"),
        (b"#!/bin/sh\n", ""),
    ],
)
def test_bytes_that_a_program_would_take_for_more_than_they_say(
    hostile: bytes, ending: str
) -> None:
    assert sniff(hostile, ending=ending) is None


def test_plain_texts_and_pictures_are_taken() -> None:
    assert sniff(PICTURE, ending="png") is PNG
    assert sniff(b"hola\t\r\n", ending="txt") is TEXT
    assert sniff(b"hola # ! < 3 script", ending="") is TEXT


@pytest.mark.parametrize(
    ("hostile", "quiet"),
    [
        (named("Basic/a.xml"), named("Basico/a.xml")),
        (named("word/vbaProject.bin"), named("word/vba-project.bin")),
        (named("/a.xml"), named("a.xml")),
        (named("a/../b.xml"), named("a..b.xml")),
    ],
    ids=["macros", "program", "root", "outside"],
)
def test_a_packed_file_is_refused_by_the_name_of_a_member(hostile: bytes, quiet: bytes) -> None:
    assert sniff(quiet, ending="odt") is ODT
    assert sniff(hostile, ending="odt") is None


def test_a_packed_file_whose_member_is_locked_is_refused() -> None:
    quiet = packed((*NOTE, ("a.xml", b"a")))
    entry = quiet.rindex(b"PK\x01\x02") + 8  # the flags of the last member in the list
    locked = quiet[:entry] + b"\x01" + quiet[entry + 1 :]

    assert sniff(quiet, ending="odt") is ODT
    assert sniff(locked, ending="odt") is None


def test_a_packed_file_of_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = named("a.xml")
    monkeypatch.setattr(sniffing, "MEMBERS_MAX", 3)
    assert sniff(body, ending="odt") is ODT

    monkeypatch.setattr(sniffing, "MEMBERS_MAX", 2)
    assert sniff(body, ending="odt") is None


def test_a_packed_file_too_large_when_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = packed((*NOTE, ("a.xml", b"a" * 1_000)))
    monkeypatch.setattr(sniffing, "UNPACKED_MAX", 1_100)
    assert sniff(body, ending="odt") is ODT

    monkeypatch.setattr(sniffing, "UNPACKED_MAX", 1_000)
    assert sniff(body, ending="odt") is None


def test_a_packed_file_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = packed((*NOTE, ("a.xml", b"\0" * sniffing.SMALL)))
    assert sniff(body, ending="odt") is None

    monkeypatch.setattr(sniffing, "RATIO_MAX", 2_000)
    assert sniff(body, ending="odt") is ODT


def test_a_letter_with_macros_or_that_is_a_sheet_too_is_refused() -> None:
    assert sniff(packed(LETTER), ending="docx") is DOCX

    assert sniff(packed((("[Content_Types].xml", MACROS), LETTER[1])), ending="docx") is None
    assert sniff(packed((*LETTER, ("xl/workbook.xml", b""))), ending="docx") is None


@pytest.mark.parametrize("body", [packed(LETTER)[:-30], b"PK\x03\x04" + b"\xff" * 90])
def test_a_packed_file_that_is_spoilt_is_refused(body: bytes) -> None:
    assert sniff(body, ending="docx") is None


def test_of_a_member_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "LIST_MAX", 10)
    with zipfile.ZipFile(io.BytesIO(packed(LETTER))) as archive:
        assert sniffing._read(archive, "[Content_Types].xml") == TYPES[:10]


def test_a_name_is_no_longer_than_an_address_takes() -> None:
    assert clean_name("a" * 500 + ".txt", endings=("txt",)) == "a" * NAME_LETTERS + ".txt"
