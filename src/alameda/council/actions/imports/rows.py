"""One row of the database against one of the source: the same, changed, or new."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

BATCH = 2_000  # rows of one insert
_NUMBERED = re.compile(r"(.*?)(\d+)")


def change(row: Model, values: dict[str, Any]) -> str:
    """Bring a row up to what the source says; ``updated``, or ``unchanged`` where it is so."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if not changed:
        return "unchanged"
    row.save(update_fields=changed)
    return "updated"


def differs(row: Model, values: dict[str, Any]) -> bool:
    """Whether a row says other than the source."""
    return any(getattr(row, name) != value for name, value in values.items())


def next_code(prefix: str, codes: Iterable[str], *, width: int) -> str:
    """The code after the highest of those that begin with the prefix."""
    return Codes(codes).next(prefix, width=width)


class Codes:
    """Codes given out one after another, each after the highest that its prefix has."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        for code in codes:
            if found := _NUMBERED.fullmatch(code):
                prefix, number = found.group(1), int(found.group(2))
                self._last[prefix] = max(number, self._last.get(prefix, 0))

    def next(self, prefix: str, *, width: int) -> str:
        """The next code of a prefix, which is given out from now on."""
        self._last[prefix] = self._last.get(prefix, 0) + 1
        return f"{prefix}{self._last[prefix]:0{width}d}"
