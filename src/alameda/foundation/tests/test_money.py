"""Reading, rounding and writing whole pesos."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.errors import BadInputError, ParameterUnknownError
from alameda.foundation.money import (
    MAX_CLP,
    clp_from_mclp,
    clp_from_utm,
    format_clp,
    format_clp_compact,
    format_mclp,
    format_number,
    is_above_utm,
    mclp_from_clp,
    parse_clp,
    percent_of_clp,
    round_clp,
    utm_from_clp,
)


@pytest.mark.parametrize(
    ("text", "clp"),
    [
        ("$ 1.234.567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("1234567", 1_234_567),
        ("$1.234", 1_234),
        ("  $\u00a01.234.567 pesos ", 1_234_567),
        ("M$ 1.234", 1_234_000),
        ("m$1.234", 1_234_000),
        ("MM$ 3", 3_000_000),
        ("0", 0),
        ("1.234 CLP", 1_234),
        ("999.999.999.999.999", MAX_CLP),
    ],
)
def test_what_people_type_in_chile_is_read(text: str, clp: int) -> None:
    assert parse_clp(text) == clp


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pesos",
        "$",
        "1.234,5",
        "1,234,567",
        "1'234",
        "12.34",
        "1.23456",
        "1..234",
        "1.234.",
        "-1.234",
        "$ -5",
        "1e6",
        "٣٤",
        "UTM 5",
        "1.000.000.000.000.000",
        "9" * 5_000,
        "=1+1",
    ],
)
def test_what_is_not_clear_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        parse_clp(text, field="amount")

    assert refusal.value.field == "amount"


def test_a_negative_amount_is_read_where_it_has_a_meaning() -> None:
    assert parse_clp("-$ 1.234", is_negative_allowed=True) == -1_234
    assert parse_clp("$ -1.234", is_negative_allowed=True) == -1_234


@given(st.integers(min_value=-MAX_CLP, max_value=MAX_CLP))
def test_what_is_written_in_spanish_reads_back_the_same(clp: int) -> None:
    assert parse_clp(format_clp(clp, language="es"), is_negative_allowed=True) == clp


def test_amounts_are_written_in_each_language() -> None:
    assert format_clp(1_234_567) == "$ 1.234.567"
    assert format_clp(1_234_567, language="en") == "$1,234,567"
    assert format_clp(-5, language="en") == "-$5"
    assert format_mclp(1_234_567) == "M$ 1.235"
    assert format_mclp(1_234_567, language="en") == "$1,235 thousand"
    assert format_number(Decimal("1234.55"), language="es", decimals=1) == "1.234,6"


@pytest.mark.parametrize(
    ("clp", "spanish", "english"),
    [
        (4_812_345_678, "$ 4.812 M", "$4,812 million"),
        (48_123_456, "$ 48,1 M", "$48.1 million"),
        (2_000_000, "$ 2 M", "$2 million"),
        (-2_500_000, "-$ 2,5 M", "-$2.5 million"),
        (999_999, "$ 999.999", "$999,999"),
    ],
)
def test_large_amounts_are_shown_in_millions(clp: int, spanish: str, english: str) -> None:
    assert format_clp_compact(clp) == spanish
    assert format_clp_compact(clp, language="en") == english


def test_halves_are_rounded_away_from_zero() -> None:
    assert [round_clp(Decimal(text)) for text in ("0.5", "1.5", "2.5", "-2.5")] == [1, 2, 3, -3]
    assert mclp_from_clp(1_500) == 2
    assert clp_from_mclp(Decimal("1.2345")) == 1_235
    assert percent_of_clp(1_005, 10) == 101


def test_utm_become_pesos_at_the_value_of_the_month() -> None:
    assert clp_from_utm(7_000, on=date(2024, 12, 31)) == 7_000 * 67_294
    assert utm_from_clp(67_294, on=date(2024, 12, 1)) == Decimal("1.00")


def test_a_threshold_in_utm_is_passed_by_one_peso_and_not_by_none() -> None:
    ceiling_clp = 7_000 * 67_294

    assert not is_above_utm(ceiling_clp, 7_000, on=date(2024, 12, 5))
    assert is_above_utm(ceiling_clp + 1, 7_000, on=date(2024, 12, 5))


def test_pesos_of_a_month_without_utm_are_not_invented() -> None:
    with pytest.raises(ParameterUnknownError, match="2018-12"):
        clp_from_utm(1, on=date(2018, 12, 31))
