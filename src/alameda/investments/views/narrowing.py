"""The ways to narrow the portfolio, as the interface's components want them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from alameda.investments.forms.portfolio import FACET_PARAMS, VIEW_PARAMS, Asked, toggler
from alameda.investments.selectors.facets import FACETS, Selection
from alameda.investments.selectors.facets.filters import CLOSED
from alameda.investments.selectors.facets.labels import Labels
from alameda.investments.selectors.portfolio import PAGE_ROWS
from alameda.investments.views.wording import facet_label, value_label, view_label
from alameda.pages.views import lists
from alameda.ui.parts import ActiveFilter, FacetGroup, PageLink, Pager, ViewLink

SHOWN = 8
OPEN_FIRST = frozenset({"comuna", "group", "late"})
NEIGHBOURS = 1

Rank = Callable[[tuple[int, int]], tuple[bool, int, int]]


def facet_groups(asked: Asked, selection: Selection, labels: Labels) -> list[FacetGroup]:
    """Every facet with its values and what each would leave, the chosen ones first."""
    groups = (_group(facet, asked, selection.counts[facet], labels) for facet in FACETS)
    return [group for group in groups if group.options]


def _group(facet: str, asked: Asked, counts: dict[int, int], labels: Labels) -> FacetGroup:
    resolved = (labels.resolve(facet, value) for value in asked.filters.values(facet))
    chosen = {value for value in resolved if value is not None}
    everything = {**counts, **{value: 0 for value in chosen if value not in counts}}
    values = [pair for pair in everything.items() if pair[1] or pair[0] in chosen]
    values.sort(key=_rank(facet, chosen))
    is_whole = facet in CLOSED or asked.opened == facet or len(values) <= SHOWN + 1
    shown = values if is_whole else values[: max(SHOWN, len(chosen))]
    hidden = len(values) - len(shown)
    group = lists.facet(
        FACET_PARAMS[facet],
        facet_label(facet),
        [(labels.key(facet, pk), value_label(facet, pk, labels), count) for pk, count in shown],
        chosen={labels.key(facet, value) for value in chosen},
        url=toggler(asked, facet),
        is_open=facet in OPEN_FIRST or asked.opened == facet,
    )
    more = f"{asked.at(opened=facet)}#facet-{FACET_PARAMS[facet]}" if hidden else ""
    return replace(group, more_url=more, more_count=hidden)


def _rank(facet: str, chosen: set[int]) -> Rank:
    """Chosen first; then closed lists in their order, years from the newest, others by count."""
    if facet in CLOSED:
        return lambda pair: (pair[0] not in chosen, pair[0], 0)
    if facet == "year":
        return lambda pair: (pair[0] not in chosen, -pair[0], 0)
    return lambda pair: (pair[0] not in chosen, -pair[1], pair[0])


def active_filters(asked: Asked, labels: Labels) -> list[ActiveFilter]:
    """What narrows the list now, each with the address without it."""
    return [
        ActiveFilter(
            group=facet_label(facet),
            label=value_label(facet, resolved, labels),
            url=asked.at(filters=asked.filters.toggled(facet, value), page=1),
        )
        for facet, values in asked.filters.chosen
        for value in values
        if (resolved := labels.resolve(facet, value)) is not None
    ]


def views_of(asked: Asked) -> list[ViewLink]:
    """The same list seen in each way."""
    return [
        ViewLink(
            key=view,
            label=view_label(view),
            url=asked.at(view=view, page=1, opened=""),
            is_current=view == asked.view,
        )
        for view in VIEW_PARAMS
    ]


def pager_of(asked: Asked, total: int) -> Pager:
    """Numbered pages around this one."""
    last = pages_of(total)
    near = {1, last, *range(asked.page - NEIGHBOURS, asked.page + NEIGHBOURS + 1)}
    pages: list[PageLink] = []
    for number in sorted(page for page in near if 1 <= page <= last):
        if pages and number > pages[-1].number + 1:
            pages.append(PageLink(number=number - 1, url=""))
        is_current = number == asked.page
        pages.append(PageLink(number=number, url=asked.at(page=number), is_current=is_current))
    return Pager(
        previous_url=asked.at(page=asked.page - 1) if asked.page > 1 else "",
        next_url=asked.at(page=asked.page + 1) if asked.page < last else "",
        pages=pages if last > 1 else (),
    )


def pages_of(total: int) -> int:
    """How many pages a list has; an empty one has one."""
    return max(1, -(-total // PAGE_ROWS))
