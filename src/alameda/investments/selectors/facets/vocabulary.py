"""The words of the portfolio's names, to find what a mistyped word may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

_WORD = re.compile(r"[^\W\d_]{3,}")
LETTERS_MIN = 4
LETTERS_APART = 3
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


def _one_slip(word: str) -> Iterator[str]:
    """Every spelling one slip away: a letter lost, doubled, changed, or two of them swapped."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def nearest(word: str, known: Counter[str]) -> str:
    """The known word that was most likely meant; empty where none is near.

    One slip away, the commonest; else the most alike by shared groups of three letters, which is
    the measure of PostgreSQL's ``pg_trgm``.
    """
    asked = fold(word)
    if asked in known or len(asked) < LETTERS_MIN:
        return asked if asked in known else ""
    slips = {other for other in _one_slip(asked) if other in known}
    if slips:
        return max(slips, key=lambda other: (known[other], other))
    wanted = _pieces(asked)
    best, best_score = "", (NEAR_ENOUGH, 0)
    for other, often in known.items():
        if abs(len(other) - len(asked)) > LETTERS_APART:
            continue
        pieces = _pieces(other)
        shared = len(wanted & pieces)
        score = (shared / (len(wanted) + len(pieces) - shared), often)
        if score > best_score:
            best, best_score = other, score
    return best
