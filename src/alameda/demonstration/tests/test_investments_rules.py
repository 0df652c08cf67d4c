"""The invented region, without a database: coherent, plausible, and the same every time."""

from __future__ import annotations

import hashlib
import re
import statistics
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from alameda.demonstration.investments.rules import words
from alameda.demonstration.investments.rules.calibration import ROUTES
from alameda.demonstration.investments.rules.days import session_on_or_after, workday
from alameda.demonstration.investments.rules.initiatives import initiatives
from alameda.demonstration.investments.rules.plans import (
    ComunaFact,
    ContractPlan,
    InitiativePlan,
    TerritoryFact,
)
from alameda.demonstration.investments.rules.profile import Region
from alameda.demonstration.investments.rules.stories import STORIES
from alameda.foundation.vocabulary import keys
from alameda.investments.rules import vocabulary
from alameda.investments.rules.states import find_move, group_of

TODAY = date(2026, 11, 22)
TERRITORY = TerritoryFact(
    "valle",
    "Región del Valle",
    "Gobierno Regional del Valle",
    tuple(
        ComunaFact(f"991{place:02}", f"Comuna {place}", f"99{place % 3}", 5_000 * (place + 1))
        for place in range(16)
    ),
)
COUNT = 1_600


def invented(
    *, count: int = COUNT, seed: int = 1, today: date = TODAY, territory: TerritoryFact = TERRITORY
) -> list[InitiativePlan]:
    region = Region.of(territory, count=count)
    return list(initiatives(region, seed=seed, numbers=range(1, count + 1), today=today))


def digest(plans: list[InitiativePlan]) -> str:
    return hashlib.sha256("\n".join(map(repr, plans)).encode()).hexdigest()


@pytest.fixture(scope="module")
def plans() -> list[InitiativePlan]:
    return invented()


def owed(contract: ContractPlan) -> int:
    return contract.amount_clp + sum(change.amount_clp for change in contract.modifications)


def test_the_same_seed_day_and_territory_give_the_same_region(plans: list[InitiativePlan]) -> None:
    assert digest(invented()) == digest(plans)


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"today": TODAY - timedelta(days=1)},
        {"territory": TERRITORY._replace(comunas=TERRITORY.comunas[1:])},
    ],
)
def test_another_seed_day_or_territory_gives_another_region(other: dict[str, object]) -> None:
    assert digest(invented(count=60, **other)) != digest(invented(count=60))  # type: ignore[arg-type]  # each case is one of its arguments


def test_any_part_can_be_made_alone_and_in_any_order(plans: list[InitiativePlan]) -> None:
    region = Region.of(TERRITORY, count=COUNT)
    part = list(initiatives(region, seed=1, numbers=range(200, 220), today=TODAY))

    assert digest(part) == digest(plans[199:219])


def test_every_change_of_state_is_a_legal_move(plans: list[InitiativePlan]) -> None:
    for plan in plans:
        assert plan.moves[0].source == ""
        assert plan.moves[0].target == "draft"
        for move in plan.moves[1:]:
            legal = find_move(move.source, move.target)
            assert legal is not None, (plan.code, move)
            assert move.role in legal.roles
            assert bool(move.document) == bool(legal.document)
        for before, after in pairwise(plan.moves):
            assert before.target == after.source
        assert plan.state == plan.moves[-1].target
        assert plan.state_since == plan.moves[-1].on


def test_dates_are_in_order_and_none_lies_after_today(plans: list[InitiativePlan]) -> None:
    for plan in plans:
        days = [move.on for move in plan.moves]
        assert days == sorted(days)
        told = [
            *days,
            *(event.on for event in plan.events),
            *(act.on for act in plan.approvals),
            *(report.on for report in plan.progress),
            *(paid.paid_on for paid in plan.payments if paid.paid_on),
            *(done.on for request in plan.requests for done in request.rounds if done.on),
        ]
        assert max(told) <= TODAY, plan.code
        for contract in plan.contracts:
            steps = [
                contract.signed_on,
                contract.site_handed_over_on,
                contract.provisionally_received_on,
                contract.definitively_received_on,
            ]
            known = [step for step in steps if step]
            assert known == sorted(known), plan.code
        if plan.agreement and plan.agreement.signed_on:
            assert plan.agreement.approval_on <= plan.agreement.signed_on


