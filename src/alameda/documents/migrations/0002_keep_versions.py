from django.db import migrations

# What a version holds never changes: the database itself refuses it.
KEEP = """
CREATE FUNCTION documents_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a document and its bytes never change'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_versions BEFORE UPDATE ON documents_version
    FOR EACH ROW EXECUTE FUNCTION documents_keep_versions();
CREATE TRIGGER keep_blobs BEFORE UPDATE ON documents_blob
    FOR EACH ROW EXECUTE FUNCTION documents_keep_versions();
"""
UNDO = """
DROP TRIGGER keep_blobs ON documents_blob;
DROP TRIGGER keep_versions ON documents_version;
DROP FUNCTION documents_keep_versions();
"""


class Migration(migrations.Migration):
    """Runs only where it has not run: plain statements, in one transaction."""

    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
