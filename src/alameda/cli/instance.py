"""An instance: one folder with its facts, keys, files, logs and database."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from alameda.cli import hiding, holding
from alameda.cli.account import AccountError, place_for
from alameda.cli.errors import CannotRunError
from alameda.cli.postgres import OwnedError, Server, ServerError
from alameda.settings import addresses, env

FORMAT = 1
FACTS = "instance.json"
UNFINISHED = "restoring.json"  # while a copy is being restored into the folder
REGIONS = ("santiago", "nuble")
BEGUN = ("files", "logs", "secret.key", f"{FACTS}.new")
STOPPING_SECONDS = 30.0
STOPPING = "stopping"
LOCK = "running.lock"
STAMP = "migrated"  # what the tables depended on when they were prepared
KINDS = {
    **dict.fromkeys(("region", "scale", "base_url", "origin", "created_at"), str),
    **dict.fromkeys(("is_demo", "is_complete"), bool),
}
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

    def server(self, *, is_to_make: bool = False) -> Server:
        """Its embedded database, not started.

        Args:
            is_to_make: make one also where the instance is finished and its own is gone: only for
                who then brings the rows back. Otherwise one is made while the instance is.
        """
        try:
            place = place_for(self.folder, env.read().pg_account)
        except AccountError as error:
            raise CannotRunError(str(error)) from error
        is_lost = self.is_complete and not is_to_make
        return Server(place, say=say, lost=self._lost(place) if is_lost else "")

    def _lost(self, place: Path) -> str:
        """Why a finished instance gets no new database in place of its own."""
        return (
            f"The database of {self.folder} is gone: {place / 'data'} holds none, and this "
            f"instance was made on {self.created_at[:10]} and finished. No empty one is put in "
            "its place. Put the folder back as it was, or bring a backup back: "
            f"alameda restore BACKUP --data {self.folder}"
        )

    def variables(self, database_url: str, *, served_at: str = "") -> dict[str, str]:
        """The environment of a process that serves this instance, judged before it starts.

        Raises:
            CannotRunError: its secret is lost.
            BadVariableError: something in it cannot be meant.
        """
        here = served_at or (running(self) or (0, ""))[1] or "http://127.0.0.1:8000"
        values = env.variables(
            data_dir=self.folder,
            database_url=database_url,
            base_url=self.base_url or here,
            record_origin=self.origin,
            is_demo=self.is_demo,
        )
        if not env.read(values).secret_key:
            raise CannotRunError(
                f"{self.folder / 'secret.key'} is lost. Put it back from a copy of the folder; "
                "with another key everybody must sign in again: python3 -c 'import secrets; "
                f"print(secrets.token_urlsafe(48))' > {self.folder / 'secret.key'}"
            )
        return values


def say(sentence: str) -> None:
    """Tell the operator, apart from what the command answers."""
    print(hiding.hidden(sentence), file=sys.stderr, flush=True)


def is_instance(folder: Path) -> bool:
    """Whether the folder holds an instance.

    Raises:
        CannotRunError: this account may not look into it.
    """
    try:
        return (folder / FACTS).is_file()
    except OSError as error:
        raise CannotRunError(
            f"{folder} cannot be read: {error.strerror}. Use an account that may, or another "
            "folder with --data."
        ) from error


def read(folder: Path, *, is_address_judged: bool = True) -> Instance:
    """The instance in a folder.

    Args:
        folder: of the instance.
        is_address_judged: false for who sets the address: a wrong one is what is to be mended.

    Raises:
        CannotRunError: there is none, or another version of Alameda made it.
    """
    folder = folder.absolute()
    hiding.remember_folder(folder)
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
        found = Instance(folder=folder, **facts)
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise CannotRunError(
            f"{folder / FACTS} cannot be read: {error}. Put it back from a copy of the folder."
        ) from error
    for trouble in _troubles(found):
        raise CannotRunError(f"{folder / FACTS} {trouble}")
    if is_address_judged and (wrong := addresses.trouble_of(found.base_url, is_local_good=True)):
        raise CannotRunError(
            f"{folder / FACTS} has a base_url that {wrong}. Set it with: "
            f"alameda address {addresses.FORM} --data {folder}"
        )
    return found


def _troubles(found: Instance) -> Iterator[str]:
    """What an instance's facts say that cannot be: each with what to do."""
    back = "Put the file back from a copy of the folder."
    for name, kind in KINDS.items():
        if not isinstance(getattr(found, name), kind):
            yield f"says of {name} what cannot be meant. {back}"
    if found.region not in REGIONS:
        yield f"names the region {found.region}; known are {', '.join(REGIONS)}. {back}"
    if not found.origin:
        yield (
            "does not say the name of the public record (origin). It is the first line of each "
            f'signed head: the first words of "note" in {found.folder / "record.checkpoints"}. '
            f"{back}"
        )


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
        if folder.is_dir() and not _is_begun(folder):
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


def _is_begun(folder: Path) -> bool:
    """Whether a folder is empty, or holds only what ``create`` had made when it was stopped."""
    for path in folder.iterdir():
        is_ours = path.name in BEGUN and not (path.is_dir() and any(path.iterdir()))
        if not is_ours:
            return False
    return True


@contextlib.contextmanager
def owned(instance: Instance, url: str) -> Iterator[None]:
    """Be the only process that serves this instance, at that address.

    Raises:
        CannotRunError: another one does.
    """
    path = instance.folder / LOCK
    try:
        lock = path.open("a+", encoding="ascii")
    except OSError as error:
        raise CannotRunError(f"{path} cannot be written: {error.strerror}.") from error
    with lock:
        deadline = time.monotonic() + STOPPING_SECONDS
        while not _locked(lock):
            lock.seek(0)
            pid, elsewhere, *more = [*lock.read().split(), "", ""][:3]
            if STOPPING in more and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise CannotRunError(
                f"{instance.folder} is already in use by process {pid}, at {elsewhere}. "
                "Stop that one first, or choose another folder with --data."
            )
        _write(lock, f"{os.getpid()} {url}\n")
        try:
            yield
        finally:
            _write(lock, "")


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(lock: IO[str], text: str) -> None:
    lock.truncate(0)
    lock.write(text)
    lock.flush()


def tell_stopping(instance: Instance, url: str) -> None:
    """Let the next one know that this process is on its way out, and that waiting is worth it."""
    with contextlib.suppress(OSError):
        text = f"{os.getpid()} {url} {STOPPING}\n"
        (instance.folder / LOCK).write_text(text, encoding="ascii")


def was_killed(folder: Path) -> bool:
    """Whether the process that last served from the folder had no time to say that it ended."""
    try:
        return bool((folder / LOCK).read_text(encoding="ascii").strip())
    except OSError:
        return False


def running(instance: Instance) -> tuple[int, str] | None:
    """The process that serves the instance and its address; nothing where none does."""
    path = instance.folder / LOCK
    if not path.is_file():
        return None
    with path.open(encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, url = [*lock.read().split(), "0", ""][:2]
            return int(pid), url
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
            if server.is_new:
                (instance.folder / STAMP).unlink(missing_ok=True)
        holding.check(instance, url)
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
