from django.db import migrations

# A certified agreement is corrected only by another one: the database itself keeps its words.
KEEP = """
CREATE FUNCTION council_keep_certified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.certified_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a certified agreement cannot be deleted' USING ERRCODE = 'check_violation';
        END IF;
        IF (NEW.number, NEW.year, NEW.code, NEW.title, NEW.text, NEW.outcome, NEW.vote_id,
            NEW.item_id, NEW.session_id, NEW.agreed_on, NEW.amount_clp, NEW.fund, NEW.beneficiary,
            NEW.certified_at, NEW.certificate_id)
           IS DISTINCT FROM
           (OLD.number, OLD.year, OLD.code, OLD.title, OLD.text, OLD.outcome, OLD.vote_id,
            OLD.item_id, OLD.session_id, OLD.agreed_on, OLD.amount_clp, OLD.fund, OLD.beneficiary,
            OLD.certified_at, OLD.certificate_id) THEN
            RAISE EXCEPTION 'a certified agreement cannot change' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_certified BEFORE UPDATE OR DELETE ON council_agreement
    FOR EACH ROW EXECUTE FUNCTION council_keep_certified();

CREATE FUNCTION council_agreement_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search :=
        setweight(to_tsvector('alameda_es', coalesce(NEW.title, '')), 'A')
        || setweight(to_tsvector('alameda_es', coalesce(NEW.beneficiary, '')), 'B')
        || setweight(to_tsvector('alameda_es', coalesce(NEW.fund, '') || ' ' || coalesce(NEW.text, '')), 'C');
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_words BEFORE INSERT OR UPDATE OF title, text, beneficiary, fund
    ON council_agreement FOR EACH ROW EXECUTE FUNCTION council_agreement_words();
"""
UNDO = """
DROP TRIGGER agreement_words ON council_agreement;
DROP FUNCTION council_agreement_words();
DROP TRIGGER keep_certified ON council_agreement;
DROP FUNCTION council_keep_certified();
"""


class Migration(migrations.Migration):
    """Runs only where it has not run: plain statements, in one transaction."""

    dependencies = [
        ("council", "0002_tie_the_tables"),
        # The search configuration ``alameda_es`` is made there.
        ("investments", "0002_search_changes_and_codes"),
    ]
    operations = [migrations.RunSQL(KEEP, UNDO)]
