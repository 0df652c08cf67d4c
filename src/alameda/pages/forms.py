"""What the address of a list asks: words, filters, a place in the list; what is wrong is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

WORDS_MAX = 200
SHOWN_MAX = 60
FAULTS_MAX = 8  # said of one filter; a longer address is told that there are more
FIRST_YEAR = 1990  # before there was any regional council
WORDS, CURSOR = "q", "desde"


@dataclass(frozen=True)
class Asked:
    """What one address asks of a list.

    Attributes:
        words: looked for; empty: everything.
        chosen: each parameter with its values, in the order of the page.
        cursor: where the page starts; empty: at the first row.
        faults: sentences on what was left out of the address.
    """

    words: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cursor: str = ""
    faults: tuple[str, ...] = ()

    def values(self, param: str) -> tuple[str, ...]:
        """The values of one filter; none: it does not narrow."""
        return next((values for name, values in self.chosen if name == param), ())

    def one(self, param: str, default: str = "") -> str:
        """The only value of a filter that takes one."""
        values = self.values(param)
        return values[0] if values else default

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the list."""
        return not self.words and not any(values for _name, values in self.chosen)

    def pairs(self) -> list[tuple[str, str]]:
        """Words and filters, as the address writes them."""
        words = [(WORDS, self.words)] if self.words else []
        return words + [(name, value) for name, values in self.chosen for value in values]

    def at(self, cursor: str = "") -> str:
        """A link to a page of the same list: the first one where no cursor is given."""
        return "?" + urlencode(self.pairs() + ([(CURSOR, cursor)] if cursor else []))

    def toggled(self, param: str, value: str) -> str:
        """A link to the first page with the value put in, or taken out where it was in."""
        kept = frozenset(self.values(param)) ^ {value}
        chosen = tuple(
            (name, tuple(sorted(kept)) if name == param else values) for name, values in self.chosen
        )
        return replace(self, chosen=chosen).at()


def parse(query: QueryDict, known: Mapping[str, Collection[str] | None]) -> Asked:
    """Read an address.

    Args:
        query: of the request.
        known: each filter with its possible values; ``None``: any year until the next one.
    """
    faults: list[str] = []
    chosen = tuple(
        (param, _values(query.getlist(param), possible, faults))
        for param, possible in known.items()
    )
    words = " ".join(
        "".join(sign if sign.isprintable() else " " for sign in query.get(WORDS, "")).split()
    )
    if len(words) > WORDS_MAX:
        said = _("The search is longer than %(most)s letters: we looked for its beginning.")
        faults.append(said % {"most": WORDS_MAX})
        words = words[:WORDS_MAX].rstrip()
    return Asked(words=words, chosen=chosen, cursor=query.get(CURSOR, ""), faults=tuple(faults))


def _values(
    asked: list[str], possible: Collection[str] | None, faults: list[str]
) -> tuple[str, ...]:
    given = [value for value in dict.fromkeys(value.strip() for value in asked) if value]
    known = _years() if possible is None else possible
    wrong = [value for value in given if value not in known]
    for value in wrong[:FAULTS_MAX]:
        tidy = "".join(sign for sign in value if sign.isprintable())[:SHOWN_MAX]
        said = _("“%(value)s” is not a value of this filter, so we left it out.")
        faults.append(said % {"value": tidy})
    if len(wrong) > FAULTS_MAX:
        said = _("%(count)s more values of this filter are none, so we left them out.")
        faults.append(said % {"count": len(wrong) - FAULTS_MAX})
    return tuple(sorted(set(given) - set(wrong)))


def _years() -> Collection[str]:
    """The years that a filter can have: a session may be convened two years and a day ahead."""
    return {str(year) for year in range(FIRST_YEAR, timezone.localdate().year + 4)}
