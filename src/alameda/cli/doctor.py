"""``alameda doctor``: what runs, where, which versions, what is wrong and what to do."""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import platform
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, opened, read, running, set_up_django
from alameda.cli.record_health import look_at_checks
from alameda.settings import env

SLOW_MAIL_SECONDS = 2 * 3600  # mail is tried again every hour, at the least
LOW_DISK_BYTES = 2**30
STUCK_SECONDS = 120
PACKAGES = ("alameda", "django", "psycopg", "granian")


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        name: what was looked at.
        is_good: whether it is as it should be.
        found: what was seen, in one sentence.
        remedy: what to do, where it is not good.
    """

    name: str
    is_good: bool
    found: str
    remedy: str = ""


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
        *look_at_site(serving[1] if serving else ""),
        *look_at_database(instance, facts),
    ]
    is_well = all(finding.is_good for finding in findings)
    if args.json:
        answer = {**facts, "is_well": is_well, "findings": [asdict(one) for one in findings]}
        print(json.dumps(answer, indent=2))
    else:
        show(facts, findings)
    return 0 if is_well else 1


def look_at_folder(instance: Instance) -> Iterator[Finding]:
    """The folder: finished, its secret kept, its disk not full."""
    yield Finding(
        "instance",
        instance.is_complete,
        "complete" if instance.is_complete else "it was never finished",
        "Run the command that made it again.",
    )
    key = instance.folder / "secret.key"
    mode = key.stat().st_mode & 0o777 if key.is_file() else 0
    yield Finding(
        "secret key",
        mode == 0o600,  # noqa: PLR2004  read and written by its owner only
        f"mode {mode:o}" if mode else "it is missing",
        f"Only its owner may read {key}: chmod 600.",
    )
    free = shutil.disk_usage(instance.folder).free
    yield Finding(
        "disk",
        free > LOW_DISK_BYTES,
        f"{free / 2**30:.1f} GB are free",
        f"Free some space on the disk of {instance.folder}.",
    )


def look_at_site(url: str) -> Iterator[Finding]:
    """The site, where it runs."""
    if not url:
        return
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=10) as answer:  # noqa: S310  ours
            yield Finding("site", is_good=True, found=f"{url} answers {answer.status}")
    except (urllib.error.URLError, OSError) as error:
        yield Finding(
            "site", is_good=False, found=f"{url} does not answer: {error}", remedy="Restart it."
        )


def look_at_database(instance: Instance, facts: dict[str, object]) -> Iterator[Finding]:
    """The database: where, which version, tables up to date, the record."""
    try:
        with opened(instance.folder):
            yield from _look_inside(facts)
    except CannotRunError as error:
        yield Finding("database", is_good=False, found=str(error), remedy="Do what it says.")


def _look_inside(facts: dict[str, object]) -> Iterator[Finding]:
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    address = env.read().database_url
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
        yield from _look_at_bounds()
        yield from _look_at_record(facts)
        yield from _look_at_jobs(facts)
        yield from _look_at_mail(facts)


def _look_at_bounds() -> Iterator[Finding]:
    """Rows of before the bounds of days that break one: they were kept, and want correcting."""
    from alameda.foundation.bounds import rows_beyond

    beyond = rows_beyond()
    told = ", ".join(f"{count:,} in {place}" for place, count in beyond)
    yield Finding(
        "days",
        not beyond,
        f"rows lie beyond 1900 to 2150: {told}" if beyond else "all lie from 1900 to 2150",
        "Import them again with the right day or term: until then they cannot be changed.",
    )


def _look_at_record(facts: dict[str, object]) -> Iterator[Finding]:
    from django.utils import timezone

    from alameda.record.selectors import state_of_record

    state = state_of_record()
    signed = state.signed_at
    facts["record"] = {**asdict(state), "signed_at": signed.isoformat() if signed else None}
    quiet_seconds = (timezone.now() - signed).total_seconds() if signed else 0.0
    is_stuck = bool(facts["is_running"] and state.waiting and quiet_seconds > STUCK_SECONDS)
    yield Finding(
        "record",
        not is_stuck and not state.refused,
        f"{state.size} entries are placed and signed, {state.waiting} wait, {state.refused} are "
        "refused",
        "Run alameda record verify: it names what is broken.",
    )
    yield from look_at_checks(facts, Finding)


def _look_at_jobs(facts: dict[str, object]) -> Iterator[Finding]:
    """What nobody waits for: whether it is done."""
    from alameda.night import state_of_queue

    queue = state_of_queue()
    facts["jobs"] = asdict(queue)
    failed = ", ".join(queue.failed) or "none"
    yield Finding(
        "jobs",
        not queue.failed and not (queue.overdue and facts["is_running"]),
        f"{queue.overdue} are overdue; failed since yesterday: {failed}",
        "See that a worker runs (alameda serve, or alameda worker), and what it wrote.",
    )


def _look_at_mail(facts: dict[str, object]) -> Iterator[Finding]:
    """Mail: whether there is a server that serves, and what waits for it."""
    from django.conf import settings
    from django.utils import timezone

    from alameda.mail.actions import UnreachableError, greet
    from alameda.mail.selectors import state_of_outbox

    box = state_of_outbox()
    since = box.since.isoformat(timespec="minutes") if box.since else None
    facts["mail"] = {**asdict(box), "since": since, "server": settings.SMTP is not None}
    waits = f"{box.waiting} wait" + (f" since {since}" if since else "")
    if settings.SMTP is None:
        yield Finding(
            "mail",
            facts["is_demo"] is True or not box.waiting,
            f"no mail server is named; {waits}",
            "Name it in ALAMEDA_SMTP_URL, and start the site and its workers again.",
        )
        return
    where = f"{settings.SMTP.host}:{settings.SMTP.port}"
    try:
        greet()
    except UnreachableError as error:
        yield Finding(
            "mail",
            is_good=False,
            found=f"{where} does not serve: {str(error).rstrip('.')}; {waits}",
            remedy="Mend the server or ALAMEDA_SMTP_URL; what waits is sent by itself.",
        )
        return
    quiet_seconds = (timezone.now() - box.since).total_seconds() if box.since else 0.0
    yield Finding(
        "mail",
        quiet_seconds < SLOW_MAIL_SECONDS,
        f"{where} answers; {waits}, {box.refused} were refused, {box.expired} not sent in time"
        + (f"; last it said: {box.said}" if box.said else ""),
        "See that a worker runs (alameda serve, or alameda worker), and what the server said.",
    )


def try_mail(instance: Instance, address: str, *, is_for_machines: bool) -> int:
    """Send a trial, past the outbox, and say what came of it; 0 when the server took it."""
    set_up_django(instance, env.read().database_url)
    from django.utils import timezone, translation

    from alameda.foundation.actor import SYSTEM
    from alameda.foundation.errors import AlamedaError
    from alameda.mail.actions import DelayedError, RefusedError, try_out

    try:
        with translation.override("en"):  # as all that the operator's tools say
            said, is_taken = try_out(address, now=timezone.now(), actor=SYSTEM), True
    except (AlamedaError, DelayedError, RefusedError) as error:
        said, is_taken = str(error), False
    if is_for_machines:
        print(json.dumps({"address": address, "is_taken": is_taken, "said": said}))
    elif is_taken:
        print(f"The mail server took a trial for {address}: {said}")
    else:
        print(f"The trial for {address} was not sent: {said}")
    return 0 if is_taken else 1


def show(facts: dict[str, object], findings: list[Finding]) -> None:
    """The answer for people."""
    for name, value in facts.items():
        if isinstance(value, dict):
            for part, inner in value.items():
                print(f"{name} {part}: {inner}")
        elif value not in {None, ""}:
            print(f"{name.replace('_', ' ')}: {value}")
    print()
    for finding in findings:
        print(f"{'good ' if finding.is_good else 'WRONG'}  {finding.name}: {finding.found}")
        if not finding.is_good:
            print(f"       {finding.remedy}")
