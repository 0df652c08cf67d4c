"""Addresses in the reader's language."""

from __future__ import annotations

from alameda.foundation import words
from alameda.ui.context import language_prefix


def address_of(path: str) -> str:
    """A path without language prefix, in the reader's language."""
    return language_prefix(words.language()) + path.lstrip("/")
