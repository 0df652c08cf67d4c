"""Triggers: the record only grows, and each new entry waits for its place."""

from django.db import migrations

GROWING = (
    "record_entry",
    "record_leaf",
    "record_tile",
    "record_checkpoint",
    "record_refusal",
)

FORBID = """
CREATE FUNCTION record_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The public record only grows: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
"""

# ALWAYS: also where session_replication_role would switch ordinary triggers off.
FORBID_ON = """
CREATE TRIGGER record_only_grows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION record_forbid_change();
CREATE TRIGGER record_not_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION record_forbid_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER record_only_grows;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER record_not_emptied;
"""

QUEUE = """
CREATE FUNCTION record_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_pending (entry_id) SELECT id FROM added;
    RETURN NULL;
END
$$;
CREATE TRIGGER record_queued AFTER INSERT ON record_entry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION record_queue();
"""

UNDO = "".join(
    f"DROP TRIGGER record_only_grows ON {table}; DROP TRIGGER record_not_emptied ON {table};"
    for table in GROWING
)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FORBID + "".join(FORBID_ON.format(table=table) for table in GROWING),
            UNDO + "DROP FUNCTION record_forbid_change();",
        ),
        migrations.RunSQL(
            QUEUE, "DROP TRIGGER record_queued ON record_entry; DROP FUNCTION record_queue();"
        ),
    ]
