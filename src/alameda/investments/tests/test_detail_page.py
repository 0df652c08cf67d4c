"""The page of one initiative, and the page that moves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from playwright.sync_api import Page

from alameda.accounts.models import Person, RoleGrant
from alameda.foundation.actor import SYSTEM
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.models import Initiative, StateChange
from alameda.investments.selectors.pace import forget_pace
from alameda.investments.tests.factories import (
    ApprovalFactory,
    BudgetLineFactory,
    ContractFactory,
    EvaluationRoundFactory,
    InitiativeEventFactory,
    InitiativeFactory,
    PaymentFactory,
    ProgressReportFactory,
)
from alameda.record.models import Entry
from alameda.territory.actions.region import load_region
from alameda.territory.models import Comuna


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    forget_pace()


@pytest.fixture
def region(db: None) -> None:
    load_region("nuble", actor=SYSTEM)


def full(rows: int, **fields: object) -> Initiative:
    """An initiative with so many rows of everything."""
    row = InitiativeFactory.create(state_since=date(2026, 1, 2), **fields)
    if place := Comuna.objects.first():
        row.comunas.add(place)
    EvaluationRoundFactory.create(request__stage__initiative=row)
    for number in range(rows):
        month = date(2024 + number // 12, number % 12 + 1, 1)
        PaymentFactory.create(initiative=row, month=month, paid_clp=10_000)
        ProgressReportFactory.create(initiative=row, reported_on=month, physical_pct=number)
        InitiativeEventFactory.create(initiative=row, happened_on=month, kind="other")
        ApprovalFactory.create(initiative=row, amount_clp=9_000_000)
        BudgetLineFactory.create(initiative=row, fndr_awarded_clp=900_000)
        ContractFactory.create(
            initiative=row,
            amount_clp=500_000,
            site_handed_over_on=date(2024, 1, 2),
            term_days=100,
        )
        StateChange.objects.create(
            initiative=row,
            from_state="contracted",
            to_state="in_execution",
            happened_on=month,
            by_role="test",
            document=f"Acta {number}",
        )
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["40030997", "40.030.997-0", " 40030997-0", "40030997–0"])
def test_other_spellings_of_the_bip_lead_to_the_one_address(client: Client, asked: str) -> None:
    row = InitiativeFactory.create(bip="40030997-0")

    found = client.get(f"/inversiones/{asked}/")

    assert found.status_code == 301
    assert found.headers["Location"] == f"/inversiones/{row.code}/"
    english = client.get(f"/en/inversiones/{asked}/")
    assert english.headers["Location"] == f"/en/inversiones/{row.code}/"


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_draft_with_nothing_is_a_whole_page(client: Client, prefix: str) -> None:
    row = InitiativeFactory.create(state="draft", stage="", name="<script>alert(1)</script>")

    page = client.get(f"{prefix}/inversiones/{row.code}/")

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert escape(row.name) in page.content.decode()


# Moving


@pytest.fixture
def supervisor(client: Client, db: None) -> Client:
    person = Person.objects.create_user("role@example.org", name="Supervisión")
    RoleGrant.objects.create(person=person, role="project_supervisor", starts_on=date(2020, 1, 1))
    client.force_login(person)
    return client


def typed(row: Initiative, **changes: object) -> dict[str, object]:
    return {
        "to": "paralysed",
        "version": row.version,
        "happened_on": timezone.localdate().isoformat(),
        "document": "Oficio 7",
        "reason": "Hallazgo arqueológico",
        **changes,
    }


def test_who_may_move_it_sees_the_way_and_the_moves(supervisor: Client) -> None:
    row = InitiativeFactory.create()

    assert f"/inversiones/{row.code}/mover/" in (
        supervisor.get(f"/inversiones/{row.code}/").content.decode()
    )
    page = supervisor.get(f"/inversiones/{row.code}/mover/")
    assert page.status_code == 200
    assert 'value="paralysed"' in page.content.decode()
    assert 'value="closed"' not in page.content.decode()


def test_a_move_on_the_page_leads_back_to_the_initiative(supervisor: Client) -> None:
    row = InitiativeFactory.create()

    answer = supervisor.post(f"/inversiones/{row.code}/mover/", typed(row))

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/inversiones/{row.code}/"
    row.refresh_from_db()
    assert row.state == "paralysed"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"document": ""}, "id_document-error"),
        ({"happened_on": "2999-01-01"}, "id_happened_on-error"),
        ({"happened_on": "ayer"}, "id_happened_on-error"),
        ({"to": "draft"}, "id_to"),
        ({"to": ""}, "id_to"),
        ({"version": "x"}, "al-errors"),
        ({"reason": "x" * 500}, "id_reason-error"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    supervisor: Client, changes: dict[str, object], where: str
) -> None:
    row = InitiativeFactory.create()

    page = supervisor.post(f"/inversiones/{row.code}/mover/", typed(row, **changes))

    text = page.content.decode()
    assert page.status_code == (409 if "version" in changes else 422)
    assert where in text or page.status_code == 409
    assert 'value="closed"' not in text
    assert str(changes.get("reason", "Hallazgo arqueológico"))[:20] in text
    row.refresh_from_db()
    assert row.state == "in_execution"
    assert not Entry.objects.exists()


def test_who_moves_an_old_page_is_told_what_changed_and_loses_nothing(supervisor: Client) -> None:
    row = InitiativeFactory.create()
    supervisor.post(f"/inversiones/{row.code}/mover/", typed(row))

    page = supervisor.post(
        f"/inversiones/{row.code}/mover/", typed(row, to="modification", document="Oficio 8")
    )

    text = page.content.decode()
    assert page.status_code == 409
    assert "Paralizada" in text
    assert "Oficio 7" in text
    assert 'value="Oficio 8"' in text
    assert 'name="version" value="2"' in text
    row.refresh_from_db()
    assert row.state == "paralysed"


def test_a_visitor_may_not_open_the_moves_and_another_role_finds_none(
    client: Client, supervisor: Client
) -> None:
    row = InitiativeFactory.create(state="recommended")

    assert Client().get(f"/inversiones/{row.code}/mover/")["Location"].startswith("/cuenta/entrar/")
    assert supervisor.get(f"/inversiones/{row.code}/mover/").status_code == 403
    refused = supervisor.post(
        f"/inversiones/{row.code}/mover/", typed(row, to="prioritised", document="CDP 1")
    )
    assert refused.status_code == 403
    row.refresh_from_db()
    assert row.state == "recommended"


# A browser


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_clean_for_axe_with_everything_open(
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
    theme: str,
) -> None:
    load_region("nuble", actor=SYSTEM)
    row = full(14)
    page = open_page(width=width, theme=theme)
    for prefix in ("", "/en"):
        page.goto(f"{live_site}{prefix}/inversiones/{row.code}/")
        assert axe(page) == []
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
