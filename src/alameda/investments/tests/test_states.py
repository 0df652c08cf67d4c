"""The machine: what can be reached, what is final, and that its document tells the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.accounts.rules import ROLES
from alameda.foundation.terms import terms
from alameda.investments.rules.states import (
    DECIDERS,
    DOCUMENTS,
    GROUPS,
    STATES,
    TRANSITIONS,
    Transition,
    find_move,
    group_of,
    moves_from,
    state_of,
)

DOCUMENT = Path(__file__).parents[4] / "docs/rules/investment-cycle.md"
KEYS = [state.key for state in STATES]
# Nothing follows an evaluation of what is closed: the only state without a way out.
FINAL = {"ex_post"}


def reached_from(start: str) -> set[str]:
    seen, edge = {start}, [start]
    while edge:
        fresh = {move.target for move in moves_from(edge.pop())} - seen
        seen |= fresh
        edge += fresh
    return seen


def test_every_state_is_reached_from_a_draft() -> None:
    assert reached_from("draft") == set(KEYS)


def test_only_the_final_states_have_no_way_out() -> None:
    assert {key for key in KEYS if not moves_from(key)} == FINAL


@pytest.mark.parametrize("key", KEYS)
def test_from_every_state_the_cycle_can_be_closed(key: str) -> None:
    assert reached_from(key) & (FINAL | {"closed"})


def test_states_and_transitions_are_there_once_and_know_each_other() -> None:
    moves = [(move.source, move.target, move.ground) for move in TRANSITIONS]

    assert len(set(KEYS)) == len(KEYS)
    assert len(set(moves)) == len(moves)
    assert {key for source, target, _ground in moves for key in (source, target)} == set(KEYS)
    assert all(source != target for source, target, _ground in moves)


def test_every_key_that_the_machine_names_exists() -> None:
    assert {state.group for state in STATES} == {group.key for group in GROUPS}
    assert {state.decider for state in STATES if state.decider} == set(DECIDERS)
    assert {state.term for state in STATES if state.term} <= set(terms())
    assert {move.document for move in TRANSITIONS if move.document} <= set(DOCUMENTS)
    assert {role for move in TRANSITIONS for role in move.roles} <= {role.key for role in ROLES}
    assert all(move.roles for move in TRANSITIONS)


def test_where_somebody_decides_there_is_something_to_decide() -> None:
    assert all(moves_from(state.key) for state in STATES if state.decider)


@given(source=st.sampled_from(KEYS), target=st.sampled_from(KEYS))
def test_a_move_is_found_exactly_where_the_table_has_it(source: str, target: str) -> None:
    move = find_move(source, target)

    listed = [each.target for each in moves_from(source) if not each.ground]
    assert listed.count(target) == (move is not None)
    if move is not None:
        assert (move.source, move.target) == (source, target)
    assert group_of(source).key == state_of(source).group


def rows_under(title: str) -> list[list[str]]:
    """The cells of the table under a title of the document, without its head."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {title}\n", 1)[1].split("\n## ")[0]
    lines = re.findall(r"^\|(.+)\|$", section, re.MULTILINE)[2:]
    return [[cell.strip().replace("`", "") for cell in line.split("|")] for line in lines]


def test_the_document_tells_the_states_of_the_code() -> None:
    told = [tuple(row) for row in rows_under("States")]

    assert told == [
        (state.key, state.es, state.group, state.decider or "—", state.term or "—")
        for state in STATES
    ]


def _needs(move: Transition) -> str:
    """What the move needs, as the document says it."""
    parts = [move.document or "—", "reason" if move.has_reason else "", move.ground]
    return ", ".join(part for part in parts if part)


def test_the_document_tells_the_transitions_of_the_code() -> None:
    told = [tuple(row) for row in rows_under("Transitions")]

    assert told == [
        (move.source, move.target, ", ".join(move.roles), _needs(move)) for move in TRANSITIONS
    ]
