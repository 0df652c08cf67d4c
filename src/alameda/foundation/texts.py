"""Texts that strangers wrote: tidied, and told when they hold what no page or table can keep."""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\ufffd"
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
# Marks that turn the direction of what follows, or are not seen at all. The joiners (U+200C and
# U+200D) are not among them: several scripts and emoji are written with them.
_MARKS: Final = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_JOINERS: Final = re.compile("[\u200c\u200d]")
# What Unicode calls letters and symbols though nothing is drawn: fillers, selectors, tags.
_BLANKS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2061-\u2064\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


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


def is_visible(text: str) -> bool:
    """Whether a reader sees any of it."""
    if text.isascii():
        return bool(text.strip())
    return bool(_BLANKS.sub("", bare(text)).strip())
