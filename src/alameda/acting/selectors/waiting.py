"""Everything that waits for one actor, from all modules: counted whole, its first rows read.

A module says what waits as *lanes*: queries that have not run. One statement asks all of them for
their totals and for the first rows of each; only the rows that are shown are read. So it costs the
same however many wait, and the totals are exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache, partial
from heapq import merge
from itertools import dropwhile, islice
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, DateField, IntegerField, Q, QuerySet, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.acting.selectors.narrowing import Axis, Having
from alameda.acting.selectors.tasks import Task
from alameda.foundation.actor import Actor
from alameda.foundation.clocks import Clock
from alameda.foundation.cursors import decode_cursor, encode_cursor
from alameda.foundation.errors import AlamedaError, BadInputError
from alameda.foundation.terms import spans_of, term
from alameda.ui.parts import Link

# Nobody pages deeper by hand; a cursor that somebody wrote reads no more rows than this.
SEEN_MAX = 100_000


class Pick(NamedTuple):
    """One row to show: the name of its lane, and its primary key."""

    lane: str
    pk: int


Tell = Callable[[Sequence[Pick]], Mapping[Pick, Task]]


@dataclass(frozen=True, kw_only=True)
class Lane:
    """Things of one kind that wait for an actor, and by which day the first of them is told.

    Attributes:
        name: tells it from the other lanes of its ``tell``.
        rows: exactly those that wait, each once; a thing whose life is over waits for nobody.
        since: since when each waits; a column, or an expression that gives a day.
        day: the day by which its last day is computed; ``since`` where none is given.
        last_day: the last day, by that day: never an earlier one for a later day; nothing where no
            term runs.
        late: which of the rows are past their last day.
        is_now: they happen at this moment: before everything else.
        tell: reads the rows that are shown, those of all lanes that share it at once.
        axes: the sides on which its rows can be narrowed, by the name that an address gives them.
        having: the rows whose code or words are looked for.
    """

    name: str
    rows: QuerySet[Any]
    since: str | Combinable
    day: str | Combinable | None = None
    last_day: Callable[[date], date | None] | None = None
    late: Q | None = None
    is_now: bool = False
    tell: Tell
    axes: Mapping[str, Axis] = field(default_factory=dict)
    having: Having | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for an actor.

    Attributes:
        tasks: a page of it, the most urgent before the rest.
        total: how many things wait, shown or not.
        late: how many of them are past their last day.
        next: the cursor of the page after this one; empty where it is the last.
    """

    tasks: tuple[Task, ...] = ()
    total: int = 0
    late: int = 0
    next: str = ""


class Duties(Protocol):
    """Says what waits for an actor; nothing where none of its roles has to do with it."""

    def __call__(self, actor: Actor, /, *, today: date, region: str) -> Iterable[Lane]:
        """Its lanes."""


class Rooms(Protocol):
    """Says which screens of a module are an actor's, whether or not anything waits there."""

    def __call__(self, actor: Actor, /) -> Iterable[Link]:
        """Their links."""


_duties: dict[str, Duties] = {}
_rooms: dict[str, Rooms] = {}


def tell_duties(module: str, duties: Duties, *, rooms: Rooms) -> None:
    """Register what waits in a module, and its screens; called when the module gets ready."""
    _duties[module] = duties
    _rooms[module] = rooms


def rooms_of(actor: Actor) -> list[Link]:
    """The screens that the actor's roles open, in all modules."""
    return [link for rooms in _rooms.values() for link in rooms(actor)]


def lanes_of(actor: Actor, *, today: date, region: str) -> list[Lane]:
    """Everything that waits for an actor in all modules, as queries that have not run.

    Args:
        actor: whose duties they are.
        today: the day of the reading, in the region's time zone.
        region: its two letters, for holidays.
    """
    return [
        lane for duties in _duties.values() for lane in duties(actor, today=today, region=region)
    ]


def waiting_in(lanes: Sequence[Lane], *, first: int, cursor: str = "") -> Waiting:
    """A page of what waits in some lanes.

    Args:
        lanes: as ``lanes_of`` gives them, narrowed or not.
        first: how many to read; all are counted.
        cursor: where the page starts, as the page before it said; empty: at the most urgent.

    Raises:
        BadInputError: the cursor is of no such page.
    """
    if not lanes:
        return Waiting()
    seen, after = _read(cursor) if cursor else (0, None)
    asked = [_asked(place, lane, seen + first + 1) for place, lane in enumerate(lanes)]
    found: dict[int, list[_Row]] = defaultdict(list)
    for place, *row in asked[0].union(*asked[1:], all=True):
        found[place].append(_Row(lanes[place], *row))
    merged = merge(*(sorted(rows, key=_place_in_lane) for rows in found.values()), key=_urgency)
    following = dropwhile(lambda row: after is not None and _urgency(row) <= after, merged)
    *picked, beyond = [*islice(following, first + 1), None]
    if len(picked) > first:
        beyond = picked.pop()
    return Waiting(
        tasks=tuple(_told([(row.lane, Pick(row.lane.name, row.pk)) for row in picked])),
        total=sum(rows[0].total for rows in found.values()),
        late=sum(rows[0].late for rows in found.values()),
        next=_cursor(seen + first, picked[-1]) if beyond and picked else "",
    )


