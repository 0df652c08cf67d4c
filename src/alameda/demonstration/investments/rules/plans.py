"""What the generator yields: plain rows that know nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class ComunaFact(NamedTuple):
    """A comuna as the region pack knows it."""

    cut: str
    name: str
    province_cut: str
    population: int


class TerritoryFact(NamedTuple):
    """The region, and its comunas in the order of their codes."""

    code: str
    name: str
    government: str
    comunas: tuple[ComunaFact, ...]


class OrganisationPlan(NamedTuple):
    """An organisation; ``kind`` is one of ``accounts.Organisation.Kind``."""

    slug: str
    name: str
    kind: str
    comuna_cut: str = ""


class MovePlan(NamedTuple):
    """A change of state."""

    source: str
    target: str
    on: date
    role: str
    document: str
    reason: str = ""


class EventPlan(NamedTuple):
    """A dated fact."""

    on: date
    kind: str
    document: str = ""
    organisation: str = ""
    outcome: str = ""


class RoundPlan(NamedTuple):
    """A round of evaluation."""

    number: int
    result: str
    on: date | None


class RequestPlan(NamedTuple):
    """A yearly funding request with its rounds."""

    stage: str
    year: int
    budget_year: int
    subtitle: str
    item: str
    allocation: str
    total_clp: int
    sector_clp: int
    fndr_clp: int
    current_spend_clp: int
    later_years_clp: int
    state: str
    state_on: date
    is_in_budget: bool
    applied_on: date | None
    received_on: date | None
    analyst_assigned_on: date | None
    sent_to_mdsf_on: date | None
    sent_to_council_on: date | None
    rounds: tuple[RoundPlan, ...]


class ApprovalPlan(NamedTuple):
    """A formal act."""

    kind: str
    number: str
    on: date
    amount_clp: int


class AgreementPlan(NamedTuple):
    """An agreement (convenio) with who executes."""

    amount_clp: int
    state: str
    approval_number: str
    approval_on: date
    budget_resolution: str
    budget_resolution_on: date
    signed_on: date | None
    resolution: str
    resolution_on: date | None
    resolution_kind: str
    cgr_result: str
    cgr_on: date | None


class TenderPlan(NamedTuple):
    """A call on the public market."""

    market_id: str
    call_number: int
    published_on: date
    awarded_on: date | None
    offers: int | None


class ModificationPlan(NamedTuple):
    """A change of a contract."""

    kind: str
    amount_clp: int
    days: int
    on: date
    resolution: str


@dataclass(slots=True)
class ContractPlan:
    """A contract and its modifications; ``tender`` is the place in the list of tenders."""

    tender: int | None
    contractor: str
    amount_clp: int
    signed_on: date
    site_handed_over_on: date | None
    term_days: int
    provisionally_received_on: date | None = None
    definitively_received_on: date | None = None
    modifications: list[ModificationPlan] = field(default_factory=list)


class ProgressPlan(NamedTuple):
    """Physical progress on a date, in hundredths of a per cent."""

    on: date
    physical: int
    planned: int


class PaymentPlan(NamedTuple):
    """A payment; ``contract`` is the place in the list of contracts."""

    contract: int | None
    number: int
    paid_on: date | None
    month: date
    planned_clp: int
    paid_clp: int


class LinePlan(NamedTuple):
    """The line of the budget, with what was spent by year."""

    budget_year: int
    total_clp: int
    sector_clp: int
    requested_clp: int
    awarded_clp: int
    increases_clp: int
    approval: str
    approval_on: date
    resolution: str
    years: tuple[tuple[int, int], ...]
    carried_over_clp: int
    carried_over_to: int | None


class GrantPlan(NamedTuple):
    """The part of an 8 % grant that other initiatives do not have."""

    fund: str
    organisation: str
    transferred_on: date | None
    transferred_clp: int | None
    execution: str
    rendered_on: date | None
    closed_on: date | None
    is_rendered_on_time: bool | None


class FollowUpPlan(NamedTuple):
    """The line of the works follow-up."""

    state: str
    written: str
    substate: str
    balance_year: int
    balance_clp: int
    next_balance_clp: int


@dataclass(slots=True)
class InitiativePlan:
    """An invented initiative with everything below it."""

    number: int
    code: str
    bip: str | None
    name: str
    kind: str
    route: str
    stage: str
    sector: str
    subsector: str
    comunas: tuple[str, ...]
    province_cut: str
    is_region_wide: bool
    formulator: str
    executing_unit: str
    division: str
    amount_clp: int
    state: str = ""
    state_since: date | None = None
    year: int = 0
    is_prioritised: bool = False
    strategy: tuple[str, str, str] = ("", "", "")
    beneficiaries: tuple[int, int] | None = None
    jobs: int | None = None
    story: str = ""
    moves: list[MovePlan] = field(default_factory=list)
    events: list[EventPlan] = field(default_factory=list)
    requests: list[RequestPlan] = field(default_factory=list)
    approvals: list[ApprovalPlan] = field(default_factory=list)
    line: LinePlan | None = None
    agreement: AgreementPlan | None = None
    tenders: list[TenderPlan] = field(default_factory=list)
    contracts: list[ContractPlan] = field(default_factory=list)
    progress: list[ProgressPlan] = field(default_factory=list)
    payments: list[PaymentPlan] = field(default_factory=list)
    follow_up: FollowUpPlan | None = None
    grant: GrantPlan | None = None
