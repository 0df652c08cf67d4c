"""The list over 100,000 initiatives with exact facets, beside Datasette on the same rows.

Both serve HTML of the same filters with the same facets and 50 rows a page, on this machine, one
after the other, to the same client. Alameda runs as it does in production: granian, 2 workers. It
is asked twice: for more pages than it keeps, so that every answer is computed and drawn, and for
the same few pages as Datasette, as readers do.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import itertools
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from alameda.cli.postgres import Server
from benches import Figure

DATASETTE = "datasette==0.65.5"
ROWS = 100_000
CLIENTS = 4
SECONDS = 12.0
ROOT = Path(__file__).resolve().parents[1]
TABLE = "initiatives"
FACETS = ("comuna", "state", "late", "route", "sector", "unit", "year", "amount", "kind")

# Invented rows of even shape: what matters here is how many there are.
FILL = """
INSERT INTO investments_sector (slug, name)
    SELECT 's' || n, 'Sector ' || n FROM generate_series(1, 14) n;
INSERT INTO accounts_organisation (slug, name, kind, rut, comuna_cut, is_demo)
    SELECT 'u' || n, 'Municipalidad ' || n, 'municipality', '', '', TRUE
    FROM generate_series(1, 60) n;
INSERT INTO thread_subject
    (code, kind, title, address, visibility, state, created_at, changed_at)
    SELECT 'B-' || n, 'initiative', 'Obra ' || n, '/inversiones/B-' || n || '/', 'public', '',
        now(), now() FROM generate_series(1, {rows}) n;
INSERT INTO investments_initiative
    (source_key, source_file, code, name, kind, route, stage, subsector, is_region_wide, state,
    year, is_prioritised, strategy_axis, strategy_guideline, strategy_objective, is_demo, version,
    approved_clp, paid_clp, physical_pct, entered_on, planned_end_on, expected_end_on,
    last_event_on, changed_at, executing_unit_id, subject_id, sector_id)
    SELECT 'bench:' || n, '', s.code,
        (ARRAY['Mejoramiento plaza ', 'Construcción sede ', 'Reposición escuela '])[1 + n % 3] || n,
        (ARRAY['project', 'programme', 'study', 'asset', 'grant'])[1 + (n * 7) % 5],
        (ARRAY['sni', 'fril', 'circular_33', 'programme', 'transfer', 'grant_8'])[1 + (n * 11) % 6],
        '', '', FALSE,
        (ARRAY['draft', 'in_evaluation', 'recommended', 'tender', 'in_execution', 'paralysed',
            'closed'])[1 + (n * 13) % 7],
        2016 + (n * 17) % 11, FALSE, '', '', '', TRUE, 1,
        (n % 9973)::bigint * 1000003, (n % 997)::bigint * 100003, n % 101,
        DATE '2020-01-01' + n % 2000,
        CASE WHEN n % 3 > 0 THEN DATE '2023-01-01' + n % 1500 END,
        CASE WHEN n % 5 > 2 THEN DATE '2024-01-01' + n % 1500 END,
        DATE '2024-01-01' + n % 900, now(),
        (SELECT min(id) FROM accounts_organisation) + (n * 19) % 60, s.id,
        (SELECT min(id) FROM investments_sector) + (n * 23) % 14
    FROM generate_series(1, {rows}) n JOIN thread_subject s ON s.code = 'B-' || n;
INSERT INTO investments_initiative_comunas (initiative_id, comuna_id)
    SELECT id, (ARRAY(SELECT id FROM territory_comuna ORDER BY cut))[1 + (id * 29) % 52]
    FROM investments_initiative;
"""
# The rows name only what the list shows; the rest of each row is empty.
DEFAULTS = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT table_name, column_name, CASE WHEN data_type LIKE 'character%' OR
        data_type = 'text' THEN '' WHEN data_type = 'jsonb' THEN '{}' WHEN data_type = 'boolean'
        THEN 'false' END AS value FROM information_schema.columns
        WHERE is_nullable = 'NO' AND column_default IS NULL AND table_name IN
            ('investments_initiative', 'investments_sector', 'accounts_organisation',
            'thread_subject')
    LOOP
        IF found.value IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT %L',
                found.table_name, found.column_name, found.value);
        END IF;
    END LOOP;
END $$;
"""
REGION = """
import django
django.setup()
from alameda.foundation.actor import SYSTEM
from alameda.territory.actions import load_region
load_region("santiago", actor=SYSTEM)
"""
FLAT = """
SELECT i.id, i.code, i.name, c.cut, i.state, i.route, i.kind, i.year, s.slug, u.slug,
    i.approved_clp, i.paid_clp, i.planned_end_on, i.expected_end_on, i.last_event_on
FROM investments_initiative i
JOIN investments_initiative_comunas l ON l.initiative_id = i.id
JOIN territory_comuna c ON c.id = l.comuna_id
JOIN investments_sector s ON s.id = i.sector_id
JOIN accounts_organisation u ON u.id = i.executing_unit_id ORDER BY i.id
"""


