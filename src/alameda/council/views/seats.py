"""The members of the Council as seats: by bloc, and by the place that elected them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.council.selectors.councillors import Member
from alameda.foundation import words
from alameda.ui.context import address_of
from alameda.ui.parts import Seat, SeatRow


@dataclass(frozen=True)
class Sitting:
    """One member in a list: her name, page, bloc."""

    name: str
    url: str
    note: str


@dataclass(frozen=True)
class Place:
    """A circumscription with who sits for it."""

    name: str
    people: Sequence[Sitting]


def by_bloc(members: Sequence[Member]) -> list[SeatRow]:
    """A mark for each seat, bloc by bloc, the largest first."""
    rows: dict[str, list[Member]] = {}
    for member in members:
        if member.mandate.kind == "councillor":
            rows.setdefault(member.bloc.name if member.bloc else "", []).append(member)
    ordered = sorted(rows.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
    return [
        SeatRow(
            label=name or _("Without bloc"),
            detail=ngettext("%(count)s seat", "%(count)s seats", len(own))
            % {"count": words.number(len(own))},
            seats=[Seat(name=member.councillor.name) for member in own],
        )
        for name, own in ordered
    ]


def by_place(members: Sequence[Member]) -> list[Place]:
    """The members by circumscription; the governor first."""
    rows: dict[str, list[Sitting]] = {}
    for member in members:
        is_governor = member.mandate.kind == "governor"
        place = member.mandate.circumscription
        name = _("The whole region") if place is None else place.name
        rows.setdefault(name, []).append(
            Sitting(
                name=member.councillor.name,
                url=address_of(f"/consejo/integrantes/{member.councillor.slug}/"),
                note=_("governor, presides")
                if is_governor
                else member.bloc.name
                if member.bloc
                else "",
            )
        )
    whole = _("The whole region")
    return [
        Place(name, people)
        for name, people in sorted(rows.items(), key=lambda pair: (pair[0] != whole, pair[0]))
    ]
