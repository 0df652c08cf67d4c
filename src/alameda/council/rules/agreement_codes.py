"""The code of an agreement, however people write its number. Pure."""

from __future__ import annotations

import re
from typing import Final

_NUMBERED: Final = re.compile(
    r"(?:acuerdo\s*)?(?:n\s*[°ºo.]*\s*)?(?P<number>\d{1,6})\s*(?:/|-|de|of)\s*(?P<year>\d{4})",
    re.IGNORECASE,
)


def code_of(year: int, number: int) -> str:
    """The public code of a numbered agreement: ``A-2026-0082``."""
    return f"A-{year}-{number:04d}"


def agreement_code(typed: str) -> str:
    """The code that somebody means who types ``82/2026``, ``N° 82 de 2026`` or the code itself.

    What is none of these comes back in capitals, without spaces: codes of imported agreements
    have other shapes.
    """
    numbered = _NUMBERED.fullmatch(typed.strip())
    if numbered:
        return code_of(int(numbered["year"]), int(numbered["number"]))
    return "".join(typed.split()).upper()
