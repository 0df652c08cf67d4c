"""The sessions that are ahead were convened by the clock of Santiago: what it shows is kept."""

from django.db import migrations

FILL = """
UPDATE council_session SET
    zone = 'America/Santiago',
    starts_wall = to_char(starts_at AT TIME ZONE 'America/Santiago', 'YYYY-MM-DD"T"HH24:MI:SS'),
    second_starts_wall = coalesce(to_char(
        second_starts_at AT TIME ZONE 'America/Santiago', 'YYYY-MM-DD"T"HH24:MI:SS'), '')
WHERE state IN ('convened', 'agenda_published') AND starts_wall = ''
    AND starts_at BETWEEN TIMESTAMPTZ '1900-01-02Z' AND TIMESTAMPTZ '2150-12-31Z'
    AND (second_starts_at IS NULL
        OR second_starts_at BETWEEN TIMESTAMPTZ '1900-01-02Z' AND TIMESTAMPTZ '2150-12-31Z');
"""


class Migration(migrations.Migration):
    """Data only: run again, it finds nothing. Going back, the columns go."""

    dependencies = [("council", "0008_keep_hours_as_the_clock_shows_them")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
