"""A source of many years comes in at once, and a process that dies half-way leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alameda.council.actions.imports import import_past
from alameda.council.models import Agreement, Ballot, Recusal, Session, Vote
from alameda.council.tests.test_past_imports import WHOLE, nothing_was_written, row, written
from alameda.foundation.actor import SYSTEM
from alameda.record.models import Entry
from alameda.thread.models import Link

ITEMS = 6
# Everything is written and nothing is committed: the parent kills it here.
DYING = """
import sys, time
import django
django.setup()
from pathlib import Path
from alameda.council.actions.imports import import_past, run
from alameda.council.models import Ballot
from alameda.foundation.actor import SYSTEM
def wait(*_args, **_named):
    print("written", Ballot.objects.count(), flush=True)
    time.sleep(120)
run._finish = wait
import_past(Path(sys.argv[1]), profile="core_rm", actor=SYSTEM)
"""


def many(sessions: int) -> dict[str, Any]:
    """A source of so many sessions, each with some items, all voted and recused once."""
    told: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("sesiones", "asistencia", "temas", "acuerdos", "votos_no_favorables")
    }
    for session in range(1, sessions + 1):
        day = f"2024-03-{session:02d}"
        told["sesiones"].append(row("sesiones", id=session, numero=session, fecha=day))
        told["asistencia"] += [{**each, "sesion_id": session} for each in WHOLE["asistencia"]]
        for place in range(ITEMS):
            key = session * 100 + place
            told["temas"].append(row("temas", id=key, sesion_id=session, numero_tabla=str(place)))
            told["acuerdos"].append(
                row("acuerdos", id=key, tema_id=key, sesion_id=session, inhabilidades=1)
                | {"votos_favor": 1}
            )
            told["votos_no_favorables"] += [
                {"acuerdo_id": key, "consejero_id": 3, "voto": "contra"},
                {"acuerdo_id": key, "consejero_id": 2, "voto": "inhabilidad"},
            ]
    return told


@pytest.mark.django_db
def test_many_sessions_cost_as_many_queries_as_one(tmp_path: Path) -> None:
    def queries(sessions: int) -> int:
        path = written(tmp_path, **many(sessions))
        with CaptureQueriesContext(connection) as captured:
            report = import_past(path, profile="core_rm", actor=SYSTEM)
        assert report.refused == 0
        return len(captured)

    queries(1)
    few = queries(2)  # one that is there, one that is new
    assert queries(20) == few
    assert Session.objects.count() == 20
    assert Vote.objects.count() == Agreement.objects.count() == 20 * ITEMS
    assert Ballot.objects.count() == 2 * Recusal.objects.count() == 40 * ITEMS
    assert Link.objects.filter(kind="discussed_in").count() == 20 * ITEMS
    assert Entry.objects.filter(verb="subjects.linked").count() == 20 * ITEMS
    for session in Session.objects.all():
        codes = set(session.votes.values_list("code", flat=True))
        assert codes == {f"{session.code}-V{number:02d}" for number in range(1, ITEMS + 1)}
    assert all(vote.items.count() == 1 for vote in Vote.objects.all())


def database_url() -> str:
    told = connection.settings_dict
    user, password = quote(told["USER"]), quote(told["PASSWORD"])
    host, port = str(told["HOST"]), str(told["PORT"])
    if host.startswith("/"):
        return f"postgresql://{user}:{password}@/{told['NAME']}?host={host}&port={port}"
    return f"postgresql://{user}:{password}@{host}:{port}/{told['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_half_way_leaves_nothing_and_the_next_one_completes(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, **many(3))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.test",
        "DATABASE_URL": database_url(),
    }
    command = [sys.executable, "-c", DYING, str(path)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        said = process.stdout.readline().split()
        process.kill()
    assert said == ["written", str(3 * ITEMS * 2)]
    assert process.returncode < 0

    assert nothing_was_written()
    report = import_past(path, profile="core_rm", actor=SYSTEM)

    assert (report.number, report.refused) == (1, 0)
    assert Session.objects.count() == 3
    assert Ballot.objects.count() == 3 * ITEMS * 2
    again = import_past(path, profile="core_rm", actor=SYSTEM)
    assert (again.created, again.updated) == (0, 0)
