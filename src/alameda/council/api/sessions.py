"""Sessions and the items of their agendas."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from alameda.council.api.schemas.sessions import (
    ItemOut,
    ItemPage,
    ItemQuery,
    SessionDetail,
    SessionPage,
    SessionQuery,
)
from alameda.council.models import AgendaItem, Session
from alameda.council.rules.imports.defects import sentence
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.imports import findings_of_session
from alameda.council.selectors.sessions import get_session, narrowed, sessions_visible_to
from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.pages.api.pages import page, url

router = Router()
BEFORE_PUBLIC = "convened"
COLUMNS = (
    "code", "kind", "year", "number", "state", "title", "place", "starts_at", "opened_at",
    "closed_at", "quorum_needed", "quorum_present", "is_inconsistent", "source", "is_demo",
    "version", "changed_at",
)  # fmt: skip
ITEM_COLUMNS = (
    "code", "business", "title", "summary", "state", "section", "number", "position",
    "amount_clp", "fund", "beneficiary", "is_from_floor",
)  # fmt: skip


@router.get("/sessions", response=SessionPage, operation_id="council_session_list")
def session_list(request: ActorRequest, query: Query[SessionQuery]) -> HttpResponse:
    """Sessions, the newest first, a page at a time."""
    rows = narrowed(
        sessions_visible_to(request.actor),
        years=[str(year) for year in query.year],
        bodies=query.body,
        kinds=query.kind,
    )
    if query.state:
        rows = rows.filter(state__in=query.state)
    return page(request, rows, query, by="starts_at", tell=_session)


@router.get("/sessions/{code}", response=SessionDetail, operation_id="council_session_get")
def session_get(request: ActorRequest, code: str) -> HttpResponse:
    """One session with its agenda and who was there."""
    row = get_session(code, actor=request.actor)
    agreed = agreements_visible_to(request.actor).filter(session=row).order_by("pk")
    attendance = row.attendance.select_related("councillor").order_by("councillor__code")
    told = _session(row) | {
        "agenda": [_item(item) for item in _items_of(row)],
        "attendance": [
            {"code": seen.councillor.code, "name": seen.councillor.name, "state": seen.state}
            for seen in attendance
        ],
        "votes": list(row.votes.order_by("pk").values_list("code", flat=True)),
        "agreements": list(agreed.values_list("code", flat=True)),
        "recording_url": row.recording_url,
        "findings": [
            {
                "kind": found.kind,
                "row": found.row,
                "vote": found.vote.code if found.vote else None,
                "es": sentence(found.kind, found.values, language="es"),
                "en": sentence(found.kind, found.values, language="en"),
            }
            for found in findings_of_session(row)
        ],
    }
    return json_answer(request, told)


@router.get(
    "/sessions/{code}/agenda", response=list[ItemOut], operation_id="council_session_agenda"
)
def session_agenda(request: ActorRequest, code: str) -> HttpResponse:
    """The agenda of a session, in its order; empty until it is published."""
    row = get_session(code, actor=request.actor)
    return json_answer(request, [_item(item) for item in _items_of(row)])


@router.get("/items", response=ItemPage, operation_id="council_item_list")
def item_list(request: ActorRequest, query: Query[ItemQuery]) -> HttpResponse:
    """Items of agendas that were published, the newest first, a page at a time."""
    rows = _known(AgendaItem.objects.filter(session__in=sessions_visible_to(request.actor)))
    rows = rows.exclude(session__state=BEFORE_PUBLIC)
    if query.session:
        rows = rows.filter(session__code=query.session)
    filters = {
        "business__in": query.business,
        "state__in": query.state,
        "committee__slug__in": query.committee,
    }
    for lookup, values in filters.items():
        if values:
            rows = rows.filter(**{lookup: values})
    return page(request, rows, query, by="created_at", tell=_item)


def _items_of(session: Session) -> QuerySet[AgendaItem]:
    if session.state == BEFORE_PUBLIC:
        return AgendaItem.objects.none()
    return _known(session.items.all()).order_by("position", "pk")


def _known(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    return rows.select_related("session", "committee", "matter")


def _session(row: Session) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    return told | {"body": row.body.slug, "url": url(row.get_absolute_url())}


def _item(row: AgendaItem) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in ITEM_COLUMNS}
    is_public = row.matter is not None and row.matter.visibility == "public"
    return told | {
        "session": row.session.code if row.session else None,
        "committee": row.committee.slug if row.committee else None,
        "matter": row.matter.code if row.matter and is_public else None,
        "url": url(row.get_absolute_url()),
    }
