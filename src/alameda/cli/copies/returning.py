"""Putting a copy back: into an empty folder and an empty database, held by the record's root.

The folder says that it is unfinished until all of it is there and the root was compared: the facts
of the instance (``instance.json``), without which nothing starts, come last.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from alameda.cli import database as tables
from alameda.cli.copies import database, manifest, reading
from alameda.cli.copies.manifest import DATABASE, Manifest
from alameda.cli.copies.reading import Copy
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import (
    FACTS,
    UNFINISHED,
    Instance,
    is_instance,
    read,
    running,
    say,
    set_up_django,
)
from alameda.cli.postgres import ServerError

ROOM = "unpacked"


@dataclass(frozen=True)
class Returned:
    """An instance that stands again.

    Attributes:
        instance: it.
        manifest: what its copy says.
        migrated: whether its tables were brought up to this program.
    """

    instance: Instance
    manifest: Manifest
    migrated: bool


def put_back(source: Path, folder: Path, *, url: str, identity: Path | None) -> Returned:
    """Make an instance of a copy.

    Args:
        source: the copy, a folder or an archive.
        folder: of the new instance: absent, empty, or left by a restore that did not end.
        url: an empty database of one's own; empty: the instance's own server.
        identity: file with the age identity, for an encrypted copy.

    Raises:
        CannotRunError: the sentence says why, and what to do. Where the copy itself is refused,
            the folder is as it was before.
    """
    source, folder = source.absolute(), folder.absolute()
    is_again, was_there = _check_folder(folder), folder.exists()
    with _unfinished(folder) as before:
        is_again = is_again and before.get("database") == _place_of(url)
        try:
            room = folder / ROOM
            shutil.rmtree(room, ignore_errors=True)
            room.mkdir(mode=0o700)
            say("Holding every piece of the copy against its digest.")
            copy = reading.opened(source, identity=identity, room=room)
            _check_version(copy.manifest, source)
            if url and not is_again:
                _check_empty(url)
        except BaseException:
            shutil.rmtree(folder / ROOM, ignore_errors=True)
            if not before:
                _leave(folder, was_there=was_there)
            raise
        _note(folder, source, url)
        returned = _fill(folder, copy, url, is_again=is_again)
        shutil.rmtree(room, ignore_errors=True)
        (folder / UNFINISHED).unlink()
    return returned


def _check_empty(url: str) -> None:
    """Refuse a database with anything in it.

    Raises:
        CannotRunError: there is something.
    """
    if not database.is_empty(url):
        raise CannotRunError(
            "The database that DATABASE_URL names is not empty. Name an empty one: nothing of "
            "what is there is removed."
        )


def _check_folder(folder: Path) -> bool:
    """Whether a restore into that folder began before; refuses one that holds anything else."""
    if is_instance(folder):
        serving = running(read(folder))
        raise CannotRunError(
            f"{folder} holds an instance"
            + (f", which runs at {serving[1]}" if serving else "")
            + f". Choose another folder, or stop it and move it away: mv {folder} {folder}.before"
        )
    if (folder / UNFINISHED).is_file():
        return True
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRunError(f"{folder} is not empty. Choose another folder, or a new one.")
    return False


@contextlib.contextmanager
def _unfinished(folder: Path) -> Iterator[dict[str, str]]:
    """Say in the folder that it is unfinished, be alone in it; gives what was said before."""
    try:
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        marker = (folder / UNFINISHED).open("a+", encoding="utf-8")
    except OSError as error:
        raise CannotRunError(f"{folder} cannot be written: {error.strerror}.") from error
    with marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError(f"A copy is being restored into {folder} already.") from None
        marker.seek(0)
        yield _said(marker)


def _said(marker: IO[str]) -> dict[str, str]:
    try:
        told = json.loads(marker.read())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _note(folder: Path, source: Path, url: str) -> None:
    """From here on, only a restore that ends makes something whole of the folder."""
    words = json.dumps({"from": str(source), "database": _place_of(url)}) + "\n"
    (folder / UNFINISHED).write_text(words, encoding="utf-8")


def _place_of(url: str) -> str:
    """Which database, without telling its password."""
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port}{parts.path}?{parts.query}" if url else "own"
    return hashlib.sha256(where.encode()).hexdigest()


def _leave(folder: Path, *, was_there: bool) -> None:
    """Leave the folder as it was: nothing in it was ours before, and perhaps not even itself.

    An empty one that was there stays: its owner may be unable to make it again, as the home of an
    account in a folder of root's.
    """
    (folder / UNFINISHED).unlink(missing_ok=True)
    if not was_there:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _check_version(told: Manifest, source: Path) -> None:
    """Refuse the copy of a newer program: this one would not know its tables."""
    import importlib.metadata

    ours = importlib.metadata.version("alameda")
    unknown = manifest.unknown_migrations(told.migrations)
    if unknown or manifest.is_newer(told.program, ours):
        more = f", whose tables this one does not know ({', '.join(unknown[:3])})"
        raise CannotRunError(
            f"The copy in {source} was taken by Alameda {told.program}"
            + (more if unknown else "")
            + f"; this is {ours}. Install that one or a newer one, then restore."
        )


def _fill(folder: Path, copy: Copy, url: str, *, is_again: bool) -> Returned:
    """The pieces, the database, the tables of today, the comparison; the facts at the end."""
    try:
        facts = _put_pieces(folder, copy)
    except OSError as error:
        raise CannotRunError(
            f"{folder} cannot be written: {error.strerror}. It is unfinished: "
            "make room, then run the same restore again."
        ) from error
    instance = _instance_of(folder, facts)
    with _database(instance, url, is_again=is_again) as address:
        say("Restoring the database.")
        database.clear(address)
        database.restore(copy.place / DATABASE, address, taken_by=copy.manifest.postgresql)
        set_up_django(instance, address)
        try:
            is_older = bool(tables.pending_migrations())
            if is_older:
                tables.migrate(instance, address)
            tables.note_migrated(instance, address)
            say("Checking the record, entry by entry.")
            compare(copy.manifest)
        finally:
            from django.db import connections

            connections.close_all()
    facts.replace(folder / FACTS)
    return Returned(instance, copy.manifest, is_older)


def _put_pieces(folder: Path, copy: Copy) -> Path:
    """Files and keys into the folder; gives the facts, which have a passing name until the end."""
    facts = folder / f".{FACTS}"
    for name in ("files", "logs"):
        (folder / name).mkdir(exist_ok=True)
    for piece in copy.manifest.pieces:
        if piece.name == DATABASE:
            continue
        is_document = piece.name.startswith(f"{manifest.FILES}/")
        target = facts if piece.name == FACTS else folder / piece.name
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.part")
        shutil.copyfile(copy.place / piece.name, fresh)
        fresh.chmod(0o640 if is_document else 0o600)
        fresh.replace(target)
    return facts


def _instance_of(folder: Path, facts: Path) -> Instance:
    try:
        return Instance(folder=folder, **json.loads(facts.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CannotRunError(f"The copy's {FACTS} cannot be read: {error}.") from error


@contextlib.contextmanager
def _database(instance: Instance, url: str, *, is_again: bool) -> Iterator[str]:
    """The database to fill: the one that was named, or a new one of the instance's own."""
    if url:
        yield url
        return
    server = instance.server(is_to_make=True)
    if server.data.is_dir() and not is_again:  # outside the folder, where root's may live
        raise CannotRunError(
            f"The database of a former instance is still in {server.folder}. Move it away first: "
            f"mv {server.folder} {server.folder}.before"
        )
    try:
        yield server.start()
    except ServerError as error:
        raise CannotRunError(str(error)) from error
    finally:
        server.stop()


def compare(told: Manifest) -> None:
    """Verify the whole record and hold its end against the copy's. Django must be set up.

    Raises:
        CannotRunError: it is not good, or not the one that was copied.
    """
    from alameda.record.selectors import audit

    report = audit()
    if not report.is_good:
        raise CannotRunError(
            f"The record does not hold after restoring: {report.findings[0].sentence}"
        )
    head = report.checkpoint
    found = (head.size, b64encode(head.root).decode()) if head else (0, "")
    if found != (told.head.size, told.head.root):
        raise CannotRunError(
            f"The record has {found[0]:,} entries with root {found[1]}; the copy said "
            f"{told.head.size:,} with root {told.head.root}."
        )
