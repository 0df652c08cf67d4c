"""How one column writes its numbers and dates, told by the cells that can be read one way only.

``1.234`` may be a thousand or one and a bit. A column that also holds ``1.234.567`` has settled it.
Pure. Source: docs/rules/imports.md, "Two readings".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from alameda.intake.rules.cells import Cell

_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_BOTH: Final = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?!\1)([.,])\d+")
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+([.,])(?:\d{1,2}|\d{4,})|0([.,])\d+|\d{4,}([.,])\d+)")
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}")
MONTHS: Final = 12
_NAMES: Final = {".": "point", ",": "comma"}


@dataclass
class Habits:
    """What the cells of a column have shown.

    Attributes:
        seen: of ``point-thousands``, ``point-decimal``, ``comma-thousands``, ``comma-decimal``,
            ``day-first`` and ``month-first``.
    """

    seen: set[str] = field(default_factory=set)

    def learn(self, text: str) -> None:
        """Look at one cell; what a spreadsheet holds as a number or date shows no habit."""
        if isinstance(text, Cell) or text.isalnum() or text[4:5] == "-":  # ISO dates, mostly
            return
        compact = text.replace(" ", "").replace("\xa0", "").replace("$", "")
        if found := _BOTH.fullmatch(compact):
            self.seen |= {f"{_NAMES[found[1]]}-thousands", f"{_NAMES[found[2]]}-decimal"}
        elif found := _THOUSANDS.fullmatch(compact):
            self.seen.add(f"{_NAMES[found[1]]}-thousands")
        elif found := _DECIMAL.fullmatch(compact):
            self.seen.add(f"{_NAMES[found[1] or found[2] or found[3]]}-decimal")
        elif found := _DAY.fullmatch(compact):
            self._learn_day(int(found[1]), int(found[2]))

    def _learn_day(self, first: int, second: int) -> None:
        if first > MONTHS >= second:
            self.seen.add("day-first")
        elif second > MONTHS >= first:
            self.seen.add("month-first")

    def meaning_of(self, mark: str) -> str:
        """``thousands``, ``decimal`` or ``both``, as the column shows; empty where it does not."""
        name, other = _NAMES[mark], _NAMES["." if mark == "," else ","]
        found = {
            meaning for meaning in ("thousands", "decimal") if f"{name}-{meaning}" in self.seen
        }
        if len(found) > 1:
            return "both"
        if found:
            return found.pop()
        if f"{other}-thousands" in self.seen:
            return "decimal"
        return "thousands" if f"{other}-decimal" in self.seen else ""


UNKNOWN: Final = Habits()
