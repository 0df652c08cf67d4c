"""How commitments, citizen points and matters are told: counts, and the agendas they came to."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from alameda.council.models import AgendaItem, CitizenPoint, Commitment, Matter
from alameda.council.selectors.matters import items_of
from alameda.pages.rules.cube import Chosen, Cube

AXES = ("estado", "tipo")


def commitments_cube(rows: QuerySet[Commitment]) -> Cube:
    """The commitments by state and kind."""
    counted = rows.order_by().values_list("state", "kind").annotate(rows=Count("pk"))
    return Cube(AXES, [((state, kind), count) for state, kind, count in counted])


def narrowed(rows: QuerySet[Commitment], chosen: Chosen) -> QuerySet[Commitment]:
    """The commitments that the filters leave."""
    if chosen["estado"]:
        rows = rows.filter(state__in=chosen["estado"])
    return rows.filter(kind__in=chosen["tipo"]) if chosen["tipo"] else rows


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
