"""Trigger: what a member voted does not change once the vote is closed.

Votes of past sessions, which a file brought, follow their file: an import may correct them.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION council_keep_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM council_vote
        WHERE id = OLD.vote_id AND state = 'closed' AND source_key = ''
    ) THEN
        RAISE EXCEPTION 'The vote is closed: its ballots do not change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER council_ballot_kept BEFORE UPDATE OF choice, vote_id, councillor_id ON council_ballot
    FOR EACH ROW WHEN (
        (OLD.choice, OLD.vote_id, OLD.councillor_id)
        IS DISTINCT FROM (NEW.choice, NEW.vote_id, NEW.councillor_id)
    )
    EXECUTE FUNCTION council_keep_ballot();
"""


class Migration(migrations.Migration):
    dependencies = [("council", "0014_name_acts_funds_and_papers")]

    operations = [
        migrations.RunSQL(
            KEEP,
            "DROP TRIGGER council_ballot_kept ON council_ballot; DROP FUNCTION council_keep_ballot();",
        ),
    ]
