"""The database held against the folder, before anybody is served from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from alameda.cli.errors import CannotRunError
from alameda.record.rules import files

if TYPE_CHECKING:
    from alameda.cli.instance import Instance

PATIENCE_SECONDS = 10
PLACES_ASKED = 16
TOLD_BY = ("django_migrations", "record_checkpoint")
_HEAD = "SELECT note FROM record_checkpoint ORDER BY number DESC LIMIT 1"
_PLACES = "SELECT index, entry_id, hash, mac FROM record_leaf ORDER BY index DESC LIMIT %s"


def check(instance: Instance, database_url: str) -> None:
    """Refuse a database that is not this folder's, or a folder that lost the keys of its record.

    Raises:
        CannotRunError: the instance is finished and its tables are gone, or its keys are not
            those that its record was made with.
    """
    try:
        with psycopg.connect(database_url, connect_timeout=PATIENCE_SECONDS) as connection:
            has_tables, has_record = (_has(connection, name) for name in TOLD_BY)
            trouble = trouble_of_record(connection, instance.folder) if has_record else ""
    except (psycopg.Error, OSError) as error:
        said = " ".join(str(error).split())
        raise CannotRunError(f"The database does not answer: {said}") from error
    if instance.is_complete and not has_tables:
        raise CannotRunError(
            f"The database holds no table, and {instance.folder} was finished on an instance with "
            "its rows. Nothing is made in their place. See that DATABASE_URL names the right one, "
            f"or bring a backup back: alameda restore BACKUP --data {instance.folder}"
        )
    if trouble:
        raise CannotRunError(
            f"{instance.folder}: {trouble} It is never made anew, since the record would end: put "
            "the right file back from a backup."
        )


def _has(connection: psycopg.Connection[Any], table: str) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", [table]).fetchone()
    return bool(found and found[0])


def trouble_of_record(connection: psycopg.Connection[Any], folder: Path) -> str:
    """What is wrong with the keys of the record in a folder; empty where nothing is."""
    head = connection.execute(_HEAD).fetchone()
    places = connection.execute(_PLACES, [PLACES_ASKED]).fetchall()
    found = connection.execute("SELECT EXISTS (SELECT FROM record_entry)").fetchone()
    lost = files.missing_keys(folder)
    if lost and (head or (found and found[0])):
        is_are = "is" if len(lost) == 1 else "are"
        return f"{' and '.join(lost)} {is_are} lost, and the record has entries made with it."
    if lost:
        return ""
    try:
        keys = files.ensure_keys(folder)
    except (files.KeyFileError, OSError) as error:
        return f"{error}."
    return files.trouble_of_keys(keys, head=head[0] if head else "", places=places)
