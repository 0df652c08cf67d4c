"""Codes that an import gives out, and what tells a row of the source from one that is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

_NUMBERED = re.compile(r"(.*?)(\d+)")


def differs(row: Model, values: dict[str, Any]) -> bool:
    """Whether a row says other than the source."""
    return any(getattr(row, name) != value for name, value in values.items())


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
