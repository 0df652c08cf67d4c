"""A row that truly changes says when, whoever changes it; one that is saved as it was does not."""

from django.db import migrations

# What is only an index, a counter or a key of ours is no change that anybody sees.
NOTE = """
CREATE OR REPLACE FUNCTION council_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.changed_at > OLD.changed_at THEN
        RETURN NEW;
    END IF;
    NEW.changed_at := OLD.changed_at;
    IF to_jsonb(NEW) - '{search,version,source_key}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{search,version,source_key}'::text[] THEN
        NEW.changed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGER = """
DROP TRIGGER IF EXISTS note_change ON {table};
CREATE TRIGGER note_change BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION council_note_change();
"""
UNDO = "DROP TRIGGER IF EXISTS note_change ON {table};"
TABLES = ("council_agendaitem", "council_vote", "council_agreement")


class Migration(migrations.Migration):
    dependencies = [("council", "0011_fill_when_rows_changed_and_account_for_past_imports")]
    operations = [
        migrations.RunSQL(
            NOTE + "".join(TRIGGER.format(table=table) for table in TABLES),
            "".join(UNDO.format(table=table) for table in TABLES)
            + "DROP FUNCTION IF EXISTS council_note_change();",
        )
    ]
