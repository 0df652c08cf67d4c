"""Who may do what with an initiative."""

from __future__ import annotations

from collections.abc import Sequence

from alameda.foundation.actor import Actor
from alameda.investments.models import Initiative
from alameda.investments.rules.registering import FORMULATORS_TURN
from alameda.investments.rules.states import (
    BEFORE_COUNCIL,
    TRANSITIONS,
    Transition,
    find_move,
    moves_from,
)

MOVING_ROLES = tuple(sorted({role for move in TRANSITIONS for role in move.roles}))
SENDERS = ("governor", "cabinet")
REGISTERING_ROLES = (
    "document_office",
    "municipal_formulator",
    "planner",
    "preinvestment_analyst",
)
CORRECTING_ROLES = ("document_office", "planner", "preinvestment_analyst")
FORMULATOR = "municipal_formulator"
# Who takes back what lies before the Council: who proposed it, or its secretary.
TAKING_BACK_ROLES = (*SENDERS, "council_secretary")


def may_move(actor: Actor, initiative: Initiative, transition: Transition) -> bool:
    """Whether the actor may make that move of that initiative.

    A role limited to a unit holds for the initiatives of that division; one limited to a comuna,
    for those that lie in it, alone or with others.
    """
    unit = initiative.division.code if initiative.division else ""
    cuts = sorted(place.cut for place in initiative.comunas.all()) or [""]
    return _holds_any(actor, transition.roles, unit=unit, cuts=cuts)


def may_move_anything(actor: Actor) -> bool:
    """Whether the actor has any role, anywhere, that moves initiatives at all."""
    return actor.kind == "system" or any(grant.role in MOVING_ROLES for grant in actor.grants)


def moves_open_to(actor: Actor, initiative: Initiative) -> tuple[Transition, ...]:
    """The moves that the machine has from here and that this actor may choose on a list."""
    return tuple(
        move
        for move in moves_from(initiative.state)
        if not move.ground and may_move(actor, initiative, move)
    )


def may_register(actor: Actor, *, cuts: Sequence[str], unit: str = "") -> bool:
    """Whether the actor may register an initiative of those comunas and that division.

    A role limited to a comuna enters only what lies wholly there.
    """
    return all(_holds_any(actor, REGISTERING_ROLES, unit=unit, cuts=[cut]) for cut in cuts or [""])


def may_keep_draft(actor: Actor, initiative: Initiative) -> bool:
    """Whether the actor goes on with a draft, or enters it: who might have registered it."""
    unit = initiative.division.code if initiative.division else ""
    return may_register(actor, cuts=_cuts_of(initiative), unit=unit)


def may_correct(actor: Actor, initiative: Initiative) -> bool:
    """Whether the actor corrects what it says: staff of its unit, or its formulator in their turn.

    A formulator's turn is while it is returned to them, where it lies wholly in their comuna.
    """
    unit = initiative.division.code if initiative.division else ""
    cuts = _cuts_of(initiative)
    if _holds_any(actor, CORRECTING_ROLES, unit=unit, cuts=cuts or [""]):
        return True
    is_theirs = all(actor.has(FORMULATOR, unit=unit, comuna=cut) for cut in cuts or [""])
    return initiative.state in FORMULATORS_TURN and is_theirs


def may_withdraw(actor: Actor, initiative: Initiative) -> bool:
    """Whether the actor takes it back: by the machine, and formulators what is wholly theirs."""
    move = find_move(initiative.state, "withdrawn", "withdrawal")
    if move is None:
        return initiative.state in BEFORE_COUNCIL and may_move_anything(actor)
    unit = initiative.division.code if initiative.division else ""
    cuts = _cuts_of(initiative) or [""]
    others = [role for role in move.roles if role != FORMULATOR]
    return _holds_any(actor, others, unit=unit, cuts=cuts) or all(
        actor.has(FORMULATOR, unit=unit, comuna=cut) for cut in cuts
    )


def _cuts_of(initiative: Initiative) -> list[str]:
    return sorted(place.cut for place in initiative.comunas.all())


def may_prune_changes(actor: Actor) -> bool:
    """Whether the actor may forget old notes of what changed: the system alone."""
    return actor.kind == "system"


def _holds_any(actor: Actor, roles: Sequence[str], *, unit: str, cuts: Sequence[str]) -> bool:
    return any(actor.has(role, unit=unit, comuna=cut) for role in roles for cut in cuts)


def may_record_approval(actor: Actor, initiative: Initiative) -> bool:
    """Whether the actor records what the Council approved: who may move it to the budget."""
    move = find_move("in_plenary", "budget_identification")
    return move is not None and may_move(actor, initiative, move)


def may_import(actor: Actor) -> bool:
    """Whether the actor may bring registers in, and take an import back."""
    return actor.has("data_steward")


def may_generate(actor: Actor) -> bool:
    """Whether the actor may fill the instance with invented data: only the system."""
    return actor.kind == "system"
