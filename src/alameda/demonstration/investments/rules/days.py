"""Days on which offices work and the Council sits, without looking at a clock."""

from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random

from alameda.demonstration.investments.rules.calibration import Spread

WEDNESDAY = 2
SESSION_EVERY_DAYS = 14
_P90 = 1.2816
_SATURDAY = 5
_FIXED_HOLIDAYS = frozenset(
    {
        (1, 1), (5, 1), (5, 21), (7, 16), (8, 15), (9, 18), (9, 19), (10, 31), (11, 1), (12, 8),
        (12, 25),
    }
)  # fmt: skip


def drawn(rng: Random, spread: Spread) -> int:
    """A number of days from a log-normal with that median and 90th percentile."""
    sigma = math.log(spread.p90 / spread.median) / _P90
    return max(1, round(spread.median * math.exp(sigma * rng.gauss(0, 1))))


def workday(day: date) -> date:
    """The day itself, or the next one on which offices work."""
    while day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED_HOLIDAYS:
        day += timedelta(days=1)
    return day


def session_on_or_after(day: date, *, today: date) -> date:
    """The first session of the Council from that day on.

    The Council sits every second Wednesday; the latest session is in the seven days up to today,
    so that there is always something that was decided this week.
    """
    latest = today - timedelta(days=(today.weekday() - WEDNESDAY) % 7)
    periods = -((latest - day).days // SESSION_EVERY_DAYS)
    return latest + timedelta(days=periods * SESSION_EVERY_DAYS)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
