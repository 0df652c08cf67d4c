from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('acting', '0001_take_the_sendings_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='sending',
            name='digest',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
