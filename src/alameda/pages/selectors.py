"""A list narrowed and counted by its filters, and a page of it, as fast at its end as at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Count, DateTimeField, Model, Q, QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.addresses import day_of, moment_of
from alameda.foundation.cursors import decode_cursor, encode_cursor
from alameda.foundation.errors import BadInputError
from alameda.pages.rules.cube import Chosen, Cube

Row = TypeVar("Row", bound=Model)
AFTER, BEFORE = "n", "p"
PAGE_ROWS = 40


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursors of their neighbours; empty where there is none."""

    rows: Sequence[Row]
    previous: str = ""
    next: str = ""


def narrowed(rows: QuerySet[Row], axes: Mapping[str, str], chosen: Chosen) -> QuerySet[Row]:
    """The rows that the filters leave; each filter with the column it narrows."""
    for param, column in axes.items():
        if chosen.get(param):
            rows = rows.filter(**{f"{column}__in": chosen[param]})
    return rows


def cube_of(rows: QuerySet[Row], axes: Mapping[str, str]) -> Cube:
    """How many rows there are of each combination of values of the filters, in one query."""
    counted = rows.order_by().values_list(*axes.values()).annotate(rows=Count("pk"))
    return Cube(tuple(axes), [(tuple(map(_as_text, values)), count) for *values, count in counted])


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def page_of(
    rows: QuerySet[Row], *, by: str, cursor: str = "", size: int = PAGE_ROWS, is_up: bool = False
) -> Page[Row]:
    """A page of the rows, ordered by a day or a moment and then by key.

    Args:
        rows: what the filters leave, in any order.
        by: name of the field, a date or a datetime.
        cursor: as an earlier page gave it; empty: the first page.
        size: rows of a page.
        is_up: oldest first; otherwise newest first.

    Raises:
        BadInputError: the cursor is not of this list.
    """
    is_moment = isinstance(rows.model._meta.get_field(by), DateTimeField)  # noqa: SLF001  documented
    way, at, pk = _read(cursor, is_moment=is_moment) if cursor else (AFTER, None, 0)
    is_back = way == BEFORE
    is_rising = is_up != is_back
    if at is not None:
        rows = rows.filter(_past(by, at, pk, is_rising=is_rising))
    sign = "" if is_rising else "-"
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page(rows=())
    first, last = _mark(found[0], by), _mark(found[-1], by)
    has_next = has_more or is_back
    has_previous = has_more if is_back else bool(cursor)
    return Page(
        rows=found,
        previous=encode_cursor((BEFORE, *first)) if has_previous else "",
        next=encode_cursor((AFTER, *last)) if has_next else "",
    )


def _mark(row: Model, by: str) -> tuple[str, int]:
    return getattr(row, by).isoformat(), row.pk


def _read(cursor: str, *, is_moment: bool) -> tuple[str, date, int]:
    broken = BadInputError(
        _("This address does not lead to a page of this list. Start from its beginning."),
        field="desde",
    )
    try:
        way, day, pk = decode_cursor(cursor, shape=(str, str, int))
        at = moment_of(str(day)) if is_moment else day_of(str(day))
    except (BadInputError, ValueError) as error:
        raise broken from error
    if way not in {AFTER, BEFORE}:
        raise broken
    return str(way), at, int(pk)


def _past(by: str, at: date, pk: int, *, is_rising: bool) -> Q:
    """Beyond a row, in the direction of reading; the first half lets the index be used."""
    if is_rising:
        return Q(**{f"{by}__gte": at}) & (Q(**{f"{by}__gt": at}) | Q(pk__gt=pk))
    return Q(**{f"{by}__lte": at}) & (Q(**{f"{by}__lt": at}) | Q(pk__lt=pk))
