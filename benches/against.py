"""This tree against another checkout, page by page and command by command, in turns.

``ALAMEDA_BENCH_AGAINST`` names the other one, where ``./dev setup`` has run. Both run their own
demonstration, of one size and seed; every page is drawn anew for each question.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benches import Figure

HERE = Path(__file__).resolve().parents[1]
AIM = 1.05
ROUNDS = 25
COMMAND_ROUNDS = 3
START_SECONDS = 240
PAGES = (
    "/",
    "/inversiones/",
    "/inversiones/?q=plaza",
    "/territorio/13101/",
    "/consejo/",
    "/consejo/sesiones/",
    "/consejo/acuerdos/?q=plaza",
    "/consejo/integrantes/",
    "/consejo/compromisos/",
    "/buscar/?q=plaza",
    "/registro/",
    "/api/v1/initiatives",
    "/api/v1/council/sessions",
    "/oparl/v1.1/meetings",
    "/inversiones.csv",
    "/cal/consejo.ics",
)
_fresh = count(1)


@dataclass(frozen=True)
class Site:
    """A running demonstration of one tree."""

    tree: Path
    folder: Path
    port: int

    def page(self, path: str) -> float:
        """Seconds until the whole answer is there; who has a session gets a page of its own."""
        headers = {"Accept-Encoding": "gzip", "Cookie": f"sessionid=nobody{next(_fresh)}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        connection.close()
        if answer.status != http.HTTPStatus.OK:
            message = f"{self.tree.name}: {path} answered {answer.status}"
            raise RuntimeError(message)
        return took

    def command(self, *words: str) -> float:
        """Seconds of a command of the operator."""
        began = time.perf_counter()
        subprocess.run(
            [self.tree / ".venv/bin/alameda", *words],
            cwd=self.tree,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - began


@contextmanager
def running(tree: Path, folder: Path) -> Iterator[Site]:
    """The demonstration of a tree, from its start to its end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    words = ("demo", "--no-open", "--port", str(port), "--data", str(folder))
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        process = subprocess.Popen(
            [tree / ".venv/bin/alameda", *words], cwd=tree, stdout=log, stderr=log
        )
    try:
        _wait(port, process)
        yield Site(tree, folder, port)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.5)
    message = "a demonstration did not start"
    raise RuntimeError(message)


def run() -> list[Figure]:
    told = os.environ.get("ALAMEDA_BENCH_AGAINST", "")
    if not told:
        print("against: ALAMEDA_BENCH_AGAINST names no other checkout: not run.", file=sys.stderr)
        return []
    other = Path(told).resolve()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="alameda-against-")))
        folder.chmod(0o711)
        ours = stack.enter_context(running(HERE, folder / "ours"))
        theirs = stack.enter_context(running(other, folder / "theirs"))
        found = [compared(path, ours, theirs, ROUNDS, _page(path)) for path in PAGES]
        for name, words in _commands(folder).items():
            found.append(compared(name, ours, theirs, COMMAND_ROUNDS, _command(words)))
    return found


def _commands(folder: Path) -> dict[str, Callable[[Site], list[str]]]:
    return {
        "alameda export": lambda site: [
            "export", "--data", str(site.folder), str(folder / f"{site.folder.name}-csv")
        ],
        "alameda record verify": lambda site: ["record", "verify", str(site.folder)],
        "alameda doctor": lambda site: ["doctor", "--data", str(site.folder)],
    }  # fmt: skip


def _page(path: str) -> Callable[[Site], float]:
    return lambda site: site.page(path)


def _command(words: Callable[[Site], list[str]]) -> Callable[[Site], float]:
    return lambda site: site.command(*words(site))


def compared(
    name: str, ours: Site, theirs: Site, rounds: int, ask: Callable[[Site], float]
) -> Figure:
    """The median of ours over that of theirs, asked in turns; the first of each is not counted."""
    took: dict[Site, list[float]] = {ours: [], theirs: []}
    for turn in range(rounds + 1):
        for site in (ours, theirs) if turn % 2 else (theirs, ours):
            took[site].append(ask(site))
    mine, other = (statistics.median(took[site][1:]) for site in (ours, theirs))
    return Figure(
        name=name,
        value=mine / other,
        unit="×",
        reference=f"the other tree: {other * 1_000:,.0f} ms",
        aim=f"≤ {AIM}",
        is_met=mine / other <= AIM,
    )
