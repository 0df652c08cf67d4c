"""Who may do what with investments."""

from __future__ import annotations

from alameda.foundation.actor import Actor


def may_import(actor: Actor) -> bool:
    """Whether the actor may bring registers in, and take an import back."""
    return actor.has("data_steward")


def may_generate(actor: Actor) -> bool:
    """Whether the actor may fill the instance with invented data: only the system."""
    return actor.kind == "system"
