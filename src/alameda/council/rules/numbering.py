"""Codes that end in a number, given out in order. Pure.

Whoever gives one out holds the row of the Council, so that no two are the same.
"""

from __future__ import annotations

from collections.abc import Iterable


def next_code(stem: str, codes: Iterable[str], *, digits: int) -> str:
    """The code after the highest one in use; what ends in anything else is not counted.

    Args:
        stem: what the codes begin with, such as ``C-2026-``.
        codes: those in use.
        digits: the number is written with at least as many.
    """
    endings = (code.removeprefix(stem) for code in codes if code.startswith(stem))
    last = max((int(ending) for ending in endings if ending.isdecimal()), default=0)
    return f"{stem}{last + 1:0{digits}d}"
