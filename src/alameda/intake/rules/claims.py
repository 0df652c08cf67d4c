"""Which register is believed for each shared field of an initiative. Pure.

A claim is what one row says of one field, with a rank. The highest rank wins, whatever the order
in which rows arrive, so that an interrupted import ends like one that was not, and a register
imported alone later does not undo a better one. Source: docs/rules/imports.md, "Precedence".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Stored = dict[str, dict[str, Any]]


class Claim(NamedTuple):
    """What a row says of a field.

    Attributes:
        field: name of the field of the initiative.
        value: what it says.
        rank: precedence of the register, then the row's own rank; higher wins.
        key: source key of the row, which settles ties.
    """

    field: str
    value: Any
    rank: tuple[int, ...]
    key: str


def rank_of(priority: int, columns: Sequence[str], values: Mapping[str, Any]) -> tuple[int, ...]:
    """The rank of a row: the register's precedence, then each ranking column, empty ones last."""
    found = [priority]
    for column in columns:
        value = values.get(column.lstrip("-"))
        number = _number(value)
        found.append(-number if column.startswith("-") and value is not None else number)
    return tuple(found)


def _number(value: Any) -> int:
    if value is None:
        return -(10**16)
    return int(value.toordinal()) if hasattr(value, "toordinal") else int(value)


def wins(claim: Claim, stored: Stored) -> bool:
    """Whether a claim is to be believed over what is stored: it outranks it, or is its own row."""
    held = stored.get(claim.field)
    if held is None or held["key"] == claim.key:
        return True
    return (list(claim.rank), claim.key) > (list(held["rank"]), held["key"])


def as_stored(claim: Claim) -> dict[str, Any]:
    """What is kept of a winning claim beside the value itself."""
    return {"rank": list(claim.rank), "key": claim.key}
