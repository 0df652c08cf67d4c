"""Hours on the wall, their instants, and hours as registers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.errors import BadInputError
from alameda.foundation.hours import (
    Trouble,
    check_wall,
    ending_of,
    instant_of,
    known_ending,
    parse_hour_with_zone,
    trouble_of,
    wall_of,
    wall_text,
)

SANTIAGO = "America/Santiago"
DAY = date(2025, 3, 5)  # summer time: three hours behind UTC


@pytest.mark.parametrize(
    ("wall", "trouble"),
    [
        ("2026-09-05T23:59", None),
        ("2026-09-06T00:00", Trouble.MISSING),  # forward from 24:00 to 01:00
        ("2026-09-06T00:59", Trouble.MISSING),
        ("2026-09-06T01:00", None),
        ("2026-04-04T22:59", None),
        ("2026-04-04T23:00", Trouble.TWICE),  # back from 24:00 to 23:00
        ("2026-04-04T23:59", Trouble.TWICE),
        ("2026-04-05T00:00", None),
    ],
)
def test_an_hour_exists_once_never_or_twice(wall: str, trouble: Trouble | None) -> None:
    assert trouble_of(datetime.fromisoformat(wall), SANTIAGO) == trouble


@given(st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2100-01-01")))
def test_the_wall_gives_back_the_instant_and_the_instant_the_wall(wall: datetime) -> None:
    instant = instant_of(wall, SANTIAGO)
    trouble = trouble_of(wall, SANTIAGO)

    if trouble is Trouble.MISSING:
        assert wall_of(instant, SANTIAGO) > wall
    else:
        assert wall_of(instant, SANTIAGO) == wall
    if trouble is None:
        assert check_wall(instant, SANTIAGO) == wall
        assert datetime.fromisoformat(wall_text(wall)) == wall.replace(microsecond=0)


def test_an_hour_that_comes_twice_is_refused_in_both_its_instants() -> None:
    first = datetime(2026, 4, 5, 2, 30, tzinfo=UTC)  # 23:30, in summer time
    for instant in (first, first + timedelta(hours=1)):
        with override("en"), pytest.raises(BadInputError, match="twice"):
            check_wall(instant, SANTIAGO, field="starts_at")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:30", "2025-03-05T12:30"),
        ("09:30", "2025-03-05T12:30"),
        (" 09:30:00 ", "2025-03-05T12:30"),
        ("12:30Z", "2025-03-05T12:30"),
        ("12:30z", "2025-03-05T12:30"),
        ("12:30:00.000Z", "2025-03-05T12:30"),
        ("12:30+00:00", "2025-03-05T12:30"),
        ("09:30-03:00", "2025-03-05T12:30"),
        ("09:30-0300", "2025-03-05T12:30"),
        ("09:30-03", "2025-03-05T12:30"),
        ("08:30 -04:00", "2025-03-05T12:30"),
        ("18:00+05:30", "2025-03-05T12:30"),
        ("2025-03-05T12:30Z", "2025-03-05T12:30"),
        ("2025-03-05 09:30", "2025-03-05T12:30"),
        ("2025-03-06T01:30Z", "2025-03-06T01:30"),  # half past ten at night, on that day
        ("00:00", "2025-03-05T03:00"),
    ],
)
def test_an_hour_is_read_with_its_zone(text: str, minutes: str) -> None:
    moment = parse_hour_with_zone(text, on=DAY, zone=SANTIAGO)

    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == minutes
    assert moment.date() == DAY


@pytest.mark.parametrize(
    "text",
    [
        "", "mañana", "9", "24:00", "09:60", "9.30", "09:30 AM", "09:30+99:00", "09:30+02:75",
        "01:30Z",  # that is the evening before, or that of the day: both readings are possible
        "22:30-05:00",
        "2025-03-06 09:30",
        "2025-02-30T09:30", "9999-12-31T23:30Z", "0001-01-01T00:00+14:00",
        "09:30Z\x00", "٠٩:٣٠ ",
    ],
)  # fmt: skip
def test_an_hour_that_can_be_read_two_ways_or_none_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_hour_with_zone(text, on=DAY, zone=SANTIAGO)


@pytest.mark.parametrize(
    ("on", "text"), [(date(2026, 9, 6), "00:30"), (date(2026, 4, 4), "23:30"), (date.max, "9:30")]
)
def test_an_hour_that_the_clocks_skip_or_repeat_is_refused(on: date, text: str) -> None:
    with pytest.raises(BadInputError):
        parse_hour_with_zone(text, on=on, zone=SANTIAGO)


def test_with_its_zone_an_hour_that_comes_twice_is_one_of_them() -> None:
    first, second = (
        parse_hour_with_zone(text, on=date(2026, 4, 4), zone=SANTIAGO)
        for text in ("23:30-03:00", "23:30-04:00")
    )
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


MOMENTS = st.datetimes(
    datetime.fromisoformat("1950-01-01"),
    datetime.fromisoformat("2100-01-01"),
    timezones=st.just(UTC),
)


@given(MOMENTS, st.none() | MOMENTS, st.integers(1, 10**6))
def test_nothing_ends_before_it_begins(start: datetime, end: datetime | None, minutes: int) -> None:
    usual = timedelta(minutes=minutes)
    known = known_ending(start, end)
    ending = ending_of(start, end, usual=usual)

    assert ending.replace(microsecond=0) > start.replace(microsecond=0)
    assert known is None or known == end == ending
    if end is not None and end - start >= timedelta(seconds=1):
        assert known == end
    if known is None:
        assert ending == start + usual
