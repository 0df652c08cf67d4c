"""What the public record says of a thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alameda.foundation import words
from alameda.record.selectors import PlacedEntry, entries_about
from alameda.ui.context import address_of

SHOWN = 6


@dataclass(frozen=True)
class RecordEntry:
    """An entry: what it says, when, its number and page, and the fact itself."""

    title: str
    at: datetime
    number: str
    json: str
    url: str


def _words_of(entry: PlacedEntry) -> str:
    return entry.words


def record_of(
    code: str, *, most: int = SHOWN, title: Callable[[PlacedEntry], str] = _words_of
) -> list[RecordEntry]:
    """The newest entries about a subject, those without their place yet first.

    Args:
        code: of the subject.
        most: how many.
        title: what an entry says, where its verb alone is not enough.
    """
    return [
        RecordEntry(
            title=title(entry),
            at=entry.at,
            number="" if entry.index is None else words.number(entry.index),
            json=entry.json,
            url="" if entry.index is None else address_of(f"/registro/{entry.index}/"),
        )
        for entry in entries_about(code, limit=most)
    ]