def run() -> list[Figure]:
    """Measure both and give the ratio, the tail and the weight of the page."""
    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as folder, database() as url:
        place = Path(folder)
        prepare(url)
        reference = place / "initiatives.db"
        copy_to_sqlite(url, reference)
        with alameda(url, place) as port:
            warm_up(port, our_addresses())
            weight_kb = first_view_kb(port)
            ours = measure(port, many_addresses())
            kept = measure(port, our_addresses())
        with datasette(reference, place) as port:
            warm_up(port, their_addresses()[:1])
            theirs = measure(port, their_addresses())
    ratio = ours.per_second / theirs.per_second
    return [
        Figure(
            name=f"facet list over {ROWS:,} initiatives, requests per second",
            value=round(ratio, 1),
            unit="×",
            reference=f"Datasette 0.65.5: {theirs.per_second:.2f}/s; here {ours.per_second:.1f}/s",
            aim="≥ 20",
            is_met=ratio >= 20,
        ),
        Figure(
            name="the same, where the page was asked for before and nothing changed",
            value=round(kept.per_second / theirs.per_second, 1),
            unit="×",
            reference=f"Datasette 0.65.5: {theirs.per_second:.2f}/s; here {kept.per_second:.1f}/s",
        ),
        Figure(
            name=f"the same list, p95 with {CLIENTS} clients",
            value=round(ours.p95_ms, 1),
            unit="ms",
            reference=f"Datasette 0.65.5: {theirs.p95_ms:,.0f} ms",
            aim="≤ 100",
            is_met=ours.p95_ms <= 100,
        ),
        Figure(
            name="first view of the list, transferred with its style and script",
            value=round(weight_kb, 1),
            unit="KB",
            aim="≤ 100",
            is_met=weight_kb <= 100,
        ),
    ]


