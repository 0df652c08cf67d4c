"""Components of a list: filters, pages, views, downloads, table."""

from __future__ import annotations

from collections.abc import Sequence

from alameda.ui.parts import (
    ActiveFilter,
    Cell,
    Column,
    Crumb,
    Download,
    Fact,
    Pager,
    ViewLink,
)
from alameda.ui.templatetags.ui.library import register


@register.inclusion_tag("ui/crumbs.html")
def crumbs(items: Sequence[Crumb]) -> dict[str, object]:
    """Where the page stands: the places above it."""
    return {"items": items}


@register.inclusion_tag("ui/active_filters.html")
def active_filters(filters: Sequence[ActiveFilter], *, clear_url: str = "") -> dict[str, object]:
    """The filters that hold, each a link that takes it away."""
    return {"filters": filters, "clear_url": clear_url}


@register.inclusion_tag("ui/pager.html")
def pager(pager: Pager, *, label: str = "") -> dict[str, object]:
    """Previous and next, with numbers where the list is numbered; ``label`` tells two apart."""
    return {"pager": pager, "label": label}


@register.inclusion_tag("ui/views_switch.html")
def views_switch(views: Sequence[ViewLink]) -> dict[str, object]:
    """The same list as list, table, mosaic or timeline; each has its address."""
    return {"views": views}


@register.inclusion_tag("ui/downloads.html")
def downloads(items: Sequence[Download], *, heading: str = "") -> dict[str, object]:
    """The same data as files."""
    return {"items": items, "heading": heading}


@register.inclusion_tag("ui/table.html")
def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | int | Cell]],
    *,
    caption: str,
    is_stacked: bool = False,
    ident: str = "table",
) -> dict[str, object]:
    """A table that fits a phone: it scrolls inside a named region, or stacks its rows.

    Args:
        columns: the heads, in order.
        rows: a row as long as ``columns``; a cell is text ready to read, or a ``Cell``.
        caption: what the table holds; also names the scrolling region.
        is_stacked: on a narrow screen each row becomes a small list.
        ident: unique on the page.

    Raises:
        ValueError: a row is not as long as the columns.
    """
    ready = [
        [
            (column, cell if isinstance(cell, Cell) else Cell(text=str(cell)))
            for column, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    return {
        "columns": columns,
        "rows": ready,
        "caption": caption,
        "is_stacked": is_stacked,
        "ident": ident,
    }


@register.inclusion_tag("ui/facts.html")
def facts(items: Sequence[Fact]) -> dict[str, object]:
    """Names and values, aligned."""
    return {"items": items}
