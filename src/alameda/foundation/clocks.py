"""The clock of a legal term: when it is due, how many days are left, and how that was counted.

Pure but for the words: it is handed ``today`` and never reads the hour. The day of the event that
starts it is not counted (Law 19.880, article 25). Rule and examples: docs/rules/clocks.md.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from alameda.foundation.days import DAY_MAX, SPAN_DAYS, too_far, within
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.terms import Term
from alameda.foundation.working_days import (
    ONE_DAY,
    SATURDAY,
    days_after,
    holiday_name,
    is_working_day,
    next_working_day,
    working_days_between,
)

BEYOND: Final = SPAN_DAYS + 1  # more days than there are within the bounds
SOON_AT_MOST: Final = 10
_GROUPED_UNITS: Final = ("months", "budget_years", "hours")
_UNITS_THAT_NEVER_PAUSE: Final = ("budget_years", "hours")


class State(StrEnum):
    """How the clock stands on a day."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    LATE = "late"
    PAUSED = "paused"
    STOPPED = "stopped"


WARM_STATES: Final = (State.DUE_SOON, State.DUE_TODAY, State.LATE)


class Why(StrEnum):
    """Why a day counts or does not."""

    START = "start"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    ROLLED = "rolled"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Days that do not count, both ends included; without an end it still lasts."""

    starts_on: date
    ends_on: date | None = None
    reason: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the clock stands still that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, kw_only=True)
class Extension:
    """More of the term's own unit, granted before it was due."""

    amount: int
    granted_on: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the clock says on a day.

    Attributes:
        due_on: the last day, or None while a pause without end makes it unknown.
        days_total: days that count, from the start to the due day.
        days_used: of them, how many went by.
        days_left: of them, how many remain, today not included.
        days_late: after the due day: working days for a term of working days, else calendar days.
            Zero on the weekend after, though it is late already.
        is_late: the due day passed, or it was stopped after it; for a term in hours, the minute.
        due_at: the moment it is due, for a term in hours.
        is_working: the days are working days.
    """

    state: State
    due_on: date | None
    days_total: int
    days_used: int
    days_left: int
    days_late: int
    is_late: bool
    due_at: datetime | None = None
    is_working: bool = False

    @property
    def is_warm(self) -> bool:
        """Whether little is left, or nothing: pages warn from here on."""
        return self.is_late or self.state in WARM_STATES


@dataclass(frozen=True, kw_only=True)
class Line:
    """One step of the count: a day, or a run of like days where the unit is long.

    Attributes:
        first: the day, or the first of the run.
        last: the same day, or the last of the run.
        is_counted: whether it uses up the term.
        number: days counted so far, this line included.
        why: the reason, as a key.
        text: the reason, in words.
    """

    first: date
    last: date
    is_counted: bool
    number: int
    why: Why
    text: str


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A term that runs from a day.

    Attributes:
        term: what the rule says.
        start: the day of the event that starts it; not counted.
        start_at: its moment, for a term in hours.
        stopped_on: when what was due was done.
        stopped_at: its moment, for a term in hours; it says the day too.

    Raises:
        RuleBrokenError: a pause or an extension that this term does not have.
        BadInputError: dates that contradict each other.
    """

    term: Term
    start: date
    start_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_on: date | None = None
    stopped_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.stopped_at is not None and self.stopped_on is None:
            object.__setattr__(self, "stopped_on", self.stopped_at.date())
        _check_dates(self)
        _check_pauses(self)
        _check_extensions(self)

    @property
    def amount(self) -> int:
        """The term's amount with its extensions."""
        return self.term.amount + sum(extension.amount for extension in self.extensions)

    @property
    def due_at(self) -> datetime | None:
        """The moment it is due, for a term in hours; None beyond the bounds of days."""
        if self.start_at is None or self.amount > SPAN_DAYS * 24:
            return None
        # Hours are hours: a night on which the clocks move does not make one more or less of them.
        due_at = self.start_at.astimezone(UTC) + timedelta(hours=self.amount)
        return due_at.astimezone(self.start_at.tzinfo) if within(due_at) else None

    @cached_property
    def due_on(self) -> date | None:
        """The last day to act.

        None while a pause without end makes it unknown, and beyond the bounds of days.
        """
        nominal = self._nominal_due
        if nominal is None or not self._rolls:
            return nominal
        rolled = next_working_day(nominal, region=self.term.region)
        return rolled if within(rolled) else None

    def reading(self, today: date, *, at: datetime | None = None) -> Reading:
        """How it stands on a day.

        Args:
            today: the day.
            at: the moment, where it is known: a term in hours is late from its minute on.
        """
        until = today if self.stopped_on is None else min(today, self.stopped_on)
        due = self.due_on
        if due is None:
            used = self._counted(self.start, until)
            left = max(self._days_needed - used, 0)
            late = 0
        else:
            used = self._counted(self.start, min(until, due))
            left = self._counted(until, due)
            late = self._lateness(due, until)
        is_late = self._is_late(until, at)
        return Reading(
            state=self._state(today, due, left, used + left, is_late=is_late),
            due_on=due,
            days_total=used + left,
            days_used=used,
            days_left=left,
            days_late=late,
            is_late=is_late,
            due_at=self.due_at,
            is_working=self.term.unit == "working_days",
        )

    def explain(self, *, language: str, today: date) -> list[Line]:
        """The count, day by day, from the start to the due day; to today while that is unknown.

        Terms in months, budget years or hours come as runs of like days.
        """
        with override(language[:2]):
            steps = list(self._steps(self.due_on or max(today, self.start), language))
        if self.term.unit not in _GROUPED_UNITS:
            return steps
        runs = (list(run) for _key, run in groupby(steps, key=lambda line: (line.why, line.text)))
        return [replace(run[-1], first=run[0].first) for run in runs]

    @property
    def _days_needed(self) -> int:
        """How many counted days it takes, without rolling forward."""
        unit, amount, start = self.term.unit, self.amount, self.start
        if unit in {"months", "budget_years"}:
            last = _month_or_year_end(start, unit, amount)
            return BEYOND if last is None else (last - start).days
        if unit == "hours":
            due_at = self.due_at
            return (due_at.date() - start).days if due_at else -(-amount // 24)
        return amount

    @property
    def _rolls(self) -> bool:
        return self.term.rolls_forward and self.term.unit in ("calendar_days", "months")

    @cached_property
    def _nominal_due(self) -> date | None:
        left, day = self._days_needed, self.start
        if left > SPAN_DAYS:
            return None
        endless = [pause.starts_on for pause in self.pauses if pause.ends_on is None]
        while left:
            day += ONE_DAY
            if day > DAY_MAX or (endless and day >= min(endless)):
                return None
            left -= self._why(day) is Why.COUNTED
        return day

    def _why(self, day: date) -> Why:
        if any(pause.holds_on(day) for pause in self.pauses):
            return Why.PAUSED
        if self.term.unit != "working_days" or is_working_day(day, region=self.term.region):
            return Why.COUNTED
        return Why.WEEKEND if day.weekday() >= SATURDAY else Why.HOLIDAY

    def _counted(self, start: date, end: date) -> int:
        first = max(start, self.start)
        return sum(self._why(day) is Why.COUNTED for day in days_after(first, end))

    def _is_late(self, until: date, at: datetime | None) -> bool:
        due, due_at = self.due_on, self.due_at
        if due is None or until != due or due_at is None:
            return due is not None and until > due
        moment = at if self.stopped_on is None or self.stopped_on > until else self.stopped_at
        return moment is not None and moment > due_at

    def _lateness(self, due: date, until: date) -> int:
        if until <= due:
            return 0
        if self.term.unit == "working_days":
            return working_days_between(due, until, region=self.term.region)
        return (until - due).days

    def _state(
        self, today: date, due: date | None, left: int, total: int, *, is_late: bool
    ) -> State:
        if self.stopped_on is not None and self.stopped_on <= today:
            return State.STOPPED
        if is_late:
            return State.LATE
        if any(pause.holds_on(today) for pause in self.pauses):
            return State.PAUSED
        if due == today:
            return State.DUE_TODAY
        is_soon = left <= _soon(total) and today >= self.start
        return State.DUE_SOON if is_soon else State.RUNNING

    def _steps(self, end: date, language: str) -> Iterator[Line]:
        yield self._line(self.start, 0, Why.START, language)
        number, nominal = 0, self._nominal_due
        for day in days_after(self.start, end):
            why = self._why(day) if nominal is None or day <= nominal else Why.ROLLED
            number += why is Why.COUNTED
            yield self._line(day, number, why, language)

    def _line(self, day: date, number: int, why: Why, language: str) -> Line:
        return Line(
            first=day,
            last=day,
            is_counted=why is Why.COUNTED,
            number=number,
            why=why,
            text=self._text(day, why, language),
        )

    def _text(self, day: date, why: Why, language: str) -> str:
        if why is Why.HOLIDAY:
            return holiday_name(day, region=self.term.region, language=language)
        if why is Why.PAUSED:
            reasons = [pause.reason for pause in self.pauses if pause.holds_on(day)]
            return _("paused: %(reason)s") % {"reason": reasons[0]} if reasons[0] else _("paused")
        return {
            Why.START: _("the day it starts is not counted"),
            Why.COUNTED: _("counted"),
            Why.WEEKEND: _("Saturday") if day.weekday() == SATURDAY else _("Sunday"),
            Why.ROLLED: _("the last day was not a working day: it moves to the next one"),
        }[why]


def _soon(total: int) -> int:
    """How many days before the last it is soon: a fifth of the term, ten at most."""
    return min(max(-(-total // 5), 1), SOON_AT_MOST)


def reading_of_days(start: date, due_on: date, today: date) -> Reading:
    """How a last day stands that was agreed and not counted: in calendar days, from its start."""
    first = min(start, due_on)
    total = (due_on - first).days
    used = min(max((today - first).days, 0), total)
    late = max((today - due_on).days, 0)
    state = State.LATE if late else State.DUE_TODAY if today == due_on else State.RUNNING
    if state is State.RUNNING and total - used <= _soon(total) and today >= first:
        state = State.DUE_SOON
    return Reading(
        state=state,
        due_on=due_on,
        days_total=total,
        days_used=used,
        days_left=total - used,
        days_late=late,
        is_late=bool(late),
    )


def runs_of(lines: Iterable[Line]) -> list[Line]:
    """The count with like days that follow each other as one line."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        is_next = last is not None and line.first == last.last + ONE_DAY
        if last is not None and is_next and (last.why, last.text) == (line.why, line.text):
            found[-1] = replace(line, first=last.first)
        else:
            found.append(line)
    return found


def _month_or_year_end(start: date, unit: str, amount: int) -> date | None:
    """The last day of a term in months or budget years; None beyond the bounds of days."""
    months = amount if unit == "months" else max(amount - 1, 0) * 12
    if months > SPAN_DAYS:
        return None
    last_year = start.year + (start.month - 1 + months) // 12
    if last_year > DAY_MAX.year:
        return None
    return add_months(start, months) if unit == "months" else date(last_year, 12, 31)


def add_months(start: date, months: int) -> date:
    """The same day, months later; the last of the month where that day does not exist."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _check_dates(clock: Clock) -> None:
    if not within(clock.start) or (clock.start_at is not None and not within(clock.start_at)):
        raise BadInputError(too_far(), field="start")
    if clock.stopped_on is not None and clock.stopped_on < clock.start:
        raise BadInputError(_("A term cannot stop before it starts."), field="stopped_on")
    if any(p.ends_on is not None and p.ends_on < p.starts_on for p in clock.pauses):
        raise BadInputError(_("A pause cannot end before it starts."), field="pauses")
    if any(extension.amount < 1 for extension in clock.extensions):
        raise BadInputError(_("An extension adds at least one."), field="extensions")


def _check_pauses(clock: Clock) -> None:
    never = not clock.term.can_pause or clock.term.unit in _UNITS_THAT_NEVER_PAUSE
    if clock.pauses and never:
        raise RuleBrokenError(
            _("The term “%(term)s” does not pause.") % {"term": clock.term.key}, field="pauses"
        )


def _check_extensions(clock: Clock) -> None:
    granted = sum(extension.amount for extension in clock.extensions)
    if granted > clock.term.extension_amount:
        raise RuleBrokenError(
            _("The term “%(term)s” can be extended by %(limit)s at most.")
            % {"term": clock.term.key, "limit": clock.term.extension_amount},
            field="extensions",
        )
    if not clock.extensions:
        return
    due = replace(clock, extensions=()).due_on
    if due is not None and any(extension.granted_on > due for extension in clock.extensions):
        raise RuleBrokenError(
            _("A term is extended before it is over, not after."), field="extensions"
        )
