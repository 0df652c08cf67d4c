"""Filters, pages and answers of a list, as the interface's components want them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alameda.foundation.headers import kept_a_moment
from alameda.pages.forms import Asked
from alameda.pages.rules.cube import Cube
from alameda.pages.selectors import Page
from alameda.ui.parts import (
    ActiveFilter,
    Download,
    Entry,
    FacetGroup,
    FacetOption,
    Follow,
    Pager,
    ViewLink,
)

PUBLIC_AGE_S = 15
Option = tuple[str, str, int]
Names = Mapping[str, tuple[str, Mapping[str, str]]]
ENTRIES = "pages/entries.html"


@dataclass(frozen=True)
class LeftOut:
    """A part of the address that was not followed.

    Attributes:
        sentence: what, and why.
        place: name of the filter it speaks of; empty where it is none.
        anchor: where on the page that filter stands; empty where nowhere.
    """

    sentence: str
    place: str = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list, as ``pages/list.html`` draws it and ``pages/ask.html`` asks for its words.

    Attributes:
        count: how many things are shown, on this page or in all: only nothing is told apart.
        pager: the pages before and after this one.
        groups: the filters, each value with what it would leave.
        active: what narrows the list, each with the address without it.
        words: looked for; empty: everything.
        kept: what the form of the words carries along.
        entries: what is drawn, where ``shape`` is the plain one.
        left_out: of the address.
        views: the other ways to see the same list.
        downloads: the same list as files.
        follow: its feed.
        shape: template that draws what was found.
    """

    count: int
    pager: Pager
    groups: Sequence[FacetGroup] = ()
    active: Sequence[ActiveFilter] = ()
    words: str = ""
    kept: Sequence[tuple[str, str]] = ()
    entries: Sequence[Entry] = ()
    left_out: Sequence[LeftOut] = ()
    views: Sequence[ViewLink] = ()
    downloads: Sequence[Download] = ()
    follow: Follow | None = None
    shape: str = ENTRIES


def listing(
    asked: Asked,
    names: Names,
    cube: Cube,
    page: Page[Any],
    entries: Sequence[Entry],
    **more: Any,
) -> Listing:
    """A list that the database filters.

    Args:
        asked: what the address says.
        names: each filter with its label and the names of its values, in their order.
        cube: how many there are of each combination of values.
        page: the rows shown.
        entries: the same rows, as they are drawn.
        more: what else ``Listing`` has, such as ``downloads``.
    """
    return Listing(
        count=len(entries),
        pager=pager_of(asked, page),
        groups=groups_of(asked, names, cube),
        active=active(asked, names),
        words=asked.words,
        kept=[(name, value) for name, values in asked.chosen for value in values],
        entries=entries,
        left_out=[LeftOut(fault) for fault in asked.faults],
        **more,
    )


def facet(
    key: str,
    label: str,
    options: Iterable[Option],
    *,
    chosen: Collection[str],
    url: Callable[[str], str],
    is_open: bool = True,
) -> FacetGroup:
    """A way to narrow: value, name and count of each; what is chosen comes first, and stays.

    Args:
        key: its parameter in the address.
        label: its name.
        options: in their order.
        chosen: values that narrow now.
        url: the address with a value put in, or taken out where it was in.
        is_open: whether its values are shown though none is chosen.
    """
    rows = [row for row in options if row[2] or row[0] in chosen]
    rows.sort(key=lambda row: row[0] not in chosen)
    return FacetGroup(
        key=key,
        label=label,
        options=[
            FacetOption(label=name, count=count, url=url(value), is_on=value in chosen)
            for value, name, count in rows
        ],
        is_open=is_open or bool(chosen),
    )


def groups_of(asked: Asked, names: Names, cube: Cube) -> list[FacetGroup]:
    """Every filter of a list with its values and what each would leave; the arguments as above."""
    chosen = dict(asked.chosen)
    found = []
    for param, (label, options) in names.items():
        counts = cube.counts(param, chosen)
        rows = [(value, name, counts.get(value, 0)) for value, name in options.items()]
        url = partial(asked.toggled, param)
        found.append(facet(param, label, rows, chosen=asked.values(param), url=url))
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
