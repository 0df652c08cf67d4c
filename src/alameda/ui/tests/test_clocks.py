"""One sentence says how a clock stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

import alameda
from alameda.foundation.clocks import Clock, Pause, reading_of_days
from alameda.foundation.terms import term
from alameda.ui.clocks import due_words, explained, standing, told

ANSWER = term("transparency.answer", on=date(2026, 3, 2))
SILENCE = term("core.silence", on=date(2026, 3, 2))
RECORDING = term("core.recording", on=date(2026, 3, 2))
MONDAY = date(2026, 3, 2)
SANTIAGO = ZoneInfo("America/Santiago")
SOURCE = Path(alameda.__file__).parent


@pytest.mark.parametrize(
    ("today", "es", "en"),
    [
        (date(2026, 3, 2), "Quedan 5 días hábiles", "5 working days left"),
        (date(2026, 3, 6), "Queda 1 día hábil", "1 working day left"),
        (date(2026, 3, 8), "Queda 1 día hábil", "1 working day left"),
        (date(2026, 3, 9), "Hoy", "Today"),
        (date(2026, 3, 10), "1 día hábil de atraso", "1 working day late"),
        (date(2026, 3, 12), "3 días hábiles de atraso", "3 working days late"),
    ],
)
def test_working_days_are_told_as_they_are_counted(today: date, es: str, en: str) -> None:
    reading = Clock(term=replace(ANSWER, amount=5), start=MONDAY).reading(today)

    for language, sentence in (("es", es), ("en", en)):
        with override(language):
            assert standing(reading) == sentence


@pytest.mark.parametrize("today", [date(2026, 3, 7), date(2026, 3, 8)])
def test_the_weekend_after_the_last_day_the_term_ran_out(today: date) -> None:
    friday = Clock(term=replace(ANSWER, amount=4), start=MONDAY)

    reading = friday.reading(today)

    assert (reading.is_late, reading.days_late) == (True, 0)
    assert standing(reading) == "Plazo vencido"


def test_a_paused_clock_and_one_that_stopped_say_so() -> None:
    paused = Clock(
        term=replace(ANSWER, can_pause=True), start=MONDAY, pauses=(Pause(starts_on=MONDAY),)
    )
    done = Clock(term=replace(ANSWER, amount=5), start=MONDAY, stopped_on=date(2026, 3, 9))
    late = replace(done, stopped_on=date(2026, 3, 10))

    said = [standing(each.reading(date(2026, 4, 1))) for each in (paused, done, late)]

    assert said == ["El plazo está detenido", "en plazo", "fuera de plazo"]


def test_seventy_two_hours_are_seventy_two_though_the_clocks_move() -> None:
    # The clocks go back at midnight between Saturday 4 and Sunday 5 April 2026.
    end = datetime(2026, 4, 3, 20, 0, tzinfo=SANTIAGO)
    clock = Clock(term=RECORDING, start=end.date(), start_at=end)
    due_at = clock.due_at

    assert due_at is not None
    assert due_at.astimezone(UTC) - end.astimezone(UTC) == timedelta(hours=72)
    assert (due_at.hour, clock.due_on) == (19, date(2026, 4, 6))
    minute = timedelta(minutes=1)
    for moment, is_late in ((due_at - minute, False), (due_at, False), (due_at + minute, True)):
        reading = clock.reading(moment.date(), at=moment)
        assert reading.is_late is is_late
        assert standing(reading) == ("Plazo vencido" if is_late else "Hoy")
        assert "19:00" in due_words(reading)


def test_a_day_that_was_agreed_is_told_in_calendar_days() -> None:
    start, due_on = date(2026, 3, 2), date(2026, 3, 12)
    days = [start + timedelta(days=n) for n in (0, 8, 10, 11)]

    said = [standing(reading_of_days(start, due_on, day)) for day in days]

    assert said == ["Quedan 10 días", "Quedan 2 días", "Hoy", "1 día de atraso"]
    warm = [reading_of_days(start, due_on, day).is_warm for day in days]
    assert warm == [False, True, True, True]


@pytest.mark.parametrize(
    ("late", "es", "en"),
    [
        (89, "89 días de atraso", "89 days late"),
        (660, "1 año 10 meses de atraso", "1 year 10 months late"),
    ],
)
def test_a_delay_of_months_is_told_in_months(late: int, es: str, en: str) -> None:
    due_on = date(2025, 2, 7)
    reading = reading_of_days(due_on, due_on, due_on + timedelta(days=late))

    for language, sentence in (("es", es), ("en", en)):
        with override(language):
            assert standing(reading).replace("\N{NO-BREAK SPACE}", " ") == sentence


def test_like_days_that_follow_each_other_are_one_line() -> None:
    lines = explained(Clock(term=SILENCE, start=MONDAY), date(2026, 3, 10))

    assert len(lines) == 2
    assert lines[-1].endswith("van 30")
    assert told(Clock(term=SILENCE, start=MONDAY), who="a", what="b").explanation[1:] == lines


def test_nobody_else_tells_how_a_clock_stands() -> None:
    sentences = ("day late", "days late", "day left", "days left", "días de atraso")
    own = SOURCE / "ui" / "clocks.py"
    tellers = []
    for path in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        is_teller = any(f")s {each}" in text or f"}} {each}" in text for each in sentences)
        if is_teller and path != own and "tests" not in path.parts:
            tellers.append(str(path.relative_to(SOURCE)))
    assert tellers == []
