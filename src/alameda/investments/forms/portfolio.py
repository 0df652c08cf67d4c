"""The address of the portfolio: read from a query string, and written back in one order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from alameda.foundation.addresses import FOREIGN_PREFIXES
from alameda.investments.selectors.facets import FACETS, Filters
from alameda.investments.selectors.facets.labels import Labels

# Public names: the order here is the order in every address.
FACET_PARAMS = {
    "comuna": "comuna",
    "province": "provincia",
    "group": "estado",
    "late": "atraso",
    "route": "via",
    "sector": "sector",
    "unit": "unidad",
    "year": "anio",
    "amount": "monto",
    "kind": "tipo",
}
ORDER_PARAMS = {
    "relevance": "relevancia",
    "newest": "reciente",
    "amount": "monto",
    "late": "atraso",
    "progress": "avance",
    "name": "nombre",
}
VIEW_PARAMS = {"list": "lista", "table": "tabla", "mosaic": "mosaico", "timeline": "tiempo"}
KNOWN = ("q", *FACET_PARAMS.values(), "orden", "vista", "ver", "pagina")
QUERY_MAX = 200
SHOWN_MAX = 60
PAGE_MAX_DIGITS = 7


@dataclass(frozen=True)
class Fault:
    """A part of the address that could not be followed: where, and what to do."""

    param: str
    sentence: str

    @property
    def anchor(self) -> str:
        """Where on the page the filter stands."""
        places = {"q": "ask-words", "orden": "ask-order"}
        is_facet = self.param in FACET_PARAMS.values()
        return f"facet-{self.param}" if is_facet else places.get(self.param, "results")


@dataclass(frozen=True)
class Asked:
    """What an address asks of the portfolio.

    Attributes:
        filters: which initiatives.
        view: one of ``VIEW_PARAMS``.
        order: one of ``ORDER_PARAMS``; empty where the address leaves it to us.
        page: from 1.
        opened: the facet whose values are all shown, or empty.
        faults: what was ignored, and why.
    """

    filters: Filters = field(default_factory=Filters)
    view: str = "list"
    order: str = ""
    page: int = 1
    opened: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def sorted_by(self) -> str:
        """The order that holds: by relevance when words are looked for, else the newest act."""
        return self.order or ("relevance" if self.filters.query else "newest")

    def query(self, **changes: object) -> str:
        """The canonical query string of this address with some parts changed, without ``?``."""
        return written(replace(self, **changes)) if changes else written(self)  # type: ignore[arg-type]  # dataclasses.replace checks the names

    def at(self, **changes: object) -> str:
        """The same as a relative link: ``?`` alone where nothing is asked."""
        return f"?{self.query(**changes)}"


def written(asked: Asked) -> str:
    """The one way to write what is asked."""
    chosen = asked.filters.chosen
    pairs = [(FACET_PARAMS[facet], value) for facet, values in chosen for value in values]
    words = [("q", asked.filters.query)] if asked.filters.query else []
    return urlencode([*words, *pairs, *_rest(asked)])


def toggler(asked: Asked, facet: str) -> Callable[[str], str]:
    """The link to the first page with one value of a facet put in, or taken out where it was in.

    The same as ``asked.at`` with toggled filters; a page has some eighty of them, so everything
    but the one facet is written once.
    """
    place = FACETS.index(facet)
    head = [("q", asked.filters.query)] if asked.filters.query else []
    tail: list[tuple[str, str]] = []
    for other, values in asked.filters.chosen:
        if other != facet:
            part = head if FACETS.index(other) < place else tail
            part.extend((FACET_PARAMS[other], value) for value in values)
    before, after = urlencode(head), urlencode([*tail, *_rest(replace(asked, page=1))])
    param, own = FACET_PARAMS[facet], frozenset(asked.filters.values(facet))

    def at(value: str) -> str:
        middle = urlencode([(param, each) for each in sorted(own ^ {value})])
        return "?" + "&".join(part for part in (before, middle, after) if part)

    return at


def _rest(asked: Asked) -> list[tuple[str, str]]:
    """What is asked besides words and filters."""
    pairs: list[tuple[str, str]] = []
    if asked.order:
        pairs.append(("orden", ORDER_PARAMS[asked.order]))
    if asked.view != "list":
        pairs.append(("vista", VIEW_PARAMS[asked.view]))
    if asked.opened:
        pairs.append(("ver", FACET_PARAMS[asked.opened]))
    if asked.page > 1:
        pairs.append(("pagina", str(asked.page)))
    return pairs


def parse(query: QueryDict, labels: Labels) -> Asked:
    """Read an address; what cannot be followed becomes a fault and is left out."""
    faults: list[Fault] = []
    words = _words(query, faults)
    chosen = {
        facet: _values(facet, query.getlist(FACET_PARAMS[facet]), labels, faults)
        for facet in FACETS
    }
    opened = _one(query, "ver", FACET_PARAMS, faults)
    order = _one(query, "orden", ORDER_PARAMS, faults)
    if order == "relevance" or (order == "newest" and not words):
        order = ""  # what the list does by itself
    faults.extend(_unknown_params(query))
    return Asked(
        filters=Filters.of(chosen, query=words),
        view=_one(query, "vista", VIEW_PARAMS, faults) or "list",
        order=order,
        page=_page(query, faults),
        opened=opened,
        faults=tuple(faults),
    )


def _shown(value: str) -> str:
    """What was asked, short and printable, to be said back."""
    tidy = "".join(sign for sign in value if sign.isprintable())
    return tidy if len(tidy) <= SHOWN_MAX else f"{tidy[:SHOWN_MAX]}…"


def _words(query: QueryDict, faults: list[Fault]) -> str:
    words = " ".join("".join(s if s.isprintable() else " " for s in query.get("q", "")).split())
    if len(words) > QUERY_MAX:
        sentence = _("The search is longer than %(most)s letters: we looked for its beginning.")
        faults.append(Fault("q", sentence % {"most": QUERY_MAX}))
        words = words[:QUERY_MAX].rstrip()
    return words


def _values(facet: str, asked: Sequence[str], labels: Labels, faults: list[Fault]) -> list[str]:
    good = []
    for value in dict.fromkeys(value.strip() for value in asked):
        if not value:
            continue
        if labels.resolve(facet, value) is None:
            sentence = _("“%(value)s” is not a value of this filter, so we left it out.")
            faults.append(Fault(FACET_PARAMS[facet], sentence % {"value": _shown(value)}))
        else:
            good.append(value)
    return good


def _one(query: QueryDict, param: str, known: dict[str, str], faults: list[Fault]) -> str:
    value = query.get(param, "").strip()
    if not value:
        return ""
    for key, public in known.items():
        if value == public:
            return key
    sentence = _("“%(value)s” is not known here. You can write: %(known)s.")
    said = {"value": _shown(value), "known": ", ".join(known.values())}
    faults.append(Fault(param, sentence % said))
    return ""


def _page(query: QueryDict, faults: list[Fault]) -> int:
    value = query.get("pagina", "").strip()
    if not value:
        return 1
    is_number = value.isascii() and value.isdigit() and len(value) <= PAGE_MAX_DIGITS
    if is_number and int(value) > 0:
        return int(value)
    sentence = _("“%(value)s” is not a page number: we show the first page.")
    faults.append(Fault("pagina", sentence % {"value": _shown(value)}))
    return 1


def _unknown_params(query: QueryDict) -> list[Fault]:
    strangers = [name for name in query if name not in KNOWN]
    return [
        Fault(
            "",
            _("There is no filter called “%(name)s”, so we left it out.") % {"name": _shown(name)},
        )
        for name in strangers
        if not name.startswith(FOREIGN_PREFIXES)
    ]
