"""The database of a copy: one picture of it, by PostgreSQL's own programs (ADR 0012)."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import IsolationLevel

from alameda.cli import programs
from alameda.cli.copies.manifest import DATABASE, Head, own_migrations
from alameda.cli.errors import CannotRunError
from alameda.record.rules.note import NoteError, parse_checkpoint, parse_note
from alameda.settings import env

# One line of pg_restore since 17 that a server before 17 does not know: it asks for no limit.
HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'
JOBS = 2
LOCK_SECONDS = 120


@dataclass(frozen=True)
class Picture:
    """The database as it stood at one moment, which ``pg_dump`` sees too.

    Attributes:
        snapshot: its name, for as long as it is held.
        at: the moment, ISO 8601 in UTC.
        postgresql: major version of the server.
        head: the end of the record then.
        migrations: those of this program that its tables had.
        blobs: digest and size in bytes of every document then.
    """

    snapshot: str
    at: str
    postgresql: int
    head: Head
    migrations: tuple[str, ...]
    blobs: dict[str, int]


@contextlib.contextmanager
def held(url: str) -> Iterator[Picture]:
    """Hold one picture of a database, without keeping any writer waiting.

    Tables are read by their names and not by our models: before an upgrade the program is newer
    than they are.

    Raises:
        CannotRunError: it cannot be reached, or is no database of Alameda.
    """
    try:
        with psycopg.connect(url, prepare_threshold=None) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield _picture(connection)
    except psycopg.Error as error:
        raise CannotRunError(f"The database cannot be copied: {_first_line(error)}") from error


def _picture(connection: psycopg.Connection[tuple[object, ...]]) -> Picture:
    snapshot, at = connection.execute(
        "SELECT pg_export_snapshot(), to_char(transaction_timestamp() AT TIME ZONE 'UTC',"
        ' \'YYYY-MM-DD"T"HH24:MI:SS"+00:00"\')'
    ).fetchall()[0]
    heads = connection.execute(
        "SELECT number, size, note FROM record_checkpoint ORDER BY number DESC LIMIT 1"
    ).fetchall()
    labels = {name.partition(".")[0] for name in own_migrations()}
    applied = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    blobs = connection.execute("SELECT sha256, size FROM documents_blob").fetchall()
    return Picture(
        snapshot=str(snapshot),
        at=str(at),
        postgresql=connection.info.server_version // 10_000,
        head=_head(*heads[0]) if heads else Head(),
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied if app in labels)),
        blobs={str(sha256): int(str(size)) for sha256, size in blobs},
    )


def _head(number: object, size: object, note: object) -> Head:
    try:
        said = parse_checkpoint(parse_note(str(note).encode()))
    except NoteError as error:
        raise CannotRunError(
            f"Checkpoint {number} of the record cannot be read ({error}): a copy of it would hold "
            "nothing to check it by. See what alameda record verify says."
        ) from error
    return Head(int(str(number)), int(str(size)), b64encode(said.root).decode())


@contextlib.contextmanager
def dumped(url: str, picture: Picture) -> Iterator[IO[bytes]]:
    """The picture as ``pg_dump`` writes it, in its custom format.

    Raises:
        CannotRunError: it did not come to its end; the sentence is PostgreSQL's.
    """
    program = program_for(picture.postgresql, "pg_dump")
    command = [str(program), "--format=custom", "--compress=3", "--no-owner", "--no-privileges"]
    only = [f"--snapshot={picture.snapshot}", f"--lock-wait-timeout={LOCK_SECONDS}s"]
    address, environment = address_of(url)
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            [*command, *only, f"--dbname={address}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=environment,
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101  a pipe was asked for
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        if process.wait():
            said.seek(0)
            raise CannotRunError(f"The database cannot be copied: {_telling(said.read())}")


def restore(dump: Path, url: str, *, taken_by: int) -> None:
    """Put a picture into an empty database, and gather its statistics.

    Args:
        dump: what ``dumped`` gave.
        url: the database.
        taken_by: major version of the server that it was taken from.

    Raises:
        CannotRunError: PostgreSQL refused something of it.
    """
    program = program_for(max(taken_by, version_at(url)), "pg_restore")
    address, environment = address_of(url)
    command = [str(program), "--no-owner", "--no-privileges", f"--jobs={JOBS}"]
    done = subprocess.run(
        [*command, f"--dbname={address}", str(dump)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    errors = re.findall(r"^pg_restore: error: .*$", done.stderr, re.MULTILINE)
    real = [line for line in errors if HARMLESS not in line]
    if real or (done.returncode and not errors):
        raise CannotRunError(f"{DATABASE} cannot be restored: {_telling(done.stderr, real)}")
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        connection.execute("ANALYZE")


def is_empty(url: str) -> bool:
    """Whether nobody has made anything in that database.

    Raises:
        CannotRunError: it cannot be reached.
    """
    with _connected(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
            " AND relkind IN ('r', 'p', 'v', 'm', 'S')"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid"
            " AND d.deptype = 'e')"
        ).fetchall()
    return found[0][0] == 0


def clear(url: str) -> None:
    """Take everything out of a database of ours.

    Raises:
        CannotRunError: it is not ours to empty, or cannot be reached.
    """
    with _connected(url) as connection:
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def version_at(url: str) -> int:
    """The major version of the server at an address.

    Raises:
        CannotRunError: it cannot be reached.
    """
    with _connected(url) as connection:
        return connection.info.server_version // 10_000


@contextlib.contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    try:
        with psycopg.connect(url, prepare_threshold=None) as connection:
            yield connection
    except psycopg.Error as error:
        raise CannotRunError(f"The database does not serve: {_first_line(error)}") from error


def program_for(version: int, name: str) -> Path:
    """One of PostgreSQL's programs, no older than a server or a dump.

    Raises:
        CannotRunError: there is none here.
    """
    for folder in programs.places(env.read().pg_bin):
        if (folder / name).is_file() and programs.version_of(folder) >= version:
            return folder / name
    raise CannotRunError(
        f"There is no {name} of PostgreSQL {version} or newer here. Install PostgreSQL's client "
        "programs of that version, or name their folder in ALAMEDA_PG_BIN."
    )


def address_of(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and an environment with it, which others cannot read."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    plain = urlunsplit(parts._replace(netloc=f"{name}@{host}" if user else host))
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    return plain, {**os.environ, **secret, "LC_ALL": "C"}


def _telling(said: str, errors: list[str] | None = None) -> str:
    """The line of what a program said that tells most."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    found = errors or [line for line in lines if "error:" in line] or lines[-1:]
    return found[0].rstrip(".") + "." if found else "it gave no reason."


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".") + "."
