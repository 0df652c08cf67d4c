"""A committee approves its minutes by closing the vote on them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alameda.council.actions.minutes import draft_minutes
from alameda.council.actions.votes import annul_vote, break_tie, call_roll, close_vote, open_vote
from alameda.council.models import AgendaItem, Body, Councillor, Membership, Minutes, Session, Vote
from alameda.council.tests.factories import (
    CABINET,
    SECRETARY,
    STARTS_AT,
    BodyFactory,
    ItemFactory,
    SessionFactory,
    actor_of,
    make_council,
    make_open_session,
)
from alameda.council.tests.traces import refuses
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def sitting(
    members: int = 3, *, drafts: bool = True, days: int = 7
) -> tuple[Session, AgendaItem, list[Councillor]]:
    """A committee that votes the minutes of its session before."""
    council, seated = make_council(members, has_governor=False)
    body: Body = BodyFactory.create(parent=council)
    for member in seated:
        Membership.objects.create(
            body=body, councillor=member, post="member", starts_on=STARTS_AT.date()
        )
    before = SessionFactory.create(
        body=body, kind="committee", state="closed", starts_at=STARTS_AT - timedelta(days=days)
    )
    if drafts:
        draft_minutes(before, actor=SECRETARY)
    session, (item,) = make_open_session(body, seated)
    Session.objects.filter(pk=session.pk).update(kind="committee", in_office=3, quorum_needed=1)
    AgendaItem.objects.filter(pk=item.pk).update(business="minutes", minutes_of=before)
    item.refresh_from_db()
    session.refresh_from_db()
    return session, item, seated


def called(session: Session, item: AgendaItem, members: list[Councillor], choices: str) -> Vote:
    """The vote, with what each said: f in favour, a against."""
    vote = open_vote(session, items=[item], actor=SECRETARY)
    words = {"f": "favour", "a": "against"}
    said = {member: words[choice] for member, choice in zip(members, choices, strict=True)}
    call_roll(vote, choices=said, actor=SECRETARY)
    return vote


def test_the_close_of_the_vote_approves_the_minutes_and_the_record_says_so() -> None:
    session, item, members = sitting()

    close_vote(called(session, item, members, "ffa"), actor=SECRETARY)

    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.approved_by) == ("approved", None)
    assert minutes.session.state == "minutes_approved"
    told = Entry.objects.get(verb="minutes.approved")
    assert told.subject == minutes.session.code
    assert (told.payload["agreement"], told.payload["session"]) == ("", session.code)


@pytest.mark.parametrize(
    ("given", "drafts", "days"), [("faa", True, 7), ("fff", False, 7), ("fff", True, -7)]
)
def test_refused_or_not_drafted_or_later_minutes_stay_and_the_vote_closes(
    given: str, *, drafts: bool, days: int
) -> None:
    session, item, members = sitting(drafts=drafts, days=days)

    vote = close_vote(called(session, item, members, given), actor=SECRETARY)

    assert vote.state == "closed"
    assert not Minutes.objects.exclude(state="drafted").exists()
    assert not Entry.objects.filter(verb="minutes.approved").exists()


def test_a_tie_approves_nothing_until_who_presides_breaks_it() -> None:
    session, item, members = sitting(4)
    vote = close_vote(called(session, item, members, "ffaa"), actor=SECRETARY)
    assert Minutes.objects.get().state == "drafted"

    break_tie(vote, choice="favour", actor=actor_of(members[3]))

    assert Minutes.objects.get().state == "approved"


def test_a_close_that_is_refused_leaves_the_minutes_as_they_were() -> None:
    session, item, members = sitting()
    vote = called(session, item, members, "fff")

    refuses(NotAllowedError, close_vote, vote, actor=CABINET)

    assert Minutes.objects.get().state == "drafted"


def test_the_vote_that_approved_minutes_is_not_annulled_and_one_that_refused_them_is() -> None:
    session, item, members = sitting()
    refused = close_vote(called(session, item, members, "faa"), actor=SECRETARY)
    annul_vote(refused, reason="Se leyó mal", actor=SECRETARY)
    approved = close_vote(called(session, item, members, "fff"), actor=SECRETARY)

    refuses(RuleBrokenError, annul_vote, approved, reason="Se leyó mal", actor=SECRETARY)

    assert Minutes.objects.get().state == "approved"


def test_the_council_does_not_approve_its_minutes_by_the_vote_alone() -> None:
    body, members = make_council(3, has_governor=False)
    before = SessionFactory.create(
        body=body, state="closed", starts_at=STARTS_AT - timedelta(days=7)
    )
    draft_minutes(before, actor=SECRETARY)
    session, _items = make_open_session(body, members, items=0)
    Session.objects.filter(pk=session.pk).update(in_office=3, quorum_needed=1)
    item = ItemFactory.create(body=body, session=session, business="minutes", minutes_of=before)

    close_vote(called(session, item, members, "fff"), actor=SECRETARY)

    assert Minutes.objects.get().state == "drafted"
