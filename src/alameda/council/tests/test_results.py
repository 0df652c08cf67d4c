"""The result of a vote, against a slow and obvious second count."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.council.rules.results import Tally, explain, result_of
from alameda.council.rules.standing_orders import standing_orders
from alameda.council.rules.vocabulary import CHOICES
from alameda.council.tests.slow_count import outcome_slowly
from alameda.foundation.vocabulary import keys

ORDERS = standing_orders(date(2026, 4, 8), region="RM")
MAJORITIES = sorted(ORDERS.majorities)
ROOMS = st.lists(st.sampled_from(keys(CHOICES)), max_size=40)
LEVEL_ROOMS = st.tuples(st.integers(0, 15), st.integers(0, 3), st.integers(0, 3)).map(
    lambda it: ["favour", "against"] * it[0] + ["abstain"] * it[1] + ["recused"] * it[2]
)


def tally_of(choices: list[str], absent: int = 0) -> Tally:
    counts = {key: choices.count(key) for key in keys(CHOICES)}
    return Tally(**counts, in_office=len(choices) + absent)


@given(ROOMS | LEVEL_ROOMS, st.integers(0, 20), st.sampled_from(MAJORITIES))
def test_the_result_is_that_of_the_slow_count(
    choices: list[str], absent: int, majority: str
) -> None:
    tally = tally_of(choices, absent)

    result = result_of(tally, majority=majority, orders=ORDERS)

    assert tally.present == len(choices)
    assert (result.outcome, result.needed) == outcome_slowly(
        choices, in_office=tally.in_office, majority=majority
    )


def test_what_a_third_of_those_present_asks_has_no_tie() -> None:
    choices = ["favour", "against", "abstain", "abstain"]

    result = result_of(tally_of(choices), majority="observation", orders=ORDERS)

    assert (result.outcome, result.needed) == ("refused", 2)


@given(ROOMS | LEVEL_ROOMS, st.sampled_from(["favour", "against"]))
def test_who_presides_decides_only_a_tie(choices: list[str], casting: str) -> None:
    tally = tally_of(choices)
    first = result_of(tally, majority="present", orders=ORDERS)

    if first.outcome != "tied":
        with pytest.raises(ValueError, match="nothing is tied"):
            result_of(tally, majority="present", orders=ORDERS, casting=casting)
        return
    decided = result_of(tally, majority="present", orders=ORDERS, casting=casting)
    assert decided.outcome == {"favour": "approved", "against": "refused"}[casting]
    assert (decided.needed, decided.base) == (first.needed, first.base)


@given(ROOMS, st.sampled_from(MAJORITIES))
def test_one_more_in_favour_never_turns_an_approval_down(choices: list[str], majority: str) -> None:
    before = result_of(tally_of(choices), majority=majority, orders=ORDERS)
    for index, choice in enumerate(choices):
        if before.outcome == "approved" and choice in {"against", "abstain", "not_voting"}:
            changed = [*choices[:index], "favour", *choices[index + 1 :]]
            after = result_of(tally_of(changed), majority=majority, orders=ORDERS)
            assert after.outcome == "approved"


@given(ROOMS)
def test_a_recused_member_changes_nothing_of_a_majority_of_those_present(
    choices: list[str],
) -> None:
    without = result_of(tally_of(choices), majority="present", orders=ORDERS)
    with_one = result_of(tally_of([*choices, "recused"]), majority="present", orders=ORDERS)

    assert (with_one.outcome, with_one.needed, with_one.base) == (
        without.outcome,
        without.needed,
        without.base,
    )


@given(ROOMS, st.sampled_from(MAJORITIES))
def test_the_explanation_is_kept_as_json_and_told_whole_in_both_languages(
    choices: list[str], majority: str
) -> None:
    result = result_of(tally_of(choices), majority=majority, orders=ORDERS)

    lines = json.loads(json.dumps(result.lines))

    assert lines == result.lines
    spanish, english = explain(lines, language="es"), explain(lines, language="en-gb")
    assert len(spanish) == len(english) == len(lines)
    assert all(sentence.endswith(".") for sentence in (*spanish, *english))
    told = " ".join(spanish)
    assert str(result.needed) in told
    assert str(result.base) in told
    assert str(len(choices)) in told


@pytest.mark.parametrize(
    ("choices", "in_office", "majority", "needed", "outcome"),
    [
        # 34 in the room, one recused: more than half of 33.
        (["favour"] * 17 + ["abstain"] * 16 + ["recused"], 35, "present", 17, "approved"),
        (["favour"] * 16 + ["abstain"] * 17 + ["recused"], 35, "present", 17, "refused"),
        (["favour"] * 17 + ["against"] * 17, 35, "present", 18, "tied"),
        # An abstention may keep both sides from the majority: then there is nothing to break.
        (["favour"] * 9 + ["against"] * 9 + ["abstain"] * 3, 35, "present", 11, "refused"),
        (["favour"] * 18, 35, "in_office", 18, "approved"),
        (["favour"] * 18 + ["against"] * 2, 35, "overrule", 19, "refused"),
        (["favour"] * 19 + ["against"] * 2, 35, "overrule", 19, "approved"),
        (["favour"] * 20, 35, "control_head", 20, "approved"),
        (["favour"] * 23 + ["against"] * 12, 35, "corporations", 24, "refused"),
        (["favour"] * 12 + ["against"] * 22, 35, "observation", 12, "approved"),
        (["recused"] * 3, 35, "present", 1, "refused"),
        (["abstain"], 35, "present", 1, "refused"),
        ([], 35, "present", 1, "refused"),
    ],
)
def test_counts_worked_by_hand(
    choices: list[str], in_office: int, majority: str, needed: int, outcome: str
) -> None:
    tally = dataclasses.replace(tally_of(choices), in_office=in_office)

    result = result_of(tally, majority=majority, orders=ORDERS)

    assert (result.needed, result.outcome) == (needed, outcome)


def test_where_not_voting_does_not_count_the_base_is_smaller() -> None:
    other = dataclasses.replace(ORDERS, not_voting_counts=False)
    tally = Tally(favour=10, against=8, not_voting=4, in_office=35)

    assert result_of(tally, majority="present", orders=ORDERS).outcome == "refused"
    result = result_of(tally, majority="present", orders=other)
    assert (result.base, result.needed, result.outcome) == (18, 10, "approved")
    assert "4 no votaron y no cuentan para la mayoría." in explain(result.lines, language="es")


def test_a_citizen_reads_how_it_was_computed() -> None:
    tally = Tally(favour=16, against=16, abstain=1, recused=1, in_office=35)

    result = result_of(tally, majority="present", orders=ORDERS, casting="favour")

    assert explain(result.lines, language="es") == [
        "Al votar había 34 integrantes presentes.",
        "1 tiene inhabilidad: no vota ni cuenta entre los presentes.",
        "La mayoría se calcula sobre 33 presentes: se necesita más de la mitad: 17 votos a favor.",
        "Se contaron 16 a favor, 16 en contra y 1 abstención.",
        "Hay empate: 16 a favor y 16 en contra, y un voto más decide.",
        "Quien preside dirimió el empate: a favor.",
        "Con ese voto queda aprobado.",
    ]
    assert explain(result.lines, language="en")[-2:] == [
        "Who presides broke the tie: in favour.",
        "By that vote it is approved.",
    ]


def test_lines_that_a_later_version_wrote_are_left_out() -> None:
    assert explain([{"key": "unheard_of"}, {}], language="es") == []


def test_an_impossible_count_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        Tally(favour=-1, in_office=34)
    with pytest.raises(KeyError):
        result_of(Tally(in_office=34), majority="by_a_hair", orders=ORDERS)
