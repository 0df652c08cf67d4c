"""What an import of registers says is so: counts, moments, and rows that the database refuses."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DataError, OperationalError, connection
from django.test import Client

from alameda.foundation.actor import SYSTEM
from alameda.intake.actions import locking
from alameda.intake.actions.runs import ImportFailedError
from alameda.intake.actions.writer import ChunkWriter
from alameda.intake.models import ImportRow, ImportRun
from alameda.investments.actions.imports import import_folder, run, take_back
from alameda.investments.actions.imports.works import RowWork
from alameda.investments.models import FundingRequest, Initiative
from alameda.investments.tests import folders
from alameda.investments.tests.test_imports import portfolio
from alameda.investments.tests.test_imports_killed import database_url
from alameda.territory.actions import load_region
from alameda.thread.models import Subject

POINTS = 20
LONG_AGO = datetime(2025, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def nuble(db: None) -> None:
    load_region("nuble", actor=SYSTEM)


@pytest.fixture
def folder(tmp_path: Path, nuble: None) -> Path:
    return folders.make(tmp_path / "registers")


def backdated() -> None:
    """Let all that is there have changed long ago."""
    Initiative.objects.update(changed_at=LONG_AGO)
    Subject.objects.update(changed_at=LONG_AGO)


def changed(client: Client) -> set[str]:
    """What the API tells a harvester that comes back."""
    answer = client.get("/api/v1/initiatives?changed_since=2025-06-01T00:00:00Z")
    return {item["code"] for item in answer.json()["items"]}


def test_an_import_that_changes_nothing_dates_nothing(folder: Path, client: Client) -> None:
    import_folder(folder, profile="nuble", actor=SYSTEM)
    backdated()

    report = import_folder(folder, profile="nuble", actor=SYSTEM)

    assert (report.total.created, report.total.updated) == (0, 0)
    assert changed(client) == set()
    assert not Subject.objects.exclude(kind="import").exclude(changed_at=LONG_AGO).exists()


def test_a_row_that_renames_its_initiative_is_updated_and_dates_that_one_alone(
    folder: Path, client: Client
) -> None:
    import_folder(folder, profile="nuble", actor=SYSTEM)
    backdated()
    before = Initiative.objects.get(code="40000002-0")
    corrected = {**folders.REQUESTS[1], "nombre": "Reposición corregida"}

    folders.write(folder, "nuble_iniciativas.csv", [folders.REQUESTS[0], corrected])
    report = import_folder(folder, profile="nuble", actor=SYSTEM)

    assert Initiative.objects.get(pk=before.pk).name == "Reposición corregida"
    assert (report.total.created, report.total.updated) == (0, 1)
    assert changed(client) == {before.code}
    take_back(2, actor=SYSTEM)
    assert Initiative.objects.get(pk=before.pk).name == before.name
    assert changed(client) == {before.code}


def test_a_row_that_the_database_refuses_is_refused_alone_and_says_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = ChunkWriter.write

    def checked(self: ChunkWriter, works: list[RowWork], tables: object) -> None:
        if any(work.code.startswith("40000001") for work in works):
            raise DataError("value out of range")
        write(self, works, tables)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(ChunkWriter, "write", checked)
    report = import_folder(folder, profile="nuble", actor=SYSTEM)

    refused = ImportRow.objects.filter(reason="not-saved")
    assert refused.exists()
    assert {row.initiative_code.split("-")[0] for row in refused} == {"40000001"}
    assert {row.detail for row in refused} == {"DataError"}
    assert report.total.is_reconciled
    assert report.total.created > 0
    assert not Initiative.objects.filter(code__startswith="40000001").exists()


def test_a_check_of_the_database_becomes_the_refusal_of_its_row(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE investments_initiative ADD CONSTRAINT no_plaza CHECK (code !~ '^40000001')"
        )

    report = import_folder(folder, profile="nuble", actor=SYSTEM)

    refused = ImportRow.objects.filter(reason="not-saved")
    assert {row.detail for row in refused} == {"no_plaza"}
    assert report.total.is_reconciled
    assert Initiative.objects.exists()


def test_a_full_disk_is_told_in_words_and_the_import_goes_on_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise OperationalError("could not extend file: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("alameda.intake.actions.account.copy_rows", full)
        with pytest.raises(ImportFailedError, match="No space left on device"):
            import_folder(folder, profile="nuble", actor=SYSTEM)
    assert not FundingRequest.objects.exists()

    report = import_folder(folder, profile="nuble", actor=SYSTEM)

    assert report.number == 1
    assert report.total.is_reconciled


def test_a_table_that_is_gone_is_told_in_words_and_blocks_nothing(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE investments_approval RENAME TO investments_away")
    with pytest.raises(ImportFailedError, match="investments_approval"):
        import_folder(folder, profile="nuble", actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE investments_away RENAME TO investments_approval")

    assert ImportRun.objects.get().state == "running"
    assert import_folder(folder, profile="nuble", actor=SYSTEM).total.is_reconciled


# Each child is killed by itself at the statement it is told, and the next one goes on.
DYING = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.db import connection
from alameda.foundation.actor import SYSTEM
from alameda.investments.actions.imports import import_folder, run

run.CHUNK_ROWS = 4

def go(limit):
    seen = 0
    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(count):
        import_folder(Path(sys.argv[1]), profile="nuble", actor=SYSTEM)

for limit in map(int, sys.argv[2:]):
    child = os.fork()
    if not child:
        go(limit)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    print(limit, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_at_twenty_points_and_run_again_it_equals_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_region("nuble", actor=SYSTEM)
    place = folders.make(tmp_path / "many")
    folders.write(place, "nuble_iniciativas.csv", [*folders.REQUESTS, *folders.many_requests(20)])
    monkeypatch.setattr(run, "CHUNK_ROWS", 4)
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 10)
    limits = random.Random(11).sample(range(2, 90), POINTS)  # noqa: S311  no secret
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.test",
        "DATABASE_URL": database_url(),
    }
    command = [sys.executable, "-c", DYING, str(place), *map(str, limits)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    died = [line.split()[1] for line in said.stdout.splitlines()]
    assert died.count("9") >= POINTS // 4
    assert len(died) == POINTS

    report = import_folder(place, profile="nuble", actor=SYSTEM)
    survived = portfolio()
    for number in range(report.number, 0, -1):
        take_back(number, actor=SYSTEM)
    whole = import_folder(place, profile="nuble", actor=SYSTEM)

    assert whole.total.is_reconciled
    assert portfolio() == survived
