from django.db import migrations

# A public document has been so since it was made, or since the last act that opened it.
FILL = """
UPDATE documents_document AS document
SET public_at = GREATEST(
    document.created_at,
    (
        SELECT max(entry.published_at)
        FROM record_entry AS entry
        WHERE entry.subject = document.code AND entry.verb = 'document_visibility.changed'
    )
)
WHERE document.visibility = 'public' AND document.public_at IS NULL;
"""


class Migration(migrations.Migration):
    """Run again it finds nothing left to fill."""

    dependencies = [
        ("documents", "0003_note_since_when_a_document_is_public"),
        ("record", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
