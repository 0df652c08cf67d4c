"""A clock in words: one reading, told in the same sentence on a page, in a panel and in a list."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.foundation import words
from alameda.foundation.clocks import Clock as Counted
from alameda.foundation.clocks import Line, Reading, State, reading_of_days, runs_of
from alameda.foundation.terms import Term
from alameda.ui.parts import Clock


def read_now(counted: Counted, *, today: date | None = None) -> Reading:
    """How a clock stands today, to the minute where its term is in hours."""
    return counted.reading(max(today or timezone.localdate(), counted.start), at=timezone.now())


def told(
    counted: Counted,
    *,
    who: str,
    what: str,
    today: date | None = None,
    median_days: int | None = None,
    p90_days: int | None = None,
) -> Clock:
    """A legal term as the component shows it.

    Args:
        counted: the term and the day that started it.
        who: who owes it.
        what: one sentence: what they owe.
        today: another day than this one.
        median_days: what this step usually takes.
        p90_days: nine of ten are faster than this.
    """
    language, rule = words.language(), counted.term
    day = max(today or timezone.localdate(), counted.start)
    return Clock(
        who=who,
        what=what,
        since=counted.start,
        reading=read_now(counted, today=day),
        median_days=median_days,
        p90_days=p90_days,
        basis=rule.basis,
        effect=rule.lapse(language),
        explanation=[opening(rule), *explained(counted, day)],
    )


def untold(rule: Term, *, who: str, what: str) -> Clock:
    """A legal term whose beginning nobody knows, as the component shows it: it is not counted."""
    return Clock(
        who=who,
        what=what,
        basis=rule.basis,
        effect=rule.lapse(words.language()),
        explanation=[opening(rule)],
    )


def told_of_days(
    start: date, due_on: date, *, who: str, what: str, basis: str, today: date | None = None
) -> Clock:
    """A last day that was agreed, as the component shows it."""
    day = today or timezone.localdate()
    return Clock(
        who=who, what=what, since=start, reading=reading_of_days(start, due_on, day), basis=basis
    )


def opening(rule: Term) -> str:
    """What the term is called, how long it is and what starts it."""
    language = words.language()
    return _("%(name)s: %(length)s from %(start)s.") % {
        "name": rule.name(language),
        "length": rule.length(language),
        "start": rule.starts(language),
    }


def explained(counted: Counted, today: date) -> list[str]:
    """The count in words, a line a run of like days."""
    lines = counted.explain(language=words.language(), today=today)
    return [_line(line) for line in runs_of(lines)]


def _line(line: Line) -> str:
    said = {
        "first": words.day(line.first),
        "last": words.day(line.last),
        "why": line.text,
        "count": words.number(line.number),
    }
    if line.first == line.last:
        if line.is_counted:
            return _("%(first)s: %(why)s, %(count)s so far") % said
        return _("%(first)s: %(why)s") % said
    if line.is_counted:
        return _("%(first)s to %(last)s: %(why)s, %(count)s so far") % said
    return _("%(first)s to %(last)s: %(why)s") % said


def standing(reading: Reading) -> str:
    """How a clock stands, in a few words that end without a stop."""
    if reading.state is State.STOPPED:
        return verdict(reading)
    if reading.is_late:
        return _late(reading)
    if reading.state is State.PAUSED:
        return _("The clock is stopped")
    if reading.due_on is None:
        return _("Its last day is not known")
    if reading.state is State.DUE_TODAY:
        return _("Today")
    return _left(reading)


def verdict(reading: Reading) -> str:
    """Whether what was due was done in its term."""
    return _("out of term") if reading.is_late else _("in term")


def _late(reading: Reading) -> str:
    days = reading.days_late
    if not days:  # the weekend after, or later on the last day of a term in hours
        return _("The term ran out")
    said = {"count": words.number(days)}
    if reading.is_working:
        sentence = ngettext("%(count)s working day late", "%(count)s working days late", days)
    elif days >= words.DAYS_AS_DAYS:
        return _("%(length)s late") % {"length": words.days(days)}
    else:
        sentence = ngettext("%(count)s day late", "%(count)s days late", days)
    return sentence % said


def _left(reading: Reading) -> str:
    days = reading.days_left
    said = {"count": words.number(days)}
    if reading.is_working:
        sentence = ngettext("%(count)s working day left", "%(count)s working days left", days)
    else:
        sentence = ngettext("%(count)s day left", "%(count)s days left", days)
    return sentence % said


def due_words(reading: Reading) -> str:
    """The last day, or the last minute where the term is in hours."""
    if reading.due_at is not None:
        return words.moment(reading.due_at)
    return words.day_long(reading.due_on)
