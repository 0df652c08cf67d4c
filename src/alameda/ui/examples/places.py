"""Examples: thread and mosaic."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from alameda.foundation import words
from alameda.ui.examples.shape import Example, Group
from alameda.ui.parts import Link, Step, Tile

COMUNAS = (
    ("Alto Verde", "AltV", 2, 1),
    ("Boldo", "Bold", 3, 1),
    ("Canelo", "Cane", 1, 2),
    ("Desembocadura", "Dese", 2, 2),
    ("El Peumo", "Peum", 3, 2),
    ("Fuente Larga", "FteL", 4, 2),
    ("Guindos", "Guin", 2, 3),
    ("Hualo", "Hual", 3, 3),
    ("Isla Norte", "IslN", 4, 3),
    ("Las Lumas", "Luma", 3, 4),
    ("Maitenes", "Mait", 4, 4),
)


def groups() -> list[Group]:
    """The groups of this file."""
    return [_threads(), _mosaics()]


def steps() -> list[Step]:
    """A thread with every kind of step."""
    return [
        Step(
            on=date(2021, 9, 3),
            title=_("Proposal: a square that goes down to the river"),
            url="#thread-component",
            detail=_("A neighbours' board, with 1,284 endorsements."),
            kind="idea",
        ),
        Step(
            on=date(2022, 3, 18),
            title=_("Discussed at the roundtable of green areas"),
            url="#thread-component",
            detail=_("Agreement 4: present it to evaluation."),
            gap_days=196,
        ),
        Step(
            on=date(2024, 10, 17),
            title=_("Recommended without observations (RS)"),
            url="#thread-component",
            detail=_("Third round: the first two asked for the study of soils."),
            gap_days=944,
            is_slow=True,
        ),
        Step(
            on=date(2025, 5, 14),
            title=_("The Council approved $ 4,812 million"),
            url="#thread-component",
            detail=_("27 in favour, 4 against, 2 abstentions."),
            kind="vote",
            gap_days=209,
            links=[Link(label=_("Who voted what"), url="#thread-component")],
        ),
        Step(
            on=date(2025, 12, 2),
            title=_("Contract signed with the builder"),
            url="#thread-component",
            gap_days=202,
        ),
        Step(
            on=date(2025, 12, 20),
            title=_("Site handed over"),
            kind="work",
            gap_days=18,
        ),
        Step(
            on=date(2026, 11, 10),
            title=_("Payment 11: $ 214 million"),
            url="#thread-component",
            detail=_("Works at 41 %, money at 52 %."),
            kind="money",
            is_now=True,
            gap_days=325,
        ),
        Step(
            on_label=words.month(date(2027, 8, 1)),
            title=_("Provisional reception"),
            detail=_("Expected by the last programme."),
            kind="end",
            is_next=True,
        ),
    ]


def tiles() -> list[Tile]:
    """An invented region of eleven comunas."""
    return [
        Tile(
            cut=f"990{index:02}",
            name=name,
            short=short,
            x=x,
            y=y,
            step=index % 6,
            value=_("no data") if index % 6 == 0 else words.money(index * 7_350),
            url="#mosaic-component",
            is_here=name == "Hualo",
        )
        for index, (name, short, x, y) in enumerate(COMUNAS)
    ]


def _threads() -> Group:
    return Group(
        ident="thread-component",
        title=_("Thread"),
        note=_("From the idea to the last payment; the longer the wait, the longer the line."),
        examples=[
            Example(
                name=_("every kind of step"),
                code="{% thread steps summary=summary level=3 ident='thread-a' %}",
                values={"steps": steps(), "summary": _("5 years and 2 months until today.")},
            ),
            Example(
                name=_("one step"),
                code="{% thread steps heading=heading level=3 ident='thread-b' %}",
                values={"steps": steps()[:1], "heading": _("A thread that begins")},
            ),
        ],
    )


def _mosaics() -> Group:
    return Group(
        ident="mosaic-component",
        title=_("Mosaic"),
        note=_("Each comuna one equal tile in its place."),
        examples=[
            Example(
                name=_("with its table"),
                code="{% mosaic tiles caption=caption %}",
                values={
                    "tiles": tiles(),
                    "caption": _("The stronger the colour, the more investment per inhabitant."),
                },
            ),
            Example(
                name=_("without links"),
                code="{% mosaic tiles caption=caption table_url='#mosaic' ident='mosaic-b' %}",
                values={
                    "tiles": [
                        Tile(cut=t.cut, name=t.name, short=t.short, x=t.x, y=t.y, step=2, value="2")
                        for t in tiles()
                    ],
                    "caption": _("Initiatives finished this year."),
                },
            ),
        ],
    )
