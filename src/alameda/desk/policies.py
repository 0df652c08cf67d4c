"""Who may open which part of the desk; what each may do there is asked by its module."""

from __future__ import annotations

from alameda.council.policies import PROPOSERS, SECRETARY

COUNCIL_ROOM = (SECRETARY,)
VOTERS = ("councillor", "governor")
ANSWERERS = ("governor", "cabinet", SECRETARY, "division_head")

__all__ = ["ANSWERERS", "COUNCIL_ROOM", "PROPOSERS", "VOTERS"]
