"""Marking the words that were looked for inside a text. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"\w+")
LETTERS_MIN = 3
STEM_LETTERS = 5


def folded(text: str) -> str:
    """Lower case without accents, one letter for one letter."""
    return "".join(_bare(sign) for sign in text)


@lru_cache(maxsize=1_024)  # a search folds every name there is, with few signs
def _bare(sign: str) -> str:
    bare = unicodedata.normalize("NFD", sign.lower())[:1]
    return bare or sign


def marked_parts(text: str, words: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words.

    A word counts when it begins like one asked for, without its ending: search looks for stems, so
    "plazas" marks "plaza".
    """
    asked = [word for word in _WORD.findall(folded(words)) if len(word) >= LETTERS_MIN]
    stems = tuple(word[: max(STEM_LETTERS, len(word) - 2)] for word in asked)
    end = 0
    for found in _WORD.finditer(folded(text)):
        if stems and found.group().startswith(stems):
            if found.start() > end:
                yield text[end : found.start()], False
            yield text[found.start() : found.end()], True
            end = found.end()
    if end < len(text):
        yield text[end:], False
