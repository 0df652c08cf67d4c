"""What a file is, by what it holds, never by what it is called. Pure: no Django.

Accepted: PDF, PNG, JPEG, plain text and CSV, and the documents and sheets of OOXML and
OpenDocument without macros. Nothing is unpacked; an archive is only asked for its list.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from alameda.foundation.archives import Limits, checked

MEMBERS_MAX = 5_000
UNPACKED_MAX = 400 * 1024 * 1024
RATIO_MAX = 200
SMALL = 1024 * 1024  # an archive below this unpacked is no danger, whatever its ratio
LIST_MAX = 2 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of file that is accepted.

    Attributes:
        media_type: as served.
        endings: of the names it may have; the first is given where there is none of them.
        is_inline: whether a browser may show it in its own window.
    """

    media_type: str
    endings: tuple[str, ...]
    is_inline: bool = False


PDF = Kind(media_type="application/pdf", endings=("pdf",), is_inline=True)
PNG = Kind(media_type="image/png", endings=("png",))
JPEG = Kind(media_type="image/jpeg", endings=("jpg", "jpeg"))
TEXT = Kind(media_type="text/plain", endings=("txt",))
CSV = Kind(media_type="text/csv", endings=("csv",))
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(media_type=f"{_OOXML}wordprocessingml.document", endings=("docx",))
XLSX = Kind(media_type=f"{_OOXML}spreadsheetml.sheet", endings=("xlsx",))
ODT = Kind(media_type="application/vnd.oasis.opendocument.text", endings=("odt",))
ODS = Kind(media_type="application/vnd.oasis.opendocument.spreadsheet", endings=("ods",))
KINDS = (PDF, PNG, JPEG, TEXT, CSV, DOCX, XLSX, ODT, ODS)
OFFICE = frozenset({DOCX, XLSX, ODT, ODS})
INLINE = frozenset(kind.media_type for kind in KINDS if kind.is_inline)

_MARKUP = re.compile(rb"<\s*(!doctype|html|svg|script|iframe|\?php|\?xml)", re.IGNORECASE)
_ACTIVE_MEMBER = re.compile(r"(^|/)(vbaproject|vbadata|activex|basic/|scripts/)", re.IGNORECASE)
_CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f")


def sniff(body: bytes, *, ending: str) -> Kind | None:
    """What the bytes are; nothing where they are not accepted.

    Args:
        body: the whole file.
        ending: of its name, lower case, without the dot; it only tells CSV from other text.
    """
    if body.startswith(b"%PDF-"):
        return PDF  # what it holds is asked of ``pdfs``
    if body.startswith(b"\x89PNG\r\n\x1a\n") and body[12:16] == b"IHDR":
        return PNG
    if body.startswith(b"\xff\xd8\xff"):
        return JPEG
    if body.startswith(b"PK\x03\x04"):
        return _archive(body)
    return _text(body, ending)


def _text(body: bytes, ending: str) -> Kind | None:
    """Text without control characters, markup or a program's first line."""
    if ending not in {"", "txt", "csv"} or _CONTROLS.intersection(body):
        return None
    if body.startswith(b"#!") or _MARKUP.search(body):
        return None
    return CSV if ending == "csv" else TEXT


def encoding_of(body: bytes) -> str:
    """How a text is written: UTF-8, or what older spreadsheets write."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _archive(body: bytes) -> Kind | None:
    try:
        limits = Limits(MEMBERS_MAX, UNPACKED_MAX, RATIO_MAX, SMALL)
        if _is_active(checked(io.BytesIO(body), limits=limits)):
            return None
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _ooxml(archive) or _opendocument(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        return None


def _is_active(members: list[zipfile.ZipInfo]) -> bool:
    """Whether it holds macros, or names a place outside itself."""
    return any(
        _ACTIVE_MEMBER.search(member.filename) or member.filename.startswith("/")
        for member in members
    )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member's beginning; empty where it has none of that name."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as member:
        return member.read(LIST_MAX)


def _ooxml(archive: zipfile.ZipFile) -> Kind | None:
    listed = _read(archive, "[Content_Types].xml")
    if not listed or b"macroenabled" in listed.lower():
        return None
    names = set(archive.namelist())
    found = [
        kind
        for kind, member in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml"))
        if member in names
    ]
    return found[0] if len(found) == 1 else None


def _opendocument(archive: zipfile.ZipFile) -> Kind | None:
    told = _read(archive, "mimetype").strip().decode("ascii", "replace")
    if "content.xml" not in archive.namelist():
        return None
    return next((kind for kind in (ODT, ODS) if kind.media_type == told), None)
