"""Home, territory and the pages about the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.views.agreement_shown import entry_of as agreement_entry
from alameda.foundation import words
from alameda.foundation.access import public
from alameda.foundation.errors import NotFoundError
from alameda.investments.selectors.decisions import Decision
from alameda.investments.selectors.portfolio import PlaceMoney
from alameda.investments.views.pictures import legend_of, tiles_of
from alameda.investments.views.wording import (
    closed_label,
    decision_label,
    entries_of,
    finding_of,
    tone_of_group,
)
from alameda.pages.views.keeping import page_version
from alameda.portal.selectors.council import council_now, decided_in
from alameda.portal.selectors.pages import (
    FEW,
    ComunaPage,
    Portfolio,
    comuna_page,
    home_of,
    median_of,
)
from alameda.portal.views.addresses import comuna_url, list_url, portfolio_now
from alameda.portal.views.council import council_lines
from alameda.ui.charts import Bar, BarChart, bar_chart
from alameda.ui.context import address_of
from alameda.ui.freshness import marked
from alameda.ui.parts import Cell, Column, Crumb, Entry


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is being built near me, what is late, what was decided this week."""
    portfolio = portfolio_now()

    def make() -> HttpResponse:
        told = home_of(portfolio)
        low, high = legend_of(told.money)
        groups = told.everything.counts["group"]
        works = portfolio.labels.resolve("group", "works") or 0
        finished = portfolio.labels.resolve("group", "finished") or 0
        context = {
            "told": told,
            "finding": finding_of(told.everything),
            "has_any": len(told.everything) > 0,
            "tiles": tiles_of(told.money, url=comuna_url),
            "low": low,
            "high": high,
            "comunas": [each.place for each in told.money],
            "late_entries": entries_of(told.late_rows, today=portfolio.today),
            "late_url": list_url(("estado", "works"), ("atraso", "si"), ("orden", "atraso")),
            "decisions": _decision_entries(told.decisions),
            "works": groups[works],
            "works_url": list_url(("estado", "works")),
            "finished": groups[finished],
            "finished_url": list_url(("estado", "finished")),
            "sources": _sources(),
            "territory_url": reverse("portal:territory"),
            "council": council_lines(council_now()),
        }
        return render(request, "portal/home.html", context)

    state = (
        portfolio.index.version,
        portfolio.labels.version,
        page_version("council", "investments"),
    )
    return marked(request, *state, make=make)


def _sources() -> dict[str, str]:
    """Where the figures of the home page can be seen row by row."""
    return {"all": list_url(), "csv": address_of("/inversiones.csv")}


def _decision_entries(decisions: list[Decision]) -> list[Entry]:
    return [
        Entry(
            title=decision.name,
            url=address_of(f"/inversiones/{decision.code}/"),
            meta=(words.day_long(decision.on), decision_label(decision)),
            amount=words.compact_money(decision.amount_clp) if decision.amount_clp else "",
        )
        for decision in decisions
    ]


@public
@require_safe
def territory(request: HttpRequest) -> HttpResponse:
    """Every comuna: the mosaic and its table; ``?comuna=CUT`` goes to that comuna."""
    wanted = request.GET.get("comuna", "").strip()
    portfolio = portfolio_now()
    if wanted and portfolio.labels.comuna(wanted):
        return HttpResponseRedirect(reverse("portal:comuna", args=[wanted]))

    def make() -> HttpResponse:
        told = home_of(portfolio)
        low, high = legend_of(told.money)
        context = {
            "tiles": tiles_of(told.money, url=comuna_url),
            "low": low,
            "high": high,
            "comunas": [each.place for each in told.money],
            "unknown": wanted,
            "columns": _territory_columns(),
            **(_ends(told.money) if low or high else {}),
            "table_rows": [_territory_cells(each, portfolio) for each in told.money],
            "finding": finding_of(told.everything),
            "has_any": len(told.everything) > 0,
        }
        return render(request, "portal/territory.html", context, status=404 if wanted else 200)

    state = (portfolio.index.version, portfolio.labels.version)
    return marked(request, *state, make=make, params=("comuna",))


def _ends(money: list[PlaceMoney]) -> dict[str, BarChart]:
    """The comunas with the most and the least money by inhabitant, on one scale."""
    known = sorted(
        (each for each in money if each.per_person_clp is not None),
        key=lambda each: -(each.per_person_clp or 0),
    )
    middle = median_of(money)
    if middle:
        finding = _("Half of the comunas have more than %(median)s.")
        finding %= {"median": words.money(middle)}
    else:
        finding = _("Half of the comunas, or more, have nothing yet.")

    def chart(few: list[PlaceMoney], ident: str, title: str) -> BarChart:
        bars = [
            Bar(
                label=each.place.name,
                amount=each.per_person_clp or 0,
                value=words.money(each.per_person_clp or 0),
                url=comuna_url(each),
                mark=middle,
            )
            for each in few
        ]
        return bar_chart(
            bars,
            ident=ident,
            title=title,
            finding=finding,
            label_head=_("Comuna"),
            value_head=_("Per inhabitant"),
            mark_label=_("The comuna in the middle"),
        )

    return {
        "most": chart(known[:FEW], "most", _("Most per inhabitant")),
        "least": chart(known[-FEW:], "least", _("Least per inhabitant")),
    }


