"""The portfolio for machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router
from ninja.security import django_auth

from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.investments.actions.moves import move_initiative
from alameda.investments.actions.registering import correct_initiative, withdraw_initiative
from alameda.investments.api.lists import SUBLISTS, Sublist
from alameda.investments.api.schemas import (
    CorrectionIn,
    InitiativeDetail,
    InitiativePage,
    InitiativeQuery,
    MoveIn,
    WithdrawalIn,
)
from alameda.investments.models import Initiative
from alameda.investments.rules.states import STATES, group_of
from alameda.investments.selectors.initiatives import get_initiative, initiatives_visible_to
from alameda.pages.api.pages import page_by_code
from alameda.territory.models import Comuna

router = Router(tags=["investments"])

LIST_COLUMNS = (
    "code", "bip", "name", "kind", "route", "stage", "state", "state_since", "year",
    "is_region_wide", "requested_clp", "approved_clp", "contracted_clp", "paid_clp",
    "physical_pct", "financial_pct", "planned_end_on", "expected_end_on", "finished_on",
    "late_days", "is_demo", "changed_at",
)  # fmt: skip
DETAIL_COLUMNS = (
    "subsector", "is_prioritised", "strategy_axis", "strategy_guideline", "strategy_objective",
    "beneficiaries_women", "beneficiaries_men", "beneficiaries_total", "jobs", "version",
)  # fmt: skip


@router.get("/initiatives", response=InitiativePage, operation_id="initiative_list")
def initiative_list(request: ActorRequest, query: Query[InitiativeQuery]) -> HttpResponse:
    """Initiatives in the order of their code, a page at a time."""
    places = Prefetch("comunas", queryset=Comuna.objects.only("cut", "name"))
    rows = _narrowed(initiatives_visible_to(request.actor), query)
    rows = rows.select_related("sector", "executing_unit").prefetch_related(places)
    return page_by_code(request, rows, query, tell=_card)


@router.get("/initiatives/{code}", response=InitiativeDetail, operation_id="initiative_get")
def initiative_get(request: ActorRequest, code: str) -> HttpResponse:
    """One initiative, by its code or its BIP code."""
    row = get_initiative(code, actor=request.actor)
    here = f"{settings.BASE_URL}{reverse('api-v1:initiative_list')}/{row.code}"
    detail = _card(row) | {name: getattr(row, name) for name in DETAIL_COLUMNS}
    detail |= {
        "province": row.province.name if row.province else None,
        "formulator": row.formulator.name if row.formulator else None,
        "division": row.division.name if row.division else None,
        "lists": {sublist.path: f"{here}/{sublist.path}" for sublist in SUBLISTS},
    }
    return json_answer(request, detail)


@router.post(
    "/initiatives/{code}/moves",
    response={200: InitiativeDetail},
    auth=django_auth,
    operation_id="initiative_move",
)
def initiative_move(request: ActorRequest, code: str, body: MoveIn) -> HttpResponse:
    """Move an initiative to another state; 409 where somebody else moved it in between."""
    row = get_initiative(code, actor=request.actor)
    move_initiative(row, **body.dict(), actor=request.actor)
    return initiative_get(request, row.code)


@router.post(
    "/initiatives/{code}/corrections",
    response={200: InitiativeDetail},
    auth=django_auth,
    operation_id="initiative_correct",
)
def initiative_correct(request: ActorRequest, code: str, body: CorrectionIn) -> HttpResponse:
    """Correct what a registered initiative says, with a public reason."""
    row = get_initiative(code, actor=request.actor)
    asked = body.dict(exclude_unset=True, exclude_none=True)
    told = {name: asked.pop(name) for name in ("version", "reason", "confirmed") if name in asked}
    correct_initiative(row, changes=asked, **told, actor=request.actor)
    return initiative_get(request, row.code)


@router.post(
    "/initiatives/{code}/withdrawal",
    response={200: InitiativeDetail},
    auth=django_auth,
    operation_id="initiative_withdraw",
)
def initiative_withdraw(request: ActorRequest, code: str, body: WithdrawalIn) -> HttpResponse:
    """Withdraw an initiative that nobody decided on and that is not before the Council."""
    row = get_initiative(code, actor=request.actor)
    withdraw_initiative(row, **body.dict(), actor=request.actor)
    return initiative_get(request, row.code)


def _sublist_view(sublist: Sublist) -> Callable[[ActorRequest, str], HttpResponse]:
    def view(request: ActorRequest, code: str) -> HttpResponse:
        row = get_initiative(code, actor=request.actor)
        return json_answer(request, sublist.read(row.pk))

    view.__doc__ = f"{sublist.summary}, of one initiative."
    return view


for _sublist in SUBLISTS:
    router.get(
        f"/initiatives/{{code}}/{_sublist.path}",
        response=list[_sublist.shape],  # type: ignore[name-defined]  # the shape is data
        operation_id=f"initiative_{_sublist.path.replace('-', '_')}",
        summary=_sublist.summary,
    )(_sublist_view(_sublist))


def _narrowed(found: QuerySet[Initiative], query: InitiativeQuery) -> QuerySet[Initiative]:
    """The initiatives that pass every filter that was sent."""
    groups = set(query.state_group)
    states = [state.key for state in STATES if state.group in groups]
    filters = {
        "route__in": query.route,
        "kind__in": query.kind,
        "state__in": query.state,
        "sector__slug__in": query.sector,
        "year__in": query.year,
    }
    for lookup, values in filters.items():
        if values:
            found = found.filter(**{lookup: values})
    if groups:
        found = found.filter(state__in=states)
    if query.comuna:
        found = found.filter(pk__in=_placed(Q(comuna__cut__in=query.comuna)))
    if query.province:
        inside = _placed(Q(comuna__province__cut__in=query.province))
        found = found.filter(Q(pk__in=inside) | Q(province__cut__in=query.province))
    if query.changed_since:
        found = found.filter(changed_at__gte=query.changed_since)
    return found


def _placed(where: Q) -> QuerySet[Any, int]:
    return Initiative.comunas.through.objects.filter(where).values_list("initiative_id", flat=True)


def _card(row: Initiative) -> dict[str, Any]:
    """An initiative as lists show it."""
    card: dict[str, Any] = {name: getattr(row, name) for name in LIST_COLUMNS}
    card |= {
        "sector": row.sector.name if row.sector else None,
        "state_group": group_of(row.state).key,
        "comunas": [{"cut": place.cut, "name": place.name} for place in row.comunas.all()],
        "executing_unit": row.executing_unit.name if row.executing_unit else None,
        "url": settings.BASE_URL + row.get_absolute_url(),
    }
    return card
