"""The page of one initiative in a full region, and in ten times a region: neither may notice."""

from __future__ import annotations

import random
import statistics

import psycopg

from benches import Figure
from benches._sites import Instance, database_server, filled, load, serving

ONCE, TENFOLD = 6_000, 60_000
PAGES = 400
ROUNDS = 4
ROUND_SECONDS = 4.0
AIM = 1.2


def run() -> list[Figure]:
    with (
        database_server() as server_url,
        filled(server_url, initiatives=ONCE) as once,
        filled(server_url, initiatives=TENFOLD) as tenfold,
        serving(once) as once_port,
        serving(tenfold) as tenfold_port,
    ):
        sites = {once_port: paths_of(once), tenfold_port: paths_of(tenfold)}
        for port, paths in sites.items():
            load(port, paths, seconds=2)
        took: dict[int, list[float]] = {port: [] for port in sites}
        for _ in range(ROUNDS):  # in turns, so that what else the machine does falls on both
            for port, paths in sites.items():
                took[port] += load(port, paths, seconds=ROUND_SECONDS)
    return figures(took[once_port], took[tenfold_port])


def paths_of(instance: Instance) -> list[str]:
    """Pages of initiatives drawn by chance, of every route and state."""
    with psycopg.connect(instance.database_url) as connection:
        rows = connection.execute(
            "SELECT code FROM investments_initiative ORDER BY code"
        ).fetchall()
    return [f"/inversiones/{code}/" for (code,) in random.Random(1).sample(rows, PAGES)]


def figures(once: list[float], tenfold: list[float]) -> list[Figure]:
    """p95 and rate of the one, held against the other."""
    slow, fast = p95(tenfold), p95(once)
    seconds = ROUNDS * ROUND_SECONDS
    return [
        Figure(
            name=f"page of an initiative, p95, {TENFOLD:,} initiatives",
            value=slow / fast,
            unit="×",
            reference=f"{ONCE:,} initiatives: p95 {fast * 1_000:.0f} ms",
            aim=f"≤ {AIM}",
            is_met=slow / fast <= AIM,
        ),
        Figure(
            name=f"page of an initiative, requests, {TENFOLD:,} initiatives",
            value=len(tenfold) / seconds,
            unit="/s",
            reference=f"{ONCE:,} initiatives: {len(once) / seconds:.0f} /s",
        ),
    ]


def p95(took: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(took, n=20)[-1]
