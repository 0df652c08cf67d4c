"""What was asked for and by whom: commitments, citizen points, matters."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, CitizenPoint, Commitment, Matter, Support
from alameda.council.selectors.cube import Chosen, Cube
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.thread.models import Subject

AXES = ("estado", "tipo")


def _shown_to(actor: Actor) -> list[str]:
    shown = [Subject.Visibility.PUBLIC.value]
    return [*shown, Subject.Visibility.INTERNAL.value] if actor.is_staff else shown


def commitments_visible_to(actor: Actor) -> QuerySet[Commitment]:
    """The commitments the actor may see: the public ones, and internal ones for staff."""
    return Commitment.objects.filter(subject__visibility__in=_shown_to(actor))


def points_visible_to(actor: Actor) -> QuerySet[CitizenPoint]:
    """The citizen points the actor may see."""
    return CitizenPoint.objects.filter(subject__visibility__in=_shown_to(actor))


def commitments_cube(rows: QuerySet[Commitment]) -> Cube:
    """The commitments by state and kind."""
    counted = rows.order_by().values_list("state", "kind").annotate(rows=Count("pk"))
    return Cube(AXES, [((state, kind), count) for state, kind, count in counted])


def narrowed(rows: QuerySet[Commitment], chosen: Chosen) -> QuerySet[Commitment]:
    """The commitments that the filters leave."""
    if chosen["estado"]:
        rows = rows.filter(state__in=chosen["estado"])
    return rows.filter(kind__in=chosen["tipo"]) if chosen["tipo"] else rows


def get_commitment(code: str, *, actor: Actor) -> Commitment:
    """One commitment by its code; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such commitment, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        rows = commitments_visible_to(actor)
        rows = rows.select_related("session", "item", "raised_by", "owner_unit", "document")
        found = rows.filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no commitment %(code)s.") % {"code": code[:80]})
    return found


def carried_to(commitment: Commitment) -> list[AgendaItem]:
    """The agendas it came back to, oldest first."""
    rows = commitment.items.filter(session__agenda_published_at__isnull=False)
    return list(rows.select_related("session").order_by("session__starts_at", "pk"))


def get_point(code: str, *, actor: Actor) -> CitizenPoint:
    """One citizen point by its code; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such point, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        found = points_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no citizen point %(code)s.") % {"code": code[:80]})
    return found


def supports(point: CitizenPoint, *, actor: Actor) -> bool:
    """Whether the actor supports it; only she is told."""
    if actor.person_id is None:
        return False
    return Support.objects.filter(point=point, person_id=actor.person_id).exists()


def items_about(*, point: CitizenPoint) -> list[AgendaItem]:
    """The items of published agendas that deal with a citizen point."""
    rows = AgendaItem.objects.filter(
        citizen_point=point, session__agenda_published_at__isnull=False
    )
    return list(rows.select_related("session").order_by("pk"))


def get_matter(code: str, *, actor: Actor) -> Matter:
    """One matter by its code; hidden and absent give the same answer.

    Raises:
        NotFoundError: no such matter, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        rows = Matter.objects.filter(subject__visibility__in=_shown_to(actor))
        found = rows.select_related("comuna", "subject").filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no matter %(code)s.") % {"code": code[:80]})
    return found


def items_of_matter(matter: Matter) -> list[AgendaItem]:
    """Where the Council dealt with it, on agendas that are public."""
    rows = AgendaItem.objects.filter(
        matter=matter.subject, session__agenda_published_at__isnull=False
    )
    return list(rows.select_related("session__body").order_by("session__starts_at", "pk"))