def lanes_by_term(
    lane: Lane,
    terms: Mapping[str, Q],
    *,
    column: str,
    moment: str = "",
    today: date,
    region: str,
) -> Iterator[Lane]:
    """A lane cut by the legal term that runs: one for each length of each, and one without any.

    Args:
        lane: all of it, without a clock.
        terms: for which rows each term runs; no row is in two.
        column: the day that starts the term.
        moment: its moment, for a term in hours.
        today: the day of the reading.
        region: its two letters, for holidays and for its own terms.
    """
    known = Q(pk__in=[])
    for key, where in terms.items():
        for start, end in spans_of(key, region=region):
            runs = where & Q(**{f"{column}__gte": start})
            if end is not None:
                runs &= Q(**{f"{column}__lte": end})
            known |= runs
            late = _last_late_start(key, start, end, today, region)
            hours = _hours_of(key, start, region) if moment else 0
            yield replace(
                lane,
                rows=lane.rows.filter(runs),
                since=column,
                last_day=partial(_last_day, key, region=region),
                late=Q(**{f"{moment}__lt": timezone.localtime() - timedelta(hours=hours)})
                if hours
                else Q(**{f"{column}__lte": late or date.min}),
            )
    yield replace(lane, rows=lane.rows.exclude(known))


@lru_cache(maxsize=4_096)
def _last_day(key: str, start: date, *, region: str) -> date | None:
    """The last day of a legal term that starts on a day; nothing where it is not known."""
    try:
        return Clock(term=term(key, on=start, region=region), start=start).due_on
    except AlamedaError:
        return None


class _Row(NamedTuple):
    """What the one statement says of a row, and of its whole lane."""

    lane: Lane
    pk: int
    day: date | None
    since: date | None
    total: int
    late: int


def _asked(place: int, lane: Lane, first: int) -> QuerySet[Any, Any]:
    """The first rows of a lane, each with the totals of all of it; rows without a day come last."""
    whole = IntegerField()
    late = Value(0, output_field=whole)
    return lane.rows.order_by(*([lane.day] if lane.day else []), lane.since, "pk").values_list(
        Value(place, output_field=whole),
        "pk",
        lane.day or Cast(Value(None), DateField()),
        lane.since,
        Window(Count("*")),
        late if lane.late is None else Window(Count("pk", filter=lane.late)),
    )[:first]


def _place_in_lane(row: _Row) -> tuple[date, date, int]:
    since = row.since or date.max
    return row.day or since, since, row.pk


Urgency = tuple[bool, bool, date, date, int, str]


def _urgency(row: _Row) -> Urgency:
    """What comes first: now, then by its last day, then the oldest without one."""
    start, since = row.day or row.since, row.since or date.max
    last = row.lane.last_day(start) if row.lane.last_day and start else None
    return not row.lane.is_now, last is None, last or since, since, row.pk, row.lane.name


def _cursor(seen: int, row: _Row) -> str:
    """What tells where a page ended: how many came before, and the last of them."""
    is_later, is_free, last, since, pk, lane = _urgency(row)
    flags = f"{int(is_later)}{int(is_free)}"
    return encode_cursor((seen, flags, last.isoformat(), since.isoformat(), pk, lane))


def _read(cursor: str) -> tuple[int, Urgency]:
    try:
        told = decode_cursor(cursor, shape=(int, str, str, str, int, str))
        seen, flags, last, since, pk, lane = told
        later, free = (bool(int(flag)) for flag in str(flags))
        ends, begins = date.fromisoformat(str(last)), date.fromisoformat(str(since))
    except (BadInputError, ValueError) as error:
        sentence = _("This address does not lead to a page of your desk. Start from its beginning.")
        raise BadInputError(sentence, field="desde") from error
    where = later, free, ends, begins, int(pk), str(lane)
    return min(max(int(seen), 0), SEEN_MAX), where


def _told(picked: Sequence[tuple[Lane, Pick]]) -> list[Task]:
    """The tasks, in the order of their rows; each ``tell`` reads its own at once."""
    by_tell: dict[Tell, list[Pick]] = defaultdict(list)
    for lane, pick in picked:
        by_tell[lane.tell].append(pick)
    told = {tell: tell(picks) for tell, picks in by_tell.items()}
    return [told[lane.tell][pick] for lane, pick in picked if pick in told[lane.tell]]


@lru_cache(maxsize=256)
def _last_late_start(
    key: str, start: date, end: date | None, today: date, region: str
) -> date | None:
    """The last day of a run from which the term would be past its last day; found by halving."""

    def is_late(ordinal: int) -> bool:
        last = _last_day(key, date.fromordinal(ordinal), region=region)
        return last is not None and last < today

    low, high = start.toordinal(), min(end or today, today).toordinal()
    if high < low or not is_late(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_late(middle) else (low, middle - 1)
    return date.fromordinal(low)


def _hours_of(key: str, day: date, region: str) -> int:
    """The length of a term in hours; zero where it is in days."""
    length = term(key, on=day, region=region)
    return length.amount if length.unit == "hours" else 0
