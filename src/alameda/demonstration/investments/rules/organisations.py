"""Invented organisations: only municipalities bear a real name, as a fact of the territory."""

from __future__ import annotations

import re
import unicodedata

from alameda.demonstration.investments.rules import words
from alameda.demonstration.investments.rules.plans import (
    ComunaFact,
    OrganisationPlan,
    TerritoryFact,
)

GOVERNMENT = "gobierno-regional-demo"
SMALL, REGION = 1_000, 10_000


def slug_of(text: str) -> str:
    """Lower case, without accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def municipality_of(comuna: ComunaFact) -> str:
    """Slug of a comuna's municipality."""
    return f"municipalidad-de-{slug_of(comuna.name)}"


def _firms(trades: tuple[str, ...], count: int) -> list[OrganisationPlan]:
    pairs = [(trade, word) for word in words.FIRM_WORDS for trade in trades]
    step = 7  # no common factor with any length here: spreads the words before they repeat
    firms = []
    for place in range(min(count, len(pairs))):
        trade, word = pairs[place * step % len(pairs)]
        form = words.FIRM_FORMS[(place * step) % len(words.FIRM_FORMS)]
        name = f"{trade} {word} Demo {form}"
        firms.append(OrganisationPlan(slug_of(f"demo {trade} {word}"), name, "company"))
    return firms


class Organisations:
    """Every organisation of an instance of that size, and those of each kind."""

    def __init__(self, territory: TerritoryFact, *, count: int) -> None:
        size = 0 if count < SMALL else 1 if count < REGION else 2
        self.builders = _firms(words.FIRM_TRADES, (48, 200, 256)[size])
        self.suppliers = _firms(words.SUPPLY_TRADES, (16, 60, 128)[size])
        self.advisers = _firms(words.ADVICE_TRADES, (10, 40, 96)[size])
        self.services = [
            OrganisationPlan(slug, name, "service") for slug, name in words.SERVICES
        ] + [OrganisationPlan(*words.UNIVERSITY, "university")]
        self.societies: dict[str, list[OrganisationPlan]] = {
            comuna.cut: _societies(comuna, each=(1, 4, 16)[size]) for comuna in territory.comunas
        }
        government = f"{territory.government} (demostración)"
        self._common = [OrganisationPlan(GOVERNMENT, government, "regional_government")] + [
            OrganisationPlan(
                municipality_of(comuna),
                f"Municipalidad de {comuna.name}",
                "municipality",
                comuna.cut,
            )
            for comuna in territory.comunas
        ]

    def everything(self) -> list[OrganisationPlan]:
        """All of them, each once, in a fixed order."""
        societies = [plan for cut in sorted(self.societies) for plan in self.societies[cut]]
        return [
            *self._common,
            *self.services,
            *self.builders,
            *self.suppliers,
            *self.advisers,
            *societies,
        ]


def _societies(comuna: ComunaFact, *, each: int) -> list[OrganisationPlan]:
    start = int(comuna.cut)
    plans = []
    for place, (slug, kind) in enumerate(words.SOCIETY_KINDS):
        for turn in range(each):
            nature = words.NATURE[(start + place * 5 + turn * 3) % len(words.NATURE)]
            name = f"{kind} {nature} de {comuna.name} (demostración)"
            key = slug_of(f"demo {slug} {nature} {comuna.cut}")
            plans.append(OrganisationPlan(key, name, "civil_society", comuna.cut))
    return plans
