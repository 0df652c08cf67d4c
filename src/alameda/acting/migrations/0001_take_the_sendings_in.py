"""The table of what was sent changes rooms: what it is called in the database stays."""

import datetime

from django.db import migrations, models

BETWEEN_MOMENTS = (
    datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC),
)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_bound_days_and_moments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Sending',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40, unique=True)),
                        ('made_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                    ],
                    options={
                        'db_table': 'desk_sending',
                        'ordering': ('pk',),
                    },
                ),
                migrations.AddConstraint(
                    model_name='sending',
                    constraint=models.CheckConstraint(condition=models.Q(made_at__range=BETWEEN_MOMENTS), name='desk_sending_made_at_bounded'),
                ),
            ],
        ),
    ]
