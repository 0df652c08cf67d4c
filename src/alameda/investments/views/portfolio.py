"""The portfolio: one list with its filters, seen as list, table, mosaic or timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.foundation import words
from alameda.foundation.access import public
from alameda.investments.forms.portfolio import (
    FACET_PARAMS,
    KNOWN,
    ORDER_PARAMS,
    VIEW_PARAMS,
    Asked,
    Fault,
    parse,
)
from alameda.investments.rules.columns import INITIATIVES
from alameda.investments.selectors.facets import Index, Selection, current_index
from alameda.investments.selectors.facets.labels import Labels, current_labels
from alameda.investments.selectors.portfolio import (
    PAGE_ROWS,
    Found,
    PlaceMoney,
    Row,
    exported_rows,
    money_by_comuna,
    rows_at,
    search_initiatives,
    select_initiatives,
)
from alameda.investments.views.narrowing import (
    active_filters,
    facet_groups,
    pager_of,
    pages_of,
    views_of,
)
from alameda.investments.views.pictures import legend_of, tiles_of, timeline_of
from alameda.investments.views.wording import (
    entries_of,
    facet_label,
    finding_of,
    finding_text,
    millions,
    order_label,
    place_label,
    state_label,
    tone_of,
    unknown_amounts,
)
from alameda.pages.views.downloads import csv_file, json_file
from alameda.pages.views.lists import LeftOut, Listing
from alameda.ui.context import address_of
from alameda.ui.freshness import marked
from alameda.ui.parts import Cell, Column, Download


@dataclass(frozen=True)
class Shown:
    """What one request sees: the state of the portfolio, what was asked and what it leaves."""

    index: Index
    labels: Labels
    asked: Asked
    selection: Selection
    found: Found | None
    today: date

    def rows(self) -> list[Row]:
        """The rows of this page."""
        first = (self.asked.page - 1) * PAGE_ROWS
        places = self.selection.places[first : first + PAGE_ROWS]
        return rows_at(self.index, self.labels, places, today=self.today)


@public
@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """The public portfolio, narrowed as the address says."""
    index = current_index()
    labels = current_labels(index)
    asked = parse(request.GET, labels)
    written = asked.query()
    if not asked.faults and request.META.get("QUERY_STRING", "") != written:
        return HttpResponseRedirect(f"?{written}" if written else request.path)
    return marked(
        request,
        index.version,
        labels.version,
        make=lambda: _page(request, _shown(index, labels, asked)),
        params=KNOWN,
    )


def _shown(index: Index, labels: Labels, asked: Asked) -> Shown:
    """Answer what was asked; a page past the end becomes the last one, and a fault."""
    today = timezone.localdate()
    found = search_initiatives(asked.filters.query, index) if asked.filters.query else None
    selection = select_initiatives(
        index, labels, asked.filters, today=today, order=asked.sorted_by, found=found
    )
    last = pages_of(len(selection))
    if asked.page > last:
        sentence = ngettext(
            "There is only %(last)s page: this is it.",
            "There are only %(last)s pages: this is the last one.",
            last,
        )
        fault = Fault("pagina", sentence % {"last": words.number(last)})
        asked = replace(asked, page=last, faults=(*asked.faults, fault))
    return Shown(index, labels, asked, selection, found, today)


def _page(request: HttpRequest, shown: Shown) -> HttpResponse:
    asked, selection = shown.asked, shown.selection
    draw = _VIEWS.get(asked.view)
    listed = Listing(
        count=len(selection),
        pager=pager_of(asked, len(selection)),
        groups=facet_groups(asked, selection, shown.labels),
        active=active_filters(asked, shown.labels),
        words=asked.filters.query,
        kept=_kept(asked),
        entries=() if draw else entries_of(shown.rows(), today=shown.today),
        left_out=[_left_out(fault) for fault in asked.faults],
        views=views_of(asked),
        downloads=_downloads(asked),
        shape="investments/portfolio_shape.html",
    )
    context = {
        "listing": listed,
        "asked": asked,
        "found": shown.found,
        "orders": _orders(asked),
        "canonical_query": asked.query(),
        "finding": finding_of(selection),
        "summary_text": finding_text(selection),
        "unknown_amounts": unknown_amounts(selection),
        **(draw(shown) if draw else {}),
    }
    status = HTTPStatus.BAD_REQUEST if asked.faults else HTTPStatus.OK
    return render(request, "investments/portfolio.html", context, status=status)


def _left_out(fault: Fault) -> LeftOut:
    """A fault of the address with the name and the place of the filter it speaks of."""
    names = {param: facet_label(facet) for facet, param in FACET_PARAMS.items()}
    others = {
        "q": _("Search"),
        "orden": _("Order"),
        "vista": _("View"),
        "ver": _("All values"),
        "pagina": _("Page"),
    }
    place = {**others, **names}.get(fault.param, "")
    return LeftOut(fault.sentence, place=place, anchor=fault.anchor if fault.param else "")


def _table(shown: Shown) -> dict[str, object]:
    asked = shown.asked

    def column(label: str, order: str = "", *, is_number: bool = False) -> Column:
        is_sorted = bool(order) and asked.sorted_by == order
        return Column(
            label=label,
            is_number=is_number,
            is_heading=order == "name",
            sort_url=asked.at(order=order, page=1) if order and not is_sorted else "",
            sorted_by=("ascending" if order == "name" else "descending") if is_sorted else "",
        )

    columns = [
        column(_("Initiative"), "name"),
        column(_("State")),
        column(_("Where")),
        column(_("Amount"), "amount", is_number=True),
        column(_("Paid"), is_number=True),
        column(_("Built"), "progress", is_number=True),
        column(_("Late, days"), "late", is_number=True),
    ]
    return {"columns": columns, "table_rows": [_cells(row) for row in shown.rows()]}


def _cells(row: Row) -> list[str | Cell]:
    late = row.late_days
    return [
        Cell(text=row.name, url=address_of(row.get_absolute_url())),
        Cell(text=state_label(row.state), tone=tone_of(row.state)),
        place_label(row),
        millions(row.amount_clp) if row.amount_clp is not None else "",
        millions(row.paid_clp) if row.paid_clp else "",
        words.percent(row.progress_pct) if row.progress_pct is not None else "",
        words.number(max(late, 0)) if late is not None else "",
    ]


def _mosaic(shown: Shown) -> dict[str, object]:
    """Every comuna under the other filters; those chosen are marked."""
    asked = shown.asked
    chosen = frozenset(asked.filters.values("comuna"))
    everywhere = select_initiatives(
        shown.index,
        shown.labels,
        asked.filters.only("comuna"),
        today=shown.today,
        found=shown.found,
    )
    money = money_by_comuna(shown.index, shown.labels, everywhere)
    low, high = legend_of(money)

    def url(each: PlaceMoney) -> str:
        return asked.at(filters=asked.filters.only("comuna", each.place.cut), view="list", page=1)

    return {"tiles": tiles_of(money, url=url, here=chosen), "low": low, "high": high}


def _timeline(shown: Shown) -> dict[str, object]:
    return {"timeline": timeline_of(shown.rows(), today=shown.today)}


_VIEWS = {"table": _table, "mosaic": _mosaic, "timeline": _timeline}


def _orders(asked: Asked) -> list[tuple[str, str, bool]]:
    """Value, name and whether it holds, of each order that can be chosen.

    The order that the list takes by itself has no value: words typed into the form then bring
    their own, the best match first.
    """
    own = "relevance" if asked.filters.query else "newest"
    return [
        ("" if order == own else param, order_label(order), order == asked.sorted_by)
        for order, param in ORDER_PARAMS.items()
        if order != "relevance" or asked.filters.query
    ]


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """What the search form must carry along: everything but the words, the order and the page."""
    pairs = [
        (FACET_PARAMS[facet], value) for facet, values in asked.filters.chosen for value in values
    ]
    view = [("vista", VIEW_PARAMS[asked.view])] if asked.view != "list" else []
    return [*pairs, *view]


def _downloads(asked: Asked) -> list[Download]:
    query = asked.query(view="list", page=1, opened="")
    tail = f"?{query}" if query else ""
    return [
        Download(label="CSV", url=address_of(f"/inversiones.csv{tail}")),
        Download(label="JSON", url=address_of(f"/inversiones.json{tail}")),
    ]


@public
@require_safe
def portfolio_csv(request: HttpRequest) -> HttpResponseBase:
    """The initiatives that the filters leave, as CSV."""
    return _file(request, "csv")


@public
@require_safe
def portfolio_json(request: HttpRequest) -> HttpResponseBase:
    """The initiatives that the filters leave, as JSON."""
    return _file(request, "json")


def _file(request: HttpRequest, kind: str) -> HttpResponseBase:
    index = current_index()
    labels = current_labels(index)
    shown = _shown(index, labels, parse(request.GET, labels))
    if shown.asked.faults:  # a file cannot say what was left out, so it is not made
        return _page(request, shown)
    rows = exported_rows(index, labels, shown.selection.places, today=shown.today)
    if kind == "csv":
        names = [column.name for column in INITIATIVES]
        return csv_file("inversiones", names, ([row[name] for name in names] for row in rows))
    about: dict[str, object] = {
        "source": request.build_absolute_uri(f"/inversiones/{shown.asked.at()}".rstrip("?")),
        "as_of": timezone.now().isoformat(timespec="seconds"),
        "count": len(shown.selection),
        "amount_clp": shown.selection.amount_clp,
        "paid_clp": shown.selection.paid_clp,
    }
    return json_file("inversiones", rows, key="initiatives", about=about)
