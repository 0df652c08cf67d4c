"""What the public record says of a thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alameda.foundation import words
from alameda.record.selectors import entries_about
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


def record_of(code: str) -> list[RecordEntry]:
    """The newest entries about a subject."""
    return [
        RecordEntry(
            title=entry.words,
            at=entry.at,
            number="" if entry.index is None else words.number(entry.index),
            json=entry.json,
            url="" if entry.index is None else address_of(f"/registro/{entry.index}/"),
        )
        for entry in entries_about(code, limit=SHOWN)
    ]
