"""Who of the Council the actor is, and what waits there for somebody."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from alameda.acting.selectors import Due, due_by_term
from alameda.council.models import AgendaItem, Ballot, Body, Councillor, Session, Vote
from alameda.council.policies import may_keep_room, may_run_body
from alameda.council.rules.vocabulary import business
from alameda.council.selectors.members import holds_on
from alameda.foundation.actor import Actor

WAITING = ("entered", "in_committee", "reported")
RUNNING = ("open", "suspended")


def bodies_run_by(actor: Actor) -> list[Body]:
    """The bodies whose sessions the actor runs."""
    if not may_keep_room(actor):
        return []
    return [body for body in Body.objects.order_by("kind", "slug") if may_run_body(actor, body)]


def waiting_items(bodies: list[Body]) -> QuerySet[AgendaItem]:
    """The items that have no session yet."""
    return (
        AgendaItem.objects.filter(body__in=bodies, session__isnull=True, state__in=WAITING)
        .select_related("body", "committee", "matter")
        .order_by("received_on", "pk")
    )


def silence_of(item: AgendaItem, *, today: date, region: str) -> Due | None:
    """The clock of silence on the governor's proposal; nothing where none runs."""
    key = business(item.business).clock
    if not key or item.received_on is None:
        return None
    return due_by_term(key, start=item.received_on, today=today, region=region)


def me_as_councillor(actor: Actor) -> Councillor | None:
    """The councillor that the actor is today, or nobody."""
    holds = actor.has("councillor") or actor.has("governor")
    if actor.kind != "person" or actor.person_id is None or not holds:
        return None
    return Councillor.objects.filter(account_id=actor.person_id).select_related("subject").first()


def session_now_of(councillor: Councillor, *, today: date) -> Session | None:
    """The session under way of a body in which the councillor sits."""
    seats = Q(body__kind="council", body__in=Body.objects.filter(kind="council")) | Q(
        body__in=councillor.memberships.filter(holds_on(today)).values("body_id")
    )
    mine = Ballot.objects.filter(councillor=councillor)
    votes = Vote.objects.filter(state="open").prefetch_related(
        "items", Prefetch("ballots", queryset=mine, to_attr="mine")
    )
    return (
        Session.objects.filter(seats, state__in=RUNNING)
        .select_related("body", "subject")
        .prefetch_related(Prefetch("votes", queryset=votes, to_attr="open_votes"))
        .order_by("-opened_at")
        .first()
    )
