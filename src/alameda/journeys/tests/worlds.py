"""A council that can sit today, and an initiative that the governor sends to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from alameda.council.actions.agreements import issue_agreements
from alameda.council.actions.items import enter_item, open_item
from alameda.council.actions.sessions import open_session
from alameda.council.actions.votes import call_roll, close_vote, open_vote
from alameda.council.models import AgendaItem, Agreement, Body, Councillor, Session
from alameda.council.tests.factories import BodyFactory, SessionFactory, make_council
from alameda.foundation.actor import Actor, Grant
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import (
    FundingRequestFactory,
    InitiativeFactory,
    StageFactory,
)
from alameda.journeys.council_receives import send_to_council
from alameda.record.models import Entry
from alameda.thread.models import Subject

TODAY = timezone.localdate()
AMOUNT_CLP = 900_000_000
SEATS = 5


def person(role: str) -> Actor:
    """Somebody who works here with that role."""
    return Actor(kind="person", person_id=1, grants=frozenset({Grant("staff"), Grant(role)}))


SECRETARY = person("council_secretary")
GOVERNOR = person("governor")


@dataclass(frozen=True)
class Council:
    """The Council, one committee, its members and a session whose hour has come."""

    body: Body
    committee: Body
    members: list[Councillor]
    session: Session


def council() -> Council:
    """A council of five."""
    body, members = make_council(SEATS, has_governor=False)
    return Council(body, BodyFactory.create(parent=body), members, session_of(body))


def session_of(body: Body) -> Session:
    """A session with its agenda published, whose hour has come."""
    return SessionFactory.create(body=body, starts_at=timezone.now() - timedelta(minutes=20))


def proposal() -> Initiative:
    """An initiative above the threshold, prioritised."""
    row = InitiativeFactory.create(
        state="prioritised",
        state_since=TODAY - timedelta(days=90),
        requested_clp=AMOUNT_CLP,
    )
    FundingRequestFactory.create(
        stage=StageFactory.create(initiative=row), total_clp=AMOUNT_CLP, fndr_clp=AMOUNT_CLP
    )
    return row


def sent(*, days_ago: int = 12) -> tuple[Initiative, AgendaItem]:
    """The initiative, and its item before the Council."""
    row = proposal()
    item = send_to_council(
        row,
        version=row.version,
        happened_on=TODAY - timedelta(days=days_ago),
        document="Oficio 41",
        actor=GOVERNOR,
    )
    row.refresh_from_db()
    return row, item


def entered(business: str, subject: Subject | None = None, **fields: object) -> AgendaItem:
    """Another item before the Council."""
    return enter_item(
        business=business,
        title=f"Tema de {business}",
        matter=subject,
        actor=SECRETARY,
        **fields,  # type: ignore[arg-type]  # each test names what its business needs
    )


def opened(world: Council) -> Session:
    """The session, open with everybody there."""
    return open_session(
        world.session,
        summons=1,
        present=world.members,
        presided_by=world.members[0],
        actor=SECRETARY,
    )


def voted(world: Council, item: AgendaItem, *, favour: int) -> Agreement:
    """The item, opened and voted, with its agreement issued and not yet certified."""
    item = open_item(item, actor=SECRETARY)
    vote = open_vote(world.session, items=[item], actor=SECRETARY)
    choices: Mapping[Councillor, str] = {
        member: "favour" if place < favour else "against"
        for place, member in enumerate(world.members)
    }
    call_roll(vote, choices=choices, actor=SECRETARY)
    vote = close_vote(vote, actor=SECRETARY)
    (agreement,) = issue_agreements(vote, actor=SECRETARY)
    return agreement


def facts_about(code: str) -> list[str]:
    """The verbs of the record on a subject, in order."""
    return list(Entry.objects.filter(subject=code).order_by("pk").values_list("verb", flat=True))
