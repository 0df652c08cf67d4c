"""How far back and how far ahead a day may lie, at every door and in every column.

What is written past these bounds cannot be read again everywhere: a year 9999 goes beyond what
Python holds as soon as it is turned to UTC or added to. Rule: docs/rules/clocks.md, "Bounds".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

DAY_MIN: Final = date(1900, 1, 1)
DAY_MAX: Final = date(2150, 12, 31)
MOMENT_MIN: Final = datetime.combine(DAY_MIN, time.min, tzinfo=UTC)
MOMENT_MAX: Final = datetime.combine(DAY_MAX, time.max, tzinfo=UTC)
# A hundred years, with their leap days: the longest term in days that any register can mean.
TERM_DAYS_MAX: Final = 36_525
# Between the first day and the last: what a difference of two days can be at most.
SPAN_DAYS: Final = (DAY_MAX - DAY_MIN).days


def within(day: date) -> bool:
    """Whether a day, or a moment with its time zone, lies within the bounds.

    A moment without a zone is looked at by its day.
    """
    if not isinstance(day, datetime):
        return DAY_MIN <= day <= DAY_MAX
    if day.tzinfo is None:
        return DAY_MIN <= day.date() <= DAY_MAX
    return MOMENT_MIN <= day <= MOMENT_MAX


def days_later(day: date, days: int) -> date | None:
    """The day that comes so many days later (earlier, below zero); None beyond the bounds."""
    if not -SPAN_DAYS <= days <= SPAN_DAYS or not within(day):
        return None
    moved = day + timedelta(days=days)
    return moved if within(moved) else None


def too_far() -> str:
    """What a person reads beside a day or a moment beyond the bounds."""
    return _("This date is too far away: write one from %(first)s to %(last)s.") % {
        "first": DAY_MIN.year,
        "last": DAY_MAX.year,
    }
