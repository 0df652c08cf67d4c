"""What is there already: when each row last changed, and a run for each past import."""

from typing import Any

from django.db import migrations

DATED = """
UPDATE council_agendaitem AS i SET changed_at = coalesce(
    (SELECT s.changed_at FROM council_session s WHERE s.id = i.session_id), i.created_at
);
UPDATE council_vote AS v SET changed_at = coalesce(
    v.closed_at, v.opened_at, (SELECT s.changed_at FROM council_session s WHERE s.id = v.session_id)
);
UPDATE council_agreement AS a SET changed_at = greatest(
    a.certified_at, a.published_at,
    (SELECT s.changed_at FROM thread_subject s WHERE s.id = a.subject_id)
);
"""


def account_for(apps: Any, _schema_editor: Any) -> None:
    """A run for each import of past sessions, so that numbers go on from the last."""
    runs = apps.get_model("intake", "ImportRun")
    subjects = apps.get_model("thread", "Subject")
    for past in apps.get_model("council", "PastImport").objects.filter(account=None):
        code = f"importacion-consejo-{past.number}"
        subject, _made = subjects.objects.get_or_create(
            code=code,
            defaults={
                "kind": "import",
                "title": f"Importación de sesiones {past.number}",
                "address": f"/consejo/importaciones/{past.number}/",
                "state": "done",
            },
        )
        past.account, _made = runs.objects.get_or_create(
            noun="importacion-consejo",
            number=past.number,
            defaults={
                "subject": subject,
                "profile": past.profile,
                "fingerprint": past.fingerprint,
                "state": "done",
                "started_at": past.started_at,
                "finished_at": past.finished_at,
                "started_by": past.by_role,
            },
        )
        past.save(update_fields=["account"])


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0010_know_rows_by_the_key_of_their_source"),
        ("intake", "0002_tell_imports_of_modules_apart"),
        ("thread", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(DATED, migrations.RunSQL.noop),
        migrations.RunPython(account_for, migrations.RunPython.noop),
    ]
