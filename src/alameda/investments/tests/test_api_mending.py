"""Correcting and withdrawing through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alameda.investments.actions.registering import register_initiative
from alameda.investments.models import Initiative
from alameda.investments.tests.sheets import whole
from alameda.investments.tests.test_api import LIST, staff
from alameda.investments.tests.test_moves import actor_with
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
WITHDRAWAL = {"version": 2, "happened_on": "2026-03-20", "reason": "El municipio desiste"}
CORRECTION = {"version": 2, "reason": "Lo dice el oficio", "fund": "FRPD", "amount_clp": None}


def sent(client: Client, row: Initiative, act: str, body: dict[str, Any]) -> Any:
    return client.post(f"{LIST}/{row.code}/{act}", body, content_type="application/json")


@pytest.mark.parametrize(
    ("act", "body", "verb"),
    [
        ("corrections", CORRECTION, "initiative.corrected"),
        ("withdrawal", WITHDRAWAL, "initiative.withdrawn"),
    ],
)
def test_who_may_mends_it_and_who_may_not_leaves_no_trace(
    client: Client, act: str, body: dict[str, Any], verb: str
) -> None:
    row = register_initiative(whole(), actor=actor_with("planner"))
    entries = Entry.objects.count()
    refusals: list[tuple[str, dict[str, Any], int]] = [
        ("", {}, 401),
        ("treasury", {}, 403),
        ("planner", {"version": 1}, 409),
        ("planner", {"reason": " "}, 422),
        ("planner", {"reason": None}, 422),
    ]
    for role, change, status in refusals:
        client.logout()
        if role:
            staff(client, role)
        assert sent(client, row, act, body | change).status_code == status
    row.refresh_from_db()
    assert (row.version, Entry.objects.count()) == (2, entries)

    answer = sent(client, row, act, body)

    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    assert Entry.objects.get(verb=verb).payload["reason"] == body["reason"]
    if act == "corrections":
        assert Entry.objects.get(verb=verb).payload["after"] == {"fund": "FRPD"}
