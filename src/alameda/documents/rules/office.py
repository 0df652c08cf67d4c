"""Whether a document or sheet of an office program acts or reaches out. Pure: no Django.

Parts may be called anything: they are judged by their types and by the relations between them, read
as XML in whatever encoding they are written. Of what stands elsewhere only addresses that a reader
presses are let through, and the places on a disk that these programs note by themselves.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

PART_MAX = 64 * 1024 * 1024  # of one part that is read
TYPES = "[Content_Types].xml"
# In the type of a part, or at the end of the type of a relation, whatever the part is called.
_PROGRAMS = re.compile(
    r"macro|vba|activex|oleobject|dialogsheet|ctrlprop|controlproperties|/control$|extensibility$"
    r"|attachedtoolbars|customization",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"/(?:frame|subdocument|afchunk)$", re.IGNORECASE)
_PRESSED = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
_ON_DISK = re.compile(r"(?:file:///)?[A-Za-z]:[\\/]|(?![\\/]{2})[^:]*$")
_COMMAND = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_FIELDS = frozenset({"instrText", "fldSimple", "delInstrText"})
_LINKS = frozenset({"ddeLink", "oleLink"})
_ODF_ACTIVE = frozenset({"script", "event-listener", "object-ole", "plugin", "applet"})
_ODF_OUTSIDE = frozenset({"dde-source", "dde-link", "dde-connection-decl", "floating-frame"})


class Holds(StrEnum):
    """What an office file holds."""

    QUIET = "quiet"
    PROGRAM = "program"  # macros, controls, objects of other programs
    OUTSIDE = "outside"  # a template, data or a page from elsewhere
    UNREADABLE = "unreadable"


class _FoundError(Exception):
    """Something that is not let through."""

    def __init__(self, what: Holds) -> None:
        super().__init__(what)
        self.what = what


def holds(body: bytes) -> Holds:
    """What the file holds; its list of members was looked at before.

    Args:
        body: the whole archive, of OOXML or OpenDocument.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if TYPES in archive.namelist():
                _judge_ooxml(archive)
            else:
                _judge_opendocument(archive)
    except _FoundError as found:
        return found.what
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, LookupError):
        return Holds.UNREADABLE
    except (ParseError, DefusedXmlException):
        return Holds.UNREADABLE
    return Holds.QUIET


def _judge_ooxml(archive: zipfile.ZipFile) -> None:
    for each in _elements(archive, TYPES):
        if _PROGRAMS.search(each.get("ContentType", "")):
            raise _FoundError(Holds.PROGRAM)
    for name in archive.namelist():
        _judge_part(archive, name, name.lower())


def _judge_part(archive: zipfile.ZipFile, name: str, lower: str) -> None:
    if lower.endswith(".rels"):
        for each in _elements(archive, name):
            _judge_relation(each)
    elif "/externallinks/" in lower and lower.endswith(".xml"):
        _refuse_any(archive, name, _LINKS, Holds.OUTSIDE)
    elif lower.startswith("word/") and lower.endswith(".xml"):
        _judge_fields(archive, name)
    elif lower.endswith((".docx", ".xlsx")):  # the data of a chart
        inner = holds(_whole(archive, name))
        if inner is not Holds.QUIET:
            raise _FoundError(inner)


def _judge_relation(each: Element) -> None:
    """Refuse a relation to a program, or to what stands elsewhere."""
    kind, target = each.get("Type", ""), each.get("Target", "").strip()
    if _PROGRAMS.search(kind):
        raise _FoundError(Holds.PROGRAM)
    if _OUTSIDE.search(kind):
        raise _FoundError(Holds.OUTSIDE)
    if each.get("TargetMode", "").lower() != "external":
        return
    is_link = kind.lower().endswith("/hyperlink")
    if not (_PRESSED.match(target) if is_link else None) and not _ON_DISK.match(target):
        raise _FoundError(Holds.OUTSIDE)


def _judge_fields(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a field that runs a command; its words may be cut over several runs."""
    said = []
    for each in _elements(archive, name):
        if _local(each) in _FIELDS:
            said.append("".join(each.itertext()))
            said += [value for key, value in each.attrib.items() if key.endswith("}instr")]
    if _COMMAND.search("".join(said)):
        raise _FoundError(Holds.OUTSIDE)


def _judge_opendocument(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if name.rpartition("/")[2] in {"content.xml", "styles.xml"}:
            _refuse_any(archive, name, _ODF_ACTIVE, Holds.PROGRAM)
            _refuse_any(archive, name, _ODF_OUTSIDE, Holds.OUTSIDE)


def _refuse_any(archive: zipfile.ZipFile, name: str, tags: frozenset[str], what: Holds) -> None:
    if any(_local(each) in tags for each in _elements(archive, name)):
        raise _FoundError(what)


def _local(each: Element) -> str:
    return str(each.tag).rpartition("}")[2]


def _elements(archive: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """The elements of a part, each as it ends; what was told is let go."""
    size = archive.getinfo(name).file_size
    if size > PART_MAX:
        message = "a part is too large"
        raise ValueError(message)
    if not size:
        return
    with archive.open(name) as part:
        source: IO[bytes] = part
        for _event, each in iterparse(source, forbid_dtd=True):
            yield each
            if _local(each) not in _FIELDS:
                each.clear()


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > PART_MAX:
        message = "a part is too large"
        raise ValueError(message)
    return archive.read(name)
