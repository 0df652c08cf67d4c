"""Moments of mail lie between 1900 and 2150."""

import datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0001_outbox'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='mail_message_due_at_bounded'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('claimed_until__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='mail_message_claimed_until_bounded'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('created_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='mail_message_created_at_bounded'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='mail_message_ended_at_bounded'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='mail_message_erased_at_bounded'),
        ),
    ]
