"""How commitments, citizen points and matters are told: the agendas they came to."""

from __future__ import annotations

from alameda.council.models import AgendaItem, CitizenPoint, Commitment, Matter
from alameda.council.selectors.matters import items_of


def carried_to(commitment: Commitment) -> list[AgendaItem]:
    """The public agendas it came back to, oldest first."""
    rows = commitment.items.filter(session__agenda_published_at__isnull=False)
    return list(rows.select_related("session").order_by("session__starts_at", "pk"))


def items_about(point: CitizenPoint) -> list[AgendaItem]:
    """The items of public agendas that deal with a citizen point."""
    rows = point.items.filter(session__agenda_published_at__isnull=False)
    return list(rows.select_related("session").order_by("pk"))


def public_items_of(matter: Matter) -> list[AgendaItem]:
    """Where the Council dealt with a matter, on agendas that are public."""
    rows = items_of(matter).filter(session__agenda_published_at__isnull=False)
    return list(rows.order_by("session__starts_at", "pk"))
