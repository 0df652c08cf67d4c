"""The typed parts that pages hand to the components. Frozen, and checked when they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from alameda.foundation.clocks import Reading

Tone = Literal["go", "wait", "late", "done", "stop", "quiet"]
NoticeTone = Literal["info", "warning", "error", "success"]
EmptyKind = Literal["empty", "loading", "failed", "forbidden", "too-many"]
StepKind = Literal["idea", "act", "vote", "money", "work", "end"]
DayUnit = Literal["calendar", "working"]
ChoiceKey = Literal["favour", "against", "abstain", "not_voting", "recused", "none"]

WAIT_BOUNDS_DAYS = (30, 120, 365, 730)
MOSAIC_STEPS = 5
MOSAIC_SIDE = 16


def check_choice(value: str, choices: object, *, name: str) -> str:
    """The value itself when it belongs to the closed set.

    Args:
        value: what the page said.
        choices: one of the ``Literal`` types above.
        name: the argument's name, for the message.

    Raises:
        ValueError: the set does not have it.
    """
    allowed = get_args(choices)
    if value not in allowed:
        message = f"{name}={value!r} is not one of {', '.join(allowed)}"
        raise ValueError(message)
    return value


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One place above the page."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words that lead somewhere."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One dated act of the thread, from the idea to the last payment.

    Attributes:
        title: what happened, as a short sentence.
        on: the day; empty when only ``on_label`` is known.
        on_label: words instead of the day, such as "ago 2027".
        url: the page of what happened.
        detail: one plain sentence more.
        kind: each is drawn with its own shape.
        is_now: the last thing that happened: the thread stands here.
        is_next: has not happened yet.
        gap_days: days since the step before.
        is_slow: the gap is longer than nine of ten gaps of this kind.
        links: further places, shown after the detail.
    """

    title: str
    on: date | None = None
    on_label: str = ""
    url: str = ""
    detail: str = ""
    kind: StepKind = "act"
    is_now: bool = False
    is_next: bool = False
    gap_days: int | None = None
    is_slow: bool = False
    links: Sequence[Link] = ()

    def __post_init__(self) -> None:
        check_choice(self.kind, StepKind, name="kind")

    @property
    def wait(self) -> int:
        """How long the line before it is drawn: 1 (days) to 5 (years)."""
        return 1 + sum((self.gap_days or 0) >= bound for bound in WAIT_BOUNDS_DAYS)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Who decides now, what, since when, and what the law and the habit say of the time it takes.

    Attributes:
        who: the unit or body that decides.
        what: one sentence: what it decides.
        who_url: the page of the unit or body.
        since: day on which the matter reached it.
        reading: how the term stands; empty where no term holds, or nobody knows when it began.
        median_days: what this step usually takes, calendar days.
        p90_days: nine of ten are faster than this, calendar days.
        basis: the legal basis, in words.
        basis_url: where the basis can be read.
        effect: what happens when the term lapses.
        explanation: how the due day was computed, a line each.
    """

    who: str
    what: str
    who_url: str = ""
    since: date | None = None
    reading: Reading | None = None
    median_days: int | None = None
    p90_days: int | None = None
    basis: str = ""
    basis_url: str = ""
    effect: str = ""
    explanation: Sequence[str] = ()

    @property
    def is_late(self) -> bool:
        """The term has run out."""
        return self.reading is not None and self.reading.is_late

    @property
    def due(self) -> date | None:
        """The last day of the term, where one holds."""
        return self.reading.due_on if self.reading is not None else None


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One comuna of the mosaic.

    Attributes:
        cut: territorial code.
        name: whole name.
        short: what fits in a small tile, about four letters.
        x: column, from 1.
        y: row, from 1.
        step: 0 (nothing known) to 5 (most).
        value: the value in words, with its unit.
        url: where the tile leads.
        is_here: the page speaks of this comuna.
    """

    cut: str
    name: str
    short: str
    x: int
    y: int
    step: int
    value: str
    url: str = ""
    is_here: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.step <= MOSAIC_STEPS:
            message = f"step={self.step} is not between 0 and {MOSAIC_STEPS}"
            raise ValueError(message)
        if not (1 <= self.x <= MOSAIC_SIDE and 1 <= self.y <= MOSAIC_SIDE):
            message = f"tile {self.x},{self.y} is outside the mosaic of {MOSAIC_SIDE} by side"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class FacetOption:
    """One value of a facet, with the exact number of things it would leave."""

    label: str
    count: int
    url: str
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class FacetGroup:
    """One question by which a list is narrowed.

    Attributes:
        key: the name in the address.
        label: the question, in a word or two.
        options: its values; put the chosen ones first.
        is_open: whether it starts open.
        more_url: a page with all the values, when these are only the most common.
        more_count: how many values are not shown.
    """

    key: str
    label: str
    options: Sequence[FacetOption]
    is_open: bool = False
    more_url: str = ""
    more_count: int = 0


