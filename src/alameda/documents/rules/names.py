"""What a file is called. Pure: no Django."""

from __future__ import annotations

import re
import unicodedata

NAME_LETTERS = 120


def ending_of(name: str) -> str:
    """What follows the last dot, lower case; empty where there is none."""
    _stem, dot, ending = name.rpartition(".")
    return ending.strip().lower() if dot else ""


def clean_name(name: str, *, endings: tuple[str, ...]) -> str:
    """The name, safe in an address, a header and every file system, with an ending that is true.

    Args:
        name: as the sender called it, perhaps with a path.
        endings: those that its type may have.
    """
    plain = unicodedata.normalize("NFKD", re.split(r"[/\\]", name)[-1])
    plain = plain.encode("ascii", "ignore").decode()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    kept = ending.lower() if ending.lower() in endings else endings[0]
    stem = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower()[:NAME_LETTERS].strip("-")
    return f"{stem or 'documento'}.{kept}"
