"""An import killed without warning, from outside, and one that another stands in the way of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from alameda.foundation.actor import SYSTEM
from alameda.intake.actions import locking
from alameda.intake.models import ImportFile, ImportRun
from alameda.investments.actions.imports import ImportBusyError, import_folder, run, take_back
from alameda.investments.tests import folders
from alameda.investments.tests.test_imports import portfolio
from alameda.territory.actions import load_region

SCRIPT = """
import sys, time
import django
django.setup()
from pathlib import Path
from alameda.foundation.actor import SYSTEM
from alameda.intake.actions.runs import Watch
from alameda.investments.actions.imports import import_folder, run

run.CHUNK_ROWS = 4

def wait(done, _total):
    if done >= 12:
        print("half way", flush=True)
        time.sleep(60)

import_folder(Path(sys.argv[1]), profile="nuble", actor=SYSTEM, watch=Watch(on_rows=wait))
"""


def database_url() -> str:
    settings = connection.settings_dict
    user, password = quote(settings["USER"]), quote(settings["PASSWORD"])
    host, port = str(settings["HOST"]), str(settings["PORT"])
    if host.startswith("/"):
        return f"postgresql://{user}:{password}@/{settings['NAME']}?host={host}&port={port}"
    return f"postgresql://{user}:{password}@{host}:{port}/{settings['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_half_way_and_run_again_equals_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_region("nuble", actor=SYSTEM)
    place = folders.make(tmp_path / "many")
    folders.write(place, "nuble_iniciativas.csv", [*folders.REQUESTS, *folders.many_requests(20)])
    monkeypatch.setattr(run, "CHUNK_ROWS", 4)
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 0.1)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.test",
        "DATABASE_URL": database_url(),
    }
    command = [sys.executable, "-c", SCRIPT, str(place)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        with pytest.raises(ImportBusyError):
            import_folder(place, profile="nuble", actor=SYSTEM)
        process.send_signal(signal.SIGKILL)
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 10)
    assert ImportRun.objects.get().state == "running"
    assert ImportFile.objects.get(name="nuble_iniciativas.csv").rows_done == 12

    report = import_folder(place, profile="nuble", actor=SYSTEM)
    resumed = portfolio()
    take_back(1, actor=SYSTEM)
    whole = import_folder(place, profile="nuble", actor=SYSTEM)

    assert report.number == 1
    assert report.total == whole.total
    assert portfolio() == resumed
