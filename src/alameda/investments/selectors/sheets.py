"""The first sheet of an initiative, as it is typed and as it is read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from alameda.accounts.models import Unit
from alameda.foundation.codes import fold
from alameda.investments.models import FundingRequest, Initiative, Registration, Sector
from alameda.investments.rules.registering import SECTORS
from alameda.territory.models import Comuna

FNDR: Final = "FNDR"  # the fund whose columns the registers of requests and of the budget have


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What registers an initiative; a draft may lack any of it but its name, kind and route.

    Attributes:
        name: process, object and place.
        kind: from ``vocabulary.KINDS``.
        route: from ``vocabulary.ROUTES``.
        stage: from ``vocabulary.STAGES``, or empty where the route has none.
        bip: its code in the national project bank, where it has one.
        comunas: where it lies; none where it is for the whole region, or nobody said it yet.
        is_region_wide: said to be for the whole region, never by default.
        sector: key of its sector of investment.
        formulator: name of the organisation that drafts it.
        executing_unit: name of the organisation that carries it out.
        division: that follows it.
        beneficiaries_total: how many people.
        beneficiaries_who: who they are, in a few words.
        amount_clp: asked for, in whole pesos.
        fund: where it is asked from; empty where it is not known.
        asked_year: budget year for which it is asked.
        received_on: the true day on which it was received, whenever it is typed.
        letter: number of the letter that brought it.
        letter_on: the day of that letter.
    """

    name: str
    kind: str
    route: str
    stage: str = ""
    bip: str = ""
    comunas: Sequence[Comuna] = ()
    is_region_wide: bool = False
    sector: str = ""
    formulator: str = ""
    executing_unit: str = ""
    division: Unit | None = None
    beneficiaries_total: int | None = None
    beneficiaries_who: str = ""
    amount_clp: int | None = None
    fund: str = ""
    asked_year: int | None = None
    received_on: date | None = None
    letter: str = ""
    letter_on: date | None = None

    @property
    def cuts(self) -> list[str]:
        """CUT of its comunas, in order."""
        return sorted(place.cut for place in self.comunas)


def sheet_of(row: Initiative) -> Sheet:
    """The sheet of an initiative as it stands."""
    held = registration_of(row)
    return Sheet(
        name=row.name,
        kind=row.kind,
        route=row.route,
        stage=row.stage,
        bip=row.bip or "",
        comunas=tuple(row.comunas.select_related("province").defer("boundary")),
        is_region_wide=row.is_region_wide,
        sector=row.sector.slug if row.sector else "",
        formulator=row.formulator.name if row.formulator else held.formulator_name,
        executing_unit=row.executing_unit.name if row.executing_unit else held.executing_name,
        division=row.division,
        beneficiaries_total=row.beneficiaries_total,
        beneficiaries_who=held.beneficiaries_who,
        amount_clp=held.asked_clp if held.asked_clp is not None else row.requested_clp,
        fund=fund_of(row),
        asked_year=held.asked_year,
        received_on=held.received_on,
        letter=held.letter,
        letter_on=held.letter_on,
    )


def sectors() -> dict[str, str]:
    """The sectors to choose from, by key: those of the region's registers, else the national ones.

    A region whose registers brought a classification of its own is offered that one alone.
    """
    known = dict(Sector.objects.values_list("slug", "name"))
    is_own = bool(known.keys() - SECTORS.keys())
    found = known if is_own else SECTORS | known
    return dict(sorted(found.items(), key=lambda pair: fold(pair[1])))


def registration_of(row: Initiative) -> Registration:
    """What was typed of it; empty, and not saved, where a register brought it."""
    return Registration.objects.filter(initiative=row).first() or Registration(initiative=row)


def fund_of(row: Initiative) -> str:
    """Where its money is asked from: what the desk says, else what its newest request names."""
    held = registration_of(row)
    if held.fund:
        return held.fund
    lines = Q(fndr_requested_clp__gt=0) | Q(fndr_awarded_clp__gt=0)
    is_told = (
        FundingRequest.objects.filter(stage__initiative=row, fndr_clp__gt=0).exists()
        or row.lines.filter(lines).exists()
    )
    return FNDR if is_told else ""
