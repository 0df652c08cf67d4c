"""Lists a page at a time, the newest first, and the answers that hold them."""

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


def answer(request: ActorRequest, data: object) -> HttpResponse:
    """The data with an ETag."""
    return json_answer(request, data)


def page(
    request: ActorRequest,
    rows: QuerySet[Row],
    query: PageQuery,
    *,
    by: str,
    tell: Callable[[Row], dict[str, Any]],
) -> HttpResponse:
    """A page of a list.

    Args:
        request: whose address, without the cursor, is that of the next page.
        rows: narrowed already.
        query: how many, and from where on.
        by: field of the day or moment that orders them, the newest first.
        tell: a row as its schema.

    Raises:
        BadInputError: a cursor of another list.
    """
    if query.cursor:
        last, pk = decode_cursor(query.cursor, shape=(str, int))
        field = rows.model._meta.get_field(by)  # noqa: SLF001  Django documents it
        at = _at(str(last), is_moment=isinstance(field, DateTimeField))
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))
    found = list(rows.order_by(f"-{by}", "-pk")[: query.limit + 1])
    shown = found[: query.limit]
    following = None
    if len(found) > query.limit:
        cursor = encode_cursor([getattr(shown[-1], by).isoformat(), shown[-1].pk])
        following = f"{settings.BASE_URL}{request.path}?{_asked(request, cursor)}"
    return answer(request, {"items": [tell(row) for row in shown], "next": following})


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
