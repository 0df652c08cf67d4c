"""Who was faster: what the record says happened to a session last."""

from __future__ import annotations

from alameda.acting.views import Refusal
from alameda.council.models import Session
from alameda.record.selectors.entries import PlacedEntry, entries_about

SHOWN = 2


def faster_acts(session: Session, refusal: Refusal | None) -> list[PlacedEntry]:
    """The last things that were done to a session, where somebody was faster than this form."""
    if refusal is None or not refusal.stale:
        return []
    return sorted(entries_about(session.code), key=lambda entry: entry.at, reverse=True)[:SHOWN]
