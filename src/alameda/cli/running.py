"""A running site: database, web server, sequencer and worker, started and stopped together."""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from alameda.cli import database, holding
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, owned, say, set_up_django, tell_stopping, was_killed
from alameda.cli.postgres import Server, ServerError
from alameda.settings import env

READY_SECONDS = 120
PORT_SECONDS = 15.0  # until the web processes of a killed site have seen that it is gone
STOP_SECONDS = 4
WORKER_PAUSE_SECONDS = 10.0
OK = 200


class StopAskedError(Exception):
    """Somebody asked this process to stop."""


@dataclass(frozen=True)
class Place:
    """Where the site answers."""

    host: str
    port: int
    workers: int = 2

    @property
    def url(self) -> str:
        """Its address."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.port}"


def run(
    instance: Instance,
    place: Place,
    *,
    prepare: Callable[[Instance], Instance],
    ready: Callable[[str], None],
) -> int:
    """Serve the instance until told to stop; everything started is stopped.

    Args:
        instance: what to serve.
        place: where.
        prepare: called with the database up, Django set up and the tables made.
        ready: called with the address once the site answers.
    """
    check_port(place, instance.folder)
    instance.variables("", served_at=place.url)  # judged before anything is started
    with _stop_signals(), contextlib.ExitStack() as stack:
        try:
            stack.enter_context(owned(instance, place.url))
            early: list[subprocess.Popen[bytes]] = []

            def launched(url: str) -> None:
                """The web processes read their programs while the database comes up."""
                if instance.is_complete and not database.needs_migrating(instance, url):
                    early.append(_start_web(instance, url, place, stack))

            server, url = _start_database(instance, stack, launched)
            holding.check(instance, url)
            if not early and (not instance.is_complete or database.needs_migrating(instance, url)):
                instance = _prepare(instance, url, place, prepare)
            web = early[0] if early else _start_web(instance, url, place, stack)
            _await_ready(place, instance, web)
            ready(place.url)
            if instance.base_url:
                say(f"Visitors reach it at {instance.base_url}, which a proxy of yours leads here.")
            # Only the sequencer needs Django here; the first visitor does not wait for it.
            set_up_django(instance, url, served_at=place.url)
            _start_sequencer(stack)
            return _watch(server, web, stack.enter_context(Worker(instance, url, place)))
        except StopAskedError:
            tell_stopping(instance, place.url)
            say("Stopping.")
            return 0
        finally:
            _ignore_signals()


def _prepare(
    instance: Instance, url: str, place: Place, prepare: Callable[[Instance], Instance]
) -> Instance:
    """Make the tables, and what is in them before anybody looks."""
    set_up_django(instance, url, served_at=place.url)
    database.migrate(instance, url)
    instance = prepare(instance)
    database.place_entries()
    return instance


def check_port(place: Place, folder: Path) -> None:
    """Refuse a port that somebody else listens on; wait for what a killed site left there.

    Raises:
        CannotRunError: it is taken, or this account may not use it.
    """
    deadline = time.monotonic() + (PORT_SECONDS if was_killed(folder) else 0.0)
    while trouble := _trouble_of_port(place):
        if trouble != os.strerror(errno.EADDRINUSE) or time.monotonic() >= deadline:
            raise CannotRunError(
                f"Port {place.port} of {place.host} cannot be used: {trouble}. "
                "Choose another with --port."
            )
        time.sleep(0.1)


def _trouble_of_port(place: Place) -> str:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except (OSError, OverflowError) as error:
            return str(getattr(error, "strerror", None) or error)
    return ""


def _start_database(
    instance: Instance, stack: contextlib.ExitStack, launched: Callable[[str], None]
) -> tuple[Server | None, str]:
    told = env.read().database_url
    if told:
        return None, told
    server = instance.server()
    stack.callback(server.stop)
    if server.folder.parent != instance.folder and not server.folder.is_dir():
        say(f"The database lives in {server.folder}: its account may not enter {instance.folder}.")
    try:
        url = server.start(launched=launched)
    except ServerError as error:
        raise CannotRunError(str(error)) from error
    if server.is_new:
        database.forget_stamp(instance)
    return server, url


def _start_web(
    instance: Instance, url: str, place: Place, stack: contextlib.ExitStack
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "alameda.cli.web"]
    web = subprocess.Popen(
        [*command, place.host, str(place.port), str(place.workers)],
        env=instance.variables(url, served_at=place.url),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
    )
    stack.callback(_stop, web)
    return web


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its own session: its workers too
        process.wait()


def _start_sequencer(stack: contextlib.ExitStack) -> None:
    """Give the published facts their places in the record, for as long as the site runs."""
    run_sequencer = database.function_of("alameda.record.tasks", "run_sequencer")
    if run_sequencer is None:
        return
    stop = threading.Event()

    def work() -> None:
        from django.db import connections

        while not stop.is_set():
            try:
                run_sequencer(stop)
            except Exception as error:  # noqa: BLE001  it must go on when the database comes back
                say(f"The record waits: {error}")
                connections.close_all()
                stop.wait(1)
        connections.close_all()

    thread = threading.Thread(target=work, name="sequencer", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(2)

    stack.callback(end)


def _await_ready(place: Place, instance: Instance, web: subprocess.Popen[bytes]) -> None:
    """Wait until the site answers, asked under its own name, whatever others it is served under."""
    deadline = time.monotonic() + READY_SECONDS
    name = env.read(instance.variables("", served_at=place.url)).allowed_hosts[0]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(place.host, place.host)  # noqa: S104  compared
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise CannotRunError("The web server did not start; what it said stands above.")
        with contextlib.suppress(OSError, http.client.HTTPException):
            link = http.client.HTTPConnection(host, place.port, timeout=5)
            link.request("GET", "/health/ready", headers={"Host": name})
            if link.getresponse().status == OK:
                return
        time.sleep(0.05)
    raise CannotRunError(f"The site did not answer within {READY_SECONDS} seconds.")


class Worker:
    """The process that runs the jobs beside a site; the site lives without it, and mends it."""

    def __init__(self, instance: Instance, url: str, place: Place) -> None:
        self.environment = instance.variables(url, served_at=place.url)
        self.process: subprocess.Popen[bytes] | None = None
        self.not_before = 0.0

    def keep(self) -> None:
        """Start it where it does not run; one that ends at once is not started all the time."""
        if self.process is not None and self.process.poll() is not None:
            say(f"The worker ended (status {self.process.returncode}): starting another.")
            self.process = None
        if self.process is None and time.monotonic() >= self.not_before:
            self.not_before = time.monotonic() + WORKER_PAUSE_SECONDS
            self.process = subprocess.Popen(
                [sys.executable, "-m", "alameda.cli.worker"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                start_new_session=True,
            )

    def __enter__(self) -> Worker:
        """Start it."""
        self.keep()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop it."""
        if self.process is not None:
            _stop(self.process)


def _watch(server: Server | None, web: subprocess.Popen[bytes], worker: Worker) -> int:
    """Stay until asked to stop, or until a part is gone for good."""
    while True:
        time.sleep(0.5)
        worker.keep()
        if web.poll() is not None:
            raise CannotRunError(f"The web server ended (status {web.returncode}). Start again.")
        if server and server.failure:
            raise CannotRunError(f"The database does not stay up. {server.failure}")


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopAskedError


def _ignore_signals() -> None:
    """While stopping, a second signal does not interrupt the stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _stop_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, _raise_stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
