"""The database that tests stand on."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


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
