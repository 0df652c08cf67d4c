"""From the plan of an initiative to rows of every table below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from alameda.demonstration.investments.rules.plans import ContractPlan, InitiativePlan
from alameda.demonstration.investments.rules.profile import classification_of
from alameda.foundation.copying import Copier
from alameda.investments import models
from alameda.thread.models import Link, Subject

PREFIX = "demo"
_IS_DEMO, _IS_CURRENT = True, True
_VERSION, _PAID_CLP = 1, 0
_EXTENSION_DAYS = 0  # extensions stand in the modifications, dated
_SOURCED = ("source_key", "source_run", "source_file")


@dataclass(frozen=True, slots=True)
class Keys:
    """Primary keys of what lies below the module, by public key."""

    comunas: dict[str, int]
    provinces: dict[str, int]
    organisations: dict[str, int]
    units: dict[str, int]
    sectors: dict[str, int]
    run: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of one initiative hang."""

    initiative: int
    subject: int
    agreement: int | None = None
    agreement_subject: int | None = None
    line: int | None = None


class RowWriter:
    """Turns plans into rows, and writes a chunk of them table by table, parents first."""

    def __init__(self, keys: Keys, *, now: datetime) -> None:
        self.keys = keys
        self.now = now
        self.subjects = Copier(
            Subject, "code", "kind", "title", "address", "comuna", "visibility", "state",
            "created_at", "changed_at",
        )  # fmt: skip
        self.links = Copier(
            Link, "source", "target", "kind", "linked_on", "linked_by", "created_at"
        )
        self.initiatives = Copier(
            models.Initiative, "subject", "code", "bip", "name", "kind", "route", "stage", "sector",
            "subsector", "province", "is_region_wide", "formulator", "executing_unit", "division",
            "state", "state_since", "year", "is_prioritised", "strategy_axis",
            "strategy_guideline", "strategy_objective", "beneficiaries_women",
            "beneficiaries_men", "beneficiaries_total", "jobs", "is_demo", "version", "paid_clp",
            "changed_at", *_SOURCED,
        )  # fmt: skip
        self.comunas = Copier(models.Initiative.comunas.through, "initiative", "comuna")
        self.changes = Copier(
            models.StateChange, "initiative", "from_state", "to_state", "happened_on",
            "recorded_at", "by_role", "document", "reason",
        )  # fmt: skip
        self.events = Copier(
            models.InitiativeEvent, "initiative", "happened_on", "kind", "document",
            "organisation", "outcome", *_SOURCED,
        )  # fmt: skip
        self.stages = Copier(models.Stage, "initiative", "stage")
        self.requests = Copier(
            models.FundingRequest, "stage", "year", "budget_year", "route", "category", "subtitle",
            "item", "allocation", "total_clp", "sector_clp", "fndr_clp", "current_spend_clp",
            "later_years_clp", "state", "state_as_written", "state_on", "is_current",
            "is_in_budget", "applied_on", "received_on", "analyst_assigned_on", "sent_to_mdsf_on",
            "sent_to_council_on", *_SOURCED,
        )  # fmt: skip
        self.rounds = Copier(models.EvaluationRound, "request", "number", "result", "result_on")
        self.approvals = Copier(
            models.Approval, "initiative", "kind", "number", "approved_on", "amount_clp",
            "request", *_SOURCED,
        )  # fmt: skip
        self.lines = Copier(
            models.BudgetLine, "initiative", "budget_year", "subtitle", "item", "allocation",
            "total_clp", "sector_clp", "fndr_requested_clp", "fndr_awarded_clp", "increases_clp",
            "approval_as_written", "approval_on", "creating_resolution", "state",
            "state_as_written", "carried_over_clp", "carried_over_to", *_SOURCED,
        )  # fmt: skip
        self.years = Copier(models.BudgetYear, "line", "year", "spent_clp")
        self.agreements = Copier(
            models.FundingAgreement, "initiative", "subject", "counterpart", "subtitle", "item",
            "allocation", "amount_clp", "state", "state_as_written", "approval_number",
            "approval_on", "budget_resolution", "budget_resolution_on", "budget_cgr_result",
            "signed_on", "approving_resolution", "approving_resolution_on", "resolution_kind",
            "cgr_result", "cgr_on", *_SOURCED,
        )  # fmt: skip
        self.tenders = Copier(
            models.Tender, "initiative", "market_id", "call_number", "published_on", "awarded_on",
            "offers", *_SOURCED,
        )  # fmt: skip
        self.contracts = Copier(
            models.Contract, "initiative", "subject", "tender", "contractor", "amount_clp",
            "signed_on", "site_handed_over_on", "term_days", "extension_days",
            "provisionally_received_on", "definitively_received_on", *_SOURCED,
        )  # fmt: skip
        self.modifications = Copier(
            models.ContractModification, "contract", "kind", "amount_clp", "days", "approved_on",
            "resolution", *_SOURCED,
        )  # fmt: skip
        self.progress = Copier(
            models.ProgressReport, "initiative", "reported_on", "physical_pct", "planned_pct",
            *_SOURCED,
        )  # fmt: skip
        self.payments = Copier(
            models.Payment, "initiative", "contract", "line", "month", "paid_on", "number",
            "planned_clp", "paid_clp", *_SOURCED,
        )  # fmt: skip
        self.follow_ups = Copier(
            models.WorksFollowUp, "initiative", "register_list", "state", "state_as_written",
            "substate_as_written", "balance_year", "balance_clp", "next_balance_clp", *_SOURCED,
        )  # fmt: skip
        self.grants = Copier(
            models.Grant, "initiative", "fund", "organisation", "transferred_on",
            "transferred_clp", "execution_as_written", "rendered_on", "technically_closed_on",
            "financially_closed_on", "is_rendered_on_time", *_SOURCED,
        )  # fmt: skip

    def write(self) -> dict[str, int]:
        """Write everything kept so far; returns how many rows by table."""
        tables = (
            self.subjects, self.initiatives, self.comunas, self.changes, self.events, self.stages,
            self.requests, self.rounds, self.approvals, self.lines, self.years, self.agreements,
            self.tenders, self.contracts, self.modifications, self.progress, self.payments,
            self.follow_ups, self.grants, self.links,
        )  # fmt: skip
        return {copier.table: copier.write() for copier in tables}

    def sourced(self, code: str, *, kind: str, place: int = 1) -> tuple[str, int, str]:
        """Key, run and file of a row: what ``Sourced`` asks of each."""
        return f"{PREFIX}:{kind}:{code}:{place}", self.keys.run, ""

    def add(self, plan: InitiativePlan) -> int:
        """Keep every row of an initiative; returns its primary key."""
        place = self._initiative(plan)
        self._history(plan, place)
        self._request(plan, place)
        place = self._money(plan, place)
        self._works(plan, place)
        self._rest(plan, place)
        return place.initiative

    def _subject(
        self, code: str, *, kind: str, title: str, anchor: str, plan: InitiativePlan
    ) -> int:
        comuna = self.keys.comunas[plan.comunas[0]] if len(plan.comunas) == 1 else None
        address = f"/inversiones/{plan.code}/{anchor}"
        state = plan.state if kind == "initiative" else ""
        return self.subjects.add(
            code, kind, title, address, comuna, "public", state, self.now, self.now
        )

    def _initiative(self, plan: InitiativePlan) -> Place:
        keys = self.keys
        subject = self._subject(plan.code, kind="initiative", title=plan.name, anchor="", plan=plan)
        women, men = plan.beneficiaries or (None, None)
        key = self.initiatives.add(
            subject, plan.code, plan.bip, plan.name, plan.kind, plan.route, plan.stage,
            keys.sectors[plan.sector], plan.subsector, keys.provinces.get(plan.province_cut),
            plan.is_region_wide, keys.organisations[plan.formulator],
            keys.organisations[plan.executing_unit], keys.units.get(plan.division), plan.state,
            plan.state_since, plan.year, plan.is_prioritised, *plan.strategy, women, men,
            sum(plan.beneficiaries) if plan.beneficiaries else None, plan.jobs, _IS_DEMO, _VERSION,
            _PAID_CLP, self.now, *self.sourced(plan.code, kind="initiative"),
        )  # fmt: skip
        for cut in plan.comunas:
            self.comunas.add(key, keys.comunas[cut])
        return Place(initiative=key, subject=subject)

    def _history(self, plan: InitiativePlan, place: Place) -> None:
        for move in plan.moves:
            self.changes.add(
                place.initiative, move.source, move.target, move.on, self.now, move.role,
                move.document, move.reason,
            )  # fmt: skip
        for number, event in enumerate(plan.events, start=1):
            self.events.add(
                place.initiative, event.on, event.kind, event.document, event.organisation,
                event.outcome, *self.sourced(plan.code, kind="event", place=number),
            )  # fmt: skip

    def _request(self, plan: InitiativePlan, place: Place) -> None:
        stage = self.stages.add(place.initiative, plan.stage)
        request = None
        for number, made in enumerate(plan.requests, start=1):
            request = self.requests.add(
                stage, made.year, made.budget_year, plan.route, "", made.subtitle, made.item,
                made.allocation, made.total_clp, made.sector_clp, made.fndr_clp,
                made.current_spend_clp, made.later_years_clp, made.state, "", made.state_on,
                _IS_CURRENT, made.is_in_budget, made.applied_on, made.received_on,
                made.analyst_assigned_on, made.sent_to_mdsf_on, made.sent_to_council_on,
                *self.sourced(plan.code, kind="request", place=number),
            )  # fmt: skip
            for done in made.rounds:
                self.rounds.add(request, done.number, done.result, done.on)
        for number, act in enumerate(plan.approvals, start=1):
            self.approvals.add(
                place.initiative, act.kind, act.number, act.on, act.amount_clp, request,
                *self.sourced(plan.code, kind="approval", place=number),
            )  # fmt: skip

    def _money(self, plan: InitiativePlan, place: Place) -> Place:
        line, made = plan.line, plan.agreement
        if line is None or made is None:
            return place
        budget = classification_of(plan)
        line_key = self.lines.add(
            place.initiative, line.budget_year, *budget, line.total_clp, line.sector_clp,
            line.requested_clp, line.awarded_clp, line.increases_clp, line.approval,
            line.approval_on, line.resolution, plan.state, "", line.carried_over_clp,
            line.carried_over_to, *self.sourced(plan.code, kind="line"),
        )  # fmt: skip
        for year, spent in line.years:
            self.years.add(line_key, year, spent)
        subject = self._subject(
            f"{plan.code}-A1", kind="agreement", title=f"Convenio: {plan.name}",
            anchor="#convenio-1", plan=plan,
        )  # fmt: skip
        key = self.agreements.add(
            place.initiative, subject, self.keys.organisations[plan.executing_unit], *budget,
            made.amount_clp, made.state, "", made.approval_number, made.approval_on,
            made.budget_resolution, made.budget_resolution_on, "not_applicable", made.signed_on,
            made.resolution, made.resolution_on, made.resolution_kind, made.cgr_result,
            made.cgr_on, *self.sourced(plan.code, kind="agreement"),
        )  # fmt: skip
        linked_on = made.signed_on or made.approval_on
        self.links.add(place.subject, subject, "funded_by", linked_on, "system", self.now)
        return Place(place.initiative, place.subject, key, subject, line_key)

    def _works(self, plan: InitiativePlan, place: Place) -> None:
        tenders = [
            self.tenders.add(
                place.initiative, call.market_id, call.call_number, call.published_on,
                call.awarded_on, call.offers, *self.sourced(plan.code, kind="tender", place=number),
            )
            for number, call in enumerate(plan.tenders, start=1)
        ]  # fmt: skip
        contracts = [
            self._contract(plan, place, contract=contract, number=number, tenders=tenders)
            for number, contract in enumerate(plan.contracts, start=1)
        ]
        for number, payment in enumerate(plan.payments, start=1):
            contract_key = None if payment.contract is None else contracts[payment.contract]
            self.payments.add(
                place.initiative, contract_key, place.line, payment.month, payment.paid_on,
                payment.number or None, payment.planned_clp, payment.paid_clp,
                *self.sourced(plan.code, kind="payment", place=number),
            )  # fmt: skip

    def _contract(
        self, plan: InitiativePlan, place: Place, *, contract: ContractPlan, number: int,
        tenders: list[int],
    ) -> int:  # fmt: skip
        subject = self._subject(
            f"{plan.code}-C{number}", kind="contract", title=f"Contrato {number}: {plan.name}",
            anchor=f"#contrato-{number}", plan=plan,
        )  # fmt: skip
        self.links.add(
            place.agreement_subject or place.subject, subject, "contracted_by",
            contract.signed_on, "system", self.now,
        )  # fmt: skip
        tender = None if contract.tender is None else tenders[contract.tender]
        key = self.contracts.add(
            place.initiative, subject, tender,
            self.keys.organisations[contract.contractor], contract.amount_clp, contract.signed_on,
            contract.site_handed_over_on, contract.term_days, _EXTENSION_DAYS,
            contract.provisionally_received_on, contract.definitively_received_on,
            *self.sourced(plan.code, kind="contract", place=number),
        )  # fmt: skip
        for place_in, change in enumerate(contract.modifications, start=1):
            self.modifications.add(
                key, change.kind, change.amount_clp, change.days, change.on, change.resolution,
                *self.sourced(f"{plan.code}:{number}", kind="modification", place=place_in),
            )  # fmt: skip
        return key

    def _rest(self, plan: InitiativePlan, place: Place) -> None:
        for number, report in enumerate(plan.progress, start=1):
            self.progress.add(
                place.initiative, report.on, _pct(report.physical), _pct(report.planned),
                *self.sourced(plan.code, kind="progress", place=number),
            )  # fmt: skip
        if plan.follow_up:
            self.follow_ups.add(
                place.initiative, "Demostración", *plan.follow_up,
                *self.sourced(plan.code, kind="follow_up"),
            )  # fmt: skip
        grant = plan.grant
        if grant:
            self.grants.add(
                place.initiative, grant.fund, self.keys.organisations[grant.organisation],
                grant.transferred_on, grant.transferred_clp, grant.execution, grant.rendered_on,
                grant.closed_on, grant.closed_on, grant.is_rendered_on_time,
                *self.sourced(plan.code, kind="grant"),
            )  # fmt: skip


def _pct(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
