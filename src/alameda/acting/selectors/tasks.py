"""One thing that waits for somebody, with its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from alameda.foundation import words
from alameda.foundation.clocks import Clock, Reading, reading_of_days
from alameda.foundation.errors import AlamedaError
from alameda.foundation.terms import Term, term
from alameda.ui.clocks import due_words, read_now, standing


@dataclass(frozen=True, kw_only=True)
class Due:
    """Until when, how that stands, and by which rule.

    Attributes:
        reading: how its clock stands; it knows its last day.
        basis: the legal basis, in words; empty where the day was agreed, not set by law.
        name: what the term is called.
        lapse: what follows when nobody acts.
    """

    reading: Reading
    basis: str = ""
    name: str = ""
    lapse: str = ""

    @property
    def on(self) -> date:
        """The last day."""
        return self.reading.due_on or date.max

    @property
    def days_left(self) -> int:
        """Days that still count; below zero: days late."""
        return -self.reading.days_late if self.reading.is_late else self.reading.days_left

    @property
    def is_late(self) -> bool:
        """Whether the last day is past, or the last minute of a term in hours."""
        return self.reading.is_late

    @property
    def is_warm(self) -> bool:
        """Whether little is left."""
        return self.reading.is_warm

    @property
    def standing(self) -> str:
        """How it stands, in the words of every clock."""
        return standing(self.reading)

    @property
    def until(self) -> str:
        """The last day, or minute, in words."""
        return due_words(self.reading)


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


def due_by_term(key: str, *, start: date, today: date, region: str) -> Due | None:
    """The clock of a legal term; nothing where its length is not known on that day.

    Args:
        key: of the term.
        start: the day of the event that starts it.
        today: the day of the reading.
        region: two letters, for its holidays.
    """
    return due_by_clock(
        lambda: Clock(term=term(key, on=start, region=region), start=start), today=today
    )


def due_by_clock(counted: Callable[[], Clock | None], *, today: date) -> Due | None:
    """A clock as the queue shows it; nothing where none runs or its length is not known."""
    try:
        clock = counted()
        reading = read_now(clock, today=today) if clock is not None else None
    except AlamedaError:
        return None
    if clock is None or reading is None or reading.due_on is None:
        return None
    return due_of_term(clock.term, reading)


def due_of_term(runs: Term, reading: Reading) -> Due:
    """A reading with what its rule says of it."""
    language = words.language()
    return Due(
        reading=reading,
        basis=runs.basis,
        name=runs.name(language),
        lapse=runs.lapse(language),
    )


def due_on_day(day: date, *, since: date, today: date, name: str = "", basis: str = "") -> Due:
    """The clock of a day already agreed, kept in its row."""
    return Due(reading=reading_of_days(since, day, today), name=name, basis=basis)
