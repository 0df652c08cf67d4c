"""How a vote was counted, in the words of an official paper: always in Spanish."""

from __future__ import annotations

from alameda.council.models import Vote
from alameda.council.rules.results import explain, share_words
from alameda.council.selectors.orders import held_on, orders_on

SPANISH = "es"
_BASES = {"present": "de quienes están presentes", "in_office": "de quienes están en ejercicio"}


def majority_words(vote: Vote) -> str:
    """The majority that a vote needed: al menos 4/7 de quienes están en ejercicio."""
    majority = orders_on(held_on(vote.session)).majorities.get(vote.majority)
    if majority is None:
        return ""
    return f"{share_words(majority.share, language=SPANISH)} {_BASES[majority.of]}"


def explanation_of(vote: Vote) -> list[str]:
    """How the result was computed, a sentence each; nothing where an import does not say."""
    return explain(vote.explanation, language=SPANISH)
