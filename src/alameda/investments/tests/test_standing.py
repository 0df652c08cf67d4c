"""The sentence, what comes next, and the drift: pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.investments.rules.drift import Version, drift_of, last_drift
from alameda.investments.rules.standing import Piece, Stand, standing, term_of, what_comes_next
from alameda.investments.rules.states import STATES, State, find_move

TODAY = date(2026, 11, 22)
PLAN = date(2026, 9, 30)


def keys(stand: Stand) -> list[str]:
    return [piece.key for piece in standing(stand, today=TODAY)]


def works(**known: object) -> Stand:
    return Stand(state="in_execution", **known)  # type: ignore[arg-type]


def test_works_say_built_and_paid_and_the_end() -> None:
    stand = works(
        physical_pct=Decimal(41),
        financial_pct=Decimal(52),
        paid_clp=5,
        planned_end_on=date(2027, 5, 1),
        expected_end_on=date(2027, 8, 1),
    )

    built, end = standing(stand, today=TODAY)

    assert built == Piece("built_and_paid", {"built": Decimal(41), "paid": Decimal(52)})
    assert end.key == "delayed"
    assert end.values["days"] == 92
    assert end.is_warm


@pytest.mark.parametrize(
    ("planned", "expected", "key"),
    [
        (None, None, "no_end"),
        (date(2027, 5, 1), date(2027, 5, 1), "ends"),
        (date(2027, 5, 1), None, "ends"),
        (PLAN, date(2027, 1, 1), "delayed"),
        (PLAN, PLAN, "overdue"),
        (PLAN, date(2026, 10, 30), "overdue_extended"),
        (TODAY, TODAY, "ends"),
    ],
)
def test_the_end_is_told_as_far_as_it_is_known(
    planned: date | None, expected: date | None, key: str
) -> None:
    assert keys(works(planned_end_on=planned, expected_end_on=expected))[-1] == key


def test_late_counts_from_the_first_planned_end_until_today() -> None:
    end = standing(works(planned_end_on=PLAN, expected_end_on=PLAN), today=TODAY)[-1]

    assert end.values["days"] == (TODAY - PLAN).days


@pytest.mark.parametrize(
    ("days", "key"), [(5, "finished_late"), (0, "finished_on_plan"), (-5, "finished_early")]
)
def test_finished_works_are_compared_with_the_plan(days: int, key: str) -> None:
    stand = Stand(
        state="provisional_reception",
        planned_end_on=PLAN,
        finished_on=PLAN + timedelta(days=days),
    )

    assert keys(stand)[0] == key


def test_what_closed_without_ending_its_works_says_so() -> None:
    stand = Stand(state="closed", has_ended_early=True, physical_pct=Decimal(28))

    assert keys(stand) == ["in_state", "ended_early", "built"]


def test_a_draft_with_nothing_claims_nothing() -> None:
    assert keys(Stand(state="draft", since=TODAY)) == ["in_state_since", "nothing_yet"]


def test_a_grant_says_what_was_handed_over_and_nothing_of_works() -> None:
    stand = Stand(state="in_execution", is_grant=True, paid_clp=9, physical_pct=Decimal(50))

    assert keys(stand) == ["transferred"]


@given(
    state=st.sampled_from([state.key for state in STATES]),
    physical=st.none() | st.decimals(0, 100, places=2),
    financial=st.none() | st.decimals(0, 200, places=2),
    paid=st.sampled_from([0, 7]),
    approved=st.none() | st.just(10),
)
def test_no_state_claims_a_figure_that_is_not_known(
    state: str,
    physical: Decimal | None,
    financial: Decimal | None,
    paid: int,
    approved: int | None,
) -> None:
    stand = Stand(
        state=state,
        physical_pct=physical,
        financial_pct=financial,
        paid_clp=paid,
        approved_clp=approved,
    )

    pieces = standing(stand, today=TODAY)

    assert pieces
    said = {name for piece in pieces for name in piece.values}
    assert physical is not None or "built" not in said
    assert (financial is not None and paid) or "paid" not in said
    assert all(value is not None for piece in pieces for value in piece.values.values())


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.key)
@pytest.mark.parametrize("route", ["sni", "programme"])
@pytest.mark.parametrize("is_above", [True, False, None])
def test_what_comes_next_is_a_move_of_the_machine(
    state: State, route: str, is_above: bool | None
) -> None:
    place = state.key
    for following in what_comes_next(place, route=route, is_above_threshold=is_above):
        assert find_move(place, following)
        place = following


def test_a_prioritised_one_goes_nowhere_until_the_threshold_is_known() -> None:
    assert what_comes_next("prioritised", route="sni", is_above_threshold=None) == ()
    assert what_comes_next("prioritised", route="sni", is_above_threshold=True)[0] == (
        "sent_to_council"
    )


@pytest.mark.parametrize(
    ("state", "term", "route", "is_first", "runs"),
    [
        ("in_evaluation", "evaluation.first_rate", "sni", True, True),
        ("in_evaluation", "evaluation.first_rate", "sni", False, False),
        ("in_evaluation", "evaluation.first_rate", "fril", True, False),
        ("tender", "fril.tender", "fril", True, True),
        ("tender", "fril.tender", "sni", True, False),
        ("in_plenary", "core.silence", "programme", True, True),
        ("agreement", "", "sni", True, False),
    ],
)
def test_a_legal_term_runs_only_where_its_rule_holds(
    state: str, term: str, route: str, is_first: bool, runs: bool
) -> None:
    found = term_of(state, term, route=route, is_first_round=is_first)

    assert (found is not None) is runs


def test_each_version_drifts_from_the_first_that_says_it() -> None:
    versions = [
        Version(key="recommendation", amount_clp=1_000),
        Version(key="contract", amount_clp=900, end_on=PLAN),
        Version(key="modification", amount_clp=1_105, end_on=PLAN + timedelta(days=30)),
    ]

    drifts = drift_of(versions)
    cost, time = last_drift(drifts)

    assert [drift.cost_pct for drift in drifts] == [None, Decimal("-10.0"), Decimal("10.5")]
    assert [drift.late_days for drift in drifts] == [None, None, 30]
    assert cost is drifts[-1]
    assert time is drifts[-1]


def test_versions_that_say_nothing_drift_by_nothing() -> None:
    drifts = drift_of([Version(key="council"), Version(key="contract")])

    assert last_drift(drifts) == (None, None)
