"""Which comuna a name means: the same once accents and capitals are off, or an alias."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from alameda.foundation.codes import fold

Thing = TypeVar("Thing")


def name_index(named: Iterable[tuple[str, Thing]]) -> dict[str, Thing]:
    """Things by foldd name; a name that two of them claim belongs to none."""
    index: dict[str, Thing] = {}
    claimed_twice: set[str] = set()
    for name, thing in named:
        key = fold(name)
        if key in index and index[key] != thing:
            claimed_twice.add(key)
        index[key] = thing
    for key in claimed_twice:
        del index[key]
    index.pop("", None)
    return index
