"""Days and moments lie between 1900 and 2150.

The bounds hold for what is written from now on. Where every row of before keeps them they are
validated; where one does not, nothing is lost: the bound stays NOT VALID, and doctor names it.
"""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

DAYS = {
    "agendaitem": ("reported_on", "received_on",),
    "agreement": ("agreed_on", "publication_due_on",),
    "attendance": ("held_on",),
    "ballot": ("held_on",),
    "bloc": ("starts_on", "ends_on",),
    "blocmembership": ("starts_on", "ends_on",),
    "body": ("starts_on", "ends_on",),
    "citizenpoint": ("opened_on", "closes_on", "reached_on",),
    "commitment": ("raised_on", "due_on", "answered_on",),
    "leave": ("starts_on", "ends_on",),
    "mandate": ("starts_on", "ends_on",),
    "matter": ("received_on", "decided_on",),
    "membership": ("starts_on", "ends_on",),
    "vote": ("held_on",),
}
BETWEEN_DAYS = (datetime.date(1900, 1, 1), datetime.date(2150, 12, 31))
MOMENTS = {
    "agendaitem": ("created_at",),
    "agreement": ("certified_at", "published_at",),
    "ballot": ("cast_at",),
    "ballotcorrection": ("corrected_at",),
    "correction": ("made_at",),
    "happening": ("at",),
    "itemfile": ("public_at",),
    "itemmove": ("happened_at",),
    "minutes": ("drafted_at", "approved_at", "published_at",),
    "pastimport": ("started_at", "finished_at",),
    "presence": ("arrived_at", "left_at",),
    "recusal": ("declared_at",),
    "session": ("starts_at", "second_starts_at", "convened_at", "agenda_published_at", "opened_at", "closed_at", "recording_published_at", "recording_starts_at", "attendance_certified_at", "changed_at",),
    "support": ("given_at",),
    "vote": ("opened_at", "closed_at",),
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
        WHERE contype = 'c' AND NOT convalidated AND conname ~ '^council_.*_bounded$'
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
            name=f"council_{model}_{column}_bounded",
        ),
    )


class Migration(migrations.Migration):
    """Plain constraints, in one transaction."""

    dependencies = [("council", "0006_count_ballots_from_their_index")]
    operations = [
        *(_bound(model, name, BETWEEN_DAYS) for model, names in DAYS.items() for name in names),
        *(_bound(model, name, BETWEEN_MOMENTS) for model, names in MOMENTS.items() for name in names),
        migrations.RunSQL(VALIDATE, migrations.RunSQL.noop),
    ]
