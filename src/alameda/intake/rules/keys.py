"""The natural key of a row: the same however its numbers and dates are written. Pure: no Django.

Source: docs/rules/imports.md, "Identity".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from alameda.foundation.codes import digest, fold
from alameda.foundation.texts import tidy
from alameda.intake.rules import values
from alameda.intake.rules.profile import Register
from alameda.intake.rules.values import UnreadableError

MOST_KEY = 140


def row_key(row: Mapping[str, str], register: Register) -> tuple[str, bool]:
    """The natural key of a row in its register, and whether it had to be made of other columns."""
    columns = register.key
    first = tidy(row.get(columns[0], ""))
    is_rebuilt = False
    if register.key_pattern and not re.fullmatch(register.key_pattern, first):
        columns, is_rebuilt = register.key_otherwise, True
    return _joined(register, columns, row), is_rebuilt


def _joined(register: Register, columns: tuple[str, ...], row: Mapping[str, str]) -> str:
    parts = [_part(row.get(column, ""), register.type_of(column)) for column in columns]
    text = "|".join(parts)
    name = register.name
    if len(text) > MOST_KEY - len(name):
        text = f"{text[: MOST_KEY - 20 - len(name)]}~{digest(*parts)}{digest(text, name)}"
    return f"{name}:{text}"


def _part(cell: str, kind: str) -> str:
    """A part of a key: the same however a number or a date is written."""
    reader: Callable[[str], object] | None = _KEY_READERS.get(kind)
    if reader is None or not cell:
        return fold(cell)
    try:
        return fold(str(reader(cell)))
    except UnreadableError:
        return fold(cell)


_KEY_READERS: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("clp", "mclp", "count", "days", "year", "month"), values.whole),
    "date": values.day,
}
