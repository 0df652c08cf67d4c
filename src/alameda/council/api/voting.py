"""The moves of a session under way: a member's ballot; the secretary's roll, arrivals, close."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import django_auth

from alameda.council.actions.presence import record_arrival
from alameda.council.actions.votes import call_roll, cast_ballot, close_vote
from alameda.council.api.decisions import vote_get
from alameda.council.api.schemas.decisions import BallotOut, VoteDetail
from alameda.council.api.schemas.sessions import AttendanceOut
from alameda.council.api.schemas.voting import ArrivalIn, BallotIn, CloseIn, RollIn
from alameda.council.models import Councillor
from alameda.council.selectors.decisions import get_vote
from alameda.council.selectors.sessions import get_session
from alameda.foundation.access import ActorRequest
from alameda.foundation.answers import json_answer
from alameda.foundation.errors import NotAllowedError, NotFoundError

router = Router()


@router.post(
    "/votes/{code}/ballots",
    response={200: BallotOut},
    auth=django_auth,
    operation_id="council_ballot_cast",
)
def ballot_cast(request: ActorRequest, code: str, body: BallotIn) -> HttpResponse:
    """Vote, once; the same sending again is the same ballot, another one is refused (409)."""
    vote = get_vote(code, actor=request.actor)
    ballot = cast_ballot(
        vote,
        councillor=_voter(request, body.councillor),
        choice=body.choice,
        request_key=body.request_key,
        actor=request.actor,
    )
    told = {
        "code": ballot.councillor.code,
        "name": ballot.councillor.name,
        "choice": ballot.choice,
        "cast_at": ballot.cast_at,
    }
    return json_answer(request, told)


@router.post(
    "/votes/{code}/roll",
    response={200: VoteDetail},
    auth=django_auth,
    operation_id="council_roll_call",
)
def roll_call(request: ActorRequest, code: str, body: RollIn) -> HttpResponse:
    """Several ballots at once, by the secretary: all or none."""
    vote = get_vote(code, actor=request.actor)
    members = _members(body.choices)
    choices = {members[member]: choice for member, choice in body.choices.items()}
    call_roll(vote, choices=choices, actor=request.actor)
    return vote_get(request, code)


@router.post(
    "/votes/{code}/close",
    response={200: VoteDetail},
    auth=django_auth,
    operation_id="council_vote_close",
)
def vote_close(request: ActorRequest, code: str, body: CloseIn) -> HttpResponse:
    """Close a vote and compute its result; refused while somebody has not voted."""
    vote = get_vote(code, actor=request.actor)
    close_vote(vote, marks_pending=body.marks_pending, actor=request.actor)
    return vote_get(request, code)


@router.post(
    "/sessions/{code}/arrivals",
    response={200: AttendanceOut},
    auth=django_auth,
    operation_id="council_arrival_record",
)
def arrival_record(request: ActorRequest, code: str, body: ArrivalIn) -> HttpResponse:
    """Note that a member arrived at a session that lasts."""
    session = get_session(code, actor=request.actor)
    member = _members([body.councillor])[body.councillor]
    record_arrival(session, councillor=member, is_remote=body.is_remote, actor=request.actor)
    return json_answer(request, {"code": member.code, "name": member.name, "state": "present"})


def _voter(request: ActorRequest, code: str | None) -> Councillor:
    if code:
        return _members([code])[code]
    own = Councillor.objects.filter(account_id=request.actor.person_id).first()
    if request.actor.person_id is None or own is None:
        raise NotAllowedError(_("Only a member of the Council votes in it."))
    return own


def _members(codes: Iterable[str]) -> dict[str, Councillor]:
    asked = set(codes)
    found = {row.code: row for row in Councillor.objects.filter(code__in=asked)}
    if missing := sorted(asked - set(found)):
        raise NotFoundError(_("There is no member %(code)s.") % {"code": missing[0][:80]})
    return found
