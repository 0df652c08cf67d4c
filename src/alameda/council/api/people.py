"""Members, committees, what is owed and what citizens ask for."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from alameda.council.api.schemas.people import (
    BallotQuery,
    BodyOut,
    CommitmentOut,
    CommitmentPage,
    CommitmentQuery,
    CouncillorOut,
    CouncillorVotePage,
    PointOut,
    PointPage,
    PointQuery,
)
from alameda.council.models import (
    Ballot,
    BlocMembership,
    Body,
    CitizenPoint,
    Commitment,
    Councillor,
    Mandate,
    Membership,
)
from alameda.council.selectors.councillors import ballots_of, councillors_visible_to
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.foundation.errors import NotFoundError
from alameda.pages.api.pages import page, url
from alameda.thread.selectors import subjects_visible_to

Row = TypeVar("Row", bound=Model)
router = Router()
COMMITMENT_COLUMNS = (
    "code", "kind", "text", "owner", "raised_on", "due_on", "state", "answer", "answered_on",
    "is_demo",
)  # fmt: skip
POINT_COLUMNS = (
    "code", "title", "text", "state", "needed", "supporters", "opened_on", "closes_on",
    "reached_on", "reason", "is_demo",
)  # fmt: skip


@router.get("/councillors", response=list[CouncillorOut], operation_id="council_councillor_list")
def councillor_list(request: ActorRequest) -> HttpResponse:
    """Every member there is or was, by surname."""
    rows = _with_seats(councillors_visible_to(request.actor)).order_by("sort_name", "pk")
    return json_answer(request, [_councillor(row) for row in rows])


@router.get("/councillors/{code}", response=CouncillorOut, operation_id="council_councillor_get")
def councillor_get(request: ActorRequest, code: str) -> HttpResponse:
    """One member, by code."""
    return json_answer(request, _councillor(_found(request, code)))


@router.get(
    "/councillors/{code}/votes",
    response=CouncillorVotePage,
    operation_id="council_councillor_votes",
)
def councillor_votes(request: ActorRequest, code: str, query: Query[BallotQuery]) -> HttpResponse:
    """What a member did in each closed vote, the newest first, a page at a time."""
    rows = ballots_of(_found(request, code)).select_related("vote")
    rows = rows.filter(vote__session__in=sessions_visible_to(request.actor))
    if query.year:
        rows = rows.filter(held_on__year__in=query.year)
    if query.choice:
        rows = rows.filter(choice__in=query.choice)
    return page(request, rows, query, by="held_on", tell=_ballot)


@router.get("/bodies", response=list[BodyOut], operation_id="council_body_list")
def body_list(request: ActorRequest) -> HttpResponse:
    """The Council and its committees, with the members of each."""
    members = Membership.objects.select_related("councillor").order_by("starts_on", "pk")
    rows = (
        Body.objects.filter(subject__in=subjects_visible_to(request.actor))
        .select_related("parent", "subject")
        .prefetch_related(Prefetch("memberships", members))
        .order_by("kind", "slug")
    )
    return json_answer(request, [_body(row) for row in rows])


@router.get("/commitments", response=CommitmentPage, operation_id="council_commitment_list")
def commitment_list(request: ActorRequest, query: Query[CommitmentQuery]) -> HttpResponse:
    """What was asked for, the newest first, a page at a time."""
    rows = Commitment.objects.filter(subject__in=subjects_visible_to(request.actor))
    rows = rows.select_related("session", "raised_by")
    if query.state:
        rows = rows.filter(state__in=query.state)
    if query.raised_by:
        rows = rows.filter(raised_by__code__in=query.raised_by)
    return page(request, rows, query, by="raised_on", tell=_commitment)


@router.get("/commitments/{code}", response=CommitmentOut, operation_id="council_commitment_get")
def commitment_get(request: ActorRequest, code: str) -> HttpResponse:
    """One commitment: what was asked for, who owes it, until when, and the answer."""
    rows = Commitment.objects.filter(subject__in=subjects_visible_to(request.actor))
    row = _one(rows.select_related("session", "raised_by"), code)
    if row is None:
        raise NotFoundError(_("There is no commitment %(code)s.") % {"code": code[:80]})
    return json_answer(request, _commitment(row))


@router.get("/points", response=PointPage, operation_id="council_point_list")
def point_list(request: ActorRequest, query: Query[PointQuery]) -> HttpResponse:
    """Citizen points, the newest first, a page at a time."""
    rows = CitizenPoint.objects.filter(subject__in=subjects_visible_to(request.actor))
    if query.state:
        rows = rows.filter(state__in=query.state)
    return page(request, rows, query, by="opened_on", tell=_point)


@router.get("/points/{code}", response=PointOut, operation_id="council_point_get")
def point_get(request: ActorRequest, code: str) -> HttpResponse:
    """One citizen point and how many support it; who does is nobody's business."""
    row = _one(CitizenPoint.objects.filter(subject__in=subjects_visible_to(request.actor)), code)
    if row is None:
        raise NotFoundError(_("There is no citizen point %(code)s.") % {"code": code[:80]})
    return json_answer(request, _point(row))


