"""Ballots: once each, by the member or at the roll call, and never without being in the room."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation

from alameda.council.actions.votes import (
    annul_vote,
    call_roll,
    cast_ballot,
    close_vote,
    correct_ballot,
    open_vote,
    recuse_in_open_votes,
)
from alameda.council.models import BallotCorrection, Councillor, Session, Vote
from alameda.council.tests.factories import GOVERNOR, SECRETARY, actor_of
from alameda.council.tests.rooms import arrive, ballots_of, depart, make_room, recuse, refused
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


def open_room(present: int, **room: Any) -> tuple[Vote, list[Councillor]]:
    session, items, members = make_room(present, **room)
    return open_vote(session, items=items, actor=SECRETARY), members


def published(verb: str) -> list[dict[str, Any]]:
    entries = Entry.objects.filter(verb=verb).order_by("pk")
    return [json.loads(bytes(entry.leaf))["payload"] for entry in entries]


def test_a_member_votes_from_her_own_phone() -> None:
    vote, members = open_room(3)
    version = Session.objects.get().version

    ballot = cast_ballot(
        vote,
        councillor=members[1],
        choice="against",
        request_key="k1",
        actor=actor_of(members[1]),
    )

    assert (ballot.choice, ballot.is_by_secretary) == ("against", False)
    assert ballot.cast_at is not None
    assert ballots_of(vote)[members[1].pk] == "against"
    assert Session.objects.get().version == version + 1
    assert published("ballot.cast") == [
        {
            "vote": vote.code,
            "councillor": members[1].code,
            "choice": "against",
            "is_by_secretary": False,
        }
    ]


def test_nobody_votes_for_another() -> None:
    vote, members = open_room(3)
    token = Actor(kind="token", grants=frozenset({Grant(role="councillor")}))
    former = Actor(kind="person", person_id=members[0].account_id)

    for actor in (VISITOR, GOVERNOR, token, former, actor_of(members[1])):
        with refused(NotAllowedError):
            cast_ballot(vote, councillor=members[0], choice="favour", actor=actor)
    for actor in (VISITOR, actor_of(members[0])):
        with refused(NotAllowedError):
            call_roll(vote, choices={members[0]: "favour"}, actor=actor)
    assert cast_ballot(vote, councillor=members[0], choice="favour", actor=SECRETARY).choice


@pytest.mark.parametrize("choice", ["", "recused", "not_voting", "yes", "FAVOUR", "a\x00b"])
def test_a_member_casts_only_what_can_be_cast(choice: str) -> None:
    vote, members = open_room(3)

    with refused(BadInputError) as caught:
        cast_ballot(vote, councillor=members[0], choice=choice, actor=actor_of(members[0]))
    assert caught.value.field == "choice"


def test_the_key_of_a_sending_has_a_length() -> None:
    vote, (member, *_others) = open_room(3)
    actor = actor_of(member)

    for key in ("k" * 41, "a\x00b"):
        with refused(BadInputError):
            cast_ballot(vote, councillor=member, choice="favour", request_key=key, actor=actor)
    cast_ballot(vote, councillor=member, choice="favour", request_key="k" * 40, actor=actor)


def test_the_same_sending_is_the_same_ballot_even_after_the_close() -> None:
    vote, members = open_room(3)

    def send() -> int:
        return cast_ballot(
            vote,
            councillor=members[0],
            choice="favour",
            request_key="k1",
            actor=actor_of(members[0]),
        ).pk

    first = send()
    entries = Entry.objects.count()
    assert send() == first
    assert Entry.objects.count() == entries
    close_vote(vote, marks_pending=True, actor=SECRETARY)
    entries = Entry.objects.count()
    assert send() == first
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("choice", "key"), [("favour", "k2"), ("favour", ""), ("against", "k1"), ("against", "k2")]
)
def test_a_second_phone_is_told_what_was_voted_and_when(choice: str, key: str) -> None:
    vote, (member, *_others) = open_room(3)
    actor = actor_of(member)
    cast_ballot(vote, councillor=member, choice="favour", request_key="k1", actor=actor)

    with translation.override("es"), refused(StaleError, r"ya votó: «A favor», a las \d\d:\d\d\."):
        cast_ballot(vote, councillor=member, choice=choice, request_key=key, actor=actor)


def test_two_sendings_without_a_key_are_two_votes() -> None:
    vote, (member, *_others) = open_room(3)
    cast_ballot(vote, councillor=member, choice="favour", actor=SECRETARY)

    with refused(StaleError):
        cast_ballot(vote, councillor=member, choice="favour", actor=SECRETARY)


def test_who_is_not_in_the_room_does_not_vote() -> None:
    vote, members = open_room(3, absent=1)
    away, gone = members[3], members[2]

    with refused(RuleBrokenError, "sala"):
        cast_ballot(vote, councillor=away, choice="favour", actor=actor_of(away))
    with refused(RuleBrokenError, "sala"):
        call_roll(vote, choices={members[0]: "favour", away: "favour"}, actor=SECRETARY)

    depart(vote.session, gone)
    with refused(RuleBrokenError, "sala"):
        cast_ballot(vote, councillor=gone, choice="favour", actor=actor_of(gone))
    assert gone.pk not in ballots_of(vote)


def test_a_departure_that_nobody_told_the_roll_stops_the_ballot_too() -> None:
    vote, members = open_room(3)
    vote.session.presences.filter(councillor=members[0]).update(left_at=vote.opened_at)

    with refused(RuleBrokenError, "sala"):
        cast_ballot(vote, councillor=members[0], choice="favour", actor=actor_of(members[0]))


def test_who_is_recused_does_not_vote() -> None:
    session, (item,), members = make_room(3)
    recuse(item, members[0])
    vote = open_vote(session, items=[item], actor=SECRETARY)

    with refused(RuleBrokenError, "inhabilidad"):
        cast_ballot(vote, councillor=members[0], choice="favour", actor=actor_of(members[0]))
    with refused(RuleBrokenError, "inhabilidad"):
        call_roll(vote, choices={members[0]: "favour"}, actor=SECRETARY)
    with refused(RuleBrokenError, "no ha votado"):
        correct_ballot(
            vote, councillor=members[0], choice="favour", reason="Se pidió", actor=SECRETARY
        )


def test_after_the_close_the_annulment_or_the_suspension_nobody_votes() -> None:
    vote, members = open_room(4)
    member, other = members[0], members[1]
    cast_ballot(vote, councillor=member, choice="favour", actor=SECRETARY)

    def refuse_all(match: str) -> None:
        with refused(RuleBrokenError, match):
            cast_ballot(vote, councillor=other, choice="favour", actor=actor_of(other))
        with refused(RuleBrokenError, match):
            call_roll(vote, choices={other: "favour"}, actor=SECRETARY)
        with refused(RuleBrokenError, match):
            correct_ballot(
                vote, councillor=member, choice="against", reason="Error", actor=SECRETARY
            )
        with refused(RuleBrokenError, match):
            close_vote(vote, marks_pending=True, actor=SECRETARY)

    Session.objects.update(state="suspended")
    refuse_all("suspendida")
    Session.objects.update(state="closed")
    refuse_all("no está en curso")
    Session.objects.update(state="open")
    close_vote(vote, marks_pending=True, actor=SECRETARY)
    refuse_all("se cerró a las")
    annul_vote(vote, reason="Se votó otra cosa", actor=SECRETARY)
    refuse_all("se anuló")


def test_the_secretary_notes_the_roll_call_at_once_and_again() -> None:
    vote, members = open_room(4)
    cast_ballot(
        vote, councillor=members[3], choice="abstain", request_key="k", actor=actor_of(members[3])
    )
    choices = {
        members[0]: "favour",
        members[1]: "not_voting",
        members[3]: "abstain",  # as she voted herself
    }

    written = call_roll(vote, choices=choices, actor=SECRETARY)

    assert {ballot.councillor_id for ballot in written} == {members[0].pk, members[1].pk}
    assert ballots_of(vote) == {
        members[0].pk: "favour",
        members[1].pk: "not_voting",
        members[2].pk: "",
        members[3].pk: "abstain",
    }
    assert len(published("ballot.cast")) == 3
    assert vote.ballots.filter(is_by_secretary=True).count() == 2
    version = Session.objects.get().version
    assert call_roll(vote, choices=choices, actor=SECRETARY) == []
    assert Session.objects.get().version == version
    assert len(published("ballot.cast")) == 3


def test_a_roll_call_is_taken_whole_or_not_at_all() -> None:
    vote, members = open_room(3)
    cast_ballot(vote, councillor=members[2], choice="against", actor=actor_of(members[2]))

    with refused(StaleError, members[2].name):
        call_roll(vote, choices=dict.fromkeys(members, "favour"), actor=SECRETARY)
    with refused(BadInputError):
        call_roll(vote, choices={members[0]: "favour", members[1]: "yes"}, actor=SECRETARY)
    assert call_roll(vote, choices={}, actor=SECRETARY) == []


def test_a_ballot_is_corrected_in_the_open_before_the_close() -> None:
    vote, members = open_room(3)
    cast_ballot(vote, councillor=members[0], choice="favour", actor=actor_of(members[0]))

    correct_ballot(
        vote,
        councillor=members[0],
        choice="against",
        reason="  Dijo en contra ",
        actor=SECRETARY,
    )

    correction = BallotCorrection.objects.get()
    assert (correction.from_choice, correction.to_choice, correction.reason) == (
        "favour",
        "against",
        "Dijo en contra",
    )
    assert ballots_of(vote)[members[0].pk] == "against"
    assert published("ballot.corrected") == [
        {
            "vote": vote.code,
            "councillor": members[0].code,
            "from_choice": "favour",
            "to_choice": "against",
            "reason": "Dijo en contra",
        }
    ]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"choice": "recused"}, BadInputError),
        ({"choice": "favour"}, RuleBrokenError),
        ({"reason": "  "}, BadInputError),
        ({"reason": "x" * 401}, BadInputError),
        ({"reason": "a\x00b"}, BadInputError),
        ({"actor": VISITOR}, NotAllowedError),
        ({"actor": GOVERNOR}, NotAllowedError),
    ],
)
def test_a_correction_needs_the_secretary_a_reason_and_a_change(
    wrong: dict[str, Any], error: type[Any]
) -> None:
    vote, members = open_room(3)
    cast_ballot(vote, councillor=members[0], choice="favour", actor=SECRETARY)
    right: dict[str, Any] = {"choice": "against", "reason": "Error", "actor": SECRETARY}

    with refused(error):
        correct_ballot(vote, councillor=members[0], **{**right, **wrong})
    with refused(NotAllowedError):
        correct_ballot(vote, councillor=members[0], **{**right, "actor": actor_of(members[0])})
    with refused(RuleBrokenError):  # has not voted
        correct_ballot(vote, councillor=members[1], **right)
    assert correct_ballot(vote, councillor=members[0], **right).choice == "against"


def test_who_arrives_joins_the_roll_and_who_leaves_without_voting_leaves_it() -> None:
    session, (item,), members = make_room(3, absent=2)
    recuse(item, members[4])
    vote = open_vote(session, items=[item], actor=SECRETARY)

    arrive(session, members[3])
    arrive(session, members[4])
    depart(session, members[0])
    cast_ballot(vote, councillor=members[3], choice="favour", actor=actor_of(members[3]))

    assert ballots_of(vote) == {
        members[1].pk: "",
        members[2].pk: "",
        members[3].pk: "favour",
        members[4].pk: "recused",
    }
    depart(session, members[4])
    depart(session, members[3])
    arrive(session, members[0])
    assert ballots_of(vote) == {
        members[0].pk: "",
        members[1].pk: "",
        members[2].pk: "",
        members[3].pk: "favour",  # voted, then left
    }
    arrive(session, members[3])
    assert ballots_of(vote)[members[3].pk] == "favour"
    with refused(StaleError):
        cast_ballot(vote, councillor=members[3], choice="against", actor=actor_of(members[3]))


def test_a_closed_vote_is_not_joined_nor_left() -> None:
    session, items, members = make_room(3, absent=1)
    vote = open_vote(session, items=items, actor=SECRETARY)
    close_vote(vote, marks_pending=True, actor=SECRETARY)
    before = ballots_of(vote)

    arrive(session, members[3])
    depart(session, members[0])

    assert ballots_of(vote) == before


def test_a_recusal_during_the_vote_is_of_who_has_not_voted() -> None:
    session, (item,), members = make_room(3)
    vote = open_vote(session, items=[item], actor=SECRETARY)
    cast_ballot(vote, councillor=members[0], choice="favour", actor=SECRETARY)

    with refused(RuleBrokenError, "ya votó"):
        recuse_in_open_votes(item, members[0])
    recuse_in_open_votes(item, members[1])

    assert ballots_of(vote)[members[1].pk] == "recused"


def test_a_recusal_during_a_vote_on_several_items_needs_another_vote() -> None:
    session, items, members = make_room(3, items=2)
    open_vote(session, items=items, actor=SECRETARY)

    with refused(RuleBrokenError, "por separado"):
        recuse_in_open_votes(items[0], members[0])
