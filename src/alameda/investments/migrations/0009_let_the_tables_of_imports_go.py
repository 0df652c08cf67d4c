"""The tables of imports change rooms: what they are called in the database stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0001_take_the_tables_of_imports_in'),
        ('investments', '0008_bound_days_and_moments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name='Alias',
                ),
                migrations.RemoveField(
                    model_name='importfile',
                    name='run',
                ),
                migrations.RemoveField(
                    model_name='importrow',
                    name='file',
                ),
                migrations.RemoveField(
                    model_name='importrun',
                    name='subject',
                ),
                migrations.AlterField(
                    model_name='fundingrequest',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='worksfollowup',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='budgetline',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='fundingagreement',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='progressreport',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='budgetamendmentline',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='contractmodification',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='grant',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='programmeline',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='tender',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='initiativeevent',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='initiative',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='approval',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='payment',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.AlterField(
                    model_name='contract',
                    name='source_run',
                    field=models.ForeignKey(blank=True, help_text='Import that last wrote it; empty when made at the desk', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun'),
                ),
                migrations.DeleteModel(
                    name='ImportChange',
                ),
                migrations.DeleteModel(
                    name='ImportFile',
                ),
                migrations.DeleteModel(
                    name='ImportRow',
                ),
                migrations.DeleteModel(
                    name='ImportRun',
                ),
            ],
        ),
    ]
