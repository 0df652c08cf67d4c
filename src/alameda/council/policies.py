"""Who may do what in the Council."""

from __future__ import annotations

from alameda.council.models import Agreement, Body, Commitment, Councillor, Session
from alameda.foundation.actor import Actor

SECRETARY = "council_secretary"
PROPOSERS = (SECRETARY, "governor", "cabinet")


def may_keep_members(actor: Actor) -> bool:
    """Whether the actor keeps the list of members, blocs and committees."""
    return actor.has(SECRETARY)


def may_give_seat_role(actor: Actor) -> bool:
    """Whether the role of a seat comes and goes with it: for the operator, who gives roles.

    The secretary ties a seat to an account that exists; accounts and roles are the operator's.
    """
    return actor.has("operator")


def may_run(actor: Actor, session: Session) -> bool:
    """Whether the actor runs this session: its secretary."""
    return actor.has(SECRETARY, body=session.body.slug)


def may_run_body(actor: Actor, body: Body) -> bool:
    """Whether the actor convenes sessions of this body and keeps its agenda."""
    return actor.has(SECRETARY, body=body.slug)


def may_keep_room(actor: Actor) -> bool:
    """Whether the actor keeps the room of some secretary, of the Council or of a committee."""
    return actor.kind == "system" or any(grant.role == SECRETARY for grant in actor.grants)


def may_enter_items(actor: Actor) -> bool:
    """Whether the actor may put business before the Council."""
    return any(actor.has(role) for role in PROPOSERS)


def may_vote_as(actor: Actor, councillor: Councillor) -> bool:
    """Whether the actor is that councillor, and nobody else."""
    holds = actor.has("councillor") or actor.has("governor")
    return (
        actor.kind == "person"
        and holds
        and actor.person_id is not None
        and actor.person_id == councillor.account_id
    )


def may_raise(actor: Actor) -> bool:
    """Whether the actor may note what a councillor asked for."""
    return actor.has(SECRETARY) or actor.has("councillor")


def may_answer(actor: Actor, commitment: Commitment) -> bool:
    """Whether the actor may answer a commitment: who owes it, or the secretary for them."""
    if actor.has(SECRETARY) or actor.has("governor") or actor.has("cabinet"):
        return True
    unit = commitment.owner_unit.code if commitment.owner_unit else ""
    return bool(unit) and actor.has("division_head", unit=unit)


def may_open_point(actor: Actor) -> bool:
    """Whether the actor may propose or support a citizen point: any person with an account."""
    return actor.kind == "person" and actor.person_id is not None


def may_import(actor: Actor) -> bool:
    """Whether the actor may bring past sessions in."""
    return actor.has("data_steward") or actor.has(SECRETARY)


def may_generate(actor: Actor) -> bool:
    """Whether the actor may fill the instance with invented data: only the system."""
    return actor.kind == "system"


def may_see_drafts(actor: Actor) -> bool:
    """Whether the actor sees what is not published yet: who works for the Council or sits on it."""
    return actor.is_staff or actor.has(SECRETARY) or actor.has("councillor")


def may_see_agreement(actor: Actor, agreement: Agreement, session: Session) -> bool:
    """Whether the actor may open an agreement of a session, as ``agreements_visible_to`` says."""
    is_public = agreement.published_at is not None or session.import_run_id is not None
    return is_public or may_see_drafts(actor)


def may_move_matters(actor: Actor, *, to: str = "") -> bool:
    """Whether the actor notes what became of a matter: the secretary; withdrawn, who puts it."""
    return actor.has(SECRETARY) or (to == "withdrawn" and may_enter_items(actor))


def may_decline_points(actor: Actor) -> bool:
    """Whether the actor declares a citizen point not admissible: the secretary."""
    return actor.has(SECRETARY)


def may_keep_hours(actor: Actor) -> bool:
    """Whether the actor counts again the hours of the sessions ahead: the system, by itself."""
    return actor.kind == "system"


def may_expire_points(actor: Actor) -> bool:
    """Whether the actor closes the points whose days are over: the system, by night."""
    return actor.kind == "system"


def may_withdraw(actor: Actor, commitment: Commitment) -> bool:
    """Whether the actor withdraws what was asked for: who asked for it, or the secretary."""
    if actor.has(SECRETARY):
        return True
    asked = commitment.raised_by
    return asked is not None and may_vote_as(actor, asked)
