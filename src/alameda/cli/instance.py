"""An instance: one folder with its facts, keys, files, logs and database."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from alameda.cli.account import AccountError, place_for
from alameda.cli.errors import CannotRunError
from alameda.cli.postgres import OwnedError, Server, ServerError
from alameda.settings import env

FORMAT = 1
FACTS = "instance.json"
UNFINISHED = "restoring.json"  # while a copy is being restored into the folder
REGIONS = ("santiago", "nuble")
SCALES = ("small", "region", "large")


@dataclass(frozen=True)
class Instance:
    """What ``instance.json`` says.

    Attributes:
        folder: the instance's folder, absolute.
        region: code of its region pack.
        scale: of the demonstration data; empty in a real instance.
        seed: of the demonstration data.
        base_url: public address without a trailing slash; empty: where it happens to be served.
        origin: name of the public record; never changes, wherever the site moves.
        is_demo: demonstration data and one-click sign-in.
        is_complete: false while it is being made; the command that makes it then goes on.
        created_at: moment, ISO 8601 in UTC.
        format: version of this folder's layout.
    """

    folder: Path
    region: str
    scale: str = ""
    seed: int = 0
    base_url: str = ""
    origin: str = ""
    is_demo: bool = False
    is_complete: bool = False
    created_at: str = ""
    format: int = FORMAT

    def save(self) -> None:
        """Write the facts, whole or not at all."""
        facts = {name: value for name, value in asdict(self).items() if name != "folder"}
        fresh = self.folder / f"{FACTS}.new"
        fresh.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        fresh.replace(self.folder / FACTS)

    def completed(self) -> Instance:
        """The same, made whole; saved."""
        whole = replace(self, is_complete=True)
        whole.save()
        return whole

    def server(self) -> Server:
        """Its embedded database, not started."""
        try:
            place = place_for(self.folder, env.read().pg_account)
        except AccountError as error:
            raise CannotRunError(str(error)) from error
        return Server(place, say=say)

    def variables(self, database_url: str, *, served_at: str = "") -> dict[str, str]:
        """The environment of a process that serves this instance."""
        here = served_at or (running(self) or (0, ""))[1] or "http://127.0.0.1:8000"
        return env.variables(
            data_dir=self.folder,
            database_url=database_url,
            base_url=self.base_url or here,
            record_origin=self.origin,
            is_demo=self.is_demo,
        )


def say(sentence: str) -> None:
    """Tell the operator, apart from what the command answers."""
    print(sentence, file=sys.stderr, flush=True)


def is_instance(folder: Path) -> bool:
    """Whether the folder holds an instance."""
    return (folder / FACTS).is_file()


def read(folder: Path) -> Instance:
    """The instance in a folder.

    Raises:
        CannotRunError: there is none, or another version of Alameda made it.
    """
    folder = folder.absolute()
    check_restored(folder)
    if not is_instance(folder):
        raise CannotRunError(
            f"There is no instance in {folder}. Make one with: "
            f"alameda init --data {folder} --region {REGIONS[0]}"
        )
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        if facts["format"] > FORMAT:
            raise CannotRunError(
                f"{folder} was made by a newer Alameda (format {facts['format']}, this one reads "
                f"{FORMAT}). Install the newer one."
            )
        return Instance(folder=folder, **facts)
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise CannotRunError(f"{folder / FACTS} cannot be read: {error}.") from error


def check_restored(folder: Path) -> None:
    """Refuse a folder where a restore began and did not end.

    Raises:
        CannotRunError: it did not; the sentence says how to end it.
    """
    path = folder / UNFINISHED
    if not path.is_file():
        return
    source = "FROM"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        source = str(json.loads(path.read_text(encoding="utf-8"))["from"])
    raise CannotRunError(
        f"{folder} is unfinished: a copy was being restored into it. Finish it with: "
        f"alameda restore {source} --data {folder}"
    )


def create(wanted: Instance) -> Instance:
    """Make the folder of a new instance, with its secret.

    Raises:
        CannotRunError: the folder holds something else, or cannot be written.
    """
    folder = wanted.folder
    check_restored(folder)
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise CannotRunError(
                f"{folder} is not empty and holds no instance. Choose another folder."
            )
        for place in (folder, folder / "files", folder / "logs"):
            place.mkdir(parents=True, exist_ok=True)
        key = folder / "secret.key"
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(48), encoding="ascii")
        origin = wanted.base_url.partition("://")[2] or f"alameda-{secrets.token_hex(8)}"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = replace(wanted, created_at=now, origin=f"{origin}/record")
        made.save()
    except OSError as error:
        raise CannotRunError(f"{folder} cannot be written: {error.strerror}.") from error
    return made


@contextlib.contextmanager
def owned(instance: Instance, url: str) -> Iterator[None]:
    """Be the only process that serves this instance, at that address.

    Raises:
        CannotRunError: another one does.
    """
    path = instance.folder / "running.lock"
    try:
        lock = path.open("a+", encoding="ascii")
    except OSError as error:
        raise CannotRunError(f"{path} cannot be written: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            pid, _, elsewhere = lock.read().strip().partition(" ")
            raise CannotRunError(
                f"{instance.folder} is already in use by process {pid}, at {elsewhere}. "
                "Stop that one first, or choose another folder with --data."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()} {url}\n")
        lock.flush()
        yield


def running(instance: Instance) -> tuple[int, str] | None:
    """The process that serves the instance and its address; nothing where none does."""
    path = instance.folder / "running.lock"
    if not path.is_file():
        return None
    with path.open(encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, _, url = lock.read().strip().partition(" ")
            return int(pid or 0), url
    return None


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Instance]:
    """An instance with Django set up on its database, for a command that calls actions.

    The database of a running instance is visited; otherwise it is started, and stopped at the end.

    Raises:
        CannotRunError: there is no instance, or its database cannot be used.
    """
    instance = read(folder)
    with reached(instance) as url:
        set_up_django(instance, url)
        try:
            yield instance
        finally:
            _close_connections()


@contextlib.contextmanager
def reached(instance: Instance) -> Iterator[str]:
    """The address of an instance's database, which serves meanwhile.

    Raises:
        CannotRunError: it cannot be used.
    """
    url = env.read().database_url
    with contextlib.ExitStack() as stack:
        if not url:
            server = instance.server()
            stack.callback(server.stop)
            url = _start_or_visit(server)
        yield url


def set_up_django(instance: Instance, database_url: str, *, served_at: str = "") -> None:
    """Make this process a Django of that instance."""
    env.become(instance.variables(database_url, served_at=served_at))
    import django

    django.setup()


def _start_or_visit(server: Server) -> str:
    try:
        try:
            return server.start()
        except OwnedError:
            return server.visit()
    except ServerError as error:
        raise CannotRunError(str(error)) from error


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
