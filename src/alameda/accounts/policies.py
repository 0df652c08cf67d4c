"""Who may do what with people and roles."""

from __future__ import annotations

from alameda.foundation.actor import Actor


def may_grant_role(actor: Actor) -> bool:
    """Whether the actor may give or end roles: the operator, and the system."""
    return actor.has("operator")


def may_load_people(actor: Actor) -> bool:
    """Whether the actor may make units and people in bulk: only the system."""
    return actor.kind == "system"


def may_forget_attempts(actor: Actor) -> bool:
    """Whether the actor may tidy up the counts of attempts: only the system."""
    return actor.kind == "system"
