"""How a vote was counted, in the words of an official paper: always in Spanish."""

from __future__ import annotations

from alameda.council.models import Vote
from alameda.council.rules.results import explain, share_words
from alameda.council.rules.standing_orders import StandingOrders, standing_orders
from alameda.territory.models import Region
from alameda.ui import words

SPANISH = "es"
_BASES = {"present": "de quienes están presentes", "in_office": "de quienes están en ejercicio"}


def orders_of(vote: Vote) -> StandingOrders:
    """The standing orders of the day on which the session of a vote began.

    Raises:
        ParameterUnknownError: they are not known for that day.
    """
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    return standing_orders(words.local_date(vote.session.starts_at), region=region)


def majority_words(vote: Vote) -> str:
    """The majority that a vote needed: al menos 4/7 de quienes están en ejercicio."""
    majority = orders_of(vote).majorities.get(vote.majority)
    if majority is None:
        return ""
    return f"{share_words(majority.share, language=SPANISH)} {_BASES[majority.of]}"


def explanation_of(vote: Vote) -> list[str]:
    """How the result was computed, a sentence each; nothing where an import does not say."""
    return explain(vote.explanation, language=SPANISH)
