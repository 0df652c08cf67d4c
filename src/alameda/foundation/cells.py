"""Cells of the tables that are given away, made harmless to the spreadsheets that open them."""

from __future__ import annotations

import unicodedata

# A spreadsheet begins a formula at each of these; full-width ones are folded to them first.
FORMULA_SIGNS = frozenset("=+-@")
# What is drawn as nothing or as room before the first sign, and skipped by who opens the file:
# spaces, line ends and tabs, marks of order and of direction.
SKIPPED = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
# Programs take these alone, at the beginning, for the beginning of something else.
UNSAFE_FIRST = frozenset("\t\r\n")


def neutral(text: str) -> str:
    """A cell that no spreadsheet will run as a formula: an apostrophe stands before it."""
    if not text or text[0].isalnum():
        return text
    if text[0] in UNSAFE_FIRST:
        return f"'{text}"
    first = next((sign for sign in text if unicodedata.category(sign) not in SKIPPED), "")
    is_formula = unicodedata.normalize("NFKC", first)[:1] in FORMULA_SIGNS
    return f"'{text}" if is_formula else text
