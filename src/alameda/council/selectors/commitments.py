"""What is owed: who may see it, by which clock it runs, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.acting.selectors import Due, due_of_term
from alameda.council.models import Commitment
from alameda.foundation.actor import Actor
from alameda.foundation.clocks import Clock, Reading, reading_of_days
from alameda.foundation.errors import AlamedaError, NotFoundError, ParameterUnknownError
from alameda.foundation.terms import Term, term
from alameda.territory.selectors import region_letters

# The legal term of each kind; a request from the floor and an assignment have none.
TERMS = {
    "information": "core.information_request",
    "observation": "core.observation_answer",
    "governor_question": "core.governor_answer",
}
# Where nobody agrees another day: the term of the law for what councillors ask to be informed of.
USUAL_TERM = "core.information_request"


@dataclass(frozen=True)
class Owed:
    """A commitment with how its clock stands.

    Attributes:
        commitment: what was asked for.
        clock: of its legal term; nothing where the day was agreed.
        is_late: whether its last day passed without an answer, or it was answered after it.
        days_left: calendar days to the last day; below zero where it passed.
        reading: what the clock says, where there is one.
    """

    commitment: Commitment
    clock: Clock | None
    is_late: bool
    days_left: int
    reading: Reading | None


def commitments() -> QuerySet[Commitment]:
    """Every commitment, all of them public, with what a list needs."""
    return Commitment.objects.select_related(
        "subject", "session__body", "item", "raised_by__subject", "owner_unit", "document"
    )


def get_commitment(code: str) -> Commitment:
    """One commitment by its code.

    Raises:
        NotFoundError: there is none.
    """
    found = None if "\x00" in code else commitments().filter(code=code).first()
    if found is None:
        raise NotFoundError(_("There is no commitment %(code)s.") % {"code": code[:80]})
    return found


def open_commitments(*, unit: str = "") -> QuerySet[Commitment]:
    """What is still owed, the most urgent first.

    Args:
        unit: code of the unit that owes it, or empty: everybody's.
    """
    rows = commitments().filter(state="open").order_by("due_on", "pk")
    return rows.filter(owner_unit__code=unit) if unit else rows


def owed_by(actor: Actor) -> QuerySet[Commitment]:
    """Those that the actor answers: the governor's house, or the head of the unit that owes."""
    units = {grant.unit for grant in actor.grants if grant.role == "division_head"}
    mine = Q(pk__in=[])
    if actor.has("governor") or actor.has("cabinet"):
        mine |= Q(owner_unit__isnull=True)
    if units:
        mine |= Q(owner_unit__isnull=False) if "" in units else Q(owner_unit__code__in=units)
    return open_commitments().filter(mine)


def clock_of(commitment: Commitment, *, region: str | None = None) -> Clock | None:
    """The clock of its legal term, stopped on the day of the answer; nothing where it has none.

    Args:
        commitment: what was asked for.
        region: ISO letters of the region; asked from the database where not given.
    """
    if not commitment.term:
        return None
    letters = region_letters() if region is None else region
    return _clock(commitment.term, commitment.raised_on, commitment.answered_on, letters)


def reading_of(commitment: Commitment, *, today: date, region: str) -> Reading:
    """How its last day stands: by its legal term, or in calendar days where the day was agreed."""
    days = (commitment.raised_on, commitment.due_on, commitment.answered_on)
    return _reading(commitment.term, *days, today, region)


def _clock(key: str, raised_on: date, answered_on: date | None, region: str) -> Clock:
    rule = term(key, on=raised_on, region=region)
    return Clock(term=rule, start=raised_on, stopped_on=answered_on)


# A list has many of one session: their days are counted once.
@lru_cache(maxsize=4_096)
def _reading(
    key: str, raised_on: date, due_on: date, answered_on: date | None, today: date, region: str
) -> Reading:
    try:
        clock = _clock(key, raised_on, answered_on, region) if key else None
    except ParameterUnknownError:
        clock = None
    # The day in its row is what was told to everybody; a clock that gives it counts its days.
    if clock is not None and clock.due_on == due_on:
        return clock.reading(max(today, raised_on))
    return reading_of_days(raised_on, due_on, today)


def due_of(commitment: Commitment, *, today: date, region: str) -> Due:
    """The clock of a commitment: the day kept in its row, with its legal basis where it has one."""
    reading = reading_of(commitment, today=today, region=region)
    if commitment.term:
        try:
            rule = term(commitment.term, on=commitment.raised_on, region=region)
        except AlamedaError:
            pass
        else:
            return due_of_term(rule, reading)
    return Due(reading=reading, name=_("Day agreed in the session"))


def owed(rows: Sequence[Commitment], *, today: date) -> list[Owed]:
    """Commitments with their clocks read; one query however many there are."""
    letters = region_letters()
    return [_owed(row, today=today, region=letters) for row in rows]


def term_of(kind: str, *, on: date) -> Term | None:
    """The legal term of a kind of commitment, for one that is raised on a day."""
    key = TERMS.get(kind)
    return term(key, on=on, region=region_letters()) if key else None


def due_by_law(kind: str, *, on: date) -> date:
    """The last day to answer: by the term of its kind, or by the usual one where it has none."""
    key = TERMS.get(kind, USUAL_TERM)
    # Without pauses a clock always knows its last day.
    return Clock(term=term(key, on=on, region=region_letters()), start=on).due_on or on


def _owed(row: Commitment, *, today: date, region: str) -> Owed:
    clock = clock_of(row, region=region)
    until = row.answered_on if row.answered_on is not None else today
    return Owed(
        commitment=row,
        clock=clock,
        is_late=row.state != "withdrawn" and until > row.due_on,
        days_left=(row.due_on - today).days,
        reading=clock.reading(today) if clock else None,
    )
