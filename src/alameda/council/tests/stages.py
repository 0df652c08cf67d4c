"""The Council at each stage: at the door, sitting, voted, agreed, over, with minutes drafted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from alameda.council.actions.agreements import issue_agreements
from alameda.council.actions.minutes import draft_minutes
from alameda.council.models import AgendaItem, Agreement, Councillor, Minutes, Session, Vote
from alameda.council.tests.factories import (
    SECRETARY,
    STARTS_AT,
    ItemFactory,
    SessionFactory,
    VoteFactory,
    make_council,
    make_open_session,
    make_vote,
)
from alameda.record.models import Entry

YEAR = timezone.now().year + 1
SOON = datetime(YEAR, 5, 6, 13, 45, tzinfo=UTC)
SUMMONS: dict[str, Any] = {
    "kind": "ordinary",
    "starts_at": SOON,
    "place": "Sala del Consejo",
    "actor": SECRETARY,
}


def at_the_door(seats: int = 34) -> tuple[Session, list[Councillor]]:
    """A session whose hour came, with its governor last among the members."""
    council, members = make_council(seats)
    session = SessionFactory.create(
        body=council, second_starts_at=STARTS_AT + timedelta(minutes=30)
    )
    return session, members


def held(seats: int = 5, *, items: int = 1) -> tuple[Session, list[Councillor], list[AgendaItem]]:
    """A session that is open with all its councillors, three of whom are its quorum."""
    council, members = make_council(seats, has_governor=False)
    session, made = make_open_session(council, members, items=items)
    Session.objects.update(quorum_needed=3)
    return session, members, made


def voted(
    *, favour: int = 4, against: int = 1, items: int = 1
) -> tuple[Session, list[AgendaItem], Vote]:
    """A vote of five that is closed, on items that are voted and have no agreement yet."""
    body, members = make_council(favour + against, has_governor=False)
    session, made = make_open_session(body, members, items=items)
    choices = {
        member: "favour" if place < favour else "against" for place, member in enumerate(members)
    }
    vote = make_vote(session, made[0], choices)
    vote.items.set(made)
    AgendaItem.objects.filter(session=session).update(state="voted")
    for item in made:
        item.refresh_from_db()
    return session, made, vote


def issued(*, favour: int = 4, against: int = 1) -> Agreement:
    """The agreement that such a vote led to, not certified yet."""
    _session, _items, vote = voted(favour=favour, against=against)
    return issue_agreements(vote, actor=SECRETARY)[0]


def another(agreement: Agreement, *, outcome: str = "approved") -> Agreement:
    """One more agreement of the same session."""
    session = agreement.session
    item = ItemFactory.create(body=session.body, session=session, state="voted")
    vote = VoteFactory.create(session=session, outcome=outcome)
    vote.items.add(item)
    return issue_agreements(vote, actor=SECRETARY)[0]


def over(*, items: int = 1) -> tuple[Session, list[AgendaItem]]:
    """A session of six that is over."""
    body, members = make_council(6, has_governor=False)
    session, made = make_open_session(body, members[:5], items=items)
    Session.objects.filter(pk=session.pk).update(
        state="closed", closed_at=STARTS_AT + timedelta(hours=2), place="Sala del Consejo"
    )
    session.refresh_from_db()
    return session, made


def drafted() -> Minutes:
    """Minutes of a session that is over."""
    session, _items = over()
    return draft_minutes(session, actor=SECRETARY)


def part_of(minutes: Minutes, key: str) -> str:
    """The text of one part of the minutes."""
    (found,) = [part["text"] for part in minutes.parts if part["key"] == key]
    assert isinstance(found, str)
    return found


def log(session: Session) -> list[str]:
    """What the log of a session says, in order."""
    return list(session.happenings.values_list("kind", flat=True))


def verbs(code: str) -> list[str]:
    """What the record says of a subject, in order."""
    return list(Entry.objects.filter(subject=code).order_by("pk").values_list("verb", flat=True))
