"""One thing that waits for somebody, with its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from alameda.foundation import words
from alameda.foundation.clocks import Clock, Reading, State
from alameda.foundation.errors import AlamedaError
from alameda.foundation.terms import Term, term

WARM_STATES = (State.DUE_SOON, State.DUE_TODAY, State.LATE)


@dataclass(frozen=True, kw_only=True)
class Due:
    """Until when, how many days are left, and by which rule.

    Attributes:
        on: the last day.
        at: the moment, for a term in hours.
        days_left: days that still count; negative: days late.
        is_working: the days are working days.
        is_late: the last day is past.
        is_warm: little is left.
        basis: the legal basis, in words; empty where the day was agreed, not set by law.
        name: what the term is called.
        lapse: what follows when nobody acts.
    """

    on: date
    at: datetime | None = None
    days_left: int
    is_working: bool = False
    is_late: bool = False
    is_warm: bool = False
    basis: str = ""
    name: str = ""
    lapse: str = ""

    @property
    def days_late(self) -> int:
        """Days late; none while there is time."""
        return max(-self.days_left, 0)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that waits.

    Attributes:
        title: the thing.
        kind: what kind of thing it is, in a word or two.
        what: what to do, as the button says it.
        url: the one screen that does it.
        code: the thing's public code.
        detail: one sentence more: where it stands.
        due: its clock; nothing where no term runs.
        since: since when it waits.
        is_now: it happens at this moment: before everything else.
    """

    title: str
    kind: str
    what: str
    url: str
    code: str = ""
    detail: str = ""
    due: Due | None = None
    since: date | None = None
    is_now: bool = False

    @property
    def urgency(self) -> tuple[bool, bool, date, str]:
        """What comes first: now, then by its last day, then the oldest without one."""
        when = self.due.on if self.due else (self.since or date.max)
        return not self.is_now, self.due is None, when, self.code


def due_by_term(
    key: str, *, start: date, today: date, region: str, start_at: datetime | None = None
) -> Due | None:
    """The clock of a legal term; nothing where its length is not known on that day.

    Args:
        key: of the term.
        start: the day of the event that starts it.
        today: the day of the reading.
        region: two letters, for its holidays.
        start_at: the moment, for a term in hours.
    """
    try:
        runs = term(key, on=start, region=region)
    except AlamedaError:
        return None
    clock = Clock(term=runs, start=start, start_at=start_at)
    reading = clock.reading(today)
    if reading.due_on is None:
        return None
    return _due(runs, reading, at=clock.due_at)


def due_on_day(day: date, *, today: date, name: str = "", basis: str = "") -> Due:
    """The clock of a day already computed, kept in its row."""
    left = (day - today).days
    return Due(
        on=day, days_left=left, is_late=left < 0, is_warm=left <= WARM_DAYS, name=name, basis=basis
    )


WARM_DAYS = 5


def _due(runs: Term, reading: Reading, *, at: datetime | None) -> Due:
    is_late = reading.is_late or (at is not None and at < timezone.now())
    language = words.language()
    return Due(
        on=reading.due_on or date.max,
        at=at,
        days_left=-reading.days_late if reading.is_late else reading.days_left,
        is_working=runs.unit == "working_days",
        is_late=is_late,
        is_warm=is_late or reading.state in WARM_STATES,
        basis=runs.basis,
        name=runs.name(language),
        lapse=runs.lapse(language),
    )
