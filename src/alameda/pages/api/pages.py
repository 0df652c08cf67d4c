"""Lists a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from alameda.foundation.access import ActorRequest
from alameda.foundation.addresses import day_of, moment_of
from alameda.foundation.answers import json_answer
from alameda.foundation.cursors import decode_cursor, encode_cursor
from alameda.foundation.errors import BadInputError
from alameda.pages.api.shapes import PageQuery

Row = TypeVar("Row", bound=Model)

Tell = Callable[[Row], dict[str, Any]]


def answer(request: ActorRequest, data: object) -> HttpResponse:
    """The data with an ETag."""
    return json_answer(request, data)


def page(
    request: ActorRequest,
    rows: QuerySet[Row],
    query: PageQuery,
    *,
    by: str,
    tell: Tell[Row],
) -> HttpResponse:
    """A page of a list, the newest first.

    Args:
        request: whose address, without the cursor, is that of the next page.
        rows: narrowed already.
        query: how many, and from where on.
        by: field of the day or moment that orders them.
        tell: a row as its schema.

    Raises:
        BadInputError: a cursor of another list.
    """
    if query.cursor:
        last, pk = decode_cursor(query.cursor, shape=(str, int))
        field = rows.model._meta.get_field(by)  # noqa: SLF001  Django documents it
        at = _at(str(last), is_moment=isinstance(field, DateTimeField))
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))

    def mark(row: Row) -> list[str | int]:
        return [getattr(row, by).isoformat(), row.pk]

    return _told(request, rows.order_by(f"-{by}", "-pk"), query, mark=mark, tell=tell)


def page_by_code(
    request: ActorRequest, rows: QuerySet[Row], query: PageQuery, *, tell: Tell[Row]
) -> HttpResponse:
    """A page of a list in the order of its codes; otherwise as ``page``.

    Raises:
        BadInputError: a cursor of another list.
    """
    if query.cursor:
        (last,) = decode_cursor(query.cursor, shape=(str,))
        rows = rows.filter(code__gt=last)

    def mark(row: Row) -> list[str | int]:
        return [row.code]  # type: ignore[attr-defined]  # asked for by its name in the filter too

    return _told(request, rows.order_by("code"), query, mark=mark, tell=tell)


def _told(
    request: ActorRequest,
    rows: QuerySet[Row],
    query: PageQuery,
    *,
    mark: Callable[[Row], list[str | int]],
    tell: Tell[Row],
) -> HttpResponse:
    """The first rows, and where the next page starts where there are more."""
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    following = None
    if len(found) > query.limit:
        cursor = encode_cursor(mark(shown[-1]))
        following = f"{settings.BASE_URL}{request.path}?{_asked(request, cursor)}"
    return json_answer(request, {"items": [tell(row) for row in shown], "next": following})


def _asked(request: ActorRequest, cursor: str) -> str:
    asked = [(key, value) for key, value in request.GET.lists() if key != "cursor"]
    return urlencode([*asked, ("cursor", [cursor])], doseq=True)


def _at(text: str, *, is_moment: bool) -> date | datetime:
    try:
        return moment_of(text) if is_moment else day_of(text)
    except ValueError as error:
        sentence = _("This cursor is not of this list. Start again without it.")
        raise BadInputError(sentence, field="cursor") from error


def url(path: str) -> str:
    """The address of a page for people."""
    return f"{settings.BASE_URL}{path}"
