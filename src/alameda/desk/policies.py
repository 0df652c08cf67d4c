"""Who may open which part of the desk; what each may do there is asked by its module."""

from __future__ import annotations

from alameda.council.policies import PROPOSERS, SECRETARY
from alameda.foundation.actor import Actor

COUNCIL_ROOM = (SECRETARY,)
VOTERS = ("councillor", "governor")
ANSWERERS = ("governor", "cabinet", SECRETARY, "division_head")

__all__ = ["ANSWERERS", "COUNCIL_ROOM", "PROPOSERS", "VOTERS", "may_keep_room"]


def may_keep_room(actor: Actor) -> bool:
    """Whether the actor keeps the room of some secretary, of the Council or of a committee."""
    return actor.kind == "system" or any(grant.role == SECRETARY for grant in actor.grants)
