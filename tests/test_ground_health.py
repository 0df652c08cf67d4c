"""The addresses that machines watch."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client

from alameda.ui import health


@pytest.mark.django_db
def test_a_site_with_its_database_lives_and_is_ready(client: Client) -> None:
    live, ready = client.get("/health/live"), client.get("/health/ready")
    assert (live.status_code, live.content) == (200, b"live\n")
    assert (ready.status_code, ready.content) == (200, b"ready\n")
    assert "no-store" in ready["Cache-Control"]
    assert client.post("/health/ready").status_code == 405


def test_a_site_without_its_database_lives_and_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (
        503,
        b"not ready: the database does not answer\n",
    )


@pytest.mark.django_db
def test_a_site_whose_tables_are_behind_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    health._MIGRATED.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'thread'")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (
        503,
        b"not ready: the tables are behind the program\n",
    )
