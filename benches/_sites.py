"""Running sites for the benches: a database server, filled instances, web processes, load."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from alameda.cli.postgres import Server
from alameda.settings import env

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30


@dataclass(frozen=True)
class Instance:
    """A filled instance and the variables that tell a process about it."""

    folder: Path
    database_url: str

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a process that serves it."""
        values = env.variables(
            data_dir=self.folder,
            database_url=self.database_url,
            base_url="http://127.0.0.1:8000",
            record_origin="bench.invalid",
            is_demo=True,
        )
        return {
            **values,
            "ALAMEDA_SECRET_KEY": "only for a bench, and long enough to guard something",
        }


@contextmanager
def database_server() -> Iterator[str]:
    """The server of ``DATABASE_URL``, or an embedded one for this run."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the account that runs the server passes through it
        server = Server(folder / "pg")
        try:
            yield server.start()
        finally:
            server.stop()


@contextmanager
def filled(server_url: str, *, initiatives: int) -> Iterator[Instance]:
    """An instance of the demonstration with that many initiatives, removed afterwards."""
    name = f"alameda_bench_{os.getpid()}_{initiatives}"
    parts = urlsplit(server_url)
    with (
        psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin,
        tempfile.TemporaryDirectory(prefix="alameda-bench-") as folder,
    ):
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        instance = Instance(Path(folder), urlunsplit(parts._replace(path=f"/{name}")))
        try:
            subprocess.run(
                [sys.executable, "-m", "benches._fill", str(initiatives)],
                cwd=ROOT,
                env=instance.variables,
                check=True,
            )
            yield instance
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def serving(instance: Instance, *, workers: int = 2) -> Iterator[int]:
    """The port on which the instance is served, by the same process as ``alameda serve``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "alameda.cli.web", "127.0.0.1", str(port), str(workers)],
        cwd=ROOT,
        env=instance.variables,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = "the web process did not start"
    raise RuntimeError(message)


def load(port: int, paths: list[str], *, seconds: float, clients: int = 4) -> list[float]:
    """Ask for pages at random for a while, some clients at once; seconds of each answer.

    Raises:
        RuntimeError: an answer was not 200.
    """
    took: list[float] = []
    wrong: list[str] = []
    until = time.perf_counter() + seconds

    def ask(seed: int) -> None:
        chance = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < until and not wrong:
            path = chance.choice(paths)
            began = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != http.HTTPStatus.OK:
                wrong.append(f"{path} answered {answer.status}")
        connection.close()

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return took
