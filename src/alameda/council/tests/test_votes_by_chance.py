"""Random sessions: who comes, goes, is recused, votes and is corrected, against a plain model."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from alameda.council.actions.votes import (
    call_roll,
    cast_ballot,
    close_vote,
    correct_ballot,
    open_vote,
    recuse_in_open_votes,
)
from alameda.council.models import AgendaItem, Councillor, Session, Vote
from alameda.council.tests.factories import SECRETARY, actor_of
from alameda.council.tests.rooms import arrive, ballots_of, depart, make_room, recuse
from alameda.council.tests.slow_count import outcome_slowly
from alameda.foundation.errors import RuleBrokenError

SEATS = 4
VOTED = ("favour", "against", "abstain")
MEMBER = st.integers(0, SEATS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["arrive", "leave", "recuse"]), MEMBER, st.just("")),
        st.tuples(st.sampled_from(["cast", "call", "correct"]), MEMBER, st.sampled_from(VOTED)),
    ),
    min_size=10,
    max_size=24,
)


@dataclass
class Plain:
    """What should be so, written as plainly as can be.

    Attributes:
        inside: members in the room.
        recused: members recused from the item.
        choices: of who has voted.
    """

    inside: set[int]
    recused: set[int]
    choices: dict[int, str] = field(default_factory=dict)

    def take(self, act: str, member: int, choice: str) -> bool:
        """Do it, unless it may not be done; returns whether it may."""
        has_voted = member in self.choices
        may_vote = member in self.inside and member not in self.recused and not has_voted
        if act == "arrive" and member not in self.inside:
            self.inside.add(member)
        elif act == "leave" and member in self.inside:
            self.inside.discard(member)
        elif act == "recuse" and member not in self.recused and not has_voted:
            self.recused.add(member)
        elif (act in {"cast", "call"} and may_vote) or (
            act == "correct" and has_voted and self.choices[member] != choice
        ):
            self.choices[member] = choice
        else:
            # The same answer at the roll call is not refused: it is there already.
            return act == "call" and self.choices.get(member) == choice
        return True

    def roll(self) -> dict[int, str]:
        """Everybody on the roll, with what each did."""
        return {
            member: self.choices.get(member, "recused" if member in self.recused else "")
            for member in self.inside | set(self.choices)
        }


@pytest.mark.django_db
def test_the_totals_of_any_session_are_those_present() -> None:
    session, (item,), members = make_room(SEATS)

    @settings(max_examples=25, deadline=None)
    @given(
        inside=st.sets(MEMBER, min_size=2),
        recused=st.sets(MEMBER, max_size=1),
        quorum=st.integers(1, 3),
        steps=STEPS,
    )
    def of_any_session(
        inside: set[int], recused: set[int], quorum: int, steps: list[tuple[str, int, str]]
    ) -> None:
        with transaction.atomic():
            item.refresh_from_db()
            session.presences.filter(
                councillor__in=[members[index] for index in set(range(SEATS)) - inside]
            ).delete()
            recuse(item, *(members[index] for index in recused))
            Session.objects.filter(pk=session.pk).update(quorum_needed=quorum)
            _session(Plain(inside, recused), item, members, quorum=quorum, steps=steps)
            transaction.set_rollback(True)

    of_any_session()


def _session(
    plain: Plain,
    item: AgendaItem,
    members: list[Councillor],
    *,
    quorum: int,
    steps: list[tuple[str, int, str]],
) -> None:
    session = Session.objects.get()
    if len(plain.inside - plain.recused) < quorum:
        with pytest.raises(RuleBrokenError):
            open_vote(session, items=[item], actor=SECRETARY)
        assert not Vote.objects.exists()
        return
    vote = open_vote(session, items=[item], actor=SECRETARY)
    for act in steps:
        _step(plain, vote, item, members, act=act)
        assert ballots_of(vote) == {members[at].pk: said for at, said in plain.roll().items()}
    _close(plain, vote, quorum)


def _step(
    plain: Plain,
    vote: Vote,
    item: AgendaItem,
    members: list[Councillor],
    *,
    act: tuple[str, int, str],
) -> None:
    kind, index, choice = act
    # What the acts on presence and recusal refuse before the roll hears of it.
    if (kind == "arrive" and index in plain.inside) or (
        kind == "recuse" and index in plain.recused
    ):
        return
    do = partial(_do, vote, item, members[index], act=kind, choice=choice)
    if plain.take(kind, index, choice) or kind == "leave":
        do()
    else:
        with pytest.raises(RuleBrokenError):
            do()


def _do(vote: Vote, item: AgendaItem, member: Councillor, *, act: str, choice: str) -> None:
    if act == "cast":
        cast_ballot(vote, councillor=member, choice=choice, actor=actor_of(member))
    elif act == "call":
        call_roll(vote, choices={member: choice}, actor=SECRETARY)
    elif act == "correct":
        correct_ballot(vote, councillor=member, choice=choice, reason="Error", actor=SECRETARY)
    elif act == "recuse":
        recuse_in_open_votes(item, member)
        recuse(item, member)
    else:
        {"arrive": arrive, "leave": depart}[act](vote.session, member)


def _close(plain: Plain, vote: Vote, quorum: int) -> None:
    roll = plain.roll()
    if sum(said != "recused" for said in roll.values()) < quorum:
        with pytest.raises(RuleBrokenError):
            close_vote(vote, marks_pending=True, actor=SECRETARY)
        return
    closed = close_vote(vote, marks_pending=True, actor=SECRETARY)
    said = [choice or "not_voting" for choice in roll.values()]
    assert closed.present == len(roll)
    for choice in (*VOTED, "not_voting", "recused"):
        assert getattr(closed, choice) == said.count(choice)
    assert (closed.outcome, closed.needed) == outcome_slowly(
        said, in_office=SEATS, majority="present"
    )
