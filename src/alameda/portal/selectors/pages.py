"""What the home page, a comuna and the search show, gathered from the modules below."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchVector

from alameda.accounts.models import Organisation
from alameda.documents.models import Document
from alameda.documents.selectors import documents_having
from alameda.foundation.actor import VISITOR
from alameda.foundation.texts import askable
from alameda.investments.selectors.decisions import Decision, latest_decisions
from alameda.investments.selectors.facets import Filters, Index, Selection, current_index
from alameda.investments.selectors.facets.labels import Labels, Place, current_labels
from alameda.investments.selectors.facets.vocabulary import nearest
from alameda.investments.selectors.portfolio import (
    Found,
    PlaceMoney,
    Row,
    money_by_comuna,
    rows_at,
    search_initiatives,
    select_initiatives,
)
from alameda.portal.rules import folded
from alameda.portal.selectors.council import CouncilFound, find_in_council
from alameda.thread.models import Subject

FEW = 5
ACTS = 8
FOUND_INITIATIVES = 10
FOUND_OTHERS = 8
WEEK_DAYS = 7


@dataclass(frozen=True)
class Portfolio:
    """The portfolio as one request sees it."""

    index: Index
    labels: Labels
    today: date

    def select(self, filters: Filters, *, order: str = "newest") -> Selection:
        """What some filters leave."""
        return select_initiatives(self.index, self.labels, filters, today=self.today, order=order)

    def first(self, selection: Selection, count: int = FEW) -> list[Row]:
        """The first rows of a selection."""
        return rows_at(self.index, self.labels, selection.places[:count], today=self.today)


def portfolio_on(today: date) -> Portfolio:
    """The public portfolio as it is committed now."""
    index = current_index()
    return Portfolio(index=index, labels=current_labels(index), today=today)


@dataclass(frozen=True)
class Home:
    """What the home page tells."""

    everything: Selection
    money: list[PlaceMoney]
    late: Selection
    late_rows: list[Row]
    decisions: list[Decision]
    is_this_week: bool


def home_of(portfolio: Portfolio) -> Home:
    """What is built, what is late, what was decided this week."""
    everything = portfolio.select(Filters())
    late = portfolio.select(Filters.of({"late": ["si"], "group": ["works"]}), order="late")
    decisions = latest_decisions(today=portfolio.today, limit=ACTS)
    newest = decisions[0].on if decisions else date.min
    return Home(
        everything=everything,
        money=money_by_comuna(portfolio.index, portfolio.labels, everything),
        late=late,
        late_rows=portfolio.first(late),
        decisions=decisions,
        is_this_week=(portfolio.today - newest).days < WEEK_DAYS if decisions else False,
    )


@dataclass(frozen=True)
class ComunaPage:
    """What is done in one comuna, against the region."""

    place: Place
    here: Selection
    own: PlaceMoney
    money: list[PlaceMoney]
    median_clp: int | None
    known: int
    by_sector: list[tuple[str, str, int]]
    late: list[Row]
    late_count: int
    biggest: list[Row]
    latest: list[Row]
    decisions: list[Decision]


def comuna_page(portfolio: Portfolio, cut: str) -> ComunaPage | None:
    """The page of a comuna; ``None`` where the region has none with that code."""
    place = portfolio.labels.comuna(cut)
    if place is None:
        return None
    filters = Filters.of({"comuna": [cut]})
    here = portfolio.select(filters)
    money = money_by_comuna(portfolio.index, portfolio.labels, portfolio.select(Filters()))
    known = [each.per_person_clp for each in money if each.per_person_clp is not None]
    late = portfolio.select(filters.only("late", "si").only("group", "works"), order="late")
    biggest = portfolio.select(filters, order="amount")
    return ComunaPage(
        place=place,
        here=here,
        own=next(each for each in money if each.place.cut == cut),
        money=money,
        median_clp=median_of(money),
        known=len(known),
        by_sector=_by_sector(portfolio, here),
        late=portfolio.first(late),
        late_count=len(late),
        biggest=portfolio.first(biggest),
        latest=portfolio.first(here),
        decisions=latest_decisions(today=portfolio.today, limit=FEW, comuna_cut=cut),
    )


def median_of(money: list[PlaceMoney]) -> int | None:
    """Money by inhabitant of the comuna in the middle; ``None`` where no population is known."""
    known = [each.per_person_clp for each in money if each.per_person_clp is not None]
    return round(statistics.median(known)) if known else None


def _by_sector(portfolio: Portfolio, here: Selection) -> list[tuple[str, str, int]]:
    """Key, name and money of each sector of a selection, the most money first."""
    sums = portfolio.index.sums(here.places, "sector", "amount")
    labels = portfolio.labels
    rows = [
        (labels.key("sector", value), labels.name("sector", value), amount)
        for value, amount in sums.items()
        if amount > 0
    ]
    return sorted(rows, key=lambda row: -row[2])[:ACTS]


@dataclass(frozen=True)
class Results:
    """What a search over the whole site found."""

    found: Found
    count: int
    rows: list[Row]
    comunas: list[PlaceMoney]
    organisations: list[tuple[str, str, str]]
    acts: list[Subject]
    council: CouncilFound
    documents: list[Document]
    document_count: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        found = (self.count, self.comunas, self.organisations, self.acts, self.documents)
        return not any(found) and self.council.is_empty


def search_everything(portfolio: Portfolio, words: str) -> Results:
    """Initiatives, comunas, organisations, the Council, documents and acts by words or code."""
    found = search_initiatives(words, portfolio.index)
    council = find_in_council(words)
    places = portfolio.index.places_of(found.pks)
    documents = documents_having(words, actor=VISITOR)
    return Results(
        found=found,
        count=len(places),
        rows=rows_at(
            portfolio.index,
            portfolio.labels,
            places[:FOUND_INITIATIVES],
            today=portfolio.today,
        ),
        comunas=_comunas(portfolio, words),
        organisations=_organisations(portfolio, words),
        acts=_acts(words, council),
        council=council,
        documents=list(documents[:FOUND_OTHERS]),
        document_count=documents.order_by().count(),
    )


def _acts(words: str, council: CouncilFound) -> list[Subject]:
    """What has a code that begins so and is not told apart already."""
    if not any(sign.isdigit() for sign in words):
        return []
    rows = Subject.objects.filter(
        visibility=Subject.Visibility.PUBLIC, code__startswith=words.upper()
    )
    return list(rows.exclude(kind="initiative").exclude(code__in=council.codes)[:FOUND_OTHERS])


def _comunas(portfolio: Portfolio, words: str) -> list[PlaceMoney]:
    """Comunas whose name holds the words, or is the nearest to them."""
    asked = folded(words)
    names = {place.cut: folded(place.name) for place in portfolio.labels.comunas.values()}
    hits = {cut for cut, name in names.items() if asked in name or f" {name} " in f" {asked} "}
    if not hits and names:
        near = nearest(words, Counter(names.values()))
        hits = {cut for cut, name in names.items() if name == near}
    if not hits:
        return []
    everything = portfolio.select(Filters())
    money = money_by_comuna(portfolio.index, portfolio.labels, everything)
    return [each for each in money if each.place.cut in hits][:FOUND_OTHERS]


def _organisations(portfolio: Portfolio, words: str) -> list[tuple[str, str, str]]:
    """Slug (of executing units only), name and kind of organisations by words of their name."""
    query = SearchQuery(askable(words), config="alameda_es", search_type="websearch")
    units = {key for key, _name in portfolio.labels.named["unit"].values()}
    rows = (
        Organisation.objects.annotate(found=SearchVector("name", config="alameda_es"))
        .filter(found=query)
        .order_by("name")
        .values_list("slug", "name", "kind")[:FOUND_OTHERS]
    )
    return [(slug if slug in units else "", name, kind) for slug, name, kind in rows]
