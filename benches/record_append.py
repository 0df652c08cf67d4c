"""Sixteen writers who publish each act, against the same acts unpublished, in one run.

An act is a transaction as the house's actions are: lock a row, read what the rule asks for, insert
a row (here: a public thing), and publish one fact of it or not. The database is an embedded one
that waits for the disk at each commit; the sequencer runs all the while, on the same machine.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benches import Figure

PROCESSES, THREADS = 4, 4
ROUND_SECONDS = 2.0
PAIRS = 10
AIM = 0.8


def run() -> list[Figure]:
    """Start a database of its own, and measure in a process of its own."""
    from alameda.cli.postgres import Server

    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        server = Server(folder / "pg")
        try:
            environment = {
                **os.environ,
                "DATABASE_URL": server.start(),
                "ALAMEDA_DATA": str(folder / "data"),
                "ALAMEDA_SECRET_KEY": "only for a bench, and long enough to guard something",
                "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
            }
            command = [sys.executable, "-m", "benches.record_append", "measure"]
            answer = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
        finally:
            server.stop()
    measured = json.loads(answer.stdout.splitlines()[-1])
    pairs = zip(measured["with"], measured["without"], strict=True)
    ratio = median(with_it / without for with_it, without in pairs)
    return [
        Figure(
            name=f"acts published by {PROCESSES * THREADS} writers, median of {PAIRS} pairs",
            value=ratio,
            unit="×",
            reference=(
                f"{median(measured['with']):,.0f} acts a second against"
                f" {median(measured['without']):,.0f} unpublished, each waiting for the disk"
            ),
            aim=f"≥ {AIM}",
            is_met=ratio >= AIM,
        ),
        Figure(
            name="entries sequenced, when many wait",
            value=measured["sequenced"],
            unit="entries/s",
        ),
    ]


def measure() -> dict[str, object]:
    """Rounds with and without the record, in turns, so that noise falls on both."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    prepare()
    connections.close_all()
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    sequencer = context.Process(target=sequence, args=(stop,))
    sequencer.start()
    rates: dict[str, list[float]] = {"with": [], "without": []}
    try:
        for number in range(2 * PAIRS):
            kind = ("with", "without", "without", "with")[number % 4]
            with context.Pool(PROCESSES) as pool:
                rates[kind].append(
                    sum(pool.starmap(write, [(kind == "with", n) for n in range(4)]))
                )
    finally:
        stop.set()
        sequencer.join()
    return {**rates, "sequenced": drain()}


def prepare() -> None:
    from alameda.thread.models import Subject

    for writer in range(PROCESSES * THREADS):
        Subject.objects.create(code=f"W-{writer}", kind="bench", title="Writer", address="/")


def write(is_published: bool, process: int) -> float:  # noqa: FBT001  handed over by the pool
    """Acts a second of one process."""
    fact()
    with ThreadPoolExecutor(THREADS) as pool:
        writers = range(process * THREADS, (process + 1) * THREADS)
        return sum(pool.map(lambda writer: write_alone(writer, is_published=is_published), writers))


def write_alone(writer: int, *, is_published: bool) -> float:
    from django.db import connection, transaction

    from alameda.foundation.actor import SYSTEM
    from alameda.record.actions import publish
    from alameda.thread.models import Subject

    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
    done = 0
    began = time.perf_counter()
    while time.perf_counter() - began < ROUND_SECONDS:
        with transaction.atomic():
            owner = Subject.objects.select_for_update().get(code=f"W-{writer}")
            assert not owner.links_out.exists()
            made = Subject.objects.create(
                code=f"{owner.code}-{time.time_ns()}", kind="bench", title="Made", address="/"
            )
            if is_published:
                publish(fact()(subject=made.code, amount_clp=done, note="A stone"), actor=SYSTEM)
        done += 1
    seconds = time.perf_counter() - began
    connection.close()
    return done / seconds


def fact() -> type:
    from alameda.record.events import Fact

    if "bench.measured" not in Fact.kinds:

        @dataclass(frozen=True, kw_only=True)
        class BenchMeasured(Fact):
            verb = "bench.measured"

            amount_clp: int
            note: str

    return Fact.kinds["bench.measured"]


def sequence(stop: threading.Event) -> None:
    from alameda.record.tasks import run_sequencer

    run_sequencer(stop)


def drain() -> float:
    """Entries a second that the sequencer gives their place, when many wait."""
    from django.db import transaction

    from alameda.foundation.actor import SYSTEM
    from alameda.record.actions import publish_many, sequence_pending

    while sequence_pending():
        pass
    with transaction.atomic():
        kind = fact()
        publish_many(
            (kind(subject="W-0", amount_clp=n, note="A stone") for n in range(30_000)),
            actor=SYSTEM,
        )
    began = time.perf_counter()
    placed = 0
    while some := sequence_pending():
        placed += some
    return placed / (time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps(measure()) if sys.argv[1:] == ["measure"] else run())
