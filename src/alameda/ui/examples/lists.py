"""Examples: entries, facets, filters, pages, views, downloads, tables."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.ui.examples.shape import Example, Group
from alameda.ui.parts import (
    ActiveFilter,
    Cell,
    Column,
    Crumb,
    Download,
    Entry,
    FacetGroup,
    FacetOption,
    PageLink,
    Pager,
    ViewLink,
)

HERE = "#lists"


def groups() -> list[Group]:
    """The groups of this file."""
    return [_entries(), _facets(), _moves(), _tables()]


def _entries() -> Group:
    items = [
        Entry(
            title="Parque Ribera Norte, etapa 2",
            url=HERE,
            state_key="E4",
            state_label=_("Under construction"),
            tone="go",
            meta=["Hualo", "FNDR"],
            detail=_("Works at 41 %; three months late."),
            is_warm=True,
            amount=words.compact_money(4_812_000_000),
            amount_label=_("approved"),
        ),
        Entry(
            title="Reposición de la posta rural de Guindos y de su casa de ronda",
            url=HERE,
            state_key="C3",
            state_label=_("Finished"),
            tone="done",
            meta=["Guindos", "FRIL"],
            detail=_("Finished on its day."),
            amount=words.compact_money(96_400_000),
            amount_label=_("approved"),
        ),
        Entry(title="Estudio básico de riego", url=HERE, meta=["Canelo"]),
    ]
    return Group(
        ident="entries",
        title=_("Entries"),
        note=_("A list of things: name, state, place, amount."),
        examples=[
            Example(name=_("three"), code="{% entries items %}", values={"items": items}),
        ],
    )


def _facets() -> Group:
    state = FacetGroup(
        key="estado",
        label=_("State"),
        is_open=True,
        options=[
            FacetOption(label=_("Under construction"), count=312, url=HERE, is_on=True),
            FacetOption(label=_("In evaluation"), count=1_204, url=HERE),
            FacetOption(label=_("Paralysed"), count=9, url=HERE),
        ],
    )
    comuna = FacetGroup(
        key="comuna",
        label=_("Comuna"),
        options=[FacetOption(label="Hualo", count=41, url=HERE)],
        more_url=HERE,
        more_count=10,
    )
    filters = [
        ActiveFilter(group=_("State"), label=_("Under construction"), url=HERE),
        ActiveFilter(group=_("Comuna"), label="Hualo", url=HERE),
    ]
    return Group(
        ident="facets",
        title=_("Facets and filters"),
        note=_("Each value is a permanent address with the exact number it leaves."),
        examples=[
            Example(
                name=_("facets"),
                code="{% facets groups is_open=True %}",
                values={"groups": [state, comuna]},
            ),
            Example(
                name=_("filters that hold"),
                code="{% active_filters filters clear_url=url %}",
                values={"filters": filters, "url": HERE},
            ),
        ],
    )


def _moves() -> Group:
    numbered = Pager(
        previous_url=HERE,
        next_url=HERE,
        pages=[
            PageLink(number=1, url=HERE),
            PageLink(number=0, url=""),
            PageLink(number=4, url=HERE),
            PageLink(number=5, url=HERE, is_current=True),
            PageLink(number=6, url=HERE),
        ],
    )
    views = [
        ViewLink(key="lista", label=_("List"), url=HERE, is_current=True),
        ViewLink(key="tabla", label=_("Table"), url=HERE),
        ViewLink(key="mosaico", label=_("Mosaic"), url=HERE),
        ViewLink(key="tiempo", label=_("Timeline"), url=HERE),
    ]
    files = [
        Download(label="CSV", url=HERE, detail="1,2 MB"),
        Download(label="JSON", url=HERE),
    ]
    return Group(
        ident="moves",
        title=_("Moving in a list"),
        note=_("Places above, pages, views and files."),
        examples=[
            Example(
                name=_("places above"),
                code="{% crumbs items %}",
                values={
                    "items": [
                        Crumb(label=_("Investments"), url=HERE),
                        Crumb(label="Hualo", url=HERE),
                    ]
                },
            ),
            Example(name=_("views"), code="{% views_switch views %}", values={"views": views}),
            Example(
                name=_("pages by number"),
                code="{% pager pager label=label %}",
                values={"pager": numbered, "label": _("pages by number")},
            ),
            Example(
                name=_("pages by cursor"),
                code="{% pager pager %}",
                values={"pager": Pager(next_url=HERE, summary=_("1 to 50 of 1,204"))},
            ),
            Example(name=_("files"), code="{% downloads items %}", values={"items": files}),
        ],
    )


def _tables() -> Group:
    columns = [
        Column(label=_("Initiative"), is_heading=True),
        Column(label=_("State")),
        Column(label=_("Approved"), is_number=True, sort_url=HERE, sorted_by="descending"),
        Column(label=_("Paid"), is_number=True, sort_url=HERE),
    ]
    rows: list[list[str | int | Cell]] = [
        [
            Cell(text="Parque Ribera Norte, etapa 2", url=HERE),
            Cell(text=_("Under construction"), tone="go"),
            Cell(
                text=words.money(4_812_000_000),
                lines=[_("Approved by the Council."), _("With one modification.")],
            ),
            words.percent(52),
        ],
        [
            Cell(text="Posta rural de Guindos", url=HERE),
            Cell(text=_("Finished"), tone="done"),
            words.money(96_400_000),
            words.percent(100),
        ],
    ]
    values = {"columns": columns, "rows": rows}
    return Group(
        ident="table-component",
        title=_("Table"),
        note=_("Scrolls in a named region, or stacks its rows on a phone; a cell may open."),
        examples=[
            Example(
                name=_("scrolls"),
                code="{% table columns rows caption=caption ident='table-a' %}",
                values={**values, "caption": _("Initiatives")},
            ),
            Example(
                name=_("stacks"),
                code="{% table columns rows caption=caption is_stacked=True ident='table-b' %}",
                values={**values, "caption": _("Initiatives, stacked on a phone")},
            ),
        ],
    )
