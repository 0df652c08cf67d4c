"""Closed lists: a key for machines, a word for people in each language.

Keys are stable and public (API, exports, the record); the words are those of docs/glossary.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from alameda.foundation import words


@dataclass(frozen=True)
class Named:
    """Anything with a key and a name in each language.

    Attributes:
        key: stable and public.
        es: the legal or usual Spanish term, or a sentence.
        en: the same in English.
    """

    key: str
    es: str
    en: str

    def said(self, language: str) -> str:
        """Its name in a language: Spanish where that is asked, English in any other."""
        return self.es if language == "es" else self.en


@dataclass(frozen=True)
class Word(Named):
    """A value of a closed list.

    Attributes:
        tone: of ``ui.parts.Tone``: how it is marked.
    """

    tone: str = "quiet"


Of = TypeVar("Of", bound=Named)


def keys(of: Iterable[Named]) -> tuple[str, ...]:
    """The keys of a list, in its order."""
    return tuple(word.key for word in of)


def find(of: Sequence[Word], key: str) -> Word:
    """A word of a list by its key; a word that says the key itself where there is none."""
    for word in of:
        if word.key == key:
            return word
    return Word(key, key, key)


def name_of(of: Iterable[Named], key: str, *, language: str) -> str:
    """The name of a value in a language; the key itself where the list does not have it."""
    return next((word.said(language) for word in of if word.key == key), key)


def say(word: Named) -> str:
    """The name in the reader's language."""
    return word.said(words.language())


def by_key(of: Iterable[Of]) -> dict[str, Of]:
    """A list by its keys."""
    return {word.key: word for word in of}


def options(of: Iterable[Named]) -> list[tuple[str, str]]:
    """A list as the choices of a field, in the reader's language."""
    return [(word.key, say(word)) for word in of]
