"""Cells of files that go out: none is ever run as a formula. Pure."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(text: str) -> str:
    """A cell that no spreadsheet will run as a formula: an apostrophe stands before it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
