"""Working days and clocks, against a second implementation that is slow and obvious."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alameda.foundation.clocks import Clock, Extension, Pause, State, Why, add_months
from alameda.foundation.days import DAY_MAX, DAY_MIN
from alameda.foundation.errors import BadInputError, ParameterUnknownError, RuleBrokenError
from alameda.foundation.terms import term, terms
from alameda.foundation.working_days import (
    add_working_days,
    holiday_name,
    is_working_day,
    next_working_day,
    working_days_between,
)

NATIONAL = holidays.country_holidays("CL", years=range(2018, 2035))
CHILLAN = holidays.country_holidays("CL", subdiv="NB", years=range(2018, 2035))
ONE = timedelta(days=1)
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2030, 12, 31))
ANSWER = term("evaluation.answer", on=date(2024, 1, 1))
SILENCE = term("core.silence", on=date(2024, 1, 1))
REQUEST = term("transparency.answer", on=date(2024, 1, 1))


def obvious_is_working(day: date, region: str = "") -> bool:
    return day.isoweekday() < 6 and day not in (CHILLAN if region == "NB" else NATIONAL)


def obvious_due(clock: Clock) -> date | None:
    """Walk one day at a time over a calendar, crossing out what does not count."""
    day, counted = clock.start, 0
    while counted < clock.amount:
        day += ONE
        if any(p.starts_on <= day and p.ends_on is None for p in clock.pauses):
            return None
        if any(p.starts_on <= day <= (p.ends_on or day) for p in clock.pauses):
            continue
        if clock.term.unit == "working_days" and not obvious_is_working(day, clock.term.region):
            continue
        counted += 1
    while clock.term.unit == "calendar_days" and not obvious_is_working(day, clock.term.region):
        day += ONE
    return day


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    start = draw(DAYS)
    pauses = draw(
        st.lists(
            st.builds(
                lambda after, length: Pause(
                    starts_on=start + timedelta(days=after),
                    ends_on=None if length > 30 else start + timedelta(days=after + length),
                ),
                st.integers(-5, 60),
                st.integers(0, 32),
            ),
            max_size=3,
        )
    )
    unit = draw(st.sampled_from(["working_days", "calendar_days"]))
    region = draw(st.sampled_from(["", "NB"]))
    amount = draw(st.integers(0, 90))
    made = replace(REQUEST, unit=unit, amount=amount, region=region, can_pause=True)
    return Clock(term=made, start=start, pauses=tuple(pauses))


@settings(max_examples=200, deadline=None)
@given(clocks())
def test_the_due_day_is_that_of_the_obvious_count(clock: Clock) -> None:
    assert clock.due_on == obvious_due(clock)


@settings(max_examples=100, deadline=None)
@given(clocks(), st.integers(-10, 200))
def test_a_reading_agrees_with_its_explanation(clock: Clock, after: int) -> None:
    today = clock.start + timedelta(days=after)
    reading = clock.reading(today)
    lines = clock.explain(language="en", today=today)

    assert lines[0].why is Why.START
    assert reading.days_used + reading.days_left == reading.days_total
    assert [line.first for line in lines] == [
        clock.start + timedelta(days=n) for n in range(len(lines))
    ]
    if clock.due_on is not None:
        assert lines[-1].last == clock.due_on
        assert lines[-1].number == clock.amount
        assert reading.is_late == (today > clock.due_on)
    else:
        assert reading.state is not State.LATE


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(0, 120), st.sampled_from(["", "NB"]))
def test_adding_working_days_and_counting_them_are_inverse(
    start: date, amount: int, region: str
) -> None:
    end = add_working_days(start, amount, region=region)

    assert working_days_between(start, end, region=region) == amount
    assert working_days_between(end, start, region=region) == -amount
    assert amount == 0 or obvious_is_working(end, region)


def test_holidays_weekends_and_the_regional_holiday_do_not_count() -> None:
    assert is_working_day(date(2025, 9, 17))
    assert not is_working_day(date(2025, 9, 18))
    assert not is_working_day(date(2025, 9, 20))
    assert is_working_day(date(2025, 8, 20))
    assert is_working_day(date(2025, 8, 20), region="RM")
    assert not is_working_day(date(2025, 8, 20), region="NB")
    assert holiday_name(date(2025, 12, 25), language="es") == "Navidad"
    assert holiday_name(date(2025, 12, 25), language="en") == "Christmas Day"
    assert holiday_name(date(2025, 12, 26)) == ""
    assert next_working_day(date(2025, 9, 18)) == date(2025, 9, 22)
    assert next_working_day(date(2025, 9, 17)) == date(2025, 9, 17)


def test_an_unknown_region_a_far_year_and_negative_days_are_refused() -> None:
    with pytest.raises(BadInputError, match="XX"):
        is_working_day(date(2025, 1, 2), region="XX")
    with pytest.raises(BadInputError, match="1850"):
        is_working_day(date(1850, 1, 2))
    with pytest.raises(BadInputError):
        add_working_days(date(2025, 1, 2), -1)


@pytest.mark.parametrize("key", sorted(terms()))
def test_every_term_can_be_told_in_both_languages(key: str) -> None:
    found = term(key, on=date(2025, 6, 2), region="NB")

    assert found.amount > 0
    assert found.basis
    for word in (found.name, found.starts, found.lapse):
        assert word("es")
        assert word("es") != word("en")
    clock = Clock(
        term=found,
        start=date(2025, 6, 2),
        start_at=datetime(2025, 6, 2, 12, tzinfo=ZoneInfo("America/Santiago")),
    )
    assert clock.due_on is not None
    assert clock.explain(language="es", today=date(2025, 6, 3))[-1].last == clock.due_on


def test_an_unknown_term_and_a_term_of_another_region_are_refused() -> None:
    with pytest.raises(ParameterUnknownError, match=r"core\.nothing"):
        term("core.nothing", on=date(2025, 1, 1))
    with pytest.raises(ParameterUnknownError):
        term("fril.tender", on=date(2025, 1, 1), region="RM")


def test_working_days_over_the_national_holidays_are_those_counted_by_hand() -> None:
    clock = Clock(term=replace(ANSWER, amount=5), start=date(2025, 9, 15))

    # 16 and 17 count; 18 and 19 are holidays; 20 and 21 the weekend; 22, 23 and 24 count.
    assert clock.due_on == date(2025, 9, 24)
    whys = [line.why for line in clock.explain(language="es", today=date(2025, 9, 15))]
    assert whys == [
        Why.START,
        Why.COUNTED,
        Why.COUNTED,
        Why.HOLIDAY,
        Why.HOLIDAY,
        Why.WEEKEND,
        Why.WEEKEND,
        Why.COUNTED,
        Why.COUNTED,
        Why.COUNTED,
    ]


def test_the_last_calendar_day_moves_to_a_working_day_and_says_why() -> None:
    clock = Clock(term=replace(SILENCE, amount=3), start=date(2025, 9, 15))

    assert clock.due_on == date(2025, 9, 22)
    lines = clock.explain(language="en", today=date(2025, 9, 15))
    assert [line.why for line in lines[-4:]] == [Why.ROLLED] * 4
    assert "next" in lines[-1].text
    assert Clock(term=replace(SILENCE, amount=2), start=date(2025, 9, 15)).due_on == date(
        2025, 9, 17
    )


@pytest.mark.parametrize(
    ("today", "state", "left", "late"),
    [
        (date(2025, 3, 3), State.RUNNING, 20, 0),
        (date(2025, 3, 26), State.DUE_SOON, 3, 0),
        (date(2025, 3, 31), State.DUE_TODAY, 0, 0),
        (date(2025, 4, 2), State.LATE, 0, 2),
    ],
)
def test_the_state_follows_the_day(today: date, state: State, left: int, late: int) -> None:
    reading = Clock(term=REQUEST, start=date(2025, 3, 3)).reading(today)

    assert (reading.state, reading.days_left, reading.days_late) == (state, left, late)
    assert reading.due_on == date(2025, 3, 31)


def test_a_clock_stopped_in_time_is_not_late_and_one_stopped_after_is() -> None:
    clock = Clock(term=REQUEST, start=date(2025, 3, 3))
    today = date(2025, 6, 1)
    in_time = replace(clock, stopped_on=date(2025, 3, 31)).reading(today)
    late = replace(clock, stopped_on=date(2025, 4, 1)).reading(today)

    assert (in_time.state, in_time.is_late) == (State.STOPPED, False)
    assert (late.state, late.days_late) == (State.STOPPED, 1)


def test_a_pause_without_end_leaves_the_due_day_unknown_and_the_count_still() -> None:
    pause = Pause(starts_on=date(2025, 3, 10), reason="falta un antecedente")
    clock = Clock(term=REQUEST, start=date(2025, 3, 3), pauses=(pause,))

    reading = clock.reading(date(2025, 5, 1))

    assert (reading.state, reading.due_on) == (State.PAUSED, None)
    assert (reading.days_used, reading.days_left) == (4, 16)
    last = clock.explain(language="es", today=date(2025, 3, 12))[-1]
    assert (last.why, last.last) == (Why.PAUSED, date(2025, 3, 12))
    assert "falta un antecedente" in last.text


def test_an_extension_in_time_adds_its_days_and_the_others_are_refused() -> None:
    start = date(2025, 3, 3)
    more = Extension(amount=10, granted_on=date(2025, 3, 31))

    extended = Clock(term=REQUEST, start=start, extensions=(more,))

    assert extended.due_on == add_working_days(start, 30)
    with pytest.raises(RuleBrokenError):
        Clock(term=REQUEST, start=start, extensions=(replace(more, granted_on=date(2025, 4, 1)),))
    with pytest.raises(RuleBrokenError):
        Clock(term=REQUEST, start=start, extensions=(replace(more, amount=11),))
    with pytest.raises(RuleBrokenError):
        Clock(term=ANSWER, start=start, extensions=(more,))
    with pytest.raises(BadInputError):
        Clock(term=REQUEST, start=start, extensions=(replace(more, amount=0),))


def test_a_term_that_does_not_pause_and_dates_that_contradict_are_refused() -> None:
    start = date(2025, 3, 3)
    with pytest.raises(RuleBrokenError):
        Clock(term=ANSWER, start=start, pauses=(Pause(starts_on=start),))
    with pytest.raises(BadInputError):
        Clock(term=REQUEST, start=start, pauses=(Pause(starts_on=start, ends_on=start - ONE),))
    with pytest.raises(BadInputError):
        Clock(term=ANSWER, start=start, stopped_on=start - ONE)
    assert Clock(term=ANSWER, start=start, stopped_on=start).reading(start).state is State.STOPPED


def test_a_recommendation_lasts_to_the_end_of_its_third_budget_year() -> None:
    validity = term("evaluation.rs_validity", on=date(2023, 5, 9))
    clock = Clock(term=validity, start=date(2023, 5, 9))

    assert clock.due_on == date(2025, 12, 31)
    lines = clock.explain(language="en", today=date(2024, 1, 1))
    assert [line.why for line in lines] == [Why.START, Why.COUNTED]
    assert (lines[1].first, lines[1].last) == (date(2023, 5, 10), date(2025, 12, 31))


def test_seventy_two_hours_are_counted_from_the_minute() -> None:
    ended_at = datetime(2026, 3, 25, 19, 40, tzinfo=ZoneInfo("America/Santiago"))
    recording = term("core.recording", on=ended_at.date())
    clock = Clock(term=recording, start=ended_at.date(), start_at=ended_at)

    assert clock.due_at == ended_at + timedelta(hours=72)
    assert clock.due_on == date(2026, 3, 28)
    assert Clock(term=recording, start=ended_at.date()).due_on == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 12, 15), 0, date(2025, 12, 15)),
        (date(2025, 12, 15), 24, date(2027, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_the_month(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


def test_a_term_in_months_is_due_the_same_day_of_the_month_or_the_next_working_one() -> None:
    monthly = replace(SILENCE, unit="months", amount=2)

    assert Clock(term=monthly, start=date(2025, 1, 10)).due_on == date(2025, 3, 10)
    assert Clock(term=monthly, start=date(2025, 1, 8)).due_on == date(2025, 3, 10)


@pytest.mark.parametrize(
    "unit", ["working_days", "calendar_days", "months", "budget_years", "hours"]
)
@pytest.mark.parametrize("amount", [4_000_000, 10**12])
def test_a_term_that_leads_beyond_the_bounds_has_no_last_day(unit: str, amount: int) -> None:
    start = date(2026, 3, 2)
    start_at = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("America/Santiago"))
    made = replace(REQUEST, unit=unit, amount=amount)
    clock = Clock(term=made, start=start, start_at=start_at if unit == "hours" else None)

    assert clock.due_on is None
    assert clock.due_at is None
    assert clock.reading(start + 10 * ONE).days_late == 0
    assert clock.explain(language="es", today=start + ONE)


@pytest.mark.parametrize(
    ("unit", "amount"), [("calendar_days", 21), ("months", 1), ("budget_years", 2), ("hours", 505)]
)
def test_a_term_that_starts_near_the_last_day_has_none(unit: str, amount: int) -> None:
    start = DAY_MAX - 20 * ONE
    noon = datetime.combine(start, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
    made = replace(REQUEST, unit=unit, amount=amount, rolls_forward=False)

    clock = Clock(term=made, start=start, start_at=noon if unit == "hours" else None)

    assert clock.due_on is None


@pytest.mark.parametrize("start", [DAY_MIN - ONE, DAY_MAX + ONE, date.min, date.max])
def test_a_clock_does_not_start_beyond_the_bounds(start: date) -> None:
    with pytest.raises(BadInputError) as refused:
        Clock(term=SILENCE, start=start)
    assert refused.value.field == "start"
