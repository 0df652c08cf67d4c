"""Votes by name and what was agreed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from alameda.council.api.schemas.decisions import (
    AgreementDetail,
    AgreementPage,
    AgreementQuery,
    VoteDetail,
    VotePage,
    VoteQuery,
)
from alameda.council.models import Agreement, Vote
from alameda.council.selectors.agreements import agreements_visible_to, get_agreement
from alameda.council.selectors.decisions import get_vote
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.pages.api.pages import page, url

router = Router()
VOTE_COLUMNS = (
    "code", "question", "majority", "state", "held_on", "in_office", "present", "favour",
    "against", "abstain", "not_voting", "recused", "needed", "casting_choice", "outcome",
    "is_inconsistent", "has_all_names",
)  # fmt: skip
AGREEMENT_COLUMNS = (
    "code", "year", "number", "outcome", "title", "business", "amount_clp", "fund",
    "beneficiary", "agreed_on", "certified_at", "published_at", "is_demo",
)  # fmt: skip


@router.get("/votes", response=VotePage, operation_id="council_vote_list")
def vote_list(request: ActorRequest, query: Query[VoteQuery]) -> HttpResponse:
    """Votes, the newest first, a page at a time."""
    rows = Vote.objects.filter(session__in=sessions_visible_to(request.actor))
    rows = rows.select_related("session")
    if query.session:
        rows = rows.filter(session__code=query.session)
    if query.year:
        rows = rows.filter(held_on__year__in=query.year)
    if query.outcome:
        rows = rows.filter(outcome__in=query.outcome)
    if query.is_inconsistent is not None:
        rows = rows.filter(is_inconsistent=query.is_inconsistent)
    return page(request, rows, query, by="held_on", tell=_vote)


@router.get("/votes/{code}", response=VoteDetail, operation_id="council_vote_get")
def vote_get(request: ActorRequest, code: str) -> HttpResponse:
    """One vote, by name once it is closed."""
    row = get_vote(code, actor=request.actor)
    ballots = row.ballots.select_related("councillor").order_by("councillor__code")
    is_open = row.state == Vote.State.OPEN
    agreed = agreements_visible_to(request.actor).filter(vote=row).order_by("pk")
    told = _vote(row) | {
        "items": list(row.items.order_by("pk").values_list("code", flat=True)),
        "agreements": list(agreed.values_list("code", flat=True)),
        "ballots": [
            {
                "code": ballot.councillor.code,
                "name": ballot.councillor.name,
                "choice": ballot.choice,
                "cast_at": ballot.cast_at,
            }
            for ballot in (() if is_open else ballots)
        ],
        "cast": row.ballots.exclude(choice="").count(),
        "as_published": row.as_published,
    }
    return json_answer(request, told)


@router.get("/agreements", response=AgreementPage, operation_id="council_agreement_list")
def agreement_list(request: ActorRequest, query: Query[AgreementQuery]) -> HttpResponse:
    """Agreements that are public, the newest first, a page at a time."""
    rows = agreements_visible_to(request.actor).select_related(
        "session", "item", "vote", "committee", "corrects"
    )
    filters: dict[str, Any] = {
        "session__code": query.session,
        "year__in": query.year,
        "business__in": query.business,
        "outcome__in": query.outcome,
        "committee__slug__in": query.committee,
    }
    for lookup, values in filters.items():
        if values:
            rows = rows.filter(**{lookup: values})
    return page(request, rows, query, by="agreed_on", tell=_agreement)


@router.get("/agreements/{code}", response=AgreementDetail, operation_id="council_agreement_get")
def agreement_get(request: ActorRequest, code: str) -> HttpResponse:
    """One agreement with its text and its certificate."""
    row = get_agreement(code, actor=request.actor)
    certificate, matter = row.certificate, row.item.matter
    told = _agreement(row) | {
        "text": row.text,
        "publication_due_on": row.publication_due_on,
        "certificate_url": (
            url(certificate.get_absolute_url())
            if certificate and certificate.visibility == "public"
            else None
        ),
        "matter": matter.code if matter and matter.visibility == "public" else None,
    }
    return json_answer(request, told)


def _vote(row: Vote) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in VOTE_COLUMNS}
    return told | {"session": row.session.code, "url": url(row.get_absolute_url())}


def _agreement(row: Agreement) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in AGREEMENT_COLUMNS}
    return told | {
        "session": row.session.code,
        "item": row.item.code,
        "vote": row.vote.code,
        "committee": row.committee.slug if row.committee else None,
        "corrects": row.corrects.code if row.corrects else None,
        "url": url(row.get_absolute_url()),
    }
