"""Imports of past sessions rehearsed, killed anywhere, taken back, and accounted for row by row."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, models
from django.test import Client
from django.utils import timezone

from alameda.council.actions.imports import import_past, take_back
from alameda.council.actions.imports.archive import IMPORTER
from alameda.council.models import Agreement, Councillor, Finding, PastImport, Session
from alameda.council.tests.test_past_imports import WHOLE, nothing_was_written, row, written
from alameda.council.tests.test_past_imports_in_place import two_sessions
from alameda.council.tests.test_past_imports_large import database_url, many
from alameda.foundation.actor import SYSTEM, VISITOR
from alameda.foundation.errors import NotAllowedError, NotFoundError, RuleBrokenError
from alameda.intake.actions import locking
from alameda.intake.actions.locking import ImportBusyError
from alameda.intake.actions.runs import ImportFailedError
from alameda.intake.actions.undo import ImportTouchedError
from alameda.intake.events import ImportTakenBack
from alameda.intake.models import ImportRow, ImportRun
from alameda.record import selectors
from alameda.record.actions import sequence_pending
from alameda.record.models import Entry
from alameda.record.rules import verifier
from alameda.thread.models import Subject

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

POINTS = 20
LEFT_OUT = {"id", "changed_at", "created_at", "version", "search", "import_run"}


def archive() -> str:
    """All that an import may write, without keys of the database, moments and counters."""
    names: dict[tuple[type[models.Model], int], str] = {}
    told = []
    for model in IMPORTER.tables:
        lines = []
        for kept in model._base_manager.order_by("pk"):
            if getattr(kept, "kind", "") == "import":
                continue
            said = plain(kept, names)
            line = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)
            names[model, kept.pk] = str(said.get("code") or said.get("slug") or line)
            lines.append(f"{model.__name__} {line}")
        told += sorted(lines)
    return "\n".join(told)


def plain(kept: models.Model, names: dict[tuple[type[models.Model], int], str]) -> dict[str, Any]:
    """A row whose references are told by what they refer to."""
    said = {}
    for column in kept._meta.concrete_fields:
        if column.name in LEFT_OUT:
            continue
        value = getattr(kept, column.attname)
        of = column.related_model
        if of is not None and value is not None:
            value = names.get((of, value), value)
        said[column.name] = value
    return said


@pytest.mark.django_db
def test_a_rehearsal_gives_the_same_numbers_and_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, votos_no_favorables=[{**WHOLE["votos_no_favorables"][0], "voto": "x"}])

    rehearsed = import_past(path, profile="core_rm", actor=SYSTEM, is_dry_run=True)

    assert nothing_was_written()
    assert not ImportRun.objects.exists()
    assert rehearsed == import_past(path, profile="core_rm", actor=SYSTEM)


@pytest.mark.django_db
def test_taken_back_nothing_is_left_but_what_the_record_says(tmp_path: Path) -> None:
    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)

    done = take_back(None, actor=SYSTEM)

    assert (done.number, done.restored) == (1, 0)
    assert archive() == ""
    assert not Councillor.objects.exists()
    assert ImportRun.objects.get().state == "undone"
    assert Finding.objects.filter(session=None).exists()
    last = Entry.objects.order_by("-pk").first()
    assert last is not None
    assert (last.verb, last.subject) == (ImportTakenBack.verb, "importacion-consejo-1")
    assert Subject.objects.get(code="importacion-consejo-1").state == "undone"


@pytest.mark.django_db
def test_an_import_that_changes_nothing_holds_nothing_and_nothing_waits_for_it(
    tmp_path: Path,
) -> None:
    wrong = row("acuerdos", votos_favor=1)
    path = written(tmp_path, acuerdos=[wrong])
    import_past(path, profile="core_rm", actor=SYSTEM)
    shown = Session.objects.get().import_run

    import_past(path, profile="core_rm", actor=SYSTEM)

    assert Session.objects.get().import_run == shown
    assert Session.objects.get().findings.filter(run=shown).exists()
    first = take_back(1, actor=SYSTEM)
    second = take_back(2, actor=SYSTEM)
    assert first.removed > 0
    assert (second.removed, second.restored) == (0, 0)
    assert archive() == ""


@pytest.mark.django_db
def test_a_correction_taken_back_leaves_all_as_it_was_before(tmp_path: Path) -> None:
    import_past(written(tmp_path, **two_sessions()), profile="core_rm", actor=SYSTEM)
    before = archive()
    changed = two_sessions(
        sesiones={"hora_inicio": "15:45", "numero": 5},
        temas={"titulo": "Concesión corregida"},
        acuerdos={"votos_favor": 1, "abstenciones": 1},
    )
    changed["sesiones"][1]["numero"] = 4
    changed["consejeros"] = [
        {**one, "nombre": f"{one['nombre']} bis"} for one in WHOLE["consejeros"]
    ]
    changed["comisiones"] = [{"id": 1, "nombre": "Rural", "presidente_id": 3}]
    changed["acuerdos"].append(row("acuerdos", id=99, resultado="rechazado"))
    report = import_past(written(tmp_path, **changed), profile="core_rm", actor=SYSTEM)
    assert report.updated > 5
    assert archive() != before

    take_back(2, actor=SYSTEM)

    assert archive() == before
    again = import_past(written(tmp_path, **two_sessions()), profile="core_rm", actor=SYSTEM)
    assert (again.created, again.updated, again.number) == (0, 0, 3)


@pytest.mark.django_db
def test_what_a_later_import_or_act_changed_is_not_taken_back(tmp_path: Path) -> None:
    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    import_past(
        written(tmp_path, temas=[row("temas", titulo="Otro")]), profile="core_rm", actor=SYSTEM
    )

    with pytest.raises(ImportTouchedError, match="2"):
        take_back(1, actor=SYSTEM)

    code = Agreement.objects.get().code
    Agreement.objects.update(text="Corregido en la mesa")
    before = archive()
    with pytest.raises(ImportTouchedError, match=code):
        take_back(2, actor=SYSTEM)
    assert archive() == before
    assert ImportRun.objects.filter(state="done").count() == 2


@pytest.mark.django_db
def test_who_may_not_takes_nothing_back_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError):
        take_back(None, actor=SYSTEM)
    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    with pytest.raises(NotAllowedError):
        take_back(1, actor=VISITOR)
    with pytest.raises(NotFoundError):
        take_back(7, actor=SYSTEM)
    assert Session.objects.count() == 1
    take_back(1, actor=SYSTEM)
    with pytest.raises(RuleBrokenError, match="1"):
        take_back(1, actor=SYSTEM)


@pytest.mark.django_db
def test_every_row_of_every_table_stands_in_the_report(tmp_path: Path, client: Client) -> None:
    bad = {"acuerdo_id": 5, "consejero_id": 99, "voto": "contra"}
    whole = {
        **WHOLE,
        "asistencia": [*WHOLE["asistencia"], WHOLE["asistencia"][0]],
        "votos_no_favorables": [*WHOLE["votos_no_favorables"], bad],
    }
    import_past(written(tmp_path, **whole), profile="core_rm", actor=SYSTEM)

    page = client.get("/consejo/importaciones/1/").content.decode()
    answer = client.get("/consejo/importaciones/1/filas.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert 'id="tables"' in page
    of = Counter(found["file"] for found in rows)
    assert of == {name: len(table) for name, table in whole.items() if isinstance(table, list)}
    assert Counter(found["outcome"] for found in rows) == {"created": 11, "refused": 2}
    told = {(found["file"], found["line"]): found["es"] for found in rows if found["reason"]}
    assert told == {
        ("asistencia", "4"): "Repite la clave de una fila anterior.",
        (
            "votos_no_favorables",
            "2",
        ): "«consejero_id» nombra a 99, que no viene en el archivo o no se tomó.",
    }
    whole_report = client.get("/consejo/importaciones/1/informe.json").json()
    assert whole_report["total"] == {
        "rows_in": 13, "created": 11, "updated": 0, "unchanged": 0, "refused": 2,
    }  # fmt: skip
    assert len(whole_report["refused_rows"]) == 2


@pytest.mark.django_db
def test_a_certified_agreement_is_left_and_its_rows_are_all_accounted_for(tmp_path: Path) -> None:
    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    Agreement.objects.update(certified_at="2024-04-01T12:00:00Z", number=1)

    same = import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    other = import_past(
        written(tmp_path, acuerdos=[row("acuerdos", resultado="rechazado")]),
        profile="core_rm",
        actor=SYSTEM,
    )

    assert (same.unchanged, same.refused) == (same.rows, 0)
    assert (other.refused, other.rows) == (2, other.refused + other.unchanged + other.updated)
    refused = ImportRow.objects.filter(outcome="refused")
    assert set(refused.values_list("reason", flat=True)) == {"certified"}


@pytest.mark.django_db
def test_a_full_disk_is_told_in_words_and_the_next_import_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise OperationalError("could not extend file: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("alameda.intake.actions.account.copy_rows", full)
        with pytest.raises(ImportFailedError, match="No space left on device"):
            import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    assert nothing_was_written()

    assert import_past(written(tmp_path), profile="core_rm", actor=SYSTEM).number == 1


@pytest.mark.django_db
def test_a_table_that_is_gone_is_told_in_words_and_the_next_import_works(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE council_ballot RENAME TO council_away")
    with pytest.raises(ImportFailedError, match="council_ballot"):
        import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE council_away RENAME TO council_ballot")

    assert nothing_was_written()
    assert import_past(written(tmp_path), profile="core_rm", actor=SYSTEM).refused == 0


# Each child is killed by itself at the statement it is told, without a word to the database.
DYING = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.db import connection
from alameda.council.actions.imports import import_past
from alameda.foundation.actor import SYSTEM

def run(limit):
    seen = 0
    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(count):
        import_past(Path(sys.argv[1]), profile="core_rm", actor=SYSTEM)

for limit in map(int, sys.argv[2:]):
    child = os.fork()
    if not child:
        run(limit)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    print(limit, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)
"""