def test_offices_decide_on_working_days(plans: list[InitiativePlan]) -> None:
    for plan in plans:
        assert all(move.on == workday(move.on) for move in plan.moves), plan.code


def test_nothing_is_paid_above_its_contract_nor_contracted_above_what_was_approved(
    plans: list[InitiativePlan],
) -> None:
    for plan in plans:
        for place, contract in enumerate(plan.contracts):
            paid = sum(pay.paid_clp for pay in plan.payments if pay.contract == place)
            assert paid <= owed(contract), plan.code
        if plan.line:
            approved = plan.line.awarded_clp + plan.line.increases_clp
            assert sum(map(owed, plan.contracts)) <= approved, plan.code
            assert sum(pay.paid_clp for pay in plan.payments) <= approved, plan.code
            assert sum(spent for _, spent in plan.line.years) == sum(
                pay.paid_clp for pay in plan.payments
            )


def test_money_follows_the_agreement_and_payments_the_works(plans: list[InitiativePlan]) -> None:
    for plan in plans:
        if plan.payments:
            assert plan.agreement is not None
            first = min(pay.month for pay in plan.payments)
            assert first >= plan.agreement.approval_on.replace(day=1)
        for pay in plan.payments:
            assert (pay.paid_on is None) == (pay.paid_clp == 0)
            if pay.paid_on:
                assert pay.month == pay.paid_on.replace(day=1)


def test_progress_never_goes_back(plans: list[InitiativePlan]) -> None:
    for plan in plans:
        for before, after in pairwise(plan.progress):
            assert before.physical <= after.physical, plan.code
            assert before.on <= after.on, plan.code


def test_codes_lie_where_no_real_register_has_any(plans: list[InitiativePlan]) -> None:
    assert len({plan.code for plan in plans}) == COUNT
    for plan in plans:
        if plan.kind == "grant":
            assert plan.bip is None
            assert re.fullmatch(r"G8-\d{4}-\d{6}", plan.code)
        else:
            assert plan.bip == plan.code
            assert re.fullmatch(r"99\d{6}-\d", plan.code)


def test_every_key_is_of_its_closed_list(plans: list[InitiativePlan]) -> None:
    for plan in plans:
        assert plan.kind in keys(vocabulary.KINDS)
        assert plan.route in keys(vocabulary.ROUTES)
        assert plan.stage in keys(vocabulary.STAGES)
        assert plan.sector in words.SECTORS
        assert {event.kind for event in plan.events} <= set(keys(vocabulary.EVENT_KINDS))
        results = {done.result for request in plan.requests for done in request.rounds}
        assert results <= set(keys(vocabulary.RATES))
        if plan.agreement:
            assert plan.agreement.cgr_result in keys(vocabulary.CGR_RESULTS)
            assert plan.agreement.state in keys(vocabulary.AGREEMENT_STATES)
        if plan.grant:
            assert plan.grant.fund in keys(vocabulary.GRANT_FUNDS)