def _one(rows: QuerySet[Row], code: str) -> Row | None:
    return None if "\x00" in code else rows.filter(code=code).first()


def _with_seats(rows: QuerySet[Councillor]) -> QuerySet[Councillor]:
    return rows.select_related("subject").prefetch_related(
        Prefetch("mandates", Mandate.objects.select_related("circumscription")),
        Prefetch("memberships", Membership.objects.select_related("body")),
        Prefetch("blocs", BlocMembership.objects.select_related("bloc")),
    )


def _found(request: ActorRequest, code: str) -> Councillor:
    rows = _with_seats(councillors_visible_to(request.actor))
    row = rows.filter(code=code).first() if "\x00" not in code else None
    if row is None:
        raise NotFoundError(_("There is no member %(code)s.") % {"code": code[:80]})
    return row


def _councillor(row: Councillor) -> dict[str, Any]:
    seats = [
        *(
            (seat.kind, seat.circumscription.slug if seat.circumscription else "", seat)
            for seat in row.mandates.all()
        ),
        *((seat.post, seat.body.slug, seat) for seat in row.memberships.all()),
        *(("bloc", seat.bloc.slug, seat) for seat in row.blocs.all()),
    ]
    return {
        "code": row.code,
        "name": row.name,
        "sort_name": row.sort_name,
        "seats": [
            {"kind": kind, "of": of, "starts_on": seat.starts_on, "ends_on": seat.ends_on}
            for kind, of, seat in seats
        ],
        "is_demo": row.is_demo,
        "url": url(row.get_absolute_url()),
    }


def _ballot(row: Ballot) -> dict[str, Any]:
    return {
        "vote": row.vote.code,
        "held_on": row.held_on,
        "choice": row.choice,
        "outcome": row.vote.outcome,
        "is_inconsistent": row.vote.is_inconsistent,
    }


def _body(row: Body) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "kind": row.kind,
        "name": row.name,
        "parent": row.parent.slug if row.parent else None,
        "remit": row.remit,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "members": [
            {
                "code": seat.councillor.code,
                "name": seat.councillor.name,
                "post": seat.post,
                "starts_on": seat.starts_on,
                "ends_on": seat.ends_on,
            }
            for seat in row.memberships.all()
        ],
        "url": url(row.get_absolute_url()),
    }


def _commitment(row: Commitment) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in COMMITMENT_COLUMNS}
    return told | {
        "session": row.session.code if row.session else None,
        "raised_by": row.raised_by.code if row.raised_by else None,
        "url": url(row.get_absolute_url()),
    }


def _point(row: CitizenPoint) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in POINT_COLUMNS}
    return told | {"url": url(row.get_absolute_url())}
