"""One initiative from its number: profile, script, life, and the papers that it leaves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from random import Random

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules import words
from alameda.demonstration.investments.rules.life import (
    Life,
    NotYetError,
    Walk,
    decide,
    evaluate,
    fund,
    prepare,
)
from alameda.demonstration.investments.rules.papers import file_papers
from alameda.demonstration.investments.rules.plans import ContractPlan, InitiativePlan
from alameda.demonstration.investments.rules.profile import (
    Region,
    draw_often_first,
    draw_profile,
    story_profile,
)
from alameda.demonstration.investments.rules.script import (
    WITHOUT_TENDER,
    Script,
    draw_script,
    draw_start,
    draw_term,
)
from alameda.demonstration.investments.rules.stories import STORIES
from alameda.demonstration.investments.rules.works import (
    Works,
    build,
    contract_works,
    finish_transfer,
)

INSPECTED_FROM_CLP = 150_000_000
INSPECTION_SHARE = 0.035


def initiatives(
    region: Region, *, seed: int, numbers: range, today: date
) -> Iterator[InitiativePlan]:
    """The invented initiatives of those numbers, each from its own seed: any part, in any order."""
    for number in numbers:
        yield _initiative(region, number=number, today=today, rng=Random(f"{seed}/{number}"))  # noqa: S311  invented data, not a secret


def _initiative(region: Region, *, number: int, today: date, rng: Random) -> InitiativePlan:
    if number <= len(STORIES):
        story = STORIES[number - 1]
        plan = story_profile(story, region, number=number)
        script, term_days = story.script(today), story.term_days
    else:
        starts_on = draw_start(rng, today=today)
        plan = draw_profile(rng, region, number=number, year=starts_on.year)
        script = draw_script(rng, route=plan.route, amount_clp=plan.amount_clp, starts_on=starts_on)
        term_days = draw_term(rng, route=plan.route, amount_clp=plan.amount_clp, kind=plan.kind)
    walk = Walk(rng, script=script, route=plan.route, today=today)
    works = _works(rng, region, plan=plan, term_days=term_days)
    _live(walk, works)
    _describe(rng, plan=plan, life=walk.life, script=script)
    file_papers(rng, plan=plan, walk=walk, works=works)
    return plan


def _works(rng: Random, region: Region, *, plan: InitiativePlan, term_days: int) -> Works:
    organisations = region.organisations
    firms = organisations.builders
    if plan.kind == "asset":
        firms = organisations.suppliers
    elif plan.kind == "study" or plan.stage == "design":
        firms = organisations.advisers
    has_all_asked = bool(plan.story) or rng.random() < measured.AWARDED_AS_ASKED_SHARE
    share = 1.0 if has_all_asked else rng.uniform(0.93, 1.0)
    approved_clp = round(plan.amount_clp * share / 1_000) * 1_000
    is_inspected = plan.route == "sni" and approved_clp > INSPECTED_FROM_CLP
    inspection_clp = round(approved_clp * INSPECTION_SHARE) if is_inspected else 0
    return Works(
        approved_clp=approved_clp,
        budget_clp=approved_clp - inspection_clp,
        term_days=term_days,
        contractor=draw_often_first(rng, firms).slug,
        second_contractor=rng.choice(firms).slug,
        inspector=draw_often_first(rng, organisations.advisers).slug,
    )


def _live(walk: Walk, works: Works) -> None:
    try:
        prepare(walk)
        evaluate(walk)
        decide(walk)
        fund(walk)
        if walk.route in WITHOUT_TENDER:
            finish_transfer(walk, days=works.term_days)
            return
        contract_works(walk, works, budget_clp=works.budget_clp, contractor=works.contractor)
        if works.budget_clp < works.approved_clp:
            _inspect(walk, works)
        build(walk, works)
    except NotYetError:
        return


def _inspect(walk: Walk, works: Works) -> None:
    """A second, small contract: technical inspection of the works."""
    first = works.contracts[0]
    works.contracts.append(
        ContractPlan(
            tender=None,
            contractor=works.inspector,
            amount_clp=works.approved_clp - works.budget_clp,
            signed_on=first.signed_on,
            site_handed_over_on=walk.on,
            term_days=first.term_days,
        )
    )


def _describe(rng: Random, *, plan: InitiativePlan, life: Life, script: Script) -> None:
    """State, year, strategy and who benefits."""
    last = life.moves[-1]
    plan.state, plan.state_since = last.target, last.on
    plan.year = life.dates.get("entered", life.moves[0].on).year
    plan.is_prioritised = "prioritised" in life.dates
    plan.moves, plan.events = life.moves, sorted(life.events)
    if plan.route == "grant_8":
        return
    if plan.story or rng.random() < measured.STRATEGY_SHARE:
        plan.strategy = rng.choice(words.STRATEGY)
    if plan.story or rng.random() < measured.BENEFICIARIES_SHARE:
        total = measured.BENEFICIARIES_MEDIAN * math.exp(
            measured.BENEFICIARIES_SIGMA * rng.gauss(0, 1)
        )
        women = round(total * rng.uniform(0.47, 0.56))
        plan.beneficiaries = (women, round(total) - women)
    if plan.story or rng.random() < measured.JOBS_SHARE:
        plan.jobs = max(2, round(plan.amount_clp / 25_000_000))
    if script.payment_power < 1 and not plan.story:
        plan.story = "money_ahead"
