"""What a value may be, so that every table, page and calendar can keep it. Pure.

Source: docs/rules/imports.md, "Bounds".
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

MOST_CLP: Final = 10**15
MOST_INTEGER: Final = 2**31 - 1


class Bounds(NamedTuple):
    """What a column of a table takes; what is ``None`` has no bound.

    Attributes:
        least: the lowest number or earliest date.
        most: the highest number or latest date.
        length: characters of a text.
    """

    least: Any = None
    most: Any = None
    length: int | None = None

    def fault(self, value: Any) -> str:
        """The reason why a value does not fit: ``out-of-range``, ``too-long``, or empty."""
        if isinstance(value, str):
            return "too-long" if self.length is not None and len(value) > self.length else ""
        if value is None or isinstance(value, bool) or (self.least is None and self.most is None):
            return ""
        is_low = self.least is not None and value < self.least
        is_high = self.most is not None and value > self.most
        return "out-of-range" if is_low or is_high else ""
