"""Days and moments lie between 1900 and 2150.

The bounds hold for what is written from now on. Where every row of before keeps them they are
validated; where one does not, nothing is lost: the bound stays NOT VALID, and doctor names it.
"""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

DAYS = {
    "rolegrant": ("starts_on", "ends_on",),
    "unit": ("starts_on", "ends_on",),
}
BETWEEN_DAYS = (datetime.date(1900, 1, 1), datetime.date(2150, 12, 31))
MOMENTS = {
    "person": ("created_at", "last_login",),
}
BETWEEN_MOMENTS = (
    datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC),
)

# Rows of before that break a bound make its validation fail, and nothing else.
VALIDATE = """
DO $$
DECLARE bound record;
BEGIN
    FOR bound IN
        SELECT conname, conrelid::regclass AS place FROM pg_constraint
        WHERE contype = 'c' AND NOT convalidated AND conname ~ '^accounts_.*_bounded$'
    LOOP
        BEGIN
            EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', bound.place, bound.conname);
        EXCEPTION WHEN check_violation THEN
            RAISE WARNING 'rows of % lie beyond %', bound.place, bound.conname;
        END;
    END LOOP;
END $$;
"""


def _bound(model: str, column: str, between: tuple[object, object]) -> AddConstraintNotValid:
    return AddConstraintNotValid(
        model_name=model,
        constraint=models.CheckConstraint(
            condition=models.Q(**{f"{column}__range": between}),
            name=f"accounts_{model}_{column}_bounded",
        ),
    )


class Migration(migrations.Migration):
    """Plain constraints, in one transaction."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        *(_bound(model, name, BETWEEN_DAYS) for model, names in DAYS.items() for name in names),
        *(_bound(model, name, BETWEEN_MOMENTS) for model, names in MOMENTS.items() for name in names),
        migrations.RunSQL(VALIDATE, migrations.RunSQL.noop),
    ]
