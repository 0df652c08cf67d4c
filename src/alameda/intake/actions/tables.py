"""Opening a file that a stranger made: CSV, gzip CSV or XLSX, streamed, bounded, never trusted.

Everything is told by content; nothing is unpacked before its size is known to be bounded.
Source: docs/rules/imports.md, "Files".
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from django.utils.translation import gettext as _

from alameda.intake.actions import workbook
from alameda.intake.actions.workbook import FileRefusedError, Line
from alameda.intake.rules import sniff

MOST_BYTES: Final = 512 * 1024 * 1024
MOST_RATIO: Final = 200
RATIO_FROM_BYTES: Final = 8 * 1024 * 1024
MOST_COLUMNS: Final = 256
MOST_CELL: Final = 20_000
BLOCK: Final = 1024 * 1024


@dataclass(frozen=True)
class Table:
    """A file that passed its inspection.

    Attributes:
        path: where it is.
        name: shown in reports.
        sha256: of the file as it is.
        kind: ``csv`` or ``xlsx``.
        is_gzip: whether the text is compressed.
        encoding: chosen by evidence; empty for XLSX.
        delimiter: chosen by the header; empty for XLSX.
        header: names of the columns.
    """

    path: Path
    name: str
    sha256: str
    kind: str
    is_gzip: bool
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def lines(self) -> Iterator[Line]:
        """The rows after the header, one at a time.

        Raises:
            FileRefusedError: a row cannot be read at all, with its line.
        """
        rows = _csv_lines(self) if self.kind == "csv" else workbook.lines(self.path)
        next(rows, None)
        for row in rows:
            if any(row.cells):
                yield row


def sha256_of(path: Path) -> str:
    """Digest of a file, read in blocks."""
    total = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            total.update(block)
    return total.hexdigest()


def inspect(path: Path, *, known: frozenset[str]) -> Table:
    """Look at the whole file once, and say how to read it.

    Args:
        path: the file.
        known: names of the columns that its register knows, to tell the delimiter.

    Raises:
        FileRefusedError: it is no table, or hostile, damaged or in an unknown encoding.
    """
    with path.open("rb") as source:
        kind = sniff.kind_of(source.read(4096))
    _check_name(path.name, kind)
    if kind == "zip":
        workbook.check(path)
        return _checked(_xlsx_table(path))
    is_gzip = kind == "gzip"
    encoding = _encoding(path, is_gzip=is_gzip)
    table = Table(path, path.name, sha256_of(path), "csv", is_gzip, encoding, ",", ())
    with _opened(table) as text:
        first = text.readline(MOST_CELL * 4)
    delimiter = sniff.best_delimiter(first.rstrip("\r\n"), known)
    table = Table(path, path.name, table.sha256, "csv", is_gzip, encoding, delimiter, ())
    head = next(_csv_lines(table), Line(1, []))
    header = tuple(cell.strip() for cell in head.cells)
    return _checked(
        Table(path, path.name, table.sha256, "csv", is_gzip, encoding, delimiter, header)
    )


def _xlsx_table(path: Path) -> Table:
    head = next(workbook.lines(path), Line(1, []))
    header = tuple(cell.strip() for cell in head.cells)
    while header and not header[-1]:
        header = header[:-1]
    return Table(path, path.name, sha256_of(path), "xlsx", False, "", "", header)  # noqa: FBT003  a field, named above


def _check_name(name: str, kind: str) -> None:
    expected = sniff.expected_kind(name)
    if kind not in {"gzip", "zip", "text"}:
        raise FileRefusedError(
            _("%(name)s is not a table that can be read (it is: %(kind)s). Save it as CSV or XLSX.")
            % {"name": name, "kind": kind}
        )
    if expected != kind:
        said = {"gzip": "gzip", "zip": "XLSX", "text": "CSV", "": "?"}
        raise FileRefusedError(
            _("%(name)s has the wrong extension: its content is %(kind)s. Rename or save it again.")
            % {"name": name, "kind": said[kind]}
        )


def _checked(table: Table) -> Table:
    header = table.header
    if not any(header):
        raise FileRefusedError(_("%(name)s has no header row.") % {"name": table.name})
    if len(header) > MOST_COLUMNS:
        raise FileRefusedError(
            _("%(name)s has %(count)s columns; at most %(most)s are read.")
            % {"name": table.name, "count": len(header), "most": MOST_COLUMNS}
        )
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if twice:
        raise FileRefusedError(
            _("%(name)s names a column twice: %(columns)s.")
            % {"name": table.name, "columns": ", ".join(twice)}
        )
    return table


class _Bounded(io.RawIOBase):
    """Decompresses while it counts: stops at a size or a ratio that no honest file reaches."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._size = path.stat().st_size
        self._source = gzip.open(path, "rb")  # noqa: SIM115  closed in close()
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer with checked bytes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # what io hands over
        block = self.take(len(view))
        view[: len(block)] = block
        return len(block)

    def take(self, size: int) -> bytes:
        """At most so many decompressed bytes."""
        try:
            block = self._source.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileRefusedError(
                _("%(name)s is truncated or damaged: its compression ends before its content.")
                % {"name": self._name}
            ) from error
        self._read += len(block)
        too_much = self._read > RATIO_FROM_BYTES and self._read > self._size * MOST_RATIO
        if self._read > MOST_BYTES or too_much:
            raise FileRefusedError(
                _("%(name)s unpacks to far more than it weighs: it is not read (bomb).")
                % {"name": self._name}
            )
        return block

    def close(self) -> None:
        """Close the file too."""
        self._source.close()
        super().close()


