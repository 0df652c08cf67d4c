"""What a reader may ask of the portfolio: facets, orders, and a set of filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alameda.foundation.vocabulary import keys
from alameda.investments.rules import bands, lateness, vocabulary
from alameda.investments.rules.states import GROUPS

# In the order of the page and of every address.
FACETS = (
    "comuna",
    "province",
    "group",
    "late",
    "route",
    "sector",
    "unit",
    "year",
    "amount",
    "kind",
)
ORDERS = ("relevance", "newest", "amount", "late", "progress", "name")

# Facets whose values are a closed list of this code, in its order.
CLOSED: Mapping[str, tuple[str, ...]] = {
    "group": tuple(group.key for group in GROUPS),
    "late": lateness.KEYS,
    "route": keys(vocabulary.ROUTES),
    "amount": bands.KEYS,
    "kind": keys(vocabulary.KINDS),
}
NOT_STATED = "sin-dato"
REGION_WIDE = "toda-la-region"


@dataclass(frozen=True)
class Filters:
    """Which initiatives: values of one facet are alternatives, facets narrow one another.

    Attributes:
        chosen: the facets with a choice, in the order of ``FACETS``; values sorted, each once.
        query: words to look for; empty where there are none.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    query: str = ""

    @classmethod
    def of(cls, chosen: Mapping[str, Iterable[str]], *, query: str = "") -> Filters:
        """Filters from any mapping, put in canonical order."""
        tidy = ((facet, tuple(sorted(set(chosen.get(facet, ()))))) for facet in FACETS)
        return cls(chosen=tuple((facet, values) for facet, values in tidy if values), query=query)

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return next((values for key, values in self.chosen if key == facet), ())

    def toggled(self, facet: str, value: str) -> Filters:
        """These filters with one value put in, or taken out where it was in."""
        chosen = {key: set(values) for key, values in self.chosen}
        chosen[facet] = chosen.get(facet, set()) ^ {value}
        return Filters.of(chosen, query=self.query)

    def only(self, facet: str, *values: str) -> Filters:
        """These filters with exactly these values of one facet; with none, without it."""
        return Filters.of({**dict(self.chosen), facet: values}, query=self.query)

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the list."""
        return not self.chosen and not self.query
