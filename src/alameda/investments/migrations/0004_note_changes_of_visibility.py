"""What stops being public, or becomes so, is noted; each note says when, so that old ones go."""

from django.db import migrations

# Transition tables and a list of columns do not go together: what changed is compared here.
VISIBILITY = """
ALTER TABLE investments_change ADD COLUMN noted_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX investments_change_noted ON investments_change USING brin (noted_at);

CREATE FUNCTION investments_note_visibility() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO investments_change (initiative_id)
    SELECT i.id
    FROM fresh JOIN gone USING (id) JOIN investments_initiative i ON i.subject_id = fresh.id
    WHERE fresh.visibility <> gone.visibility;
    RETURN NULL;
END $$;

CREATE TRIGGER investments_note_visibility AFTER UPDATE ON thread_subject
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION investments_note_visibility();
"""


class Migration(migrations.Migration):
    """Plain statements, in one transaction."""

    dependencies = [
        ("investments", "0003_keep_claims_and_how_files_were_read"),
        ("thread", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            VISIBILITY,
            """
            DROP TRIGGER investments_note_visibility ON thread_subject;
            DROP FUNCTION investments_note_visibility();
            DROP INDEX investments_change_noted;
            ALTER TABLE investments_change DROP COLUMN noted_at;
            """,
        ),
    ]
