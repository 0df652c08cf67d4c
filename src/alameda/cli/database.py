"""The tables and the first facts of an instance."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import STAMP, Instance, say
from alameda.cli.progress import Progress

PACKAGE = Path(__file__).resolve().parents[1]
# Of a trigger that PostgreSQL makes for a foreign key the name is another after each restore: it
# counts as its constraint, and as off where any of them is.
_GUARDS = """
SELECT relname || ' ' || tgname FROM pg_trigger JOIN pg_class AS t ON t.oid = tgrelid
    WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relnamespace = 'public'::regnamespace
UNION SELECT relname || ' ' || conname
    FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = conrelid
    WHERE contype IN ('c', 'f', 'u', 'x', 'p')
    AND relnamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgconstraint = c.oid AND tgenabled = 'D')
ORDER BY 1
"""


def function_of(module: str, name: str) -> Callable[..., object] | None:
    """A function of a module that may not be part of this build; nothing where it is not."""
    try:
        return getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            return None
        raise


def migrate(instance: Instance, database_url: str) -> None:
    """Bring the tables up to date; asks the database only when something may have changed.

    Django must be set up on this instance.
    """
    if not needs_migrating(instance, database_url):
        return
    from django.core.management import call_command
    from django.db.utils import Error

    from alameda.foundation.actor import SYSTEM

    say("Preparing the tables.")
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Error as error:
        raise CannotRunError(f"The tables cannot be prepared: {error}") from error
    take_in = function_of("alameda.record.actions", "take_in")
    if take_in is not None:
        take_in(actor=SYSTEM)
    note_migrated(instance, database_url)


def note_migrated(instance: Instance, database_url: str) -> None:
    """Note that the tables are those of this program, and what guards them: outside of them.

    So that nobody asks the database again, and the doctor sees what was taken away. Django must be
    set up.
    """
    stamp = {"fingerprint": _fingerprint(database_url), "guards": guards_of_tables()}
    (instance.folder / STAMP).write_text(json.dumps(stamp, indent=1), encoding="ascii")


def pending_migrations() -> tuple[str, ...]:
    """What the tables lack, ``app.name``. Django must be set up."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan)


def needs_migrating(instance: Instance, database_url: str) -> bool:
    """Whether the tables may be behind this program."""
    return read_stamp(instance).get("fingerprint") != _fingerprint(database_url)


def read_stamp(instance: Instance) -> dict[str, Any]:
    """What was noted when the tables were last prepared: outside of the database, against it.

    ``fingerprint`` is what they depend on, ``guards`` the triggers and constraints they had then.
    """
    try:
        stamp = json.loads((instance.folder / STAMP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def forget_stamp(instance: Instance) -> None:
    """The tables it spoke of are gone with their database."""
    (instance.folder / STAMP).unlink(missing_ok=True)


def guards_of_tables() -> list[str]:
    """The triggers that work and the constraints that hold, as ``table name``, sorted."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_GUARDS)
        return [guard for (guard,) in cursor.fetchall()]


def load_region(instance: Instance) -> None:
    """The facts of the region: comunas, provinces, units."""
    from alameda.foundation.actor import SYSTEM
    from alameda.foundation.errors import AlamedaError

    load = function_of("alameda.territory.actions", "load_region")
    if load is None:
        return
    say(f"Loading the facts of the region {instance.region}.")
    try:
        load(instance.region, actor=SYSTEM)
    except AlamedaError as error:
        raise CannotRunError(str(error)) from error


def invent(instance: Instance) -> None:
    """The invented people and portfolio of a demonstration."""
    from django.utils import timezone

    from alameda.demonstration.investments.actions import Scale, generate
    from alameda.demonstration.investments.rules.calibration import SCALES
    from alameda.demonstration.story import invent_council
    from alameda.foundation.actor import SYSTEM
    from alameda.foundation.errors import AlamedaError

    scale = cast("Scale", instance.scale)
    say(f"Inventing a region of scale {scale}.")
    try:
        with Progress("Initiatives", total=SCALES[scale]) as bar:
            generate(
                scale=scale,
                seed=instance.seed,
                today=timezone.localdate(),
                actor=SYSTEM,
                progress=bar.reach,
            )
        say("Inventing its Council: who sits, what it decided, and who voted what.")
        invent_council(seed=instance.seed, today=timezone.localdate(), actor=SYSTEM)
    except AlamedaError as error:
        raise CannotRunError(str(error)) from error


def place_entries() -> None:
    """Give the facts published so far their places in the record, so that the first look shows it.

    The sequencer does it while the site runs; this is for what was published before.
    """
    from alameda.record.actions import sequence_pending
    from alameda.record.selectors import has_pending

    if not has_pending():
        return
    with Progress("Entries placed in the record") as bar:
        while placed := sequence_pending():
            bar.advance(placed)


def _fingerprint(database_url: str) -> str:
    """A hash of what the tables depend on: migrations, the packages that bring some, the place."""
    total = hashlib.sha256(b"" if "host=%2F" in database_url else database_url.encode())
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        total.update(f"\0{path.relative_to(PACKAGE)}".encode())
    for package in ("django", "django-allauth", "procrastinate"):
        total.update(f"\0{package} {importlib.metadata.version(package)}".encode())
    return total.hexdigest()