def environment() -> dict[str, str]:
    """Of another process that works on the database of the tests."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.test",
        "DATABASE_URL": database_url(),
    }


@pytest.mark.django_db(transaction=True)
def test_killed_at_twenty_points_and_run_again_it_equals_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 10)
    path = written(tmp_path, **many(2))
    limits = random.Random(7).sample(range(2, 80), POINTS)  # noqa: S311  no secret
    command = [sys.executable, "-c", DYING, str(path), *map(str, limits)]
    said = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == [f"{limit} 9" for limit in limits]
    assert nothing_was_written()

    report = import_past(path, profile="core_rm", actor=SYSTEM)
    survived = archive()
    take_back(1, actor=SYSTEM)
    again = import_past(path, profile="core_rm", actor=SYSTEM)

    assert (report.number, report.refused) == (1, 0)
    assert (again.created, again.rows) == (report.created, report.rows)
    assert archive() == survived


HOLDING = """
import sys
import django
django.setup()
from alameda.intake.actions.locking import only_import
with only_import():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_the_second_is_told_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 0.1)
    path = written(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING],
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ImportBusyError):
            import_past(path, profile="core_rm", actor=SYSTEM)
        process.communicate("\n")
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 10)
    assert import_past(path, profile="core_rm", actor=SYSTEM).refused == 0
    assert PastImport.objects.count() == 1


