"""The papers a life leaves: requests, acts, agreement, contracts, payments, follow-up."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules.days import workday
from alameda.demonstration.investments.rules.life import Walk
from alameda.demonstration.investments.rules.money import (
    inspection_of,
    payments_of,
    progress_of,
    spent_by_year,
    transfers_of,
)
from alameda.demonstration.investments.rules.plans import (
    AgreementPlan,
    ApprovalPlan,
    FollowUpPlan,
    GrantPlan,
    InitiativePlan,
    LinePlan,
    PaymentPlan,
    ProgressPlan,
    RequestPlan,
)
from alameda.demonstration.investments.rules.profile import classification_of
from alameda.demonstration.investments.rules.script import WITHOUT_TENDER
from alameda.demonstration.investments.rules.works import Works
from alameda.investments.rules.states import STATES, group_of

SIGNING_AFTER_DAYS = 20
QUARTER_DAYS = 90
FOLLOWED_GROUPS = frozenset({"works", "stopped", "finished"})
FOLLOWED = frozenset({"agreement", "tender", "awarded", "contracted"})
_WRITTEN = {state.key: state.es for state in STATES}


def file_papers(rng: Random, *, plan: InitiativePlan, walk: Walk, works: Works) -> None:
    """Add to the plan every row that its life justifies."""
    _approve(plan, walk=walk, works=works)
    _agree(plan, walk=walk, works=works)
    plan.tenders, plan.contracts = works.tenders, works.contracts
    if plan.route in WITHOUT_TENDER:
        _transfer(rng, plan=plan, walk=walk, works=works)
    else:
        plan.progress = progress_of(works, today=walk.today)
        power = walk.script.payment_power
        plan.payments = payments_of(rng, works, power=power, today=walk.today)
        for place, contract in enumerate(works.contracts):
            if contract.contractor == works.inspector and contract.tender is None:
                plan.payments += inspection_of(rng, works, place=place, today=walk.today)
    _request(rng, plan=plan, walk=walk)
    _budget(plan, walk=walk, works=works)
    _follow(plan, walk=walk)
    if plan.route == "grant_8":
        _grant(rng, plan=plan, walk=walk)


def _approve(plan: InitiativePlan, *, walk: Walk, works: Works) -> None:
    life = walk.life
    if "recommended" in life.dates:
        on = life.dates["recommended"]
        plan.approvals.append(ApprovalPlan("recommendation", walk.number(on), on, plan.amount_clp))
    if "council_approved" in life.dates:
        on = life.dates["council_approved"]
        plan.approvals.append(
            ApprovalPlan("council", life.numbers["council"], on, works.approved_clp)
        )
    if "approved_by_governor" in life.dates:
        on = life.dates["approved_by_governor"]
        plan.approvals.append(
            ApprovalPlan("governor", life.numbers["governor"], on, works.approved_clp)
        )
    if "agreement" in life.dates:
        on = life.dates["agreement"]
        plan.approvals.append(
            ApprovalPlan("budget", life.numbers["budget"], on, works.approved_clp)
        )
    if works.increased_on:
        on = works.increased_on
        amount = works.approved_clp + works.increase_clp
        plan.approvals.append(ApprovalPlan("governor", walk.number(on), on, amount))


def _decision(walk: Walk) -> tuple[str, date]:
    """The act that gave the money."""
    life = walk.life
    if "council_approved" in life.dates:
        return f"CORE {life.numbers['council']}", life.dates["council_approved"]
    return f"RES {life.numbers['governor']}", life.dates["approved_by_governor"]


def _agree(plan: InitiativePlan, *, walk: Walk, works: Works) -> None:
    dates, numbers = walk.life.dates, walk.life.numbers
    if "agreement" not in dates:
        return
    approval, approved_on = _decision(walk)
    waits = (walk.today - dates["agreement"]).days
    drafting = "signing" if waits > SIGNING_AFTER_DAYS else "drafting"
    plan.agreement = AgreementPlan(
        amount_clp=works.approved_clp,
        state="signed" if "signed" in dates else drafting,
        approval_number=approval,
        approval_on=approved_on,
        budget_resolution=numbers["budget"],
        budget_resolution_on=dates["agreement"],
        signed_on=dates.get("signed"),
        resolution=numbers.get("resolution", ""),
        resolution_on=dates.get("resolution"),
        resolution_kind=walk.life.resolution_kind,
        cgr_result=walk.life.cgr_result,
        cgr_on=dates.get("cgr"),
    )


def _transfer(rng: Random, *, plan: InitiativePlan, walk: Walk, works: Works) -> None:
    begun = walk.life.dates.get("in_execution")
    if not begun:
        return
    days = 30 if plan.route == "grant_8" else works.term_days
    ends = walk.life.dates.get("closed", walk.today)
    plan.payments = transfers_of(
        rng, begun=begun, days=days, amount_clp=works.approved_clp, today=ends
    )
    if plan.route == "grant_8":
        return
    real_days = round(works.term_days * max(1.0, walk.script.works_pace))
    on = begun + timedelta(days=QUARTER_DAYS)
    while on <= walk.today and (on - begun).days < real_days + QUARTER_DAYS:
        done = min(1.0, (on - begun).days / real_days)
        planned = min(1.0, (on - begun).days / works.term_days)
        plan.progress.append(ProgressPlan(on, round(done * 10_000), round(planned * 10_000)))
        on += timedelta(days=QUARTER_DAYS)


def _request(rng: Random, *, plan: InitiativePlan, walk: Walk) -> None:
    dates = walk.life.dates
    if "entered" not in dates or not plan.state_since:
        return
    subtitle, item, allocation = classification_of(plan)
    sector_clp = 0
    if plan.kind == "asset" and rng.random() < measured.COFINANCED_SHARE:
        sector_clp = plan.amount_clp // 4
    later = plan.amount_clp // 2 if plan.route == "sni" else 0
    plan.requests.append(
        RequestPlan(
            stage=plan.stage,
            year=plan.year,
            budget_year=plan.year,
            subtitle=subtitle,
            item=item,
            allocation=allocation,
            total_clp=plan.amount_clp + sector_clp,
            sector_clp=sector_clp,
            fndr_clp=plan.amount_clp,
            current_spend_clp=plan.amount_clp - later,
            later_years_clp=later,
            state=plan.state,
            state_on=plan.state_since,
            is_in_budget=plan.agreement is not None,
            applied_on=dates["entered"] - timedelta(days=rng.randint(1, 5)),
            received_on=dates["entered"],
            analyst_assigned_on=dates.get("analyst_assigned"),
            sent_to_mdsf_on=dates.get("sent_to_mdsf"),
            sent_to_council_on=dates.get("sent_to_council"),
            rounds=tuple(walk.life.rounds),
        )
    )


def _budget(plan: InitiativePlan, *, walk: Walk, works: Works) -> None:
    if plan.agreement is None:
        return
    years = spent_by_year(plan.payments)
    left = works.approved_clp + works.increase_clp - sum(spent for _, spent in years)
    carries = left > 0 and plan.state not in {"closed", "ex_post"}
    request = plan.requests[0]
    plan.line = LinePlan(
        budget_year=plan.agreement.budget_resolution_on.year,
        total_clp=request.total_clp,
        sector_clp=request.sector_clp,
        requested_clp=plan.amount_clp,
        awarded_clp=works.approved_clp,
        increases_clp=works.increase_clp,
        approval=plan.agreement.approval_number,
        approval_on=plan.agreement.approval_on,
        resolution=plan.agreement.budget_resolution,
        years=years,
        carried_over_clp=left if carries else 0,
        carried_over_to=walk.today.year + 1 if carries else None,
    )


def _follow(plan: InitiativePlan, *, walk: Walk) -> None:
    is_followed = plan.state in FOLLOWED or group_of(plan.state).key in FOLLOWED_GROUPS
    if plan.line is None or plan.route in WITHOUT_TENDER or not is_followed:
        return
    calls = {1: "Primera", 2: "Segunda", 3: "Tercera"}
    substate = calls.get(len(plan.tenders), "") if plan.state == "tender" else ""
    left = plan.line.carried_over_clp
    now = left * 3 // 5
    plan.follow_up = FollowUpPlan(
        plan.state, _WRITTEN[plan.state], substate, walk.today.year + 1, now, left - now
    )


def _grant(rng: Random, *, plan: InitiativePlan, walk: Walk) -> None:
    paid: PaymentPlan | None = plan.payments[0] if plan.payments else None
    closed = walk.life.dates.get("closed")
    if plan.state == "closed" and closed:
        rendered = workday(closed - timedelta(days=rng.randint(15, 45)))
        execution, on_time = "Rendida", rng.random() < measured.RENDERED_ON_TIME_SHARE
    else:
        rendered, execution, on_time = None, "En ejecución" if paid else "No transferida", None
    plan.grant = GrantPlan(
        fund=plan.subsector,
        organisation=plan.executing_unit,
        transferred_on=paid.paid_on if paid else None,
        transferred_clp=paid.paid_clp if paid else None,
        execution=execution,
        rendered_on=rendered,
        closed_on=closed,
        is_rendered_on_time=on_time,
    )
