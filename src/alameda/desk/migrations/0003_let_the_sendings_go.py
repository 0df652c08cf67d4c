"""The table of what was sent changes rooms: what it is called in the database stays."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('acting', '0001_take_the_sendings_in'),
        ('desk', '0002_bound_days_and_moments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name='Sending',
                ),
            ],
        ),
    ]
