"""What an item of the Council is about, found by the kind of its subject."""

from __future__ import annotations

from alameda.council.models import AgendaItem
from alameda.investments.models import Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL

INVESTMENT = "investment"


def initiative_of(item: AgendaItem) -> Initiative | None:
    """The initiative whose money the item decides; none where it is about something else.

    By the item through which a committee studies one of the Council, nothing is decided.
    """
    subject = item.matter
    if subject is None or subject.kind != "initiative" or item.business != INVESTMENT:
        return None
    if item.studies_id is not None:
        return None
    return Initiative.objects.filter(subject=subject).first()


def initiative_before_council(item: AgendaItem) -> Initiative | None:
    """The same, while it lies before the Council."""
    found = initiative_of(item)
    return found if found is not None and found.state in BEFORE_COUNCIL else None
