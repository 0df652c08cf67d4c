"""Opening a vote."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from alameda.council.actions.votes import (
    annul_vote,
    close_vote,
    closing,
    open_vote,
    opening,
    roll,
)
from alameda.council.models import (
    AgendaItem,
    Membership,
    Presence,
    Session,
)
from alameda.council.selectors.orders import orders_on
from alameda.council.tests.factories import (
    GOVERNOR,
    SECRETARY,
    BodyFactory,
    ItemFactory,
    MandateFactory,
    SessionFactory,
    actor_of,
)
from alameda.council.tests.rooms import ballots_of, make_room, recuse, refused
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def test_a_vote_opens_with_a_ballot_for_each_member_in_the_room() -> None:
    session, (item,), members = make_room(5, absent=2)
    recuse(item, members[0], members[6])

    vote = open_vote(session, items=[item], actor=SECRETARY)

    assert ballots_of(vote) == {
        members[0].pk: "recused",
        **{member.pk: "" for member in members[1:5]},
    }
    item.refresh_from_db()
    session.refresh_from_db()
    assert item.state == "debated"
    assert (vote.code, vote.state, vote.majority) == (f"{session.code}-V01", "open", "present")
    assert (vote.question, vote.in_office) == (item.title, 7)
    assert session.version == 2
    kinds = list(session.happenings.values_list("kind", flat=True))
    assert kinds == ["item_opened", "vote_opened"]
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("vote.opened", session.code)


def test_several_items_are_voted_at_once_and_again_after_an_annulment() -> None:
    session, items, _members = make_room(3, items=3)

    first = open_vote(session, items=items, question="  ¿Se aprueban?  ", actor=SECRETARY)
    annul_vote(first, reason="Se leyó otro tema", actor=SECRETARY)
    second = open_vote(session, items=items, actor=SECRETARY)

    assert first.question == "¿Se aprueban?"
    assert second.code == f"{session.code}-V02"
    assert list(second.items.order_by("position")) == items
    assert second.question == " · ".join(item.title for item in items)


def test_long_titles_make_a_question_that_fits() -> None:
    session, items, _members = make_room(3, items=2)
    AgendaItem.objects.update(title="Concesión " * 39)

    vote = open_vote(session, items=items, actor=SECRETARY)

    assert len(vote.question) == 400
    assert vote.question.endswith("…")


@pytest.mark.parametrize(
    "actor",
    [VISITOR, GOVERNOR, Actor(kind="person", person_id=9)],
    ids=["visitor", "governor", "nobody"],
)
def test_only_the_secretary_opens_a_vote(actor: Actor) -> None:
    session, items, members = make_room(3)

    for other in (actor, actor_of(members[0])):
        with refused(NotAllowedError):
            open_vote(session, items=items, actor=other)
    assert open_vote(session, items=items, actor=SECRETARY).pk


def test_the_secretary_of_a_committee_votes_in_it_and_nowhere_else() -> None:
    session, items, members = make_room(4)
    committee = BodyFactory.create()
    for member in members[:3]:
        Membership.objects.create(
            body=committee, councillor=member, starts_on=date(2025, 1, 6), post="member"
        )
    meeting = SessionFactory.create(
        body=committee, kind="committee", code="S-2026-X-01", state="open", number=77
    )
    for member in members:  # the fourth is a guest
        Presence.objects.create(session=meeting, councillor=member, arrived_at=timezone.now())
    item = ItemFactory.create(body=committee, session=meeting, business="control_head")
    grants = frozenset({Grant(role="council_secretary", body=committee.slug)})
    actor = Actor(kind="person", person_id=9, grants=grants)

    with refused(NotAllowedError):
        open_vote(session, items=items, actor=actor)
    vote = open_vote(meeting, items=[item], actor=actor)

    assert set(ballots_of(vote)) == {member.pk for member in members[:3]}
    assert (vote.majority, vote.in_office) == ("present", 3)


@pytest.mark.parametrize("state", ["agenda_published", "suspended", "closed", "cancelled"])
def test_nothing_is_voted_unless_the_session_goes_on(state: str) -> None:
    session, items, _members = make_room(3)
    Session.objects.filter(pk=session.pk).update(state=state)

    with refused(RuleBrokenError):
        open_vote(session, items=items, actor=SECRETARY)


def test_one_vote_at_a_time() -> None:
    session, (one, other), _members = make_room(3, items=2)
    open_vote(session, items=[one], actor=SECRETARY)

    with refused(RuleBrokenError, "open already"), translation.override("en"):
        open_vote(session, items=[other], actor=SECRETARY)


@pytest.mark.parametrize(
    "state", ["entered", "voted", "withdrawn", "postponed", "agreement_issued", "dealt_with"]
)
def test_only_what_is_on_the_agenda_or_in_debate_is_voted(state: str) -> None:
    session, items, _members = make_room(3)
    AgendaItem.objects.update(state=state)

    with refused(RuleBrokenError):
        open_vote(session, items=items, actor=SECRETARY)


def test_an_item_of_another_session_is_not_voted_here() -> None:
    session, items, _members = make_room(3)
    elsewhere = SessionFactory.create(body=session.body, state="suspended")
    foreign = ItemFactory.create(body=session.body, session=elsewhere)

    with refused(RuleBrokenError):
        open_vote(session, items=[*items, foreign], actor=SECRETARY)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"items": []}, "items"),
        ({"majority": "by_a_hair"}, "majority"),
        ({"question": "x" * 401}, "question"),
        ({"question": "a\x00b"}, "question"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_field(
    wrong: dict[str, Any], field: str
) -> None:
    session, items, _members = make_room(3)

    with refused(BadInputError) as caught:
        open_vote(session, **{"items": items, **wrong}, actor=SECRETARY)
    assert caught.value.field == field


def test_items_with_other_recusals_or_another_majority_are_voted_apart() -> None:
    session, (one, other, head), members = make_room(4, items=3)
    recuse(one, members[0])
    AgendaItem.objects.filter(pk=head.pk).update(business="control_head")

    with refused(RuleBrokenError):
        open_vote(session, items=[one, other], actor=SECRETARY)
    with refused(RuleBrokenError):
        open_vote(session, items=[other, head], actor=SECRETARY)
    with refused(RuleBrokenError):
        open_vote(session, items=[other, head], majority="present", actor=SECRETARY)
    with refused(RuleBrokenError):
        open_vote(session, items=[head], majority="present", actor=SECRETARY)

    recuse(other, members[0])
    assert open_vote(session, items=[one, other], actor=SECRETARY).majority == "present"


def test_the_business_says_the_majority_and_what_has_none_needs_one() -> None:
    session, (item,), _members = make_room(4)

    AgendaItem.objects.update(business="other")
    with refused(RuleBrokenError):
        open_vote(session, items=[item], actor=SECRETARY)
    first = open_vote(session, items=[item], majority="present", actor=SECRETARY)
    assert first.majority == "present"
    annul_vote(first, reason="Otra materia", actor=SECRETARY)
    AgendaItem.objects.update(business="overrule")
    assert open_vote(session, items=[item], actor=SECRETARY).majority == "overrule"


def test_without_quorum_nothing_is_voted_and_the_recused_do_not_make_it() -> None:
    session, (item,), members = make_room(5, absent=3, quorum=5)
    recuse(item, members[0])

    with translation.override("es"), refused(RuleBrokenError, r" 4 de .* 5\."):
        open_vote(session, items=[item], actor=SECRETARY)

    item.recusals.all().delete()
    assert open_vote(session, items=[item], actor=SECRETARY).pk


def test_the_governor_has_a_ballot_and_counts() -> None:
    session, items, members = make_room(4, quorum=4, has_governor=True)

    vote = open_vote(session, items=items, actor=SECRETARY)

    assert members[-1].pk in ballots_of(vote)


def test_where_the_governor_does_not_count_the_quorum_is_of_the_councillors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _orders_with(monkeypatch, governor_counts=False)
    session, items, _members = make_room(4, quorum=4, has_governor=True)

    with refused(RuleBrokenError):
        open_vote(session, items=items, actor=SECRETARY)
    Session.objects.update(quorum_needed=3)
    assert open_vote(session, items=items, actor=SECRETARY).ballots.count() == 4


def test_where_the_governor_does_not_vote_there_is_no_ballot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _orders_with(monkeypatch, governor_votes=False)
    session, items, members = make_room(4, has_governor=True)

    vote = open_vote(session, items=items, actor=SECRETARY)

    assert set(ballots_of(vote)) == {member.pk for member in members[:-1]}


def test_quorum_and_members_are_counted_where_the_opening_did_not_note_them() -> None:
    session, items, _members = make_room(3, absent=2)
    Session.objects.update(quorum_needed=None, in_office=None, summons=1)

    vote = open_vote(session, items=items, actor=SECRETARY)

    assert vote.in_office == 5  # three fifths of them are in the room
    close_vote(vote, marks_pending=True, actor=SECRETARY)
    Session.objects.update(quorum_needed=None, in_office=7)
    AgendaItem.objects.update(state="debated")
    with refused(RuleBrokenError):
        open_vote(session, items=items, actor=SECRETARY)


def test_who_is_in_the_room_without_a_seat_has_no_ballot() -> None:
    session, items, members = make_room(3)
    former = MandateFactory.create(ends_on=date(2026, 4, 7)).councillor
    Presence.objects.create(session=session, councillor=former, arrived_at=timezone.now())

    vote = open_vote(session, items=items, actor=SECRETARY)

    assert set(ballots_of(vote)) == {member.pk for member in members}


def test_a_vote_past_midnight_is_of_the_day_the_session_began() -> None:
    session, items, _members = make_room(3)
    began = datetime(2026, 4, 9, 2, 30, tzinfo=UTC)  # 22.30 of the 8th in Santiago
    Session.objects.update(opened_at=began)

    vote = open_vote(session, items=items, actor=SECRETARY)

    assert vote.held_on == date(2026, 4, 8)
    assert set(vote.ballots.values_list("held_on", flat=True)) == {date(2026, 4, 8)}


def _orders_with(monkeypatch: pytest.MonkeyPatch, **other: object) -> None:
    """Other standing orders than those of the data."""

    def changed(day: date) -> Any:
        return dataclasses.replace(orders_on(day), **other)  # type: ignore[arg-type]  # only what the test names

    for module in (closing, opening, roll):
        monkeypatch.setattr(module, "orders_on", changed)
