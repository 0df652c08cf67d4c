"""Days and moments lie between 1900 and 2150.

The bounds hold for what is written from now on. Where every row of before keeps them they are
validated; where one does not, nothing is lost: the bound stays NOT VALID, and doctor names it.
"""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

DAYS = {
    "approval": ("approved_on",),
    "budgetline": ("approval_on",),
    "contract": ("signed_on", "site_handed_over_on", "provisionally_received_on", "definitively_received_on",),
    "contractmodification": ("approved_on",),
    "evaluationround": ("result_on",),
    "fundingagreement": ("approval_on", "budget_resolution_on", "signed_on", "approving_resolution_on", "cgr_on",),
    "fundingrequest": ("state_on", "applied_on", "received_on", "analyst_assigned_on", "sent_to_mdsf_on", "sent_to_council_on",),
    "grant": ("transferred_on", "rendered_on", "technically_closed_on", "financially_closed_on",),
    "initiative": ("state_since", "entered_on", "planned_end_on", "expected_end_on", "finished_on", "last_event_on",),
    "initiativeevent": ("happened_on",),
    "payment": ("month", "paid_on",),
    "progressreport": ("reported_on",),
    "statechange": ("happened_on",),
    "tender": ("published_on", "awarded_on",),
}
BETWEEN_DAYS = (datetime.date(1900, 1, 1), datetime.date(2150, 12, 31))
MOMENTS = {
    "alias": ("reviewed_at",),
    "importrun": ("started_at", "finished_at", "undone_at",),
    "initiative": ("changed_at",),
    "statechange": ("recorded_at",),
}
BETWEEN_MOMENTS = (
    datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC),
)
NUMBERS = {
    ("contract", "term_days"): (0, 36525),
    ("contract", "extension_days"): (-36525, 36525),
    ("contractmodification", "days"): (-36525, 36525),
    ("initiative", "late_days"): (-91675, 91675),
}

# Rows of before that break a bound make its validation fail, and nothing else.
VALIDATE = """
DO $$
DECLARE bound record;
BEGIN
    FOR bound IN
        SELECT conname, conrelid::regclass AS place FROM pg_constraint
        WHERE contype = 'c' AND NOT convalidated AND conname ~ '^investments_.*_bounded$'
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
            name=f"investments_{model}_{column}_bounded",
        ),
    )


class Migration(migrations.Migration):
    """Plain constraints, in one transaction."""

    dependencies = [("investments", "0007_empty_ends_beyond_the_bounds")]
    operations = [
        *(_bound(model, name, BETWEEN_DAYS) for model, names in DAYS.items() for name in names),
        *(_bound(model, name, BETWEEN_MOMENTS) for model, names in MOMENTS.items() for name in names),
        *(_bound(model, name, between) for (model, name), between in NUMBERS.items()),
        migrations.RunSQL(VALIDATE, migrations.RunSQL.noop),
    ]
