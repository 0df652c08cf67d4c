"""Who may do what with the territory."""

from __future__ import annotations

from alameda.foundation.actor import Actor


def may_change_territory(actor: Actor) -> bool:
    """Whether the actor may load the region's facts and import boundaries."""
    return actor.has("operator") or actor.has("data_steward")
