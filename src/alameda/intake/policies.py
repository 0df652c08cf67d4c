"""Who decides what a name that came in by a file means."""

from __future__ import annotations

from alameda.foundation.actor import Actor

STEWARD = "data_steward"


def may_review_names(actor: Actor) -> bool:
    """Whether the actor may say what the name of an organisation means."""
    return actor.has(STEWARD)
