"""What the Council was asked about that no other part of Alameda keeps."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, Matter
from alameda.council.rules.matters import FINAL
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.foundation.errors import NotFoundError


def matters() -> QuerySet[Matter]:
    """Every matter, all of them public, the newest first."""
    return Matter.objects.select_related("subject", "comuna").order_by("-received_on", "-pk")


def waiting_matters() -> QuerySet[Matter]:
    """The matters that nobody put before the Council yet, the oldest first."""
    alive = AgendaItem.objects.filter(matter=OuterRef("subject"), state__in=ALIVE_ITEMS)
    return matters().filter(Q(state="entered") & ~Exists(alive)).order_by("received_on", "pk")


def get_matter(code: str) -> Matter:
    """One matter by its code.

    Raises:
        NotFoundError: there is none.
    """
    found = None if "\x00" in code else matters().filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no matter %(code)s.") % {"code": code[:80]})
    return found


def items_of(matter: Matter) -> QuerySet[AgendaItem]:
    """The items by which it came before the Council, in the order in which they entered."""
    return (
        AgendaItem.objects.filter(matter_id=matter.subject_id)
        .select_related("session__body", "committee", "agreement")
        .order_by("pk")
    )


def matter_of(item: AgendaItem) -> Matter | None:
    """The matter that an item decides; none where it is about something else.

    By the item through which a committee studies one of the Council, nothing is decided.
    """
    subject = item.matter
    if subject is None or subject.kind != "matter" or item.studies_id is not None:
        return None
    return Matter.objects.filter(subject=subject).first()


def ended_matter_of(item: AgendaItem) -> Matter | None:
    """The matter that an item is about, where it ended: no second decision on it is certified."""
    if item.matter_id is None:
        return None
    return Matter.objects.filter(subject=item.matter_id, state__in=FINAL).first()