def _blocks(path: Path, *, is_gzip: bool) -> Iterator[bytes]:
    with _Bounded(path) if is_gzip else path.open("rb") as source:
        take = source.take if isinstance(source, _Bounded) else source.read
        while block := take(BLOCK):
            yield block


def _encoding(path: Path, *, is_gzip: bool) -> str:
    if not is_gzip and path.stat().st_size > MOST_BYTES:
        raise FileRefusedError(
            _("%(name)s is larger than %(most)s MB.")
            % {"name": path.name, "most": MOST_BYTES // 1024 // 1024}
        )
    evidence = sniff.EncodingEvidence()
    is_first = True
    for block in _blocks(path, is_gzip=is_gzip):
        kind = sniff.kind_of(block[:4096]) if is_first else "text"
        if kind != "text" or b"\0" in block:
            line = evidence.lines + block.count(b"\n", 0, max(block.find(b"\0"), 0)) + 1
            raise FileRefusedError(
                _("%(name)s is not plain text: binary content at line %(line)s.")
                % {"name": path.name, "line": line}
            )
        is_first = False
        evidence.feed(block)
    encoding, line = evidence.verdict()
    if not encoding:
        raise FileRefusedError(
            _("%(name)s cannot be decoded: line %(line)s is neither UTF-8 nor Latin-1.")
            % {"name": path.name, "line": line}
        )
    return encoding


def _opened(table: Table) -> io.TextIOWrapper:
    raw = _Bounded(table.path) if table.is_gzip else table.path.open("rb", buffering=0)
    buffered = io.BufferedReader(cast("io.RawIOBase", raw), BLOCK)
    return io.TextIOWrapper(cast("IO[bytes]", buffered), encoding=table.encoding, newline="")


def _csv_lines(table: Table) -> Iterator[Line]:
    csv.field_size_limit(MOST_CELL)
    with _opened(table) as text:
        reader = csv.reader(text, delimiter=table.delimiter, strict=True)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeDecodeError) as error:
                raise FileRefusedError(
                    _("%(name)s cannot be read from line %(line)s on: %(reason)s.")
                    % {"name": table.name, "line": number, "reason": _csv_reason(error)}
                ) from error
            yield Line(number, [cell.strip() for cell in cells])


def _csv_reason(error: Exception) -> str:
    if "field larger" in str(error):
        return _("a cell has more than %(most)s characters") % {"most": MOST_CELL}
    return _("its quotes or its encoding are broken")
