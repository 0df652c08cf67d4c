"""``alameda upgrade``: the tables of a new version, with a copy first, and back where it fails.

The program itself is brought by whoever installed it (``git pull`` and ``./dev setup``, or pip);
this brings the instance after it.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from alameda.cli import database as tables
from alameda.cli.checks.folder import look_at_folder
from alameda.cli.copies import database
from alameda.cli.copies.manifest import DATABASE
from alameda.cli.copies.returning import compare
from alameda.cli.copies.taking import Taken, alone, take_alone
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, reached, read, running, say, set_up_django

COPIES = "upgrades"
KEPT = 3


@dataclass(frozen=True)
class Upgraded:
    """What came of an upgrade.

    Attributes:
        pending: the migrations that the tables lacked, ``app.name``.
        taken: the copy from before; none where nothing was pending.
        failure: why the tables are as they were; empty: all went well.
    """

    pending: tuple[str, ...]
    taken: Taken | None = None
    failure: str = ""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "upgrade",
        help="bring an instance after a new version of the program",
        description="Checks, a copy, the new tables, checks again; where anything fails, the "
        "database of before. Exit status: 0 done, 1 it is as it was before, 2 could not run.",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument(
        "--to", type=Path, metavar="DIR", help=f"folder for the copy (default: DATA/{COPIES})"
    )
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Upgrade, and say what came of it."""
    instance = read(args.data)
    serving = running(instance)
    if serving:
        raise CannotRunError(
            f"{instance.folder} is being served at {serving[1]} (process {serving[0]}). "
            "Stop it and its workers, then upgrade."
        )
    for finding in look_at_folder(instance):
        if not finding.is_good:
            raise CannotRunError(f"{finding.name}: {finding.found}. {finding.remedy}")
    with alone(instance), reached(instance) as url:
        done = upgrade(instance, url, args.to or instance.folder / COPIES)
    print(as_json(done) if args.json else in_words(done, instance))
    return 1 if done.failure else 0


def upgrade(instance: Instance, url: str, copies: Path) -> Upgraded:
    """Bring the tables up to this program, or leave them as they were.

    Raises:
        CannotRunError: it could not begin, or the way back failed too; the copy is named then.
    """
    set_up_django(instance, url)
    from django.db import connections

    pending = tables.pending_migrations()
    if not pending:
        return Upgraded(())
    say(f"{len(pending)} changes of the tables are pending. Taking a copy first.")
    taken = take_alone(instance, url, copies, keep=KEPT)
    try:
        tables.forget_stamp(instance)
        tables.migrate(instance, url)
        say("Checking the record, entry by entry.")
        compare(taken.manifest)
    except Exception as error:  # noqa: BLE001  whatever it was, the way back is the same
        connections.close_all()
        _go_back(instance, url, taken, error)
        return Upgraded(pending, taken, " ".join(str(error).split()) or type(error).__name__)
    connections.close_all()
    return Upgraded(pending, taken)


def _go_back(instance: Instance, url: str, taken: Taken, why: Exception) -> None:
    """The database of the copy that was just taken."""
    say(f"The upgrade failed: {why} Restoring the database of before.")
    dump = taken.place / DATABASE
    try:
        tables.forget_stamp(instance)
        database.clear(url)
        database.restore(dump, url, taken_by=taken.manifest.postgresql)
    except Exception as error:
        raise CannotRunError(
            f"The upgrade failed ({why}), and so did the way back ({error}). All is in the copy: "
            f"alameda restore {taken.place} --data ANOTHER-FOLDER"
        ) from error


def as_json(done: Upgraded) -> str:
    """The answer for machines."""
    return json.dumps(
        {
            "is_done": not done.failure,
            "pending": list(done.pending),
            "copy": str(done.taken.place) if done.taken else None,
            "failure": done.failure or None,
        },
        indent=2,
    )


def in_words(done: Upgraded, instance: Instance) -> str:
    """The answer for people."""
    if not done.pending:
        return f"The tables of {instance.folder} are those of this program: nothing to do."
    place = done.taken.place if done.taken else ""
    if done.failure:
        return (
            f"Nothing was changed: {done.failure}\n"
            f"The database is as it was before, from the copy in {place}\n"
            "Go back to the former program before the site is started (git checkout, or pip "
            "install the former version): this one prepares its tables whenever it starts."
        )
    return (
        f"Done: {len(done.pending)} changes of the tables, and the record verifies as before.\n"
        f"The copy of before is in {place}\n"
        f"Serve it with: alameda serve --data {instance.folder}"
    )
