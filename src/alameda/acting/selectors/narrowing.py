"""Looking for something in what waits: by words, by a side of it, by how its clock stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from alameda.foundation.texts import askable
from alameda.foundation.vocabulary import Named

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from alameda.acting.selectors.waiting import Lane

CONFIG = "alameda_es"
LATE, RUNS, NO_TERM = "vencido", "corre", "sin-plazo"
CLOCKS: Final = (
    Named(LATE, "Plazo vencido", "Past its last day"),
    Named(RUNS, "Plazo que corre", "With a clock that runs"),
    Named(NO_TERM, "Sin plazo legal", "Without a legal term"),
)
Having = Callable[[QuerySet[Any], str], QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A side on which the things of a lane differ.

    Attributes:
        options: its values, each with its words.
        where: which things have a value.
    """

    options: Callable[[], Sequence[tuple[str, str]]]
    where: Callable[[str], Q]


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What is looked for; empty: everything.

    Attributes:
        words: words of its title, or a code.
        clock: a key of ``CLOCKS``.
        chosen: the value of each axis that narrows, such as ``{"ruta": "fril"}``.
    """

    words: str = ""
    clock: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left out."""
        return not (self.words or self.clock or any(self.chosen.values()))


def by_words(*columns: str) -> Having:
    """Those that have the words in some columns, by Spanish stems, or whose code begins so."""

    def look(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        query = SearchQuery(askable(words), config=CONFIG, search_type="websearch")
        text = SearchVector(*columns, config=CONFIG)
        meant = Q(told_text=query) | Q(code__istartswith=words)
        found: QuerySet[Any] = rows.annotate(told_text=text).filter(meant)
        return found

    return look


def kind_axis(key: str, label: StrOrPromise) -> Axis:
    """The axis of a lane whose things are all of one kind."""
    return Axis(
        options=lambda: [(key, str(label))],
        where=lambda value: Q() if value == key else Q(pk__in=[]),
    )


def narrowed(lanes: Iterable[Lane], by: Narrowing) -> Iterator[Lane]:
    """The lanes with only the rows that are looked for; one that has no such side has none."""
    for lane in lanes:
        found = _of_clock(lane, by.clock)
        for name, value in by.chosen.items():
            if found is not None and value:
                found = _of_axis(found, name, value)
        if found is not None and by.words:
            found = (
                replace(found, rows=found.having(found.rows, by.words)) if found.having else None
            )
        if found is not None:
            yield found


def _of_axis(lane: Lane, name: str, value: str) -> Lane | None:
    axis = lane.axes.get(name)
    return replace(lane, rows=lane.rows.filter(axis.where(value))) if axis else None


def _of_clock(lane: Lane, clock: str) -> Lane | None:
    if clock == NO_TERM:
        return None if lane.last_day else lane
    if clock == LATE:
        return replace(lane, rows=lane.rows.filter(lane.late)) if lane.late is not None else None
    if clock == RUNS:
        if lane.last_day is None:
            return None
        return lane if lane.late is None else replace(lane, rows=lane.rows.exclude(lane.late))
    return lane


def options_of(lanes: Iterable[Lane]) -> dict[str, list[tuple[str, str]]]:
    """The values of each axis that any lane has, in the order of their words."""
    found: dict[str, dict[str, str]] = {}
    seen: set[int] = set()
    for lane in lanes:
        for name, axis in lane.axes.items():
            if id(axis) not in seen:
                seen.add(id(axis))
                found.setdefault(name, {}).update(axis.options())
    return {name: sorted(of.items(), key=lambda pair: pair[1]) for name, of in found.items()}
