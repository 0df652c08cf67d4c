"""Who sits, who is in the room, on a day and now."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.accounts.models import Person
from alameda.council.models import Body, Councillor, Session
from alameda.foundation.errors import NotFoundError


def holds_on(day: date, prefix: str = "") -> Q:
    """Whether something dated holds on a day; ``prefix`` leads to it, as ``mandates__``."""
    ends = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    return Q(**{f"{prefix}starts_on__lte": day}) & ends


def still_to_end(ends_on: date) -> Q:
    """Whether something dated lasts longer than a day on which it is to end."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)


def account_of(email: str) -> Person | None:
    """The account with an e-mail address, in whatever letters it is written."""
    found = " ".join(email.split())
    return Person.objects.filter(email__iexact=found).first() if found else None


def council_if_any() -> Body | None:
    """The Council itself, where this region has set it up."""
    return Body.objects.select_related("subject").filter(kind="council").first()


def council() -> Body:
    """The Council itself.

    Raises:
        NotFoundError: this region has not set it up.
    """
    body = council_if_any()
    if body is None:
        raise NotFoundError(_("The Council of this region is not set up yet."))
    return body


def members_on(day: date, *, body: Body, counts_governor: bool = True) -> QuerySet[Councillor]:
    """The members of the Council or of a committee on a day.

    Args:
        day: of the session.
        body: the Council, or a committee.
        counts_governor: whether the governor is one of the Council (the standing orders say).
    """
    if body.kind == "council":
        mandates = holds_on(day, "mandates__")
        if not counts_governor:
            mandates &= Q(mandates__kind="councillor")
        return Councillor.objects.filter(mandates).distinct()
    return Councillor.objects.filter(
        holds_on(day, "memberships__"), memberships__body=body
    ).distinct()


def present_now(session: Session) -> QuerySet[Councillor]:
    """The members in the room."""
    inside = session.presences.filter(left_at__isnull=True).values("councillor_id")
    return Councillor.objects.filter(pk__in=inside)