@pytest.mark.django_db
def test_the_record_is_whole_after_imports_and_what_was_taken_back(
    tmp_path: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.RECORD_ORIGIN = "gob.example/record"
    import_past(written(tmp_path), profile="core_rm", actor=SYSTEM)
    assert selectors.hold().findings == []
    import_past(
        written(tmp_path, temas=[row("temas", titulo="Otro")]), profile="core_rm", actor=SYSTEM
    )
    assert selectors.hold().findings == []
    take_back(2, actor=SYSTEM)
    assert selectors.hold().findings == []
    take_back(1, actor=SYSTEM)
    assert selectors.hold().findings == []

    with django_capture_on_commit_callbacks(execute=True):
        sequence_pending(limit=1_000)

    report = verifier.verify_log(selectors.fetch, selectors.verifier_key())
    assert report.is_good
    assert report.checked == Entry.objects.count()


@pytest.mark.django_db
def test_an_import_from_before_rows_were_accounted_for_keeps_its_number_and_stays(
    tmp_path: Path,
) -> None:
    name = "0011_fill_when_rows_changed_and_account_for_past_imports"
    PastImport.objects.create(
        number=3, profile="core_rm", file_name="a.json", fingerprint="0" * 64,
        started_at=timezone.now(), by_role="data_steward",
    )  # fmt: skip
    fill = importlib.import_module(f"alameda.council.migrations.{name}")

    for _time in range(2):
        fill.account_for(apps, None)

    assert Subject.objects.get(code="importacion-consejo-3").address == "/consejo/importaciones/3/"
    with pytest.raises(RuleBrokenError):
        take_back(3, actor=SYSTEM)
    assert import_past(written(tmp_path), profile="core_rm", actor=SYSTEM).number == 4
