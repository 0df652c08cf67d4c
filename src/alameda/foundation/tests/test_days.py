"""Bounds of days, and days computed from others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.days import DAY_MAX, DAY_MIN, days_later, within


@pytest.mark.parametrize(
    ("day", "is_within"),
    [
        (DAY_MIN, True),
        (DAY_MAX, True),
        (date(1899, 12, 31), False),
        (date(2151, 1, 1), False),
        (date.min, False),
        (date.max, False),
        (datetime.fromisoformat("2026-04-08T10:00"), True),
        (datetime.fromisoformat("9999-12-31T23:59"), False),
        (datetime.max.replace(tzinfo=UTC), False),
        (datetime(2151, 1, 1, tzinfo=UTC) - timedelta(seconds=1), True),
        (datetime(2151, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_day_is_within_the_bounds_or_beyond(day: date, *, is_within: bool) -> None:
    assert within(day) is is_within


@given(st.dates(), st.integers())
def test_a_day_computed_is_within_the_bounds_or_none(day: date, days: int) -> None:
    found = days_later(day, days)

    if found is None:
        target = day.toordinal() + days
        assert not (within(day) and DAY_MIN.toordinal() <= target <= DAY_MAX.toordinal())
    else:
        assert within(found)
        assert (found - day).days == days


@given(st.dates(DAY_MIN, DAY_MAX), st.dates(DAY_MIN, DAY_MAX))
def test_every_day_within_is_reached_from_every_other(first: date, last: date) -> None:
    assert days_later(first, (last - first).days) == last
