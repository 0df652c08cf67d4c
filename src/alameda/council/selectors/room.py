"""The day of a session, the orders that hold on it, and who makes its quorum."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from alameda.council.models import Councillor, Session
from alameda.council.rules.quorum import quorum_needed
from alameda.council.rules.standing_orders import StandingOrders, standing_orders
from alameda.council.selectors.members import members_on, present_now
from alameda.territory.models import Region


def region_code() -> str:
    """The two letters of this region, for its holidays and its own rules; empty before it loads."""
    return Region.objects.values_list("iso_code", flat=True).first() or ""


def day_of(session: Session) -> date:
    """The day of a session: that on which it began, though it go on past midnight."""
    return timezone.localdate(session.opened_at or session.starts_at)


def orders_of(session: Session) -> StandingOrders:
    """The standing orders that hold in a session.

    Raises:
        ParameterUnknownError: a rule is not known for that day.
    """
    return standing_orders(day_of(session), region=region_code())


def members_of(session: Session) -> QuerySet[Councillor]:
    """Who may sit in a session; the governor too, whether or not the quorum counts him."""
    return members_on(day_of(session), body=session.body)


def counted_members_of(session: Session) -> QuerySet[Councillor]:
    """Who makes the quorum of a session: members in office that day, on leave or not."""
    counts = orders_of(session).governor_counts
    return members_on(day_of(session), body=session.body, counts_governor=counts)


def quorum_for(session: Session, *, summons: int, in_office: int) -> int:
    """How many of those in office a summons needs."""
    return quorum_needed(in_office, summons=summons, orders=orders_of(session))


def counted_present(session: Session) -> int:
    """How many in the room make the quorum, now."""
    return counted_members_of(session).filter(pk__in=present_now(session).values("pk")).count()
