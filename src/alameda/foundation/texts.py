"""Texts that strangers wrote: tidied, and told when they hold what no page or table can keep."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

REPLACEMENT: Final = "\ufffd"
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
# Marks that turn the direction of what follows, or are not seen at all. The joiners (U+200C and
# U+200D) are not among them: several scripts and emoji are written with them.
_MARKS: Final = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Letters, numbers, punctuation and signs are drawn; these of them are drawn as nothing.
_SEEN: Final = frozenset("LNPS")
_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# A minus before a word says "without" to PostgreSQL; what stands between two is nothing to it.
_MINUSES: Final = re.compile(r"-(?=[\s!&|()<:-]*-)")
_JOINERS: Final = re.compile("[\u200c\u200d]")


def tidy(text: str) -> str:
    """The text with single spaces and none at its ends."""
    return " ".join(text.split())


def is_keepable(text: str) -> bool:
    """Whether a table and a page can keep it: no null character, no half of a surrogate pair."""
    return (text.isascii() and "\0" not in text) or _UNKEEPABLE.search(text) is None


def keepable(text: str) -> str:
    """The text as it can be shown, with a replacement character for what cannot be kept."""
    return text if is_keepable(text) else _UNKEEPABLE.sub(REPLACEMENT, text)


def without_marks(text: str) -> str:
    """The text without marks of direction or of no width: what a reader sees, in the order read."""
    return text if text.isascii() else _MARKS.sub("", text)


def bare(text: str) -> str:
    """The text without any mark that nobody sees, joiners too: for codes, which need none."""
    return text if text.isascii() else _JOINERS.sub("", without_marks(text)).strip()


def askable(text: str) -> str:
    """Words as ``websearch_to_tsquery`` takes them: it fails at over thirty minuses in a row."""
    return _MINUSES.sub("", text)


def is_visible(text: str) -> bool:
    """Whether a reader sees any of it: a letter, a digit, a sign; marks alone are nothing."""
    if text.isascii():
        return any(sign.isprintable() and not sign.isspace() for sign in text)
    return any(
        unicodedata.category(sign)[0] in _SEEN and sign not in _BLANKS
        for sign in unicodedata.normalize("NFC", text)
    )


def seen(text: str) -> str:
    """What a person wrote, without the marks that nobody sees; nothing where nobody sees any."""
    return without_marks(text).strip() if is_visible(text) else ""
