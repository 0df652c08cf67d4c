"""``alameda doctor``: what runs, where, which versions, what is wrong and what to do."""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from alameda.cli.checks.finding import Finding
from alameda.cli.checks.folder import look_at_backups, look_at_folder
from alameda.cli.checks.mail import look_at_mail, try_mail
from alameda.cli.checks.record import look_at_clock, look_at_record
from alameda.cli.checks.regular import look_at_checks
from alameda.cli.checks.rows import (
    look_at_bounds,
    look_at_guards,
    look_at_jobs,
    look_at_people,
)
from alameda.cli.checks.site import look_at_address, look_at_proxies, look_at_site
from alameda.cli.errors import CannotRunError
from alameda.cli.hiding import hidden
from alameda.cli.instance import Instance, opened, read, running
from alameda.settings import env
from alameda.settings.env import BadVariableError

PACKAGES = ("alameda", "django", "psycopg", "granian")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("doctor", help="say what runs, and what is wrong")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.add_argument("--mail", metavar="ADDRESS", help="only send a trial there, at once")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Look at everything; 0 when all is well, 1 when something is not."""
    instance = read(args.data)
    if args.mail is not None:
        return try_mail(instance, args.mail, is_for_machines=args.json)
    serving = running(instance)
    facts: dict[str, object] = {
        "data": str(instance.folder),
        "region": instance.region,
        "address": instance.base_url,
        "is_demo": instance.is_demo,
        "scale": instance.scale,
        "created_at": instance.created_at,
        "is_running": serving is not None,
        "process": serving[0] if serving else None,
        "url": serving[1] if serving else None,
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PACKAGES},
        },
    }
    findings = [
        *look_at_folder(instance),
        look_at_backups(instance),
        *look_at_site(serving[1] if serving else ""),
        *look_at_address(instance),
        *look_at_database(instance, facts),
    ]
    is_well = all(finding.is_good for finding in findings)
    if args.json:
        answer = {**facts, "is_well": is_well, "findings": [asdict(one) for one in findings]}
        print(hidden(json.dumps(answer, indent=2)))
    else:
        print(hidden("\n".join(in_words(facts, findings))))
    return 0 if is_well else 1


def look_at_database(instance: Instance, facts: dict[str, object]) -> Iterator[Finding]:
    """The database: where, which version, tables up to date, the record."""
    try:
        with opened(instance.folder):
            yield from _look_inside(instance, facts)
            yield from look_at_proxies(instance, str(facts["url"] or ""))
    except (CannotRunError, BadVariableError) as error:
        yield Finding("database", is_good=False, found=str(error), remedy="Do what it says.")


def _look_inside(instance: Instance, facts: dict[str, object]) -> Iterator[Finding]:
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    address = hidden(env.read().database_url)
    try:
        with contextlib.closing(connection.cursor()) as cursor:
            cursor.execute("SELECT version(), pg_database_size(current_database())")
            version, size = cursor.fetchone()
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        yield Finding("database", is_good=False, found=str(error), remedy=f"Look at {address}.")
        return
    facts["database"] = {"address": address, "version": version, "bytes": size}
    yield Finding("database", is_good=True, found=f"{size / 2**20:.0f} MB, answers")
    names = [f"{migration.app_label}.{migration.name}" for migration, _backwards in pending]
    yield Finding(
        "tables",
        not names,
        f"pending: {', '.join(names)}" if names else "up to date",
        "Stop the site and start it again: alameda serve prepares them.",
    )
    if not names:
        yield from look_at_bounds()
        yield from look_at_guards(instance)
        yield from look_at_record(instance, facts)
        yield from look_at_checks(facts)
        yield from look_at_clock()
        yield from look_at_people(instance, facts)
        yield from look_at_jobs(facts)
        yield from look_at_mail(facts)


def in_words(facts: dict[str, object], findings: list[Finding]) -> Iterator[str]:
    """The answer for people, line by line."""
    for name, value in facts.items():
        if isinstance(value, dict):
            for part, inner in value.items():
                yield f"{name} {part}: {inner}"
        elif value not in {None, ""}:
            yield f"{name.replace('_', ' ')}: {value}"
    yield ""
    for finding in findings:
        said = "WRONG" if not finding.is_good else "note " if finding.is_note else "good "
        yield f"{said}  {finding.name}: {finding.found}"
        if not finding.is_good or finding.is_note:
            yield f"       {finding.remedy}"
