"""Spanish search, what changed since when, and the numbers of new initiatives."""

from django.db import migrations

SEARCH = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TEXT SEARCH CONFIGURATION alameda_es (COPY = pg_catalog.spanish);
ALTER TEXT SEARCH CONFIGURATION alameda_es
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, spanish_stem;
"""

# Which transaction touched which initiative: whoever keeps a picture of the portfolio asks for
# what its snapshot did not see. No writer waits for another: rows are only inserted.
CHANGES = """
CREATE TABLE investments_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    initiative_id bigint NOT NULL
);
CREATE INDEX investments_change_xid ON investments_change (xid);

CREATE FUNCTION investments_note_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO investments_change (initiative_id) SELECT id FROM gone;
    ELSE
        INSERT INTO investments_change (initiative_id) SELECT id FROM fresh;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION investments_note_place_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO investments_change (initiative_id) SELECT DISTINCT initiative_id FROM gone;
    ELSE
        INSERT INTO investments_change (initiative_id) SELECT DISTINCT initiative_id FROM fresh;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER note_insert AFTER INSERT ON investments_initiative
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION investments_note_changes();
CREATE TRIGGER note_update AFTER UPDATE ON investments_initiative
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION investments_note_changes();
CREATE TRIGGER note_delete AFTER DELETE ON investments_initiative
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION investments_note_changes();
CREATE TRIGGER note_insert AFTER INSERT ON investments_initiative_comunas
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION investments_note_place_changes();
CREATE TRIGGER note_delete AFTER DELETE ON investments_initiative_comunas
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION investments_note_place_changes();
"""

CODES = "CREATE SEQUENCE investments_initiative_number;"


class Migration(migrations.Migration):
    """Runs only where it has not run: plain statements, in one transaction."""

    dependencies = [("investments", "0001_initial")]
    operations = [
        migrations.RunSQL(
            SEARCH,
            "DROP TEXT SEARCH CONFIGURATION alameda_es;",
        ),
        migrations.RunSQL(
            CHANGES,
            """
            DROP TRIGGER note_insert ON investments_initiative;
            DROP TRIGGER note_update ON investments_initiative;
            DROP TRIGGER note_delete ON investments_initiative;
            DROP TRIGGER note_insert ON investments_initiative_comunas;
            DROP TRIGGER note_delete ON investments_initiative_comunas;
            DROP FUNCTION investments_note_changes();
            DROP FUNCTION investments_note_place_changes();
            DROP TABLE investments_change;
            """,
        ),
        migrations.RunSQL(CODES, "DROP SEQUENCE investments_initiative_number;"),
    ]
