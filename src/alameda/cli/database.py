"""The tables and the first facts of an instance."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
from collections.abc import Callable
from pathlib import Path
from typing import cast

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, say
from alameda.cli.progress import Progress

PACKAGE = Path(__file__).resolve().parents[1]
STAMP = "migrated"


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
    (instance.folder / STAMP).write_text(_fingerprint(database_url), encoding="ascii")


def needs_migrating(instance: Instance, database_url: str) -> bool:
    """Whether the tables may be behind this program."""
    stamp = instance.folder / STAMP
    return not stamp.is_file() or stamp.read_text(encoding="ascii") != _fingerprint(database_url)


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
