"""A term of millions of days, which an amount typed in its column is, breaks nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from alameda.foundation.days import DAY_MAX, TERM_DAYS_MAX
from alameda.foundation.fields import ENDING
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.models import Contract, ContractModification, Initiative
from alameda.investments.tests.factories import (
    ComunaFactory,
    ContractFactory,
    InitiativeFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def works(code: str, *, term_days: int, handed_over_on: date = date(2026, 1, 2)) -> Initiative:
    """An initiative in execution under one contract."""
    comuna = ComunaFactory.create()
    row = InitiativeFactory.create(code=code, state="in_execution", name="Plaza de Armas")
    row.comunas.add(comuna)
    contract = ContractFactory.create(
        initiative=row, site_handed_over_on=handed_over_on, signed_on=None
    )
    with connection.cursor() as cursor:
        sentence = "UPDATE investments_contract SET term_days = %s WHERE id = %s"
        cursor.execute(sentence, [term_days, contract.pk])
    return row


@pytest.fixture
def _rows_of_before() -> None:
    """The tables as they were before their bounds, with rows that break them."""
    RegionFactory.create()
    with connection.cursor() as cursor:
        for table in ("contract", "contractmodification"):
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conname ~ %s",
                [f"^investments_{table}_.*days{ENDING}$"],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE investments_{table} DROP CONSTRAINT "{name}"')


@pytest.mark.usefixtures("_rows_of_before")
@pytest.mark.parametrize("term_days", [4_000_000, 2**31 - 1, 91_000])
def test_a_contract_of_thousands_of_years_has_no_end_and_its_pages_live(
    client: Client, term_days: int
) -> None:
    row = works("P-1", term_days=term_days)
    usual = works("P-2", term_days=120)
    extended = works("P-3", term_days=100)
    contract = Contract.objects.get(initiative=extended)
    for place, days in enumerate((10, term_days)):
        change = ContractModification.objects.create(
            contract=contract, source_key=f"m{place}", amount_clp=0
        )
        with connection.cursor() as cursor:
            sentence = "UPDATE investments_contractmodification SET days = %s WHERE id = %s"
            cursor.execute(sentence, [days, change.pk])

    refresh_cards(None)

    for one in (row, usual, extended):
        one.refresh_from_db()
    assert (row.planned_end_on, row.expected_end_on, row.late_days) == (None, None, None)
    assert usual.planned_end_on == usual.expected_end_on == date(2026, 5, 2)
    assert extended.planned_end_on == date(2026, 4, 12)
    assert extended.expected_end_on is None
    cut = row.comunas.get().cut
    for path in (
        "/inversiones/",
        *(one.get_absolute_url() for one in (row, usual, extended)),
        "/api/v1/initiatives",
        *(f"/api/v1/initiatives/{one.code}" for one in (row, usual, extended)),
        "/buscar/?q=plaza",
        f"/territorio/{cut}/",
    ):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("handed_over_on", [DAY_MAX, date(2100, 1, 1)])
def test_a_term_that_leads_past_the_last_day_has_no_end(handed_over_on: date) -> None:
    row = works("P-1", term_days=TERM_DAYS_MAX, handed_over_on=handed_over_on)

    refresh_cards([row.pk])

    row.refresh_from_db()
    assert row.planned_end_on is None
    assert row.expected_end_on is None


def test_the_last_day_is_an_end_and_the_next_is_none() -> None:
    last = works("P-1", term_days=30, handed_over_on=date(2150, 12, 1))
    beyond = works("P-2", term_days=31, handed_over_on=date(2150, 12, 1))

    refresh_cards(None)

    last.refresh_from_db()
    beyond.refresh_from_db()
    assert (last.planned_end_on, beyond.planned_end_on) == (DAY_MAX, None)
