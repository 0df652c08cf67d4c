"""Many rows into the import's own tables: COPY, and upserts instead of Django's slow updates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

BATCH = 1_000


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows by COPY; lists and mappings go in as JSON.

    The columns are named as in the database; the others must have a default or be empty.
    """
    table = model._meta.db_table  # noqa: SLF001  Django's public API
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def save_changed(rows: Sequence[models.Model], fields: Iterable[str]) -> None:
    """Update rows that exist, in one upsert a batch: many times faster than ``bulk_update``."""
    if rows:
        type(rows[0])._base_manager.bulk_create(  # noqa: SLF001  generic over models
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=sorted(fields),
        )


def analyse(modules: Iterable[str]) -> None:
    """Tell the planner how large the tables of some modules are now, before it reads them whole.

    Inside one transaction nobody else can: without this, the cards of a first import may take
    minutes in place of seconds.
    """
    tables = [
        model._meta.db_table  # noqa: SLF001  Django's public API
        for module in (*modules, "intake")
        for model in apps.get_app_config(module).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE thread_subject, {', '.join(tables)}")


def put_off_constraints() -> None:
    """Check what may wait only at the end: rows that change places pass through each other."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
