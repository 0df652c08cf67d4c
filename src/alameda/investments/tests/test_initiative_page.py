"""The page of one initiative: both languages, bad codes, its cost, and what it must not say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.investments.actions.cards import refresh_cards
from alameda.investments.models import Grant, Initiative
from alameda.investments.selectors.pace import forget_pace
from alameda.investments.tests.factories import (
    ApprovalFactory,
    ComunaFactory,
    ContractFactory,
    FundingRequestFactory,
    InitiativeEventFactory,
    InitiativeFactory,
    PaymentFactory,
    ProgressReportFactory,
    StageFactory,
)
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    forget_pace()


def with_rows(count: int) -> Initiative:
    initiative = InitiativeFactory.create(state_since=date(2026, 1, 2))
    initiative.comunas.add(ComunaFactory.create())
    stage = StageFactory.create(initiative=initiative)
    for number in range(count):
        FundingRequestFactory.create(stage=stage, total_clp=5_000_000)
        ApprovalFactory.create(initiative=initiative, amount_clp=4_000_000)
        ContractFactory.create(initiative=initiative)
        PaymentFactory.create(initiative=initiative)
        ProgressReportFactory.create(initiative=initiative)
        day = date(2025, 1, 15) + timedelta(days=number)
        InitiativeEventFactory.create(initiative=initiative, happened_on=day)
    refresh_cards([initiative.pk])
    initiative.refresh_from_db()
    return initiative


def queries_of(client: Client, initiative: Initiative) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(initiative.get_absolute_url()).status_code == 200
    return len(seen)


FEW_QUERIES = 10


def test_the_page_costs_the_same_queries_at_one_row_and_at_twenty(client: Client) -> None:
    few, many = with_rows(1), with_rows(20)
    client.get(few.get_absolute_url())  # what is kept in the process is read once

    assert queries_of(client, few) == queries_of(client, many)


def test_the_page_as_it_was_drawn_a_moment_ago_costs_few_queries(
    client: Client, pages_kept: None
) -> None:
    many = with_rows(20)
    queries_of(client, many)

    assert queries_of(client, many) < FEW_QUERIES  # the page as it was drawn a moment ago


@pytest.mark.parametrize(("prefix", "lang"), [("", "es-CL"), ("/en", "en")])
def test_the_page_says_in_both_languages_where_it_stands(
    client: Client, prefix: str, lang: str
) -> None:
    initiative = with_rows(1)

    page = client.get(prefix + initiative.get_absolute_url())

    assert page.status_code == 200
    html = page.content.decode()
    assert f'lang="{lang}"' in html
    assert initiative.name in html
    assert "41" in html
    assert "%(" not in html


@pytest.mark.parametrize("code", ["nothing", "99999999-9", "99999999", "a%00b", "%F0"])
def test_a_code_of_nothing_is_a_page_that_says_so(client: Client, code: str) -> None:
    assert client.get(f"/inversiones/{code}/").status_code == 404
    assert client.get(f"/inversiones/{'x' * 300}/").status_code == 414


def test_hidden_and_absent_look_alike(client: Client) -> None:
    hidden = InitiativeFactory.create(code="HIDDEN")
    Subject.objects.filter(pk=hidden.subject_id).update(visibility=Subject.Visibility.INTERNAL)

    pages = [client.get(f"/inversiones/{code}/") for code in ("HIDDEN", "ABSENT")]

    assert [page.status_code for page in pages] == [404, 404]
    bodies = [page.content.decode() for page in pages]
    assert bodies[0].replace("HIDDEN", "ABSENT") == bodies[1]


@pytest.mark.parametrize("asked", ["40030997", "40030997-0"])
def test_a_bip_code_leads_to_the_permanent_address(client: Client, asked: str) -> None:
    initiative = InitiativeFactory.create(bip="40030997-0")

    answer = client.get(f"/inversiones/{asked}/")

    assert answer.status_code in {301, 302}
    assert answer.headers["Location"].endswith(initiative.get_absolute_url())


def test_the_page_never_says_whether_an_organisation_rendered_in_time(client: Client) -> None:
    bodies = []
    for is_in_time in (True, False):
        Initiative.objects.filter(code="GRANT").delete()
        Subject.objects.filter(code="GRANT").delete()
        initiative = InitiativeFactory.create(
            code="GRANT", kind="grant", route="grant_8", state="closed"
        )
        Grant.objects.create(
            initiative=initiative,
            source_key="test:grant",
            fund="sport",
            transferred_clp=1_000_000,
            transferred_on=date(2025, 3, 3),
            is_rendered_on_time=is_in_time,
        )
        refresh_cards([initiative.pk])
        bodies.append(client.get("/inversiones/GRANT/").content)

    assert bodies[0] == bodies[1]


def test_what_nobody_reported_is_not_shown_as_zero(client: Client) -> None:
    initiative = InitiativeFactory.create(state="in_execution")
    refresh_cards([initiative.pk])

    html = client.get(f"/en{initiative.get_absolute_url()}").content.decode()

    assert "$\u00a00" not in html
    assert "0%" not in html.replace("%2F", "/")  # where one comes back to is in the way in


def test_an_unfinished_contract_past_its_end_is_late_today(client: Client) -> None:
    today = timezone.localdate()
    initiative = InitiativeFactory.create(state="in_execution")
    start = today - timedelta(days=40)
    ContractFactory.create(initiative=initiative, site_handed_over_on=start, term_days=10)
    refresh_cards([initiative.pk])

    html = client.get(f"/en{initiative.get_absolute_url()}").content.decode()

    assert "30\u00a0days" in html


def test_nothing_is_shared_out_per_inhabitant_of_the_whole_region(client: Client) -> None:
    comuna = ComunaFactory.create(population=10_000)
    placed = InitiativeFactory.create()
    regional = InitiativeFactory.create(is_region_wide=True)
    named_too = InitiativeFactory.create(is_region_wide=True)
    placed.comunas.add(comuna)
    named_too.comunas.add(comuna)
    for initiative in (placed, regional, named_too):
        ApprovalFactory.create(initiative=initiative, amount_clp=123_450_000)
    refresh_cards(None)

    pages = [client.get(f"/en{one.get_absolute_url()}") for one in (placed, regional, named_too)]

    labels = ['<span class="al-figure__label">Per inhabitant<' in p.content.decode() for p in pages]
    assert labels == [True, False, False]