def test_the_shape_is_the_measured_one(plans: list[InitiativePlan]) -> None:
    routes = Counter(plan.route for plan in plans)
    for route, shape in ROUTES.items():
        assert routes[route] / COUNT == pytest.approx(shape.share, abs=0.04)

    def between(first: str, then: str) -> list[int]:
        return [
            (days[then] - days[first]).days
            for plan in plans
            if {first, then} <= (days := {move.target: move.on for move in plan.moves}).keys()
        ]

    assert statistics.median(between("entered", "recommended")) == pytest.approx(91, abs=20)
    assert statistics.median(between("sent_to_council", "in_plenary")) == pytest.approx(21, abs=5)
    small = [plan.amount_clp for plan in plans if plan.route == "fril"]
    assert statistics.median(small) == pytest.approx(96_000_000, rel=0.1)
    groups = Counter(group_of(plan.state).key for plan in plans)
    assert all(groups[group] >= COUNT // 100 for group in groups)
    assert len(groups) == 7
    executed = [plan for plan in plans if plan.payments]
    assert 8 <= sum(len(plan.payments) for plan in executed) / len(executed) <= 20


@pytest.mark.parametrize("today", [TODAY + timedelta(days=shift) for shift in range(0, 30, 3)])
def test_something_was_decided_this_week_whatever_the_day(today: date) -> None:
    latest = session_on_or_after(today - timedelta(days=6), today=today)
    assert today - timedelta(days=6) <= latest <= today

    decided = [
        move
        for plan in invented(count=len(STORIES), today=today)
        for move in plan.moves
        if move.target in {"in_plenary", "approved_by_governor"}
        and today - timedelta(days=7) <= move.on <= today
    ]
    assert len(decided) >= 2


@pytest.mark.parametrize("seed", range(12))
def test_the_stories_tell_the_same_whatever_the_seed(seed: int) -> None:
    told = {plan.story: plan for plan in invented(count=len(STORIES), seed=seed)}

    assert list(told) == [story.key for story in STORIES]
    exemplary = told["exemplary"]
    assert exemplary.code == "99000001-0"
    assert exemplary.state in {"closed", "definitive_reception"}
    assert exemplary.events[0].kind == "community_meeting"
    contract = exemplary.contracts[0]
    received, begun = contract.provisionally_received_on, contract.site_handed_over_on
    assert received is not None
    assert begun is not None
    assert sum(pay.paid_clp for pay in exemplary.payments) == owed(contract)
    assert told["stuck"].state == "in_evaluation"
    assert told["stuck"].state_since < TODAY - timedelta(days=180)  # type: ignore[operator]  # every plan has a state
    assert told["paralysed"].state == "paralysed"
    assert "ended_early" in {move.target for move in told["ended_early"].moves}
    assert told["tendered_again"].state == "tender"
    assert told["waiting_for_council"].state == "in_committee"
    late = told["late"]
    assert late.state in {"in_execution", "modification"}
    begun = late.contracts[0].site_handed_over_on
    assert begun is not None
    assert begun + timedelta(days=late.contracts[0].term_days) < TODAY
    ahead = told["money_ahead"]
    works = ahead.contracts[0]
    paid = sum(pay.paid_clp for pay in ahead.payments if pay.contract == 0)
    assert paid / owed(works) > ahead.progress[-1].physical / 10_000 + 0.15
    assert told["growing"].line is not None


def test_no_organisation_resembles_a_person_and_every_firm_says_that_it_is_invented() -> None:
    region = Region.of(TERRITORY, count=20_000)
    everything = region.organisations.everything()

    assert len({plan.slug for plan in everything}) == len(everything)
    for plan in everything:
        if plan.kind == "company":
            assert " Demo " in plan.name
        elif plan.kind != "municipality":
            assert "(demostración)" in plan.name
    common_names = {"María", "José", "Juan", "Ana", "Pedro", "González", "Muñoz", "Rojas", "Díaz"}
    said = {word for plan in everything for word in re.findall(r"\w+", plan.name)}
    said |= {word for plan in invented(count=500) for word in re.findall(r"\w+", plan.name)}
    assert not said & common_names


def test_a_region_of_one_comuna_without_population_works_too() -> None:
    alone = TERRITORY._replace(comunas=(ComunaFact("99101", "Sola", "991", 0),))

    assert len(invented(count=300, territory=alone)) == 300
