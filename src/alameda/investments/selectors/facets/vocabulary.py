"""The words of the portfolio's names, to find what a mistyped word may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]{3,}")
LETTERS_MIN = 4
NEAR_ENOUGH = 0.38


def fold(text: str) -> str:
    """Lower case without accents; ñ becomes n, as search sees it."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("n~", "n"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Each word of the texts and how often it stands in them."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text.replace("n~", "n")))
    return counts


def _pieces(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def nearest(word: str, known: Counter[str]) -> str:
    """The most alike known word, by shared groups of three letters; empty where none is near.

    The measure is that of PostgreSQL's ``pg_trgm``; between equals the commoner word wins.
    """
    asked = fold(word)
    if len(asked) < LETTERS_MIN:
        return ""
    if asked in known:
        return asked
    wanted = _pieces(asked)
    best, best_score = "", (NEAR_ENOUGH, 0)
    for other, often in known.items():
        if abs(len(other) - len(asked)) > 3:  # noqa: PLR2004  more letters apart is another word
            continue
        pieces = _pieces(other)
        shared = len(wanted & pieces)
        score = (shared / (len(wanted) + len(pieces) - shared), often)
        if score > best_score:
            best, best_score = other, score
    return best
