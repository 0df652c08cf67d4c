"""One row of the database against one of the source: the same, changed, or new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


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
    numbers = (code.removeprefix(prefix) for code in codes)
    last = max((int(number) for number in numbers if number.isdigit()), default=0)
    return f"{prefix}{last + 1:0{width}d}"
