"""What is ahead is kept as the clock on the wall shows it, with the zone of that clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns that are empty in every session of the past."""

    dependencies = [
        ('council', '0007_bound_days_and_moments'),
        ('thread', '0002_bound_days_and_moments'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='second_starts_wall',
            field=models.CharField(blank=True, db_default='', default='', max_length=19),
        ),
        migrations.AddField(
            model_name='session',
            name='starts_wall',
            field=models.CharField(blank=True, db_default='', default='', max_length=19),
        ),
        migrations.AddField(
            model_name='session',
            name='zone',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of that clock, as IANA says', max_length=40),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_starts_wall', ''), ('starts_wall', ''), ('zone', '')), models.Q(('second_starts_wall__regex', '^$|^(19|20|21)\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$'), ('starts_wall__regex', '^(19|20|21)\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$'), models.Q(('zone', ''), _negated=True)), _connector='OR'), name='session_hours_on_the_wall'),
        ),
    ]
