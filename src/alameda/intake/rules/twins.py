"""Names that are perhaps one: how alike two are, folded. Pure; nothing is joined by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from alameda.foundation.codes import fold

LIKE = 0.45
MOST = 3
_LETTERS = 3


class Twin(NamedTuple):
    """A name that is like another.

    Attributes:
        slug: of its organisation.
        name: as it stands.
        likeness: from 0 to 1, where 1 is the same but for accents, capitals and punctuation.
    """

    slug: str
    name: str
    likeness: float


def pieces(name: str) -> frozenset[str]:
    """Every three letters in a row of a folded name, with its edges."""
    text = f"  {fold(name)} "
    return frozenset(text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1))


def twins_of(
    name: str, others: Mapping[str, str], cut: Mapping[str, frozenset[str]], *, apart: Iterable[str]
) -> list[Twin]:
    """The names most like one, the most alike first.

    Args:
        name: that is reviewed.
        others: name of each other organisation, by slug.
        cut: the pieces of each, by slug: cut once for a whole page.
        apart: slugs of those that somebody said are not the same.
    """
    own, left_out = pieces(name), frozenset(apart)
    found = []
    for slug, theirs in cut.items():
        shared = len(own & theirs)
        likeness = shared / (len(own) + len(theirs) - shared)
        if likeness >= LIKE and slug not in left_out:
            found.append(Twin(slug, others[slug], round(likeness, 2)))
    found.sort(key=lambda twin: (-twin.likeness, twin.name))
    return found[:MOST]
