"""People are found by name, invited by a link, and lose a role at once where it must be."""

import datetime
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 of what it holds', max_length=64, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='sort_key',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Replace(django.db.models.functions.text.LTrim(django.db.models.functions.text.Concat('name', models.Value(' '), 'email', output_field=models.TextField())), models.Value('ñ'), models.Value('nzz')), models.Value('Ñ'), models.Value('nzz')), models.Value('ÁÀÄÂÉÈËÊÍÌÏÎÓÒÖÔÚÙÜÛáàäâéèëêíìïîóòöôúùüû'), models.Value('AAAAEEEEIIIIOOOOUUUUAAAAEEEEIIIIOOOOUUUU'), function='translate'), output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='act',
            field=models.CharField(blank=True, help_text='Act of appointment; it may name people: not public', max_length=200),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='ended_at',
            field=models.DateTimeField(blank=True, help_text='Ended at once: from then on, whatever its last day', null=True),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['sort_key', 'id'], name='person_sorted'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='accounts_rolegrant_ended_at_bounded'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at'))), name='invitation_expires_after_it_is_made'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('invited_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='accounts_invitation_invited_at_bounded'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='accounts_invitation_expires_at_bounded'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__range', (datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))), name='accounts_invitation_accepted_at_bounded'),
        ),
    ]
