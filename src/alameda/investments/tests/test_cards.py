"""The card of an initiative follows from the rows below it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from alameda.investments.actions.cards import refresh_cards
from alameda.investments.models import BudgetYear, ContractModification, Initiative
from alameda.investments.tests.factories import (
    ApprovalFactory,
    BudgetLineFactory,
    ContractFactory,
    FundingRequestFactory,
    InitiativeEventFactory,
    InitiativeFactory,
    PaymentFactory,
    ProgressReportFactory,
)

pytestmark = pytest.mark.django_db


def refreshed(initiative: Initiative) -> Initiative:
    refresh_cards([initiative.pk])
    initiative.refresh_from_db()
    return initiative


def test_an_initiative_with_nothing_below_it_knows_nothing() -> None:
    card = refreshed(InitiativeFactory.create())

    known = (card.requested_clp, card.approved_clp, card.contracted_clp, card.physical_pct)
    assert known == (None, None, None, None)
    assert (card.financial_pct, card.late_days, card.paid_clp) == (None, None, 0)


def test_the_newest_request_and_the_newest_budget_year_win() -> None:
    initiative = InitiativeFactory.create()
    stage = FundingRequestFactory.create(
        stage__initiative=initiative, year=2024, total_clp=900
    ).stage
    FundingRequestFactory.create(stage=stage, year=2025, total_clp=1_000)
    BudgetLineFactory.create(initiative=initiative, budget_year=2024, fndr_awarded_clp=500)
    for amount, increase in ((600, 50), (300, None)):
        BudgetLineFactory.create(
            initiative=initiative,
            budget_year=2025,
            fndr_awarded_clp=amount,
            increases_clp=increase,
        )
    ApprovalFactory.create(initiative=initiative, amount_clp=7_000)

    card = refreshed(initiative)

    assert (card.requested_clp, card.approved_clp) == (1_000, 950)


def test_no_peso_is_counted_twice() -> None:
    initiative = InitiativeFactory.create()
    line = BudgetLineFactory.create(initiative=initiative)
    for year, spent in ((2024, 300), (2026, 999)):
        BudgetYear.objects.create(line=line, year=year, spent_clp=spent)
    for month in (1, 2):
        PaymentFactory.create(initiative=initiative, month=date(2026, month, 1), paid_clp=100)

    assert refreshed(initiative).paid_clp == 500


def test_contract_extensions_and_modifications_move_money_and_the_end() -> None:
    initiative = InitiativeFactory.create()
    contract = ContractFactory.create(initiative=initiative, term_days=100, extension_days=20)
    ContractModification.objects.create(
        contract=contract, source_key="m", kind="more_works", amount_clp=250_000, days=10
    )
    PaymentFactory.create(initiative=initiative, paid_clp=500_000)
    ProgressReportFactory.create(initiative=initiative, physical_pct=30)
    ProgressReportFactory.create(
        initiative=initiative, reported_on=date(2026, 4, 30), physical_pct=45
    )

    card = refreshed(initiative)

    assert card.contracted_clp == 1_250_000
    assert card.financial_pct == 40
    assert card.physical_pct == 45
    assert card.planned_end_on == date(2026, 4, 12)
    assert card.expected_end_on == date(2026, 5, 12)
    assert card.late_days == 30


def test_part_of_the_contracts_never_passes_for_the_whole() -> None:
    initiative = InitiativeFactory.create()
    BudgetLineFactory.create(initiative=initiative, fndr_awarded_clp=2_000_000)
    ContractFactory.create(initiative=initiative, amount_clp=100_000)
    ContractFactory.create(initiative=initiative, amount_clp=None)
    PaymentFactory.create(initiative=initiative, paid_clp=500_000)

    card = refreshed(initiative)

    assert card.contracted_clp is None
    assert card.financial_pct == 25


def test_the_first_and_the_last_day_are_found() -> None:
    initiative = InitiativeFactory.create()
    FundingRequestFactory.create(stage__initiative=initiative, received_on=date(2024, 2, 1))
    InitiativeEventFactory.create(initiative=initiative, happened_on=date(2025, 7, 9))

    card = refreshed(initiative)

    assert (card.entered_on, card.last_event_on) == (date(2024, 2, 1), date(2025, 7, 9))


def test_search_finds_words_without_accents_by_their_stem() -> None:
    card = refreshed(InitiativeFactory.create(name="Construcción sedes comunitarias"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search @@ websearch_to_tsquery('alameda_es', 'sede comunitaria construccion')"
            " FROM investments_initiative WHERE id = %s",
            [card.pk],
        )
        assert cursor.fetchone() == (True,)


def test_the_subject_follows() -> None:
    card = refreshed(InitiativeFactory.create(state="paralysed"))
    card.subject.refresh_from_db()
    assert (card.subject.title, card.subject.state) == (card.name, "paralysed")


def test_refreshing_all_equals_refreshing_each() -> None:
    for _ in range(3):
        PaymentFactory.create()
    assert refresh_cards(None) == 3
    everything = list(Initiative.objects.order_by("pk").values("paid_clp", "last_event_on"))
    refresh_cards(list(Initiative.objects.values_list("pk", flat=True)))
    assert everything == list(Initiative.objects.order_by("pk").values("paid_clp", "last_event_on"))


def test_every_change_is_noted_for_those_who_keep_a_picture() -> None:
    initiative = InitiativeFactory.create()
    refreshed(initiative)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM investments_change")
        assert cursor.fetchone() == (2,)
