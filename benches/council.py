"""Ten years of a council: any page within its time, and a session that thousands follow.

While readers ask for the live part, ballots are cast in the same database: the roll call must not
notice them.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benches import Figure
from benches._sites import ROOT, Instance, database_server, load, serving

SESSIONS = 240
CLIENTS = 4
ROUND_SECONDS = 5.0
AIM_MS = 150
READERS = 8
LIVE_SECONDS = 8.0
BETWEEN_BALLOTS_S = 0.02
WARM_SECONDS = 2.0
DEEP_PAGES = 60
AIM_BALLOT_MS = 10
DRAWINGS = 1_000  # more than a client can ask for in a round
KEPT = ("the Council", "a session", "a councillor")
KEPT_OF_EACH = 20
AIM_READERS = 1_250  # 5,000 readers, each asking every four seconds
AIM_ANSWERED = 1_200


def run() -> list[Figure]:
    with (
        database_server() as server_url,
        filled(server_url) as instance,
        serving(instance) as port,
    ):
        pages = paths_of(instance, port)
        for paths in pages.values():
            load(port, paths, seconds=WARM_SECONDS, clients=CLIENTS)
        figures = [page_figure(name, port, drawn(paths)) for name, paths in pages.items()]
        kept = [path for name in KEPT for path in pages[name][-KEPT_OF_EACH:]]
        load(port, kept, seconds=2 * ROUND_SECONDS, clients=CLIENTS)
        figures.append(page_figure("those pages again while nothing happens", port, kept))
        return figures + live_figures(instance, port)


def drawn(paths: list[str]) -> list[str]:
    """The same pages at addresses that nobody asked for yet, so that each is drawn."""
    turns = range(1 + DRAWINGS // len(paths))
    return [f"{path}{'&' if '?' in path else '?'}again={turn}" for path in paths for turn in turns]


@contextmanager
def filled(server_url: str) -> Iterator[Instance]:
    """An instance with ten years of a council, removed afterwards."""
    name = f"alameda_bench_council_{os.getpid()}"
    parts = urlsplit(server_url)
    with (
        psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin,
        tempfile.TemporaryDirectory(prefix="alameda-bench-") as folder,
    ):
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        instance = Instance(Path(folder), urlunsplit(parts._replace(path=f"/{name}")))
        try:
            subprocess.run(
                [sys.executable, "-m", "benches._council", str(SESSIONS)],
                cwd=ROOT,
                env=instance.variables,
                check=True,
            )
            with psycopg.connect(instance.database_url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")  # as the server does within a minute
            yield instance
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def paths_of(instance: Instance, port: int) -> dict[str, list[str]]:
    """The addresses of each kind of page, many of each."""

    def codes(query: str) -> list[str]:
        with psycopg.connect(instance.database_url) as connection:
            return [row[0] for row in connection.execute(query).fetchall()]

    people = codes("SELECT slug FROM council_councillor ORDER BY id")
    words = ("puente", "concesion", "plaza norte", "sede vecinal", "mascotas")
    return {
        "the Council": ["/consejo/"],
        "list of sessions": ["/consejo/sesiones/", "/consejo/sesiones/?anio=2020"],
        "a session": [
            f"/consejo/sesiones/{code}/"
            for code in codes("SELECT code FROM council_session WHERE state = 'published'")
        ],
        "agreements by words and filters": [
            f"/consejo/acuerdos/?q={quote(word)}&anio={year}&resultado=approved"
            for word in words
            for year in range(2018, 2026)
        ],
        "agreements, deep pages": deep_pages(port, "/consejo/acuerdos/"),
        "an agreement": [
            f"/consejo/acuerdos/{code}/"
            for code in codes("SELECT code FROM council_agreement ORDER BY id DESC LIMIT 400")
        ],
        "a vote": [
            f"/consejo/votaciones/{code}/"
            for code in codes("SELECT code FROM council_vote ORDER BY id LIMIT 400")
        ],
        "a councillor": [f"/consejo/integrantes/{slug}/" for slug in people],
        "a councillor's votes, deep pages": deep_pages(port, f"/consejo/integrantes/{people[0]}/"),
        "a councillor's votes by words": [
            f"/consejo/integrantes/{slug}/?q={quote(word)}&voto=against"
            for slug in people
            for word in words
        ],
        "attendance of a month": [f"/consejo/asistencia/?mes={y}-06" for y in range(2017, 2027)],
    }


def deep_pages(port: int, path: str) -> list[str]:
    """Pages from the middle of a list to its end, reached by its own links."""
    connection = HTTPConnection("127.0.0.1", port)
    found, tail = [], ""
    for _ in range(2 * DEEP_PAGES):
        connection.request("GET", f"{path}{tail}")
        answer = connection.getresponse().read().decode()
        if 'rel="next" href="' not in answer:
            break
        tail = answer.split('rel="next" href="')[1].split('"')[0]
        found.append(f"{path}{tail}")
    connection.close()
    return found[len(found) // 2 :]


def page_figure(name: str, port: int, paths: list[str]) -> Figure:
    """The 95th percentile of a kind of page, with what it costs whatever else the machine does."""
    before = spent_seconds()
    took = load(port, paths, seconds=ROUND_SECONDS, clients=CLIENTS)
    spent = sum(seconds - before.get(pid, 0) for pid, seconds in spent_seconds().items())
    cost = 1_000 * spent / len(took)
    value = p95(took) * 1_000
    return Figure(
        name=f"{name}, p95",
        value=value,
        unit="ms",
        reference=f"{cost:.0f} ms of processor each; {CLIENTS} clients, {len(paths)} pages",
        aim=f"≤ {AIM_MS} ms",
        is_met=value <= AIM_MS,
    )


def spent_seconds() -> dict[int, float]:
    """Processor time so far of this process and of each that it started, by number."""
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    ours, found = {os.getpid()}, set[int]()
    while ours:
        ours = {pid for pid, parent in parents.items() if parent in ours}
        found |= ours
    return {pid: spent[pid] for pid in found}


def live_figures(instance: Instance, port: int) -> list[Figure]:
    """Readers of the live part while a roll is called, and the roll with nobody reading."""
    with psycopg.connect(instance.database_url) as connection:
        row = connection.execute("SELECT code FROM council_session WHERE state = 'open'").fetchone()
    assert row is not None
    path = f"/consejo/sesiones/{row[0]}/vivo/"
    alone = call_roll(instance, seconds=LIVE_SECONDS)
    answers, watched = with_readers(instance, port, path)
    rate = len(answers) / LIVE_SECONDS
    alone_ms, watched_ms = (1_000 * statistics.median(took) for took in (alone, watched))
    return [
        Figure(
            name="the live part, answers while a roll is called",
            value=rate,
            unit="/s",
            reference=f"asked {AIM_READERS:,} /s; p95 {p95(answers) * 1_000:.1f} ms",
            aim=f"≥ {AIM_ANSWERED:,} /s: 5,000 readers",
            is_met=rate >= AIM_ANSWERED,
        ),
        Figure(
            name="a ballot kept while 5,000 read, median",
            value=watched_ms,
            unit="ms",
            reference=f"nobody reads: {alone_ms:.1f} ms; readers take only processor",
            aim=f"≤ {AIM_BALLOT_MS} ms",
            is_met=watched_ms <= AIM_BALLOT_MS,
        ),
    ]


def with_readers(instance: Instance, port: int, path: str) -> tuple[list[float], list[float]]:
    """Seconds of each answer to the readers, in a process of their own, and of each ballot."""
    apart = multiprocessing.get_context("spawn")
    with apart.Pool(1) as pool:
        pool.apply(len, ("ready",))
        reading = pool.apply_async(read_all, (port, path))
        watched = call_roll(instance, seconds=LIVE_SECONDS)
        return reading.get(), watched


def read_all(port: int, path: str) -> list[float]:
    """As many readers as ask together what 5,000 do who ask every four seconds."""
    answers: list[float] = []
    readers = [
        threading.Thread(target=read_live, args=(port, path, answers)) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return answers


def read_live(port: int, path: str, answers: list[float]) -> None:
    """Ask for the live part at an even pace, as htmx does; late, at once."""
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"HX-Request": "true", "Accept-Encoding": "gzip"}
    turn = due = time.perf_counter()
    until = due + LIVE_SECONDS
    while due < until:
        due += READERS / AIM_READERS
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.OK:
            message = f"{path} answered {answer.status}"
            raise RuntimeError(message)
        now = time.perf_counter()
        answers.append(now - turn)
        if now > until:
            break
        time.sleep(max(due - now, 0))
        turn = time.perf_counter()
    connection.close()


ROLL = """
SELECT b.id, s.id FROM council_ballot b JOIN council_vote v ON v.id = b.vote_id
JOIN council_session s ON s.id = v.session_id WHERE v.state = 'open' AND b.choice <> 'recused'
"""


def call_roll(instance: Instance, *, seconds: float) -> list[float]:
    """Cast ballots one after another, as the act does: the session locked, its version moved."""
    took: list[float] = []
    with psycopg.connect(instance.database_url) as connection:
        roll = connection.execute(ROLL).fetchall()
        connection.commit()
        until = time.perf_counter() + seconds
        turn = 0
        while time.perf_counter() < until:
            ballot, session = roll[turn % len(roll)]
            choice = "favour" if (turn // len(roll)) % 2 == 0 else "against"
            began = time.perf_counter()
            connection.execute("SELECT 1 FROM council_session WHERE id = %s FOR UPDATE", [session])
            connection.execute(
                "UPDATE council_ballot SET choice = %s, cast_at = now() WHERE id = %s",
                [choice, ballot],
            )
            connection.execute(
                "UPDATE council_session SET version = version + 1, changed_at = now()"
                " WHERE id = %s",
                [session],
            )
            connection.commit()
            took.append(time.perf_counter() - began)
            turn += 1
            time.sleep(BETWEEN_BALLOTS_S)
    return took


def p95(took: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(took, n=20)[-1]
