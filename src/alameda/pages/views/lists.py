"""Filters, pages and answers of a list, as the interface's components want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alameda.foundation.headers import kept_a_moment
from alameda.pages.forms import Asked
from alameda.pages.rules.cube import Cube
from alameda.pages.selectors import Page
from alameda.ui.parts import ActiveFilter, FacetGroup, FacetOption, Pager

PUBLIC_AGE_S = 15
SHOWN = 8
Option = tuple[str, str, int]


def facet(
    asked: Asked, param: str, label: str, options: Iterable[Option], *, is_open: bool = True
) -> FacetGroup:
    """A way to narrow: value, name and count of each; what is chosen comes first, and stays."""
    chosen = asked.values(param)
    rows = [row for row in options if row[2] or row[0] in chosen]
    rows.sort(key=lambda row: row[0] not in chosen)
    return FacetGroup(
        key=param,
        label=label,
        options=[
            FacetOption(
                label=name, count=count, url=asked.toggled(param, value), is_on=value in chosen
            )
            for value, name, count in rows
        ],
        is_open=is_open or bool(chosen),
    )


Names = Mapping[str, tuple[str, Mapping[str, str]]]


def groups_of(asked: Asked, names: Names, cube: Cube) -> list[FacetGroup]:
    """Every filter of a list with its values and what each would leave.

    Args:
        asked: what the address says.
        names: each filter with its label and the names of its values, in their order.
        cube: the counts.
    """
    chosen = dict(asked.chosen)
    found = []
    for param, (label, options) in names.items():
        counts = cube.counts(param, chosen)
        rows = [(value, name, counts.get(value, 0)) for value, name in options.items()]
        found.append(facet(asked, param, label, rows))
    return [group for group in found if group.options]


def active(asked: Asked, names: Names) -> list[ActiveFilter]:
    """What narrows the list, each with the address without it; ``names``: label, then values."""
    return [
        ActiveFilter(
            group=names[param][0],
            label=names[param][1].get(value, value),
            url=asked.toggled(param, value),
        )
        for param, values in asked.chosen
        for value in values
    ]


def pager_of(asked: Asked, page: Page[Any]) -> Pager:
    """Previous and next."""
    return Pager(
        previous_url=asked.at(page.previous) if page.previous else "",
        next_url=asked.at(page.next) if page.next else "",
    )


def shown(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    age_s: int = PUBLIC_AGE_S,
) -> HttpResponse:
    """A public page: everybody may keep it a moment, but for who is signed in."""
    response = render(request, template, dict(context), status=status)
    return kept_a_moment(request, response, age_s=age_s)
