"""An end that was computed beyond 1900 to 2150 is no end: a term of millions of days gave it.

What was typed stays as it is; only the two days and the difference computed from it are emptied.
"""

from django.db import migrations

EMPTY = """
UPDATE investments_initiative SET
    planned_end_on = CASE WHEN planned_end_on BETWEEN DATE '1900-01-01' AND DATE '2150-12-31'
        THEN planned_end_on END,
    expected_end_on = CASE WHEN expected_end_on BETWEEN DATE '1900-01-01' AND DATE '2150-12-31'
        THEN expected_end_on END,
    late_days = NULL
WHERE NOT (planned_end_on BETWEEN DATE '1900-01-01' AND DATE '2150-12-31')
    OR NOT (expected_end_on BETWEEN DATE '1900-01-01' AND DATE '2150-12-31');
"""


class Migration(migrations.Migration):
    """Data only: run again, it finds nothing."""

    dependencies = [("investments", "0006_let_an_approval_correct_another")]
    operations = [migrations.RunSQL(EMPTY, migrations.RunSQL.noop)]