# Data


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of an empty database: beside ``DATABASE_URL``, or on a server of this run."""
    told = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        if not told:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="alameda-pg-")))
            folder.chmod(0o711)
            server = Server(folder / "pg", is_durable=False)
            stack.callback(server.stop)
            yield server.start()
            return
        name = f"alameda_bench_{os.getpid()}"
        with psycopg.connect(told, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
            try:
                yield _named(told, name)
            finally:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(url: str, name: str) -> str:
    """The same server, another database."""
    head, _slash, tail = url.rpartition("/")
    query = tail.partition("?")[2]
    return f"{head}/{name}" + (f"?{query}" if query else "")


def prepare(url: str) -> None:
    """Migrate, load a region and fill it."""
    for command in (["manage.py", "migrate", "-v0"], ["-c", REGION]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(url), check=True)
    with psycopg.connect(url) as connection:
        connection.execute(DEFAULTS)
        connection.execute(FILL.format(rows=ROWS))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def copy_to_sqlite(url: str, path: Path) -> None:
    """The same rows as a flat table, with what Alameda derives already written and indexed."""
    import datetime

    from alameda.investments.rules.bands import band_of
    from alameda.investments.rules.lateness import late_days_on, lateness_of
    from alameda.investments.rules.states import group_of

    today = datetime.datetime.now(tz=datetime.UTC).date()
    with psycopg.connect(url) as source, sqlite3.connect(path) as target:
        target.execute(
            f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY, code, name, comuna, state, route, kind,"
            " year, sector, unit, amount, late, approved_clp, paid_clp, last_event_on)"
        )
        for row in source.execute(FLAT):
            pk, code, name, cut, state, route, kind, year, sector, unit, *rest = row
            approved, paid, planned, expected, acted = rest
            late = late_days_on(
                today,
                state=state,
                planned_end_on=planned,
                expected_end_on=expected,
                finished_on=None,
            )
            values = (pk, code, name, cut, group_of(state).key, route, kind, year, sector, unit)
            derived = (band_of(approved), lateness_of(late), approved, paid, acted.isoformat())
            marks = ",".join("?" * (len(values) + len(derived)))
            target.execute(f"INSERT INTO {TABLE} VALUES ({marks})", (*values, *derived))
        for column in (*FACETS, "last_event_on"):
            target.execute(f"CREATE INDEX {TABLE}_{column} ON {TABLE} ({column})")
        target.execute("ANALYZE")


def _filters() -> list[dict[str, str]]:
    """The same questions for both, from nothing to three facets at once."""
    groups = ("preparation", "evaluation", "decision", "contracting", "works", "stopped")
    return [
        {},
        *({"comuna": str(13100 + number)} for number in range(1, 9)),
        *({"state": group} for group in groups),
        *({"year": str(year)} for year in range(2018, 2024)),
        *({"late": "si", "state": group} for group in groups),
        *({"comuna": str(13100 + n), "late": "si", "route": "fril"} for n in range(9, 13)),
    ]


def our_addresses() -> list[str]:
    """The list of Alameda for each question, every facet counted."""
    names = {"state": "estado", "late": "atraso", "route": "via", "year": "anio"}
    order = ("comuna", "state", "late", "route", "year")
    return [
        "/inversiones/?"[: None if asked else -1]
        + urlencode([(names.get(key, key), asked[key]) for key in order if key in asked])
        for asked in _filters()
    ]


def many_addresses() -> list[str]:
    """The same questions on several pages each, in mixed order: more than are kept."""
    few, many = 2, 10
    pages = [
        address + (f"{'&' if '?' in address else '?'}pagina={page}" if page > 1 else "")
        for address in our_addresses()
        for page in range(1, many if address.count("=") < many // 3 else few)
    ]
    random.Random(1).shuffle(pages)
    return pages


def their_addresses() -> list[str]:
    """The table of Datasette for each question, with the same facets, order and page."""
    fixed = [
        *(("_facet", facet) for facet in FACETS),
        ("_nosuggest", "1"),
        ("_size", "50"),
        ("_sort_desc", "last_event_on"),
    ]
    asked_for = [
        f"/initiatives/{TABLE}?{urlencode([*asked.items(), *fixed])}" for asked in _filters()
    ]
    random.Random(1).shuffle(asked_for)
    return asked_for


# Servers


def environment(url: str) -> dict[str, str]:
    """What Alameda needs to know."""
    settings = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
        "ALAMEDA_SECRET_KEY": "only for a bench, and long enough to guard something",
        "ALAMEDA_HOSTS": "127.0.0.1",
    }
    return {**os.environ, **settings}


@contextlib.contextmanager
def serving(command: Sequence[str], port: int, env: dict[str, str] | None = None) -> Iterator[int]:
    """A server from when it answers until it is no longer needed."""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()


def alameda(url: str, _place: Path) -> contextlib.AbstractContextManager[int]:
    """Alameda by granian, as in production."""
    port = free_port()
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2"]
    place = ["--host", "127.0.0.1", "--port", str(port), "alameda.wsgi:application"]
    return serving([*command, *place], port, environment(url))


def datasette(file: Path, place: Path) -> contextlib.AbstractContextManager[int]:
    """Datasette in an environment of its own, its limits wide enough to count everything."""
    venv = place / "datasette"
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "-q", str(venv)], check=True)
    python = venv / "bin" / "python"
    install = [uv, "pip", "install", "-q", "--python", str(python), DATASETTE, "setuptools<81"]
    subprocess.run(install, check=True)
    port = free_port()
    limits = ("facet_time_limit_ms", "sql_time_limit_ms")
    settings = [word for name in limits for word in ("--setting", name, "60000")]
    command = [str(venv / "bin" / "datasette"), "serve", "-i", str(file), "-p", str(port)]
    return serving([*command, *settings], port)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the port answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server on {port} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on {port}")


# Measuring


class Measure:
    """How many answers in how long, and how long each took."""

    def __init__(self, seconds: float, times_ms: list[float]) -> None:
        self.per_second = len(times_ms) / seconds
        self.p95_ms = statistics.quantiles(times_ms, n=20)[-1] if len(times_ms) > 1 else 0.0


def get(connection: http.client.HTTPConnection, address: str, *, encoding: str = "") -> bytes:
    """One page, which must be there."""
    headers = {"Accept-Encoding": encoding} if encoding else {}
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    body = response.read()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{address} answered {response.status}")
    return body


def warm_up(port: int, addresses: Sequence[str]) -> None:
    """Each worker builds what it builds once."""
    for address in addresses:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        get(connection, address)
        connection.close()


def measure(port: int, addresses: Sequence[str]) -> Measure:
    """Ask for the pages in turn, from a few clients, for a while."""
    turns = itertools.cycle(addresses)
    lock = threading.Lock()
    times_ms: list[float] = []
    start = time.perf_counter()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        while time.perf_counter() - start < SECONDS:
            with lock:
                address = next(turns)
            asked = time.perf_counter()
            get(connection, address)
            with lock:
                times_ms.append((time.perf_counter() - asked) * 1_000)
        connection.close()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    return Measure(time.perf_counter() - start, times_ms)


def first_view_kb(port: int) -> float:
    """What a first visit transfers: the page, its style and its script, all compressed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    page = get(connection, "/inversiones/", encoding="gzip")
    text = gzip.decompress(page).decode()
    parts = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', text)
    if not any(".css" in part for part in parts):
        raise RuntimeError("the page has no style: build the assets first")
    total = len(page)
    for part in dict.fromkeys(parts):
        body = get(connection, part, encoding="gzip")
        total += min(len(body), len(gzip.compress(body)))
    return total / 1_000


if __name__ == "__main__":
    for figure in run():
        print(figure)
