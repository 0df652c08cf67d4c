"""The shapes of the answers. Money is whole pesos, days are ISO 8601, empty means not known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from alameda.foundation.inputs import BoundedDate, BoundedDateTime
from alameda.foundation.vocabulary import keys
from alameda.investments.rules import vocabulary
from alameda.investments.rules.registering import DOUBTS
from alameda.investments.rules.states import GROUPS, STATES
from alameda.pages.api.shapes import Asking, PageQuery, Slug, Year, one_of

Cut = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
State = Annotated[str, *one_of(tuple(state.key for state in STATES))]
Group = Annotated[str, *one_of(tuple(group.key for group in GROUPS))]
Route = Annotated[str, *one_of(keys(vocabulary.ROUTES))]
Doubt = Annotated[str, *one_of(keys(DOUBTS))]
Kind = Annotated[str, *one_of(keys(vocabulary.KINDS))]


class InitiativeQuery(PageQuery):
    """Which initiatives: each filter narrows, several values of one filter widen."""

    comuna: list[Cut] = Field(default_factory=list, max_length=60)
    province: list[Annotated[str, StringConstraints(pattern=r"^\d{3}$")]] = Field(
        default_factory=list, max_length=20
    )
    route: list[Route] = Field(default_factory=list)
    kind: list[Kind] = Field(default_factory=list)
    state: list[State] = Field(default_factory=list)
    state_group: list[Group] = Field(default_factory=list)
    sector: list[Slug] = Field(default_factory=list, max_length=60)
    year: list[Year] = Field(default_factory=list, max_length=60)
    changed_since: BoundedDateTime | None = None


class PlaceOut(Schema):
    """A comuna."""

    cut: str
    name: str


class InitiativeOut(Schema):
    """An initiative as lists show it."""

    code: str
    bip: str | None
    name: str
    kind: str
    route: str
    stage: str
    sector: str | None
    state: str
    state_group: str
    state_since: date | None
    year: int
    comunas: list[PlaceOut]
    is_region_wide: bool
    executing_unit: str | None
    requested_clp: int | None
    approved_clp: int | None
    contracted_clp: int | None
    paid_clp: int
    physical_pct: Decimal | None
    financial_pct: Decimal | None
    planned_end_on: date | None
    expected_end_on: date | None
    finished_on: date | None
    late_days: int | None
    is_demo: bool
    changed_at: datetime
    url: str


class InitiativePage(Schema):
    """A page of initiatives; ``next`` is the address of the next one, empty at the end."""

    items: list[InitiativeOut]
    next: str | None


class InitiativeDetail(InitiativeOut):
    """An initiative with what only its own page shows."""

    subsector: str
    province: str | None
    formulator: str | None
    division: str | None
    is_prioritised: bool
    strategy_axis: str
    strategy_guideline: str
    strategy_objective: str
    beneficiaries_women: int | None
    beneficiaries_men: int | None
    beneficiaries_total: int | None
    jobs: int | None
    version: int
    lists: dict[str, str]


class SourceOut(Schema):
    """Where a row came from: file and line of the register."""

    source_file: str
    source_line: int | None


class RequestOut(SourceOut):
    """A yearly request for money."""

    stage: str
    year: int
    budget_year: int | None
    route: str
    total_clp: int | None
    fndr_clp: int | None
    sector_clp: int | None
    state: str
    state_as_written: str
    state_on: date | None
    received_on: date | None
    sent_to_mdsf_on: date | None
    sent_to_council_on: date | None


class RoundOut(Schema):
    """A round of evaluation and its result (RATE)."""

    stage: str
    year: int
    number: int
    result: str
    result_on: date | None


class ApprovalOut(SourceOut):
    """A formal act that lets the initiative go on."""

    kind: str
    number: str
    approved_on: date | None
    amount_clp: int | None


class LineOut(SourceOut):
    """The initiative in the budget of a year."""

    budget_year: int | None
    subtitle: str
    item: str
    allocation: str
    total_clp: int | None
    fndr_awarded_clp: int | None
    creating_resolution: str
    state_as_written: str
    carried_over_clp: int | None


class FundingAgreementOut(SourceOut):
    """An agreement (convenio) and its control of legality."""

    counterpart: str | None
    amount_clp: int | None
    state: str
    signed_on: date | None
    approving_resolution: str
    approving_resolution_on: date | None
    resolution_kind: str
    cgr_result: str
    cgr_on: date | None


class TenderOut(SourceOut):
    """A call on the public market."""

    market_id: str
    call_number: int
    published_on: date | None
    awarded_on: date | None
    offers: int | None


class ContractOut(SourceOut):
    """A contract."""

    contractor: str | None
    contractor_rut: str | None
    amount_clp: int | None
    signed_on: date | None
    site_handed_over_on: date | None
    term_days: int | None
    extension_days: int
    provisionally_received_on: date | None
    definitively_received_on: date | None


class PaymentOut(SourceOut):
    """What was planned and paid in one month."""

    month: date
    paid_on: date | None
    number: int | None
    planned_clp: int | None
    paid_clp: int


class ProgressOut(SourceOut):
    """Physical progress on a date."""

    reported_on: date | None
    physical_pct: Decimal
    planned_pct: Decimal | None


class EventOut(SourceOut):
    """A dated fact."""

    happened_on: date
    kind: str
    document: str
    organisation: str
    outcome: str


class StateChangeOut(Schema):
    """A move from one state to another."""

    from_state: str
    to_state: str
    happened_on: date
    recorded_at: datetime
    by_role: str
    document: str
    reason: str


class MoveIn(Asking):
    """A move asked for."""

    to: State
    version: int = Field(ge=1, description="Version of the initiative as it was read")
    happened_on: BoundedDate
    document: str = Field("", max_length=160)
    reason: str = Field("", max_length=400)


class WithdrawalIn(Schema):
    """A withdrawal: who put it forward takes it back."""

    version: int = Field(ge=1, description="Version of the initiative as it was read")
    happened_on: BoundedDate
    document: str = Field("", max_length=160, description="Number of the letter, if there is one")
    reason: str = Field(max_length=400, description="Public, in one sentence")


class CorrectionIn(Schema):
    """A correction: only the fields that are sent change."""

    version: int = Field(ge=1, description="Version of the initiative as it was read")
    reason: str = Field(max_length=400, description="Public, in one sentence")
    confirmed: list[Doubt] = Field([], description="Doubts that somebody looked at")
    name: str | None = Field(None, max_length=400)
    amount_clp: int | None = Field(None, ge=1, description="Whole pesos")
    fund: str | None = Field(None, max_length=160)
    asked_year: int | None = Field(None, ge=1990, le=2100)
    beneficiaries_total: int | None = Field(None, ge=1, le=20_000_000)
    beneficiaries_who: str | None = Field(None, max_length=240)
    formulator: str | None = Field(None, max_length=240, description="Name of the organisation")
    executing_unit: str | None = Field(None, max_length=240, description="Name of the organisation")
    sector: str | None = Field(None, max_length=80, description="Key of the sector")
    bip: str | None = Field(None, max_length=12)
