"""The external lists of OParl 1.1: pages, links, and the filters by when things changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from alameda.council.models import (
    Bloc,
    BlocMembership,
    Body,
    Mandate,
    Membership,
)
from alameda.foundation.addresses import WHOLE_MAX, check_params, moment_of, whole_of
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.opendata.selectors.oparl import meetings, people, shapes
from alameda.opendata.selectors.oparl.shapes import Thing
from alameda.opendata.selectors.rows import council_slug
from alameda.thread.models import Subject

PAGE = 100
FILTERS = {
    "created_since": ("created", "gte"),
    "created_until": ("created", "lte"),
    "modified_since": ("modified", "gte"),
    "modified_until": ("modified", "lte"),
}
# What every list takes. OParl's ``omit_internal`` asks for less and binds no server: we tell all.
OBJECT_PARAMS = {"omit_internal"}
PARAMS = {"page", "limit", "elementsPerPage", *FILTERS, *OBJECT_PARAMS}
PAGES_MAX = 1_000_000
PUBLIC = Subject.Visibility.PUBLIC


@dataclass(frozen=True)
class Kind:
    """One list, and how its objects are found and told.

    Attributes:
        rows: every row, in a stable order.
        tell: a row as its object.
        key: field that names it in addresses.
        created: field of the moment it was made; empty where nobody notes it.
        modified: field of the moment it last changed; empty where nobody notes it.
        visibility: field that says whether it is public; empty where all are.
    """

    rows: Callable[[], QuerySet[Any]]
    tell: Callable[[Any], Thing]
    key: str
    created: str = ""
    modified: str = ""
    visibility: str = ""


def _person(row: Any) -> Thing:
    return people.person(row, council=council_slug())


def _mandate(row: Any) -> Thing:
    return _of_person(row, people.mandate(row, row.council_slug or ""))


def _mandates() -> QuerySet[Any]:
    council = Body.objects.filter(kind="council").values("slug")[:1]
    return Mandate.objects.select_related("councillor").annotate(council_slug=Subquery(council))


def _membership(row: Membership) -> Thing:
    return _of_person(row, people.membership(row))


def _bloc_membership(row: BlocMembership) -> Thing:
    return _of_person(row, people.bloc_membership(row))


def _of_person(row: Mandate | Membership | BlocMembership, told: Thing) -> Thing:
    return told | {"person": shapes.address("persons", row.councillor.code)}


_SUBJECT = {
    "created": "subject__created_at",
    "modified": "subject__changed_at",
    "visibility": "subject__visibility",
}
KINDS: dict[str, Kind] = {
    "organizations": Kind(
        lambda: Body.objects.select_related("subject", "parent").prefetch_related("memberships"),
        people.organization,
        "slug",
        **_SUBJECT,
    ),
    "persons": Kind(people.people, _person, "code", **_SUBJECT),
    "meetings": Kind(
        meetings.sessions,
        meetings.meeting,
        "code",
        "subject__created_at",
        "changed_at",
        "subject__visibility",
    ),
    "locations": Kind(
        meetings.places,
        meetings.location,
        "code",
        "subject__created_at",
        "changed_at",
        "subject__visibility",
    ),
    "agendaitems": Kind(
        meetings.items,
        meetings.agenda_item,
        "code",
        "created_at",
        "told_at",
        "session__subject__visibility",
    ),
    "papers": Kind(
        meetings.agreements, meetings.paper, "code", **(_SUBJECT | {"modified": "told_at"})
    ),
    "consultations": Kind(
        meetings.agreements, meetings.consultation, "code", **(_SUBJECT | {"modified": "told_at"})
    ),
    "files": Kind(
        meetings.documents, meetings.file, "code", "created_at", "created_at", "visibility"
    ),
}
# What nobody notes a moment for: told whole, or by one.
BLOCS = Kind(lambda: Bloc.objects.prefetch_related("members"), people.bloc, "slug")
SEATS: dict[str, Kind] = {
    "mandate": Kind(_mandates, _mandate, "pk"),
    "committee": Kind(
        lambda: Membership.objects.select_related("councillor", "body"), _membership, "pk"
    ),
    "bloc": Kind(
        lambda: BlocMembership.objects.select_related("councillor", "bloc"),
        _bloc_membership,
        "pk",
    ),
}


def one(kind: str, key: str) -> Thing:
    """One object by the end of its address; a stub where it was taken down.

    Raises:
        NotFoundError: there is none.
    """
    found = _found(kind, key)
    if found is None:
        raise NotFoundError(_("There is no such object."))
    return found


def _found(kind: str, key: str) -> Thing | None:
    if kind == "bodies":
        return people.body() if key == people.BODY else None
    if kind == "legislativeterms":
        told = (people.legislative_term(*term) for term in people.terms())
        return next((term for term in told if term["id"].endswith(f"/{key}")), None)
    of, own = _kind_of(kind, key)
    row = of.rows().filter(**{of.key: own}).first() if of and own else None
    return of.tell(row) if of and row is not None else None


def _kind_of(kind: str, key: str) -> tuple[Kind | None, str]:
    if kind == "memberships":
        which, _dash, number = key.partition("-")
        is_number = number.isascii() and number.isdigit() and len(number) < 18  # noqa: PLR2004  fits a key
        return SEATS.get(which), number if is_number else ""
    if kind == "organizations" and key.startswith("bloc-"):
        return BLOCS, key.removeprefix("bloc-")
    return KINDS.get(kind), key


def page_of(kind: str, asked: Mapping[str, str]) -> Thing:
    """One page of a list.

    Args:
        kind: of objects, as in its address.
        asked: the query: ``page``, ``limit`` (``elementsPerPage`` in the words of OParl), the four
            filters, ``organization`` for meetings.

    Raises:
        NotFoundError: there is no such list.
        BadInputError: a parameter that no list has; a page, a limit or a moment that cannot be
            understood.
    """
    check_params(asked, PARAMS | {"organization"} if kind == "meetings" else PARAMS)
    number, limit = _whole(asked, "page", 1, PAGES_MAX), _rows(asked)
    start = (number - 1) * limit
    total, told = _told(kind, asked, start, limit)
    last = max((total - 1) // limit + 1, 1)

    def link(to: int) -> str:
        rest = {name: value for name, value in asked.items() if name != "page"}
        return f"{shapes.list_of(kind)}?{urlencode({**rest, 'page': to})}"

    links = {"first": link(1), "self": link(number), "last": link(last)}
    if number > 1:
        links["prev"] = link(min(number - 1, last))
    if number < last:
        links["next"] = link(number + 1)
    return {
        "data": told,
        "pagination": {
            "totalElements": total,
            "elementsPerPage": limit,
            "currentPage": number,
            "totalPages": last,
        },
        "links": links,
    }


def _told(kind: str, asked: Mapping[str, str], start: int, limit: int) -> tuple[int, list[Thing]]:
    """How many there are, and those of a page."""
    narrow = _filters(asked)
    if kind in {"bodies", "legislativeterms"}:
        whole = [people.body()] if kind == "bodies" else people.legislative_terms()
        return len(whole), whole[start : start + limit]
    if kind == "memberships":
        return _several(tuple(SEATS.values()), start, limit)
    if kind not in KINDS:
        raise NotFoundError(_("There is no such list."))
    of = KINDS[kind]
    rows = _narrowed(of, narrow)
    if kind == "meetings" and asked.get("organization"):
        rows = rows.filter(body__slug=asked["organization"])
    if kind == "organizations" and not narrow:
        return _several((of, BLOCS), start, limit)
    tell = partial(people.person, council=council_slug()) if kind == "persons" else of.tell
    return rows.count(), [tell(row) for row in rows[start : start + limit]]


def _narrowed(of: Kind, narrow: dict[str, datetime]) -> QuerySet[Any]:
    rows = of.rows()
    for name, at in narrow.items():
        field, how = FILTERS[name]
        rows = rows.filter(**{f"{getattr(of, field)}__{how}": at})
    # What was taken down is told to those who ask what changed, and to nobody else.
    if "modified_since" not in narrow:
        rows = rows.filter(**{of.visibility: PUBLIC})
    return rows.order_by(of.created, "pk") if of.created else rows.order_by("pk")


def _several(kinds: tuple[Kind, ...], start: int, limit: int) -> tuple[int, list[Thing]]:
    """A page of lists that stand one after the other."""
    total = 0
    told: list[Thing] = []
    for of in kinds:
        rows = _narrowed(of, {}) if of.visibility else of.rows().order_by("pk")
        count = rows.count()
        first = max(start - total, 0)
        if first < count and len(told) < limit:
            told += [of.tell(row) for row in rows[first : first + limit - len(told)]]
        total += count
    return total, told


def _filters(asked: Mapping[str, str]) -> dict[str, datetime]:
    found = {}
    for name in FILTERS:
        if name in asked:
            try:
                found[name] = moment_of(asked[name])
            except ValueError as error:
                raise BadInputError(
                    _("This is not a moment: use 2026-04-08T09:45:00-04:00."), field=name
                ) from error
    return found


def _rows(asked: Mapping[str, str]) -> int:
    """How many rows a page has: OParl's own name asks for any number, and is given what we give."""
    own = _whole(asked, "elementsPerPage", PAGE, WHOLE_MAX)
    return _whole(asked, "limit", min(own, PAGE), PAGE)


def _whole(asked: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    try:
        return whole_of(asked.get(name, str(otherwise)), least=1, most=most)
    except ValueError as error:
        raise BadInputError(_("This is not a possible number."), field=name) from error
