"""The table of what was sent changes rooms: what it is called in the database stays."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_know_what_was_sent'),
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
            ],
        ),
    ]
