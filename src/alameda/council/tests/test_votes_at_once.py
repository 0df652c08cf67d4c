"""Several people at the same moment, in real threads with real transactions."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from alameda.council.actions.votes import (
    call_roll,
    cast_ballot,
    close_vote,
    correct_ballot,
    open_vote,
)
from alameda.council.models import BallotCorrection, Councillor, Session, Vote
from alameda.council.tests.factories import SECRETARY, actor_of
from alameda.council.tests.rooms import ballots_of, make_room
from alameda.foundation.errors import RuleBrokenError, StaleError
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 30


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What became of each act, all started at the same moment; in their order."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            together.wait(timeout=SECONDS)
            act()
        except StaleError:
            return "stale"
        except RuleBrokenError:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def voting(vote: Vote, member: Councillor, choice: str, key: str) -> Callable[[], object]:
    def act() -> object:
        return cast_ballot(
            vote, councillor=member, choice=choice, request_key=key, actor=actor_of(member)
        )

    return act


def open_room(present: int) -> tuple[Vote, list[Councillor]]:
    session, items, members = make_room(present)
    return open_vote(session, items=items, actor=SECRETARY), members


def casts() -> int:
    return Entry.objects.filter(verb="ballot.cast").count()


def test_thirty_four_phones_at_the_same_moment_are_thirty_four_ballots() -> None:
    vote, members = open_room(34)
    choices = ["favour", "against", "abstain"]
    plan = {member: choices[index % 3] for index, member in enumerate(members)}
    version = Session.objects.get().version

    outcomes = at_once([voting(vote, member, choice, "k") for member, choice in plan.items()])

    assert outcomes == ["done"] * 34
    assert ballots_of(vote) == {member.pk: choice for member, choice in plan.items()}
    assert casts() == 34
    assert Session.objects.get().version == version + 34
    closed = close_vote(vote, actor=SECRETARY)
    assert (closed.favour, closed.against, closed.abstain, closed.present) == (12, 11, 11, 34)


def test_two_phones_of_one_councillor_make_exactly_one_ballot() -> None:
    vote, (member, *_others) = open_room(3)

    outcomes = at_once(
        [voting(vote, member, "favour", "one"), voting(vote, member, "against", "other")]
    )

    assert sorted(outcomes) == ["done", "stale"]
    winner = ["favour", "against"][outcomes.index("done")]
    assert ballots_of(vote)[member.pk] == winner
    assert vote.ballots.filter(councillor=member).count() == 1
    assert casts() == 1


def test_the_same_sending_twice_at_the_same_moment_is_one_ballot() -> None:
    vote, (member, *_others) = open_room(3)

    outcomes = at_once([voting(vote, member, "favour", "one")] * 4)

    assert outcomes == ["done"] * 4
    assert vote.ballots.filter(choice="favour").count() == 1
    assert casts() == 1


@pytest.mark.parametrize("run", range(3))
def test_a_close_and_a_ballot_at_the_same_moment_leave_one_truth(run: int) -> None:
    vote, members = open_room(5)
    for member in members[1:]:
        voting(vote, member, "favour", "k")()

    ballot, close = at_once(
        [
            voting(vote, members[0], "against", "k"),
            lambda: close_vote(vote, marks_pending=True, actor=SECRETARY),
        ]
    )

    vote.refresh_from_db()
    assert close == "done"
    last = ballots_of(vote)[members[0].pk]
    assert (ballot, last) in {("done", "against"), ("refused", "not_voting"), ("stale", "")}
    counts = [vote.favour, vote.against, vote.abstain, vote.not_voting, vote.recused]
    assert counts == [4, int(last == "against"), 0, int(last == "not_voting"), 0]
    assert vote.present == 5
    assert casts() == 4 + (ballot == "done")


def test_the_roll_call_and_a_phone_at_the_same_moment_never_disagree_in_silence() -> None:
    vote, members = open_room(3)

    def roll_call() -> Any:
        return call_roll(vote, choices=dict.fromkeys(members, "favour"), actor=SECRETARY)

    outcomes = at_once([roll_call, voting(vote, members[0], "against", "k")])

    assert sorted(outcomes) == ["done", "stale"]
    by_roll = outcomes[0] == "done"
    assert ballots_of(vote) == {
        members[0].pk: "favour" if by_roll else "against",
        members[1].pk: "favour" if by_roll else "",
        members[2].pk: "favour" if by_roll else "",
    }
    assert casts() == (3 if by_roll else 1)


def test_two_votes_opened_at_the_same_moment_are_one() -> None:
    session, items, _members = make_room(3, items=2)

    outcomes = at_once(
        [
            lambda: open_vote(session, items=[items[0]], actor=SECRETARY),
            lambda: open_vote(session, items=[items[1]], actor=SECRETARY),
        ]
    )

    assert sorted(outcomes) == ["done", "refused"]
    assert Vote.objects.count() == 1


def test_two_closes_at_the_same_moment_are_one() -> None:
    vote, _members = open_room(3)

    outcomes = at_once([lambda: close_vote(vote, marks_pending=True, actor=SECRETARY)] * 2)

    assert sorted(outcomes) == ["done", "refused"]
    assert Entry.objects.filter(verb="vote.closed").count() == 1


def test_a_correction_racing_with_the_close_is_counted_or_refused() -> None:
    vote, members = open_room(3)
    for member in members:
        voting(vote, member, "favour", "k")()

    correction, close = at_once(
        [
            lambda: correct_ballot(
                vote, councillor=members[0], choice="against", reason="Error", actor=SECRETARY
            ),
            lambda: close_vote(vote, actor=SECRETARY),
        ]
    )

    vote.refresh_from_db()
    assert close == "done"
    is_corrected = correction == "done"
    assert (vote.favour, vote.against) == ((2, 1) if is_corrected else (3, 0))
    assert BallotCorrection.objects.exists() == is_corrected
