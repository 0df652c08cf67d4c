"""Importing the real registers: seconds and memory, beside reading the same files and no more."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benches import Figure
from benches._sites import ROOT, database_server

MOST_SECONDS = 60
MOST_MB = 500


def run() -> list[Figure]:
    """Import every register of ALAMEDA_REAL_DATA into a new database, in a process of its own."""
    folder = Path(os.environ.get("ALAMEDA_REAL_DATA", ""))
    if not os.environ.get("ALAMEDA_REAL_DATA") or not folder.is_dir():
        message = "ALAMEDA_REAL_DATA names no folder with the real registers"
        raise RuntimeError(message)
    rows, reading = read_only(folder)
    with database_server() as server_url:
        told = measured(server_url, folder.absolute())
    return [
        Figure(
            name=f"import of the real registers, {rows:,} rows",
            value=told["seconds"],
            unit="s",
            reference=f"reading them and no more: {reading:.2f} s",
            aim=f"≤ {MOST_SECONDS} s",
            is_met=told["seconds"] <= MOST_SECONDS,
        ),
        Figure(
            name="memory of that import, at most",
            value=told["peak_mb"],
            unit="MB",
            aim=f"≤ {MOST_MB} MB",
            is_met=told["peak_mb"] <= MOST_MB,
        ),
        Figure(
            name="the same import again, with nothing to change",
            value=told["again_seconds"],
            unit="s",
            reference=f"the first time: {told['seconds']:.1f} s",
        ),
    ]


def read_only(folder: Path) -> tuple[int, float]:
    """How many rows the registers hold, and how long only reading them takes."""
    started = time.perf_counter()
    rows = 0
    for path in sorted(folder.glob("nuble_*.csv*")):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", newline="") as source:
            rows += sum(1 for _ in csv.reader(source)) - 1
    return rows, time.perf_counter() - started


def measured(server_url: str, folder: Path) -> dict[str, float]:
    """Import into a database made for it, and removed afterwards."""
    name = f"alameda_bench_{os.getpid()}_import"
    parts = urlsplit(server_url)
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
        "ALAMEDA_SECRET_KEY": "only for a bench, and long enough to guard something",
        "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
    }
    place = urlunsplit(parts._replace(path="/postgres"))
    with (
        psycopg.connect(place, autocommit=True) as admin,
        tempfile.TemporaryDirectory(prefix="alameda-bench-") as data,
    ):
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            finished = subprocess.run(
                [sys.executable, "-m", "benches.import_real", str(folder)],
                env={**environment, "ALAMEDA_DATA": data},
                cwd=ROOT,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        finally:
            admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
    told: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return told


def measure(folder: Path) -> dict[str, float]:
    """Import twice, in this process."""
    import resource

    import django

    django.setup()
    from django.core.management import call_command

    from alameda.foundation.actor import SYSTEM
    from alameda.investments.actions.imports import import_folder
    from alameda.territory.actions import load_region

    call_command("migrate", verbosity=0)
    load_region("nuble", actor=SYSTEM)
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        import_folder(folder, profile="nuble", actor=SYSTEM)
        seconds.append(round(time.perf_counter() - started, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds[0], "again_seconds": seconds[1], "peak_mb": round(peak)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
