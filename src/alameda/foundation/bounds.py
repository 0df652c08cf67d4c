"""Rows that were written before their column had bounds, and break them."""

from __future__ import annotations

from django.db import connection

from alameda.foundation.fields import ENDING

# A bound that is validated holds for every row; only the others have to be looked at.
_OPEN = """
SELECT conrelid::regclass::text, conname, pg_get_expr(conbin, conrelid) FROM pg_constraint
WHERE contype = 'c' AND NOT convalidated AND right(conname, %s) = %s ORDER BY conname
"""


def rows_beyond() -> list[tuple[str, int]]:
    """The columns with rows beyond their bounds, each as ``table_column``, and how many."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [len(ENDING), ENDING])
        found = []
        for table, name, kept in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE NOT {kept}")  # noqa: S608  its own
            count = int(cursor.fetchone()[0])
            if count:
                found.append((name.removesuffix(ENDING), count))
    return found
