"""The tables of imports change rooms: what they are called in the database stays."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

BETWEEN_MOMENTS = (
    datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2150, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC),
)


class Migration(migrations.Migration):

    dependencies = [
        ('thread', '0001_initial'),
        ('investments', '0008_bound_days_and_moments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Alias',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('comuna', 'Comuna'), ('sector', 'Sector'), ('unit', 'Unit')], max_length=16)),
                        ('variant', models.CharField(help_text='Folded: no accents, single spaces', max_length=240)),
                        ('target', models.CharField(help_text='Key of what it means', max_length=240)),
                        ('reviewed_by', models.CharField(help_text="Role, or the profile's name", max_length=120)),
                        ('reviewed_at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'verbose_name_plural': 'aliases',
                        'db_table': 'investments_alias',
                        'ordering': ('kind', 'variant'),
                        'constraints': [models.UniqueConstraint(fields=('kind', 'variant'), name='alias_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(help_text='Public number, from 1', unique=True)),
                        ('profile', models.CharField(max_length=60)),
                        ('fingerprint', models.CharField(help_text='SHA-256 of the files and the profile, in hexadecimal', max_length=64)),
                        ('state', models.CharField(choices=[('running', 'Running, or interrupted'), ('done', 'Done'), ('undone', 'Taken back')], default='running', max_length=10)),
                        ('started_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('started_by', models.CharField(help_text='Role, as the record knows it', max_length=120)),
                        ('subject', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thread.subject')),
                    ],
                    options={
                        'db_table': 'investments_importrun',
                        'ordering': ('-number',),
                    },
                ),
                migrations.CreateModel(
                    name='ImportFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('sha256', models.CharField(max_length=64)),
                        ('register', models.CharField(help_text='Register of the profile it feeds', max_length=60)),
                        ('rows_in', models.PositiveIntegerField(default=0)),
                        ('rows_done', models.PositiveIntegerField(default=0, help_text='Rows already written')),
                        ('error', models.TextField(blank=True, help_text='Why the whole file was refused')),
                        ('reading', models.JSONField(default=dict, help_text='How it was read: encoding, delimiter, unknown columns')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='intake.importrun')),
                    ],
                    options={
                        'db_table': 'investments_importfile',
                        'ordering': ('pk',),
                    },
                ),
                migrations.CreateModel(
                    name='ImportChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('model', models.CharField(max_length=60)),
                        ('row_pk', models.BigIntegerField()),
                        ('before', models.JSONField(help_text='Empty when the run created the row', null=True)),
                        ('after', models.JSONField(help_text='To find what changed since', null=True)),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='intake.importrun')),
                    ],
                    options={
                        'db_table': 'investments_importchange',
                        'ordering': ('pk',),
                    },
                ),
                migrations.CreateModel(
                    name='ImportRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.PositiveIntegerField(help_text='Line in the file; the header is line 1')),
                        ('outcome', models.CharField(choices=[('created', 'Created'), ('updated', 'Updated'), ('unchanged', 'Unchanged'), ('refused', 'Refused')], max_length=10)),
                        ('initiative_code', models.CharField(blank=True, max_length=80)),
                        ('column', models.CharField(blank=True, help_text='Column that was refused', max_length=80)),
                        ('value', models.CharField(blank=True, help_text='Value as it was written', max_length=400)),
                        ('reason', models.CharField(blank=True, help_text='Code of the reason', max_length=80)),
                        ('detail', models.CharField(blank=True, max_length=400)),
                        ('notes', models.JSONField(default=list, help_text='What was understood otherwise than written: column, value, taken')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='intake.importfile')),
                    ],
                    options={
                        'db_table': 'investments_importrow',
                        'ordering': ('file', 'line'),
                        'indexes': [models.Index(fields=['file', 'outcome'], name='import_row_outcome')],
                        'constraints': [models.UniqueConstraint(fields=('file', 'line'), name='import_row_once')],
                    },
                ),
                migrations.AddConstraint(
                    model_name='importrun',
                    constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('profile',), name='import_one_running_a_profile'),
                ),
                migrations.AddConstraint(
                    model_name='importfile',
                    constraint=models.UniqueConstraint(fields=('run', 'name'), name='import_file_once'),
                ),
                migrations.AddConstraint(
                    model_name='importchange',
                    constraint=models.UniqueConstraint(fields=('run', 'model', 'row_pk'), name='import_change_once'),
                ),
                migrations.AddConstraint(
                    model_name='alias',
                    constraint=models.CheckConstraint(condition=models.Q(reviewed_at__range=BETWEEN_MOMENTS), name='investments_alias_reviewed_at_bounded'),
                ),
                migrations.AddConstraint(
                    model_name='importrun',
                    constraint=models.CheckConstraint(condition=models.Q(started_at__range=BETWEEN_MOMENTS), name='investments_importrun_started_at_bounded'),
                ),
                migrations.AddConstraint(
                    model_name='importrun',
                    constraint=models.CheckConstraint(condition=models.Q(finished_at__range=BETWEEN_MOMENTS), name='investments_importrun_finished_at_bounded'),
                ),
                migrations.AddConstraint(
                    model_name='importrun',
                    constraint=models.CheckConstraint(condition=models.Q(undone_at__range=BETWEEN_MOMENTS), name='investments_importrun_undone_at_bounded'),
                ),
            ],
        ),
    ]
