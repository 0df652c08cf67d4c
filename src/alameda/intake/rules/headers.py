"""Which row is the header, and which column each of its cells names. Pure.

Titles and blank rows may stand above it. A name is recognised as written, or else without regard to
capitals, accents and punctuation when that leaves one answer. Source: docs/rules/imports.md,
"Which sheet, which row".
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from alameda.foundation.codes import fold
from alameda.foundation.texts import tidy, without_marks

LOOKED_AT: Final = 30  # rows that hold something, from the top
DELIMITERS: Final = (",", ";", "\t", "|")


class Header(NamedTuple):
    """The header of a table.

    Attributes:
        place: which of the rows looked at it is, from 0.
        names: of its columns; the known ones as the register calls them.
        renamed: what it writes otherwise, and as which it was read.
        twice: names that two of its cells have.
    """

    place: int
    names: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    twice: tuple[str, ...]

    def lacks(self, required: Iterable[str]) -> tuple[str, ...]:
        """The required columns that it has not."""
        return tuple(name for name in required if name not in self.names)

    def count(self, known: Collection[str]) -> int:
        """How many columns of it are known."""
        return sum(name in known for name in self.names)


def read(place: int, cells: Sequence[str], known: Collection[str]) -> Header:
    """A row taken for a header."""
    written = [tidy(without_marks(str(cell))) for cell in cells]
    while written and not written[-1]:
        written.pop()
    by_fold: dict[str, str] = {}
    for name in known:
        key = fold(name)
        by_fold[key] = "" if key in by_fold else name
    exact = {cell for cell in written if cell in known}
    names: list[str] = []
    renamed = []
    for cell in written:
        meant = by_fold.get(fold(cell), "") if cell and cell not in exact else ""
        if meant and meant not in exact:
            renamed.append((cell, meant))
            names.append(meant)
        else:
            names.append(cell)
    twice = sorted(name for name, times in Counter(names).items() if name and times > 1)
    return Header(place, tuple(names), tuple(renamed), tuple(twice))


def find(
    rows: Sequence[Sequence[str]], known: Collection[str], required: Collection[str]
) -> Header | None:
    """The header among the first rows that hold something; nothing where there are none.

    It is the one with most known columns, of those that have every required one; the first of
    equals. Where none has them all, the one that comes nearest.
    """
    found = [read(place, cells, known) for place, cells in enumerate(rows)]
    if not found:
        return None
    return max(
        found,
        key=lambda header: (not header.lacks(required), header.count(known), -header.place),
    )


def best_delimiter(lines: Sequence[str], known: Collection[str]) -> str:
    """The delimiter that makes most known columns of one of the lines; else the commonest."""
    scores = {mark: _score(lines, mark, known) for mark in DELIMITERS}
    first = next((line for line in lines if line.strip()), "")
    ends = {mark: sum(line.rstrip("\r\n").endswith(mark) for line in lines) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: (scores[mark], first.count(mark), ends[mark]))
    return best if scores[best] else max(DELIMITERS, key=first.count)


def _score(lines: Sequence[str], mark: str, known: Collection[str]) -> int:
    try:
        rows = list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        rows = [line.split(mark) for line in lines]
    return max((read(0, row, known).count(known) for row in rows), default=0)
