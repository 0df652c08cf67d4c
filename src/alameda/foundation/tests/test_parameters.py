"""The legal parameters and the UTM: complete, consistent, and honest about what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.parameters import (
    UNITS,
    parameter,
    parameters,
    utm,
    utm_by_month,
    utm_or_latest,
)

EVERY_VALUE = [value for values in parameters().values() for value in values]


@pytest.mark.parametrize("value", EVERY_VALUE, ids=lambda value: f"{value.key}{value.region}")
def test_every_parameter_says_its_unit_basis_source_and_names(value) -> None:  # type: ignore[no-untyped-def]  # parametrised over data
    assert value.unit in UNITS
    assert value.value > 0
    assert value.basis
    assert value.source
    assert value.name("es")
    assert value.name("en")
    assert value.name("es") != value.name("en")
    assert value.valid_until is None or value.valid_until > value.valid_from
    assert value.note or not value.is_disputed, "a dispute says what the others say"


def test_values_of_one_place_neither_overlap_nor_leave_a_gap() -> None:
    for values in parameters().values():
        for _region, rows in groupby(values, key=lambda value: value.region):
            for before, after in pairwise(rows):
                assert before.valid_until is not None
                assert after.valid_from == before.valid_until + timedelta(days=1)


def test_the_region_has_its_own_value_and_the_rest_the_countrys() -> None:
    day = date(2024, 6, 1)

    assert parameter("fril.ceiling_utm", on=day).value == 5_000
    assert parameter("fril.ceiling_utm", on=day, region="RM").value == 3_000
    assert parameter("fril.ceiling_utm", on=day, region="NB").value == 4_545
    assert parameter("fril.ceiling_utm", on=day, region="VS").value == 5_000
    assert parameter("core.threshold_utm", on=day, region="RM").value == 7_000


def test_a_value_changes_on_its_day() -> None:
    assert parameter("acts.prior_control_goods_utm", on=date(2025, 2, 28)).value == 5_000
    assert parameter("acts.prior_control_goods_utm", on=date(2025, 3, 1)).value == 8_000


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(ParameterUnknownError, match=r"core\.nothing") as refusal:
        parameter("core.nothing", on=date(2024, 1, 1))

    assert refusal.value.code == "parameter-unknown"


def test_a_day_out_of_range_names_the_parameter_and_the_days_known() -> None:
    with pytest.raises(ParameterUnknownError, match=r"core\.threshold_utm.*2019-01-01"):
        parameter("core.threshold_utm", on=date(2001, 1, 1))


def test_a_rule_of_one_region_is_not_lent_to_another() -> None:
    assert parameter("fril.tender_days", on=date(2024, 1, 1), region="NB").value == 90
    with pytest.raises(ParameterUnknownError):
        parameter("fril.tender_days", on=date(2024, 1, 1), region="RM")


def test_the_utm_is_known_every_month_of_the_table() -> None:
    months = sorted(utm_by_month())

    for before, after in pairwise(months):
        assert after == (before + timedelta(days=32)).replace(day=1)
    assert months[0] == date(2019, 1, 1)


def test_each_utm_is_the_last_one_moved_by_a_price_index_of_one_decimal() -> None:
    values = [utm_by_month()[month].value_clp for month in sorted(utm_by_month())]

    for before, after in pairwise(values):
        change_percent = round((after / before - 1) * 100, 1)
        assert abs(before * (1 + change_percent / 100) - after) <= 0.51
        assert -1 <= change_percent <= 2


def test_the_utm_of_a_day_is_that_of_its_month() -> None:
    assert utm(date(2024, 12, 1)) == utm(date(2024, 12, 31))
    assert utm(date(2024, 12, 31)).value_clp == 67_294
    assert not utm(date(2024, 12, 31)).is_estimate


def test_a_month_that_nobody_could_confirm_says_so_and_why() -> None:
    guess = utm(date(2025, 9, 1))

    assert guess.is_estimate
    assert "IPC" in guess.note


def test_a_later_month_is_refused_or_shown_as_an_estimate() -> None:
    with pytest.raises(ParameterUnknownError, match="2199-01"):
        utm(date(2199, 1, 1))
    latest = utm_by_month()[max(utm_by_month())]
    shown = utm_or_latest(date(2199, 1, 1))

    assert shown.is_estimate
    assert shown.value_clp == latest.value_clp
    assert f"{latest.month:%Y-%m}" in shown.note


def test_an_earlier_month_is_refused_even_for_showing() -> None:
    with pytest.raises(ParameterUnknownError):
        utm_or_latest(date(2018, 12, 1))
    assert utm_or_latest(date(2020, 1, 9)) == utm(date(2020, 1, 1))
