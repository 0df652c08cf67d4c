"""Importing the real registers: seconds and memory, beside reading the same files and no more."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benches import Figure

MOST_SECONDS = 60
MOST_MB = 500


def run() -> list[Figure]:
    """Import every register of ALAMEDA_REAL_DATA into an empty database, in its own process."""
    folder = os.environ.get("ALAMEDA_REAL_DATA", "")
    if not Path(folder).is_dir():
        return []
    rows, reading = read_only(Path(folder))
    told = json.loads(imported(folder))
    return [
        Figure(
            name="Import of the real registers",
            value=told["seconds"],
            unit="s",
            reference=f"reading the same {rows:,} rows and no more: {reading:.2f} s",
            aim=f"≤ {MOST_SECONDS} s",
            is_met=told["seconds"] <= MOST_SECONDS,
        ),
        Figure(
            name="Memory of that import, at most",
            value=told["peak_mb"],
            unit="MB",
            aim=f"≤ {MOST_MB} MB",
            is_met=told["peak_mb"] <= MOST_MB,
        ),
        Figure(
            name="The same import again, nothing to change",
            value=told["again_seconds"],
            unit="s",
            reference=f"the first time: {told['seconds']} s",
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


def imported(folder: str) -> str:
    """What a fresh process says of the import; its database is the one the bench was given."""
    finished = subprocess.run(
        [sys.executable, "-m", "benches.import_real", folder],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    return finished.stdout.strip().splitlines()[-1]


def measure(folder: Path) -> dict[str, float]:
    """Import twice in a transaction that is rolled back: the database stays as it was."""
    import resource

    import django

    django.setup()
    from django.db import transaction

    from alameda.foundation.actor import SYSTEM
    from alameda.investments.actions.imports import import_folder
    from alameda.territory.actions import load_region

    seconds = []
    with transaction.atomic():
        load_region("nuble", actor=SYSTEM)
        for _ in range(2):
            started = time.perf_counter()
            import_folder(folder, profile="nuble", actor=SYSTEM)
            seconds.append(round(time.perf_counter() - started, 1))
        transaction.set_rollback(True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds[0], "again_seconds": seconds[1], "peak_mb": round(peak)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
