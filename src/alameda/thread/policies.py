"""Who may tie subjects together."""

from __future__ import annotations

from alameda.foundation.actor import Actor


def may_link(actor: Actor) -> bool:
    """Whether the actor may say that one thing led to another: staff, and the system."""
    return actor.is_staff
