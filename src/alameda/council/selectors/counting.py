"""How a vote was counted, in the words of an official paper: always in Spanish."""

from __future__ import annotations

from alameda.council.models import Vote
from alameda.council.rules import spanish

_MAJORITIES = {
    "present": "mayoría absoluta de las personas presentes",
    "control_head": "cuatro séptimos de las personas en ejercicio",
    "corporations": "dos tercios de las personas en ejercicio",
    "overrule": "mayoría absoluta de las personas en ejercicio, más una",
    "observation": "un tercio de las personas presentes",
}


def majority_words(vote: Vote) -> str:
    """The majority that a vote needed."""
    return _MAJORITIES.get(vote.majority, "")


def explanation_of(vote: Vote) -> list[str]:
    """How the result was computed, a sentence each."""
    if vote.needed is None or vote.favour is None:
        return []
    needed = spanish.counted(vote.needed, "voto", "votos")
    return [f"Se necesitaban {needed} a favor y hubo {spanish.number(vote.favour)}."]
