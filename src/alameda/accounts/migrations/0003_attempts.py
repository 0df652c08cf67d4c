"""Where attempts to sign in are counted: a table of Django's cache.

Not logged: after a crash the counts begin again, and counting costs little. Each lives for minutes.
"""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0002_bound_days_and_moments")]

    operations: ClassVar = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS accounts_attempt (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX IF NOT EXISTS accounts_attempt_expires ON accounts_attempt (expires);
            """,
            "DROP TABLE IF EXISTS accounts_attempt",
        ),
    ]