@dataclass(frozen=True, kw_only=True)
class ActiveFilter:
    """A filter that holds now; ``url`` is the same page without it."""

    group: str
    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A numbered page; an empty ``url`` draws the gap between numbers."""

    number: int
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Where in a list the page is: by cursor (only previous and next) or by number."""

    previous_url: str = ""
    next_url: str = ""
    summary: str = ""
    pages: Sequence[PageLink] = ()


@dataclass(frozen=True, kw_only=True)
class ViewLink:
    """One way to see the same list: list, table, mosaic, timeline."""

    key: str
    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file of the same data: ``label`` is the format, ``detail`` its size or contents."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Follow:
    """How to follow a page without an account: the address of its feed, of its calendar, or both.

    Attributes:
        title: what is followed, as a reader of feeds lists it.
        feed_url: in Atom.
        calendar_url: in iCalendar.
    """

    title: str
    feed_url: str = ""
    calendar_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table."""

    label: str
    is_number: bool = False
    is_heading: bool = False
    sort_url: str = ""
    sorted_by: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell with more than its text: where it leads, a tone, or the lines it opens to."""

    text: str
    url: str = ""
    tone: str = ""
    lines: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.tone:
            check_choice(self.tone, Tone, name="tone")


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """A section of the site."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing of a list: what it is, where it stands, how much.

    Attributes:
        title: its name.
        url: its page.
        state_key: stable name of its state.
        state_label: the state in words.
        tone: the state's tone.
        meta: short facts: kind, comuna, unit.
        detail: one sentence: where it stands.
        is_warm: the sentence says that something is late.
        amount: the figure that matters, ready to read.
        amount_label: what the figure is.
    """

    title: str
    url: str
    state_key: str = ""
    state_label: str = ""
    tone: Tone = "quiet"
    meta: Sequence[str] = ()
    detail: str = ""
    is_warm: bool = False
    amount: str = ""
    amount_label: str = ""

    def __post_init__(self) -> None:
        check_choice(self.tone, Tone, name="tone")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A name and its value, in a list of facts."""

    label: str
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How many did one thing in a vote.

    Attributes:
        key: which thing; each is drawn with its own shape.
        label: the same in words: "in favour".
        count: how many.
    """

    key: ChoiceKey
    label: str
    count: int

    def __post_init__(self) -> None:
        check_choice(self.key, ChoiceKey, name="key")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One place of an assembly: whose it is, and what she did, where a vote is shown."""

    name: str
    key: ChoiceKey = "none"
    url: str = ""

    def __post_init__(self) -> None:
        check_choice(self.key, ChoiceKey, name="key")


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """Places that belong together, such as a bloc.

    Attributes:
        label: whose they are.
        detail: what there is to say of them, in words: it stands for the drawing.
        seats: the places.
    """

    label: str
    detail: str
    seats: Sequence[Seat]
