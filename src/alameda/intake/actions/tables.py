"""The one way in for files that strangers made: told by content, streamed, bounded, never trusted.

CSV and its kin, plain or in gzip, XLSX, ODS and JSON give the same rows. Which sheet, which header
row, which encoding and which delimiter were read is always said. Nothing is unpacked before its
size is known to be bounded. Source: docs/rules/imports.md, "Files".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from alameda.foundation.codes import fold
from alameda.intake.actions.lines import (
    MOST_CELL,
    MOST_COLUMNS,
    Book,
    FileRefusedError,
    Line,
    Span,
    unreadable_from,
)
from alameda.intake.actions.objects import Objects
from alameda.intake.actions.opendocument import OpenDocument, is_opendocument
from alameda.intake.actions.packed import Parts
from alameda.intake.actions.text import BLOCK, Text, blocks
from alameda.intake.actions.workbook import Workbook
from alameda.intake.rules import headers, sniff
from alameda.intake.rules.cells import kind_of, merged
from alameda.intake.rules.headers import Header

__all__ = ("MOST_CELL", "Table", "inspect", "inspect_all", "opened", "sha256_of")
MOST_OPEN: Final = 16_384  # merged cells that reach into one row
TALLEST: Final = 5  # rows of a header that is merged downwards
OLE_LOOKED_AT: Final = 64 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """A table that passed its inspection.

    Attributes:
        path: where its file is.
        name: of the file, shown in reports.
        sha256: of the file as it is.
        book: the file, opened.
        place: of its sheet among those of the book.
        header: names of the columns; the known ones as the register calls them.
        header_line: line of the file, or row of the sheet, that is the header.
        known: the columns that its register knows.
        renamed: columns that the header writes otherwise, and as which they were read.
        others: sheets that were not read.
        spans: merged cells.
    """

    path: Path
    name: str
    sha256: str
    book: Book
    place: int
    header: tuple[str, ...]
    header_line: int
    known: frozenset[str]
    renamed: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    spans: Sequence[Span] = field(default=(), repr=False)

    @property
    def sheet(self) -> str:
        """Name of its sheet; empty for a text."""
        return self.book.sheets[self.place].name

    @property
    def reading(self) -> dict[str, Any]:
        """How it was read, for the report: only what there is to say."""
        book = self.book
        told = {
            "kind": book.kind,
            "encoding": book.encoding,
            "delimiter": book.delimiter,
            "is_gzip": book.is_gzip,
            "sheet": self.sheet,
            "header_line": self.header_line,
            "renamed_columns": [list(pair) for pair in self.renamed],
            "other_sheets": list(self.others),
            "merged_cells": len(self.spans),
        }
        if not sniff.is_name_of(self.name, book.kind, is_gzip=book.is_gzip):
            told["name_says_otherwise"] = True
        always = {"kind", "encoding", "delimiter", "is_gzip", "header_line"}
        return {name: value for name, value in told.items() if value or name in always}

    def lines(self) -> Iterator[Line]:
        """The rows after the header that hold something, one at a time.

        Raises:
            FileRefusedError: a row cannot be read at all, with its line.
        """
        width = len(self.header)
        filled = _Filled(self.path, self.spans)
        for line in self.book.rows(self.place):
            if line.number <= self.header_line:
                continue
            cells = filled(line)
            if self.book.is_padded and len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            elif self.book.kind == "json":
                self._check_flat(cells, line.number)
            yield Line(line.number, cells)

    def _check_flat(self, cells: Sequence[str], number: int) -> None:
        for name, cell in zip(self.header, cells, strict=True):
            if kind_of(cell) == "nested" and name in self.known:
                said = {"name": self.name, "table": self.sheet, "row": number, "column": name}
                raise FileRefusedError(
                    _(
                        "%(name)s cannot be read: in “%(table)s”, row %(row)s, “%(column)s” holds"
                        " a list or an object."
                    )
                    % said
                )


class _Filled:
    """Gives each row the values of the merged cells that reach into it."""

    def __init__(self, path: Path, spans: Sequence[Span]) -> None:
        self._path = path
        self._waiting = sorted(spans, reverse=True)
        self._open: list[Span] = []
        self._values: dict[Span, str] = {}

    def __call__(self, line: Line) -> list[str]:
        if not self._waiting and not self._open:
            return line.cells
        while self._waiting and self._waiting[-1].top <= line.number:
            self._open.append(self._waiting.pop())
        self._open = [span for span in self._open if span.bottom >= line.number]
        if len(self._open) > MOST_OPEN:
            reason = _("more merged cells reach into the row than a sheet has columns")
            raise unreadable_from(self._path, line.number, reason)
        cells = list(line.cells)
        for span in self._open:
            if span.top == line.number and span.left < len(line.cells):
                self._values[span] = line.cells[span.left]
            self._fill(cells, span, line.number)
        return cells

    def _fill(self, cells: list[str], span: Span, number: int) -> None:
        value = self._values.get(span, "")
        if not value:
            return
        right = min(span.right, MOST_COLUMNS)
        if len(cells) <= right:
            cells.extend([""] * (right + 1 - len(cells)))
        for column in range(span.left, right + 1):
            if not cells[column] and (number, column) != (span.top, span.left):
                cells[column] = merged(value)


def sha256_of(path: Path) -> str:
    """Digest of a file, read in blocks."""
    total = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            total.update(block)
    return total.hexdigest()


def opened(path: Path, *, known: frozenset[str], texts: Mapping[str, str] | None = None) -> Book:
    """A file as a book, whatever it is called.

    Args:
        path: the file.
        known: columns that its registers know, to tell the delimiter of a text.
        texts: column of a bare text of a JSON object, by its name.

    Raises:
        FileRefusedError: it is no table, or hostile, damaged or in an unknown encoding.
    """
    if path.is_symlink() or not path.is_file():
        raise FileRefusedError(_("%(name)s is not a plain file.") % {"name": path.name})
    with path.open("rb") as source:
        head = source.read(4096)
    kind = sniff.kind_of(head)
    if kind == "zip":
        parts = Parts(path)
        return OpenDocument(parts) if is_opendocument(parts) else Workbook(parts)
    if kind not in {"gzip", "text", "utf-16", "binary"}:  # a text says at which line it is none
        raise FileRefusedError(_what_it_is(path, kind))
    is_gzip = kind == "gzip"
    if is_gzip:
        head = next(blocks(path, is_gzip=True), b"")[:4096]
    if sniff.is_json(head):
        return Objects(path, is_gzip=is_gzip, texts=dict(texts or {}))
    return Text(path, is_gzip=is_gzip, known=known)


def _what_it_is(path: Path, kind: str) -> str:
    if kind == "ole":
        with path.open("rb") as source:
            kind = sniff.container_of(source.read(OLE_LOOKED_AT))
    sentences = {
        "old-excel": _(
            "%(name)s is a workbook of an old Excel (old-excel, .xls): save it as XLSX."
        ),
        "locked": _("%(name)s is locked with a password: save it without one."),
        "old-word": _(
            "%(name)s is a document of an old Word, not a table: save it as CSV or XLSX."
        ),
    }
    sentence = sentences.get(
        kind,
        _("%(name)s is not a table that can be read (it is: %(kind)s). Save it as CSV or XLSX."),
    )
    return sentence % {"name": path.name, "kind": kind}


def inspect(
    path: Path, *, known: frozenset[str], required: Sequence[str] = (), sheet: str = ""
) -> Table:
    """Look at a file, and say which table of it is meant and how to read it.

    Args:
        path: the file.
        known: columns that its register knows.
        required: those that its header must have.
        sheet: the only one to be read; empty where any will do that has the columns.

    Raises:
        FileRefusedError: it is no table, or hostile; it lacks a column; its sheets leave a doubt.
    """
    book = opened(path, known=known)
    tops = [_top(book, place) for place in range(len(book.sheets))]
    found = [headers.find([line.cells for line in top], known, required) for top in tops]
    place = _chosen(path, book, [_fits(header, known, required) for header in found], sheet)
    if place is None:
        seen = [at for at, each in enumerate(book.sheets) if found[at] and not each.is_hidden]
        if not seen:
            raise FileRefusedError(_("%(name)s has no header row.") % {"name": path.name})
        place = max(seen, key=lambda at: (_count(found[at], known), -at))
    header = found[place]
    if header is None:
        raise FileRefusedError(_("%(name)s has no header row.") % {"name": path.name})
    return _table(path, book, place, header, tops[place][header.place].number, known, required)


def inspect_all(
    path: Path, wanted: Mapping[str, Sequence[str]], *, texts: Mapping[str, str] | None = None
) -> tuple[dict[str, Table], tuple[str, ...]]:
    """The tables of a file that are wanted by the name of their sheet or list, and all others.

    Args:
        path: the file.
        wanted: the columns that each table must have, by its name.
        texts: column of a bare text of a JSON object, by its name.

    Raises:
        FileRefusedError: it is no book of tables, or hostile; a table is hidden, or lacks a column.
    """
    book = opened(path, known=frozenset(), texts=texts)
    tables: dict[str, Table] = {}
    others = []
    for place, sheet in enumerate(book.sheets):
        name, top = _wanted_name(sheet.name, wanted), _top(book, place)
        if not name:
            others += [_said(book, place)] if top else []
            continue
        if sheet.is_hidden:
            said = {"name": path.name, "sheet": sheet.name}
            raise FileRefusedError(
                _("%(name)s hides its sheet “%(sheet)s”: show it, or take it out.") % said
            )
        if name in tables:
            said = {"name": path.name, "sheet": sheet.name}
            raise FileRefusedError(_("%(name)s has two sheets called “%(sheet)s”.") % said)
        tables[name] = _whole(path, book, place, top, wanted[name])
    said_once = tuple(others)
    return {name: replace(table, others=said_once) for name, table in tables.items()}, said_once


def _whole(
    path: Path, book: Book, place: int, top: Sequence[Line], columns: Sequence[str]
) -> Table:
    """A table that has every column; a list without objects has them all."""
    known = frozenset(columns)
    header = headers.find([line.cells for line in top], known, columns)
    if header is None:
        header = Header(0, (), (), ())
    elif book.kind == "json" and not header.names:
        header = Header(0, tuple(columns), (), ())
    line = top[header.place].number if top else 0
    return _table(path, book, place, header, line, known, columns)


def _wanted_name(written: str, wanted: Iterable[str]) -> str:
    if written in wanted:
        return written
    folded = fold(written)
    return next((name for name in wanted if fold(name) == folded), "")


def _top(book: Book, place: int) -> list[Line]:
    return list(islice(book.rows(place), headers.LOOKED_AT))


def _count(header: Header | None, known: frozenset[str]) -> int:
    return header.count(known) if header else -1


def _fits(header: Header | None, known: frozenset[str], required: Sequence[str]) -> bool:
    return header is not None and not header.lacks(required) and header.count(known) > 0


def _chosen(path: Path, book: Book, fits: Sequence[bool], sheet: str) -> int | None:
    """The sheet that is meant: the one that people see and that has the columns."""
    good = [place for place, is_good in enumerate(fits) if is_good]
    if sheet:
        folded = fold(sheet)
        named = [at for at, each in enumerate(book.sheets) if fold(each.name) == folded]
        if not named:
            said = {"name": path.name, "sheet": sheet}
            raise FileRefusedError(_("%(name)s has no sheet “%(sheet)s”.") % said)
        good = named
    seen = [place for place in good if not book.sheets[place].is_hidden]
    if len(seen) > 1:
        raise FileRefusedError(
            _("%(name)s has the columns on several sheets: %(sheets)s. Leave one of them.")
            % {"name": path.name, "sheets": _names(book, seen)}
        )
    if good and not seen:
        raise FileRefusedError(
            _("%(name)s has the columns only on a hidden sheet: %(sheets)s. Show it, or save it.")
            % {"name": path.name, "sheets": _names(book, good)}
        )
    return seen[0] if seen else None


def _names(book: Book, places: Iterable[int]) -> str:
    return ", ".join(_("“%(name)s”") % {"name": book.sheets[place].name} for place in places)


def _said(book: Book, place: int) -> str:
    sheet = book.sheets[place]
    return _("%(sheet)s (hidden)") % {"sheet": sheet.name} if sheet.is_hidden else sheet.name


def _table(  # noqa: PLR0913, PLR0917  what was found, side by side
    path: Path,
    book: Book,
    place: int,
    header: Header,
    line: int,
    known: frozenset[str],
    required: Sequence[str],
) -> Table:
    _check_header(path, book, place, header, line, required)
    spans = book.spans(place)
    return Table(
        path=path,
        name=path.name,
        sha256=sha256_of(path),
        book=book,
        place=place,
        header=header.names,
        header_line=_last_line(line, spans),
        known=known,
        renamed=header.renamed,
        others=tuple(_said(book, at) for at in range(len(book.sheets)) if at != place),
        spans=spans,
    )


def _last_line(line: int, spans: Sequence[Span]) -> int:
    """The last row of a header whose cells are merged downwards."""
    reach = [span.bottom for span in spans if span.top <= line < span.bottom <= line + TALLEST]
    return max(reach, default=line)


def _check_header(
    path: Path, book: Book, place: int, header: Header, line: int, required: Sequence[str]
) -> None:
    said: dict[str, object] = {"name": path.name, "line": line, "sheet": book.sheets[place].name}
    if len(header.names) > MOST_COLUMNS:
        raise FileRefusedError(
            _("%(name)s has %(count)s columns; at most %(most)s are read.")
            % {**said, "count": len(header.names), "most": MOST_COLUMNS}
        )
    if header.twice:
        raise FileRefusedError(
            _("%(name)s names a column twice: %(columns)s.")
            % {**said, "columns": ", ".join(header.twice)}
        )
    if missing := header.lacks(required):
        how = (book.kind.upper(), "gzip" if book.is_gzip else "", book.encoding)
        said |= {"kind": ", ".join(filter(None, how)), "columns": ", ".join(missing)}
        sentence = (
            _(
                "%(name)s, read as %(kind)s, lacks the columns %(columns)s: row %(line)s of its"
                " sheet “%(sheet)s” was taken for the header."
            )
            if said["sheet"]
            else _(
                "%(name)s, read as %(kind)s, lacks the columns %(columns)s: line %(line)s was taken"
                " for the header."
            )
        )
        raise FileRefusedError(sentence % said)
