"""The database that tests stand on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from conftest import pytest_collection_modifyitems


@pytest.mark.django_db
def test_the_database_is_postgresql_15_or_newer_and_migrated() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_database()")
        version, name = cursor.fetchone() or (0, "")
    assert version >= 150000
    assert name.startswith("test_")
    assert ContentType.objects.filter(app_label="accounts").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_committing_test_leaves_is_gone_and_what_migrations_made_stays(turn: int) -> None:
    assert not ContentType.objects.filter(app_label="left behind").exists()
    assert ContentType.objects.filter(app_label="accounts").exists()
    ContentType.objects.create(app_label="left behind", model=str(turn))


@pytest.mark.django_db
def test_a_test_that_asks_the_database_is_marked_so(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("sql")


@pytest.mark.parametrize("fixture", ["db", "transactional_db", "client", "tmp_path"])
def test_the_mark_comes_from_what_a_test_asks_for(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    asked = SimpleNamespace(fixturenames=[fixture], get_closest_marker=lambda _name: None, marks=[])
    asked.add_marker = lambda mark: asked.marks.append(mark.name)

    pytest_collection_modifyitems([cast("pytest.Item", asked)])

    assert asked.marks == (["sql"] if fixture.endswith("db") else [])
    assert not request.node.get_closest_marker("sql")
