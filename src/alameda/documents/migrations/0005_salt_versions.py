from django.db import migrations, models


class Migration(migrations.Migration):
    """Runs only where it has not run; a column with a constant: no row is written again."""

    dependencies = [("documents", "0004_fill_since_when_documents_are_public")]
    operations = [
        migrations.AddField(
            model_name="version",
            name="salt",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Of its digest in the record while it is not public",
                max_length=64,
            ),
        ),
    ]
