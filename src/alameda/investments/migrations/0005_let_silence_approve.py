from django.db import migrations, models


class Migration(migrations.Migration):
    """One more kind of approval; nothing changes in the database."""

    dependencies = [("investments", "0004_note_changes_of_visibility")]
    operations = [
        migrations.AlterField(
            model_name="approval",
            name="kind",
            field=models.CharField(
                choices=[
                    ("recommendation", "Certificate of recommendation (RS)"),
                    ("council", "Council agreement"),
                    ("silence", "Silence of the Council"),
                    ("governor", "Governor's resolution"),
                    ("budget", "Budget resolution"),
                ],
                max_length=16,
            ),
        ),
    ]
