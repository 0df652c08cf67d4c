"""What a file is, told by its bytes and never by its name. Pure: no Django, no files.

Source: docs/rules/imports.md, "Files".
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

_MAGIC: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"SQLite format 3", "sqlite"),
    (b"\x7fELF", "program"),
    (b"PAR1", "parquet"),
)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml|svg|table|script)", re.IGNORECASE)
_UTF8_PAIR: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# The bytes of cp1252 that Spanish text is written with, above ASCII.
_SPANISH: Final = bytes("áéíóúüñÁÉÍÓÚÜÑçÇàèìòùâêôïö°ºª¿¡«»“”‘’–—…´·²³½¼€\xa0".encode("cp1252"))
_UNDEFINED: Final = b"\x81\x8d\x8f\x90\x9d"
_JSON: Final = re.compile(rb"\s*(?:\{\s*(?:[\"}]|\Z)|\[\s*(?:[\[{\]]|\Z))")
_TOLD: Final = re.compile(r"\"?sep=([,;\t|])\"?", re.IGNORECASE)
_ENDINGS: Final = {
    "csv": (".csv", ".tsv", ".txt"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "ods": (".ods", ".ots"),
    "json": (".json",),
}
_OLE: Final = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "old-word"),
)
_SPANISH_SHARE: Final = 0.9


def kind_of(head: bytes) -> str:
    """What the first bytes say: ``gzip``, ``zip``, ``text``, or what it is instead of a table."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_UTF16):
        return "utf-16"
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        return "markup"
    return "binary" if b"\0" in head else "text"


def is_name_of(name: str, kind: str, *, is_gzip: bool) -> bool:
    """Whether a file of that content is usually called so; only to be said, never to refuse."""
    lower = name.lower()
    if lower.endswith(".gz") != is_gzip:
        return False
    return lower.removesuffix(".gz").endswith(_ENDINGS[kind])


def is_json(head: bytes) -> bool:
    """Whether a text begins as JSON does: an object, or a list of them."""
    return bool(_JSON.match(head.removeprefix(codecs.BOM_UTF8)))


def told_delimiter(first: str) -> str:
    """The delimiter that a first line ``sep=;`` tells, as Excel writes it; empty for any other."""
    found = _TOLD.fullmatch(first.strip("\r\n").lstrip("\ufeff"))
    return found[1] if found else ""


def container_of(content: bytes) -> str:
    """What an OLE container holds: ``locked``, ``old-word``, or else ``old-excel``."""
    for name, kind in _OLE:
        if name.encode("utf-16-le") in content:
            return kind
    return "old-excel"


@dataclass
class EncodingEvidence:
    """Weighs the bytes of a text, block by block, for the encoding it is written in.

    Feed every block, then ask ``verdict``.
    """

    lines: int = 0
    pairs: int = 0
    high: int = 0
    spanish: int = 0
    first_bad_line: int = 0
    undefined_line: int = 0
    has_bom: bool = False
    _seen: bool = False
    _decoder: codecs.IncrementalDecoder | None = field(
        default_factory=codecs.getincrementaldecoder("utf-8")
    )

    def feed(self, block: bytes) -> None:
        """Weigh one block."""
        if not self._seen:
            self.has_bom = block.startswith(codecs.BOM_UTF8)
            self._seen = True
        if not block.isascii():
            self._weigh(block)
        self._decode(block, is_last=False)
        self.lines += block.count(b"\n")

    def _weigh(self, block: bytes) -> None:
        high = bytes(byte for byte in block if byte > 0x7F)  # noqa: PLR2004  ASCII ends there
        self.high += len(high)
        self.spanish += len(high) - len(high.translate(None, _SPANISH))
        self.pairs += len(_UTF8_PAIR.findall(block))
        if not self.undefined_line and len(high.translate(None, _UNDEFINED)) != len(high):
            place = min(block.find(byte) for byte in _UNDEFINED if byte in block)
            self.undefined_line = self.lines + block.count(b"\n", 0, place) + 1

    def _decode(self, block: bytes, *, is_last: bool) -> None:
        if self._decoder is None:
            return
        try:
            self._decoder.decode(block, is_last)
        except UnicodeDecodeError as error:
            self.first_bad_line = self.lines + block.count(b"\n", 0, error.start) + 1
            self._decoder = None

    def verdict(self) -> tuple[str, int]:
        """The encoding, or empty and the line where no encoding fits."""
        self._decode(b"", is_last=True)
        if not self.first_bad_line:
            return ("utf-8-sig" if self.has_bom else "utf-8"), 0
        looks_utf8 = self.has_bom or self.pairs * 2 > self.high * 0.5
        if looks_utf8:
            return "", self.first_bad_line
        if self.undefined_line:
            return "", self.undefined_line
        if self.spanish < self.high * _SPANISH_SHARE:
            return "", self.first_bad_line
        return "cp1252", 0
