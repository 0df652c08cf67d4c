"""Who may sit in a session, and who makes its quorum."""

from __future__ import annotations

from django.db.models import QuerySet

from alameda.council.models import Councillor, Session
from alameda.council.rules.quorum import quorum_needed
from alameda.council.rules.standing_orders import StandingOrders
from alameda.council.selectors.members import members_on, present_now
from alameda.council.selectors.orders import held_on, orders_on


def orders_of(session: Session) -> StandingOrders:
    """The standing orders that hold in a session.

    Raises:
        ParameterUnknownError: a rule is not known for that day.
    """
    return orders_on(held_on(session))


def members_of(session: Session) -> QuerySet[Councillor]:
    """Who may sit in a session; the governor too, whether or not the quorum counts him."""
    return members_on(held_on(session), body=session.body)


def counted_members_of(session: Session) -> QuerySet[Councillor]:
    """Who makes the quorum of a session: members in office that day, on leave or not."""
    counts = orders_of(session).governor_counts
    return members_on(held_on(session), body=session.body, counts_governor=counts)


def quorum_for(session: Session, *, summons: int, in_office: int) -> int:
    """How many of those in office a summons needs."""
    return quorum_needed(in_office, summons=summons, orders=orders_of(session))


def counted_present(session: Session) -> int:
    """How many in the room make the quorum, now."""
    return counted_members_of(session).filter(pk__in=present_now(session).values("pk")).count()
