"""Reading CSV and its kin as data: comma, semicolon, tab or bar; four encodings; gzip."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Final, cast

from django.utils.translation import gettext as _

from alameda.foundation.texts import is_keepable
from alameda.intake.actions.lines import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROW_CELLS,
    FileRefusedError,
    Line,
    Sheet,
    Span,
    too_long,
    too_wide,
    unreadable_from,
)
from alameda.intake.rules import headers, sniff

MOST_BYTES: Final = 512 * 1024 * 1024
MOST_ROW: Final = MOST_CELL * MOST_COLUMNS  # characters
MOST_RATIO: Final = 200
RATIO_FROM_BYTES: Final = 8 * 1024 * 1024
BLOCK: Final = 1024 * 1024


class Text:
    """A text whose encoding and delimiter are known; ``Book`` says what its parts mean."""

    kind = "csv"
    is_padded = False
    sheets: Sequence[Sheet] = (Sheet(""),)

    def __init__(self, path: Path, *, is_gzip: bool, known: frozenset[str]) -> None:
        self.path, self.is_gzip = path, is_gzip
        self.encoding = _encoding(path, is_gzip=is_gzip)
        with opened(path, is_gzip=is_gzip, encoding=self.encoding) as text:
            first = text.readline(MOST_CELL * 4)
            self._skips = 1 if (told := sniff.told_delimiter(first)) else 0
            start = [] if told else [first]
            start += islice(iter(lambda: text.readline(MOST_CELL * 4), ""), headers.LOOKED_AT)
        self.delimiter = told or headers.best_delimiter(start, known)

    def rows(self, _place: int) -> Iterator[Line]:
        """The rows that hold something, from the top.

        Raises:
            FileRefusedError: a row cannot be read at all, with its line.
        """
        csv.field_size_limit(MOST_CELL)
        with opened(self.path, is_gzip=self.is_gzip, encoding=self.encoding) as text:
            for _line in range(self._skips):
                text.readline(MOST_CELL)
            source = _Bound(text)
            reader = csv.reader(source, delimiter=self.delimiter, strict=True)
            while True:
                number = reader.line_num + 1 + self._skips
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except _TooWideError as error:
                    raise unreadable_from(self.path, number, too_wide()) from error
                except (csv.Error, UnicodeError) as error:
                    raise unreadable_from(self.path, number, _csv_reason(error)) from error
                if len(cells) > MOST_ROW_CELLS:
                    raise unreadable_from(self.path, number, too_wide())
                source.length = 0
                if any(cells):
                    yield Line(number, [cell.strip() for cell in cells])

    def spans(self, _place: int) -> Sequence[Span]:
        """No text merges cells."""
        return ()


class _TooWideError(Exception):
    """A row goes on past any that a spreadsheet could hold."""


class _Bound:
    """The lines of a text, while the row that they make is no longer than a row may be.

    Attributes:
        length: characters of the row so far; whoever takes a row begins anew.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MOST_ROW + 1)
        if not line:
            raise StopIteration
        self.length += len(line)
        if self.length > MOST_ROW:
            raise _TooWideError
        return line


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


def blocks(path: Path, *, is_gzip: bool) -> Iterator[bytes]:
    """The bytes of a text, decompressed within bounds.

    Raises:
        FileRefusedError: it is too large, damaged or a bomb.
    """
    if not is_gzip and path.stat().st_size > MOST_BYTES:
        raise FileRefusedError(
            _("%(name)s is larger than %(most)s MB.")
            % {"name": path.name, "most": MOST_BYTES // 1024 // 1024}
        )
    with _Bounded(path) if is_gzip else path.open("rb") as source:
        take = source.take if isinstance(source, _Bounded) else source.read
        while block := take(BLOCK):
            yield block


def opened(path: Path, *, is_gzip: bool, encoding: str) -> io.TextIOWrapper:
    """The text of a file, within bounds."""
    raw = _Bounded(path) if is_gzip else path.open("rb", buffering=0)
    buffered = io.BufferedReader(cast("io.RawIOBase", raw), BLOCK)
    return io.TextIOWrapper(cast("IO[bytes]", buffered), encoding=encoding, newline="")


def _encoding(path: Path, *, is_gzip: bool) -> str:
    evidence = sniff.EncodingEvidence()
    for place, block in enumerate(blocks(path, is_gzip=is_gzip)):
        kind = sniff.kind_of(block[:4096]) if place == 0 else "text"
        if kind == "utf-16":
            return _wide_encoding(path, is_gzip=is_gzip)
        if kind != "text" or b"\0" in block:
            line = evidence.lines + block.count(b"\n", 0, max(block.find(b"\0"), 0)) + 1
            raise _binary(path, line)
        evidence.feed(block)
    encoding, line = evidence.verdict()
    if not encoding:
        raise FileRefusedError(
            _("%(name)s cannot be decoded: line %(line)s is neither UTF-8 nor Latin-1.")
            % {"name": path.name, "line": line}
        )
    return encoding


def _wide_encoding(path: Path, *, is_gzip: bool) -> str:
    """What Excel calls Unicode text; looked through, for it may hold anything."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    line = 1
    try:
        for block in blocks(path, is_gzip=is_gzip):
            text = decoder.decode(block)
            if not is_keepable(text):
                raise _binary(path, line + text.count("\n", 0, max(text.find("\0"), 0)))
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefusedError(
            _("%(name)s cannot be decoded: line %(line)s is damaged UTF-16.")
            % {"name": path.name, "line": line}
        ) from error
    return "utf-16"


def _binary(path: Path, line: int) -> FileRefusedError:
    return FileRefusedError(
        _("%(name)s is not plain text: binary content at line %(line)s.")
        % {"name": path.name, "line": line}
    )


def _csv_reason(error: Exception) -> str:
    if "field larger" in str(error):
        return too_long()
    return _("its quotes or its encoding are broken")
