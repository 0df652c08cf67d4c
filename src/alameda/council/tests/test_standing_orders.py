"""The standing orders as data: complete, dated, with who says so."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.council.rules.quorum import has_quorum, quorum_needed
from alameda.council.rules.standing_orders import (
    FIELDS,
    parse_share,
    provisions,
    standing_orders,
)
from alameda.council.rules.vocabulary import BUSINESS
from alameda.foundation.errors import ParameterUnknownError

ON = date(2026, 4, 8)


def test_every_rule_says_what_it_is_and_who_says_so() -> None:
    for key, known in provisions().items():
        assert known, key
        for each in known:
            assert each.name("es"), key
            assert each.name("en"), key
            assert each.name("es") != each.name("en"), key
            assert each.basis, key
            assert each.source, key
            assert each.note or not each.is_disputed, f"{key}: say what is disputed"
            assert (each.of in {"present", "in_office"}) == key.startswith("majority.") or (
                key == "majority.not_voting_counts"
            )


def test_the_values_of_a_rule_follow_one_another_without_gaps_or_overlaps() -> None:
    for key, known in provisions().items():
        for region in {each.region for each in known}:
            of_region = [each for each in known if each.region == region]
            for before, after in pairwise(of_region):
                assert before.valid_until is not None, key
                assert after.valid_from == before.valid_until + timedelta(days=1), key
            assert of_region[-1].valid_until is None, key


def test_every_region_s_own_value_is_of_a_known_rule() -> None:
    read = {key for _field, (key, _kind) in FIELDS.items()}
    others = {key for key in provisions() if key not in read}

    assert all(key.startswith("majority.") for key in others)
    assert {each.region for known in provisions().values() for each in known} == {"", "RM"}


def test_every_business_that_is_voted_has_its_majority() -> None:
    known = standing_orders(ON).majorities

    assert {kind.majority for kind in BUSINESS if kind.has_vote} <= set(known)
    assert (
        known["overrule"].of == known["control_head"].of == known["corporations"].of == "in_office"
    )
    assert known["observation"].of == known["present"].of == "present"


def test_the_published_sessions_of_santiago_count_the_governor() -> None:
    orders = standing_orders(ON, region="RM")

    assert orders.governor_counts
    assert orders.governor_votes
    assert orders.provisions["governor.counts"].region == "RM"
    assert orders.provisions["governor.counts"].is_disputed
    assert standing_orders(ON).provisions["governor.counts"].region == ""
    assert quorum_needed(35, summons=1, orders=orders) == 21


def test_before_the_data_nothing_is_guessed() -> None:
    with pytest.raises(ParameterUnknownError, match="2018-12-31"):
        standing_orders(date(2018, 12, 31))
    assert standing_orders(date(2019, 1, 1)).quorum_first.text == ">= 3/5"


@pytest.mark.parametrize(
    ("in_office", "first", "second"),
    [(34, 21, 18), (35, 21, 18), (33, 20, 17), (1, 1, 1), (2, 2, 2)],
)
def test_the_quorum_of_the_law(in_office: int, first: int, second: int) -> None:
    orders = standing_orders(ON)

    assert quorum_needed(in_office, summons=1, orders=orders) == first
    assert quorum_needed(in_office, summons=2, orders=orders) == second
    assert has_quorum(first, needed=first)
    assert not has_quorum(first - 1, needed=first)


@pytest.mark.parametrize(("in_office", "summons"), [(0, 1), (-1, 1), (34, 0), (34, 3)])
def test_a_quorum_of_nothing_is_refused(in_office: int, summons: int) -> None:
    with pytest.raises(ValueError, match="no"):
        quorum_needed(in_office, summons=summons, orders=standing_orders(ON))


@given(
    st.integers(1, 60), st.integers(1, 60), st.booleans(), st.integers(0, 2), st.integers(0, 300)
)
def test_a_share_is_the_smallest_number_that_does(
    one: int, other: int, is_strict: bool, more: int, number: int
) -> None:
    top, bottom = sorted((one, other))
    text = f"{'>' if is_strict else '>='} {top}/{bottom}" + (f" + {more}" if more else "")

    def is_enough(count: int) -> bool:
        left, right = count * bottom, number * top
        return left > right if is_strict else left >= right

    smallest = next(count for count in range(302) if is_enough(count)) + more
    assert parse_share(text).of(number) == max(smallest, 1)


@pytest.mark.parametrize("text", ["", "3/5", "> 1/0", ">= 5/3", "> 0/2", "> 1/2 + x", "half"])
def test_what_is_not_a_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a share"):
        parse_share(text)
