"""The legal clocks of the Council in words: publication, recording, answers."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.foundation.clocks import Clock as Counted
from alameda.foundation.clocks import Line, Reading
from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.terms import Term, term
from alameda.territory.models import Region
from alameda.ui.parts import Clock


def region_code() -> str:
    """The region whose holidays count."""
    return Region.objects.values_list("iso_code", flat=True).first() or ""


def clock_of(
    key: str,
    *,
    who: str,
    what: str,
    start: date | datetime,
    region: str,
    done: date | datetime | None = None,
) -> Clock | None:
    """A legal term as the clock component takes it; nothing where no rule knows its length.

    Args:
        key: of the term, such as ``core.recording``.
        who: who owes it.
        what: one sentence: what they owe.
        start: the event; a moment, for a term in hours.
        region: ISO code, for its holidays.
        done: when it was done, if it was.
    """
    first = words.local_date(start)
    try:
        rule = term(key, on=first, region=region)
    except ParameterUnknownError:
        return None
    stopped = max(words.local_date(done), first) if done else None
    start_at = timezone.localtime(start) if isinstance(start, datetime) else None
    counted = Counted(term=rule, start=first, start_at=start_at, stopped_on=stopped)
    today = timezone.localdate()
    reading = counted.reading(max(today, first))
    return Clock(
        who=who,
        what=what,
        since=first,
        due=reading.due_on,
        elapsed_days=_elapsed(reading),
        term_days=reading.days_total,
        unit="working" if rule.unit == "working_days" else "calendar",
        basis=rule.basis,
        effect=rule.lapse(words.language()),
        explanation=[_opening(rule), *explained(counted, today)],
    )


def _elapsed(reading: Reading) -> int:
    if reading.is_late:
        return reading.days_total + max(reading.days_late, 1)
    return reading.days_used


def _opening(rule: Term) -> str:
    language = words.language()
    return _("%(name)s: %(length)s from %(start)s.") % {
        "name": rule.name(language),
        "length": rule.length(language),
        "start": rule.starts(language),
    }


def explained(counted: Counted, today: date) -> list[str]:
    """The count in words, a line a run of days."""
    return [_line(line) for line in counted.explain(language=words.language(), today=today)]


def _line(line: Line) -> str:
    said = {"day": words.day(line.last), "why": line.text, "count": words.number(line.number)}
    if line.is_counted:
        return _("%(day)s: %(why)s, %(count)s so far") % said
    return _("%(day)s: %(why)s") % said
