"""A region copied while sixteen writers go on, and put back; the writers against themselves alone.

The writers make and publish public things as in ``record_append``, on the instance's own database,
which waits for the disk at each commit.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benches import Figure
from benches.record_append import PROCESSES, THREADS

SCALE = os.environ.get("ALAMEDA_BENCH_SCALE", "region")
BACKUP_SECONDS, RESTORE_SECONDS = 60, 120
WAITED_SECONDS = 1.0
ALAMEDA = [sys.executable, "-m", "alameda.cli.main"]


def run() -> list[Figure]:
    """Make a demonstration, copy it with and without writers beside it, and restore it."""
    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as made:
        home = Path(made)
        home.chmod(0o711)
        where = ("--data", str(home / "data"), "--port", "8971")
        site = subprocess.Popen(
            [*ALAMEDA, "demo", "--no-open", "--scale", SCALE, *where],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert site.stdout is not None
            assert site.stdout.readline().startswith("Alameda is ready")
            alone = write(home, seconds=10)
            writers = start(home, "beside")
            taken = json.loads(alameda("backup", home / "copies", "--data", home / "data"))
            beside = stop(home, writers, "beside")
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(60)
        back = json.loads(alameda("restore", taken["to"], "--data", home / "back"))
        checked = json.loads(alameda("record", "verify", home / "back"))
    assert (checked["size"], checked["root"]) == (taken["size"], taken["root"])
    return figures(alone, beside, taken, back)


def alameda(*words: object) -> str:
    command = [*ALAMEDA, *map(str, words), "--json"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def figures(
    alone: list[float], beside: list[float], taken: dict[str, object], back: dict[str, object]
) -> list[Figure]:
    took, returned = float(str(taken["seconds"])), float(str(back["seconds"]))
    size = f"{int(str(taken['bytes'])) / 2**20:,.0f} MB, {int(str(taken['size'])):,} entries"
    worst = max(beside)
    return [
        Figure(
            name=f"copy of scale {SCALE} under {PROCESSES * THREADS} writers",
            value=took,
            unit="s",
            reference=size,
            aim=f"≤ {BACKUP_SECONDS} s",
            is_met=took <= BACKUP_SECONDS,
        ),
        Figure(
            name="longest act of a writer meanwhile",
            value=worst,
            unit="s",
            reference=f"{max(alone):.2f} s without a copy; median {median(beside) * 1000:,.0f} ms"
            f" against {median(alone) * 1000:,.0f}, of {len(beside):,} acts",
            aim=f"≤ {WAITED_SECONDS} s, or what it is without",
            is_met=worst <= max(WAITED_SECONDS, 1.5 * max(alone)),
        ),
        Figure(
            name="restore of it, verified",
            value=returned,
            unit="s",
            reference=size,
            aim=f"≤ {RESTORE_SECONDS} s",
            is_met=returned <= RESTORE_SECONDS,
        ),
    ]


def write(home: Path, *, seconds: float) -> list[float]:
    """Seconds of each act, of writers alone."""
    writers = start(home, "alone")
    time.sleep(seconds)
    return stop(home, writers, "alone")


def start(home: Path, name: str) -> list[subprocess.Popen[bytes]]:
    """Writers at work, each process with some threads; they are at work when this returns."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "benches.backup", str(home), f"{name}-{number}"],
            env={**os.environ, "ALAMEDA_DATA": str(home / "data")},
        )
        for number in range(PROCESSES)
    ]
    while not all((home / f"{name}-{number}.begun").exists() for number in range(PROCESSES)):
        time.sleep(0.05)
    return writers


def stop(home: Path, writers: list[subprocess.Popen[bytes]], name: str) -> list[float]:
    (home / f"{name}.stop").touch()
    for writer in writers:
        assert writer.wait(60) == 0
    found = [json.loads((home / f"{name}-{n}.json").read_text()) for n in range(PROCESSES)]
    return [seconds for one in found for seconds in one]


def work(home: Path, name: str) -> None:
    """One process of writers, until the file that stops it is there."""
    from concurrent.futures import ThreadPoolExecutor

    from alameda.cli.instance import opened

    until = home / f"{name.partition('-')[0]}.stop"
    with opened(home / "data"), ThreadPoolExecutor(THREADS) as pool:
        from benches.record_append import fact

        fact()
        took = pool.map(lambda thread: act_on(f"{name}-{thread}", until), range(THREADS))
        time.sleep(0.5)
        (home / f"{name}.begun").touch()
        (home / f"{name}.json").write_text(json.dumps([one for some in took for one in some]))


def act_on(writer: str, until: Path) -> list[float]:
    from django.db import connection, transaction

    from alameda.foundation.actor import SYSTEM
    from alameda.record.actions import publish
    from alameda.thread.models import Subject
    from benches.record_append import fact

    took: list[float] = []
    while not until.exists():
        began = time.perf_counter()
        with transaction.atomic():
            made = Subject.objects.create(
                code=f"W-{writer}-{len(took)}", kind="bench", title="Made", address="/"
            )
            publish(fact()(subject=made.code, amount_clp=1, note="A stone"), actor=SYSTEM)
        took.append(time.perf_counter() - began)
    connection.close()
    return took


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
