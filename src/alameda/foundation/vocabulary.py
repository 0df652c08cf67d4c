"""Closed lists: a key for machines, a word for people in each language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from alameda.foundation import words


class Named(Protocol):
    """A word of a closed list."""

    @property
    def key(self) -> str:
        """Stable and public."""

    @property
    def es(self) -> str:
        """The term in Spanish."""

    @property
    def en(self) -> str:
        """The term in English."""


def say(word: Named) -> str:
    """The term in the reader's language."""
    return word.es if words.language() == "es" else word.en


def options(of: Iterable[Named]) -> list[tuple[str, str]]:
    """A closed list as the choices of a field."""
    return [(word.key, say(word)) for word in of]
