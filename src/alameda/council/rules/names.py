"""How the name of a member is written, and how it is sorted. Pure: no Django.

A register of members is read for decades: a name stands in it once, as it should be read aloud.
"""

from __future__ import annotations

from typing import Final

SURNAMES: Final = 2  # a Chilean name ends in two
PARTICLES: Final = frozenset(
    {"da", "de", "del", "di", "la", "las", "los", "mac", "san", "von", "y"}
)
SHORTEST_SHOUT: Final = 3  # letters; two capitals are initials


def spoken(name: str) -> str:
    """The name with single spaces; «Surnames, Names» is turned round."""
    words = " ".join(name.split())
    surnames, comma, given = words.partition(",")
    return f"{given.strip()} {surnames.strip()}".strip() if comma else words


def is_shouted(name: str) -> bool:
    """Whether it is all in capitals: how a list has it, not a person."""
    letters = [letter for letter in name if letter.isalpha()]
    return len(letters) >= SHORTEST_SHOUT and name.upper() == name


def as_read(name: str) -> str:
    """The name as it is probably read: a capital for each word but the particles."""
    words = [
        word if word in PARTICLES else "-".join(part.capitalize() for part in word.split("-"))
        for word in name.lower().split()
    ]
    return " ".join(words)


def surnames_first(name: str) -> str:
    """The name as lists sort it, as «De la Fuente Díaz, Rosa»; one word stays as it is."""
    surnames, comma, given = (part.strip() for part in " ".join(name.split()).partition(","))
    if not comma:
        words = name.split()
        here = max(len(words) - SURNAMES, 1)
        while here > 1 and words[here - 1].lower() in PARTICLES:
            here -= 1
        surnames, given = " ".join(words[here:]), " ".join(words[:here])
    if not surnames or not given:
        return surnames or given
    return f"{surnames[:1].upper()}{surnames[1:]}, {given}"