def _territory_columns() -> list[Column]:
    return [
        Column(label=_("Comuna"), is_heading=True),
        Column(label=_("Province")),
        Column(label=_("Inhabitants"), is_number=True),
        Column(label=_("Initiatives"), is_number=True),
        Column(label=_("Its part of the money"), is_number=True),
        Column(label=_("Per inhabitant"), is_number=True),
        Column(label=_("Place"), is_number=True),
    ]


def _territory_cells(money: PlaceMoney, portfolio: Portfolio) -> list[str | Cell]:
    place = money.place
    unknown = _("not known")
    return [
        Cell(text=place.name, url=comuna_url(money)),
        portfolio.labels.name("province", place.province_pk),
        words.number(place.population) if place.population else unknown,
        words.number(money.count),
        words.compact_money(money.amount_clp),
        words.money(money.per_person_clp) if money.per_person_clp is not None else unknown,
        words.number(money.rank) if money.rank else "",
    ]


@public
@require_safe
def comuna(request: HttpRequest, cut: str) -> HttpResponse:
    """What is done in one comuna, by inhabitant and against the region."""
    portfolio = portfolio_now()
    if portfolio.labels.comuna(cut) is None:
        sentence = _("There is no comuna with the code %(cut)s in this region.")
        raise NotFoundError(sentence % {"cut": cut[:20]})

    def make() -> HttpResponse:
        page = comuna_page(portfolio, cut)
        if page is None:  # pragma: no cover  asked just above
            raise NotFoundError(_("There is no such comuna."))
        return render(request, "portal/comuna.html", _comuna_context(page, portfolio))

    state = (
        portfolio.index.version,
        portfolio.labels.version,
        page_version("council", "investments"),
    )
    return marked(request, *state, make=make)


def _comuna_context(page: ComunaPage, portfolio: Portfolio) -> dict[str, object]:
    cut = page.place.cut
    low, high = legend_of(page.money)
    here = ("comuna", cut)
    return {
        "page": page,
        "place": page.place,
        "province": portfolio.labels.name("province", page.place.province_pk),
        "count": len(page.here),
        "finding": finding_of(page.here),
        "crumbs": [Crumb(label=_("Territory"), url=reverse("portal:territory"))],
        "tiles": tiles_of(page.money, url=comuna_url, here=frozenset({cut})),
        "low": low,
        "high": high,
        "states": _state_bars(page, portfolio),
        "sectors": _sector_bars(page),
        "late_entries": entries_of(page.late, today=portfolio.today),
        "late_url": list_url(here, ("estado", "works"), ("atraso", "si"), ("orden", "atraso")),
        "late_count": page.late_count,
        "biggest_entries": entries_of(page.biggest, today=portfolio.today),
        "biggest_url": list_url(here, ("orden", "monto")),
        "latest_entries": entries_of(page.latest, today=portfolio.today),
        "decisions": _decision_entries(page.decisions),
        "agreements": [agreement_entry(row) for row in decided_in(cut, limit=FEW)],
        "list_url": list_url(here),
        "csv_url": address_of(f"/inversiones.csv?comuna={cut}"),
        "comparison": _comparison(page),
        "per_person": words.money(page.own.per_person_clp)
        if page.own.per_person_clp is not None
        else _("not known"),
        "population": words.number(page.place.population)
        if page.place.population
        else _("not known"),
        "territory_url": reverse("portal:territory"),
    }


def _comparison(page: ComunaPage) -> str:
    """How the comuna stands against the others, in one sentence."""
    own = page.own
    if own.per_person_clp is None or page.median_clp is None:
        return _(
            "The number of inhabitants is not known here, so there is no figure per inhabitant."
        )
    said = {
        "amount": words.money(own.per_person_clp),
        "median": words.money(page.median_clp),
        "rank": words.number(own.rank or 0),
        "known": words.number(page.known),
    }
    if not page.median_clp:
        told = _(
            "%(amount)s per inhabitant, number %(rank)s of %(known)s comunas."
            " Half of them, or more, have nothing yet."
        )
        return told % said
    return (
        _(
            "%(amount)s per inhabitant. Half of the comunas have more than %(median)s:"
            " this one is number %(rank)s of %(known)s."
        )
        % said
    )


def _state_bars(page: ComunaPage, portfolio: Portfolio) -> BarChart:
    counts = page.here.counts["group"]
    bars = []
    for value, count in counts.items():
        if count:
            key = portfolio.labels.key("group", value)
            bars.append(
                Bar(
                    label=closed_label("group", key),
                    amount=count,
                    value=words.number(count),
                    url=list_url(("comuna", page.place.cut), ("estado", key)),
                    tone=tone_of_group(key),
                )
            )
    return bar_chart(
        bars,
        ident="states",
        title=_("By state"),
        finding=_("How many initiatives stand in each state."),
        label_head=_("State"),
        value_head=_("Initiatives"),
    )


def _sector_bars(page: ComunaPage) -> BarChart:
    bars = [
        Bar(
            label=name or _("Not stated"),
            amount=amount,
            value=words.compact_money(amount),
            url=list_url(("comuna", page.place.cut), ("sector", key)),
        )
        for key, name, amount in page.by_sector
    ]
    return bar_chart(
        bars,
        ident="sectors",
        title=_("By sector"),
        finding=_("The money of the initiatives of each sector, whole even where shared."),
        label_head=_("Sector"),
        value_head=_("Amount"),
    )


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, where its figures come from, and how to check them."""
    portfolio = portfolio_now()
    return marked(
        request,
        portfolio.index.version,
        make=lambda: render(request, "portal/about.html", {"count": len(portfolio.index)}),
    )
