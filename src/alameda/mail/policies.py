"""Who may do what with mail. Writing one needs no more than the act it belongs to."""

from __future__ import annotations

from alameda.foundation.actor import Actor


def may_deliver(actor: Actor) -> bool:
    """Whether the actor may send what waits and forget what is old: only the system."""
    return actor.kind == "system"
