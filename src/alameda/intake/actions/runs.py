"""The steps of an import, from its beginning to its end: resumable, whole or dry.

A library of steps: the module's own import calls them in order, and reads like one page.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import AlamedaError, RuleBrokenError
from alameda.intake.actions.bulk import analyse
from alameda.intake.actions.importer import Importer
from alameda.intake.events import ImportFinished, ImportStarted
from alameda.intake.models import ImportFile, ImportRun
from alameda.intake.rules.lives import IMPORT_LIFE
from alameda.intake.selectors import Report, report_of
from alameda.record.actions import publish
from alameda.record.events import Fact
from alameda.thread.actions import move
from alameda.thread.models import Subject

MOST_REASON = 300
Row = TypeVar("Row")
Read = TypeVar("Read")
Told = TypeVar("Told")


class ImportUnfinishedError(RuleBrokenError):
    """Another import was interrupted, and must be ended or taken back first."""

    code = "import-unfinished"


class ImportFailedError(AlamedaError):
    """The database could not go on; what it had confirmed stays, and nothing else."""

    code = "import-failed"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class DryRunDone(Exception):  # noqa: N818  not an error: it takes a report out of a transaction
    """Rolls a dry run back."""


@dataclass(frozen=True)
class Watch:
    """How a caller follows an import; every function may be left out.

    Attributes:
        on_file: a file is being looked at, with its name.
        on_rows: so many rows are done, of so many.
    """

    on_file: Callable[[str], None] = lambda _name: None
    on_rows: Callable[[int, int], None] = lambda _done, _total: None


@dataclass(frozen=True)
class Listed:
    """A file, or a table of one, as the run lists it.

    Attributes:
        name: of the file.
        sha256: of its bytes.
        register: of the profile that it feeds.
        rows: how many it has.
        error: why it is refused whole; empty where it is not.
        reading: how it was read.
    """

    name: str
    sha256: str
    register: str
    rows: int
    error: str = ""
    reading: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What an import is about to bring in.

    Attributes:
        profile: name of the profile.
        fingerprint: SHA-256 of the files and the profile: what is run again goes on.
        files: in the order in which they are read.
    """

    profile: str
    fingerprint: str
    files: tuple[Listed, ...]


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the database refuses as a whole (a full disk, a table that is gone) into words.

    Raises:
        ImportFailedError: it could not go on.
    """
    try:
        yield
    except DatabaseError as error:
        reason = " ".join(str(error).split("\n")[0].split())[:MOST_REASON]
        raise ImportFailedError(
            _(
                "The database could not go on: %(reason)s. Nothing was written by halves. Mend "
                "it, then run the same command again: it goes on where it stopped."
            )
            % {"reason": reason}
        ) from error


def rehearsed(go: Callable[[], Told]) -> Told:
    """What an import would say, with nothing of it written."""
    found: list[Told] = []
    try:
        with transaction.atomic():
            found.append(go())
            raise DryRunDone  # noqa: TRY301  the way out of a transaction without keeping it
    except DryRunDone:
        return found[0]


@transaction.atomic
def begin(importer: Importer, plan: Plan, *, actor: Actor) -> ImportRun:
    """The interrupted run of the same files, or a new one.

    The record learns of its beginning; what is whole or nothing has only an end.

    Raises:
        ImportUnfinishedError: another import of the module was interrupted.
    """
    unfinished = ImportRun.objects.filter(noun=importer.noun, state=ImportRun.State.RUNNING).first()
    if unfinished:
        if unfinished.fingerprint == plan.fingerprint:
            return unfinished
        raise ImportUnfinishedError(
            _(
                "Import %(number)s was interrupted and had other files or another profile. "
                "Run it again with the same files, or take it back with --undo %(number)s."
            )
            % {"number": unfinished.number}
        )
    last = ImportRun.objects.filter(noun=importer.noun).aggregate(last=Max("number"))["last"] or 0
    number = last + 1
    subject = Subject.objects.create(
        code=f"{importer.noun}-{number}",
        kind="import",
        title=f"{importer.title} {number}",
        address=importer.address_of(number),
        state=ImportRun.State.RUNNING,
    )
    run = ImportRun.objects.create(
        noun=importer.noun,
        number=number,
        subject=subject,
        profile=plan.profile,
        fingerprint=plan.fingerprint,
        started_at=timezone.now(),
        started_by=actor.public_name,
    )
    ImportFile.objects.bulk_create([_file(run, listed) for listed in plan.files])
    if importer.mode == "chunks":
        publish(
            ImportStarted(
                subject=subject.code,
                profile=plan.profile,
                fingerprint=plan.fingerprint,
                files=[[listed.name, listed.sha256] for listed in plan.files],
            ),
            actor=actor,
        )
    return run


def _file(run: ImportRun, listed: Listed) -> ImportFile:
    return ImportFile(
        run=run,
        name=listed.name,
        sha256=listed.sha256,
        register=listed.register,
        rows_in=listed.rows,
        error=listed.error,
        reading=listed.reading,
    )


def chunks(
    rows: Iterable[Row],
    *,
    done: int,
    size: int,
    read: Callable[[Row], Read],
    skip: Callable[[Row], None],
) -> Iterator[list[Read]]:
    """The rows not yet written, in chunks whose borders do not depend on the interruption.

    Args:
        rows: every row of a file, in order.
        done: how many of them an interrupted run has written.
        size: of a chunk.
        read: makes a row ready to be written, or refused.
        skip: remembers what must be known of a row that was written.
    """
    works: list[Read] = []
    for place, row in enumerate(rows):
        if place < done:
            skip(row)
            continue
        works.append(read(row))
        if len(works) == size:
            yield works
            works = []
    if works:
        yield works


@transaction.atomic
def finish(importer: Importer, run: ImportRun, *, actor: Actor, fact: Fact | None = None) -> Report:
    """End a run: what follows from its rows is computed, and its numbers are published.

    Args:
        importer: whose it is.
        run: with all its rows accounted for.
        actor: who imports.
        fact: what the module says of its end, where it has words of its own.
    """
    analyse(importer.modules)
    importer.settle(run)
    report = report_of(run)
    run.finished_at = timezone.now()
    move(run, IMPORT_LIFE, ImportRun.State.DONE, also=["finished_at"])
    finished = ImportFinished(
        subject=run.code,
        rows=report.total.rows_in,
        created=report.total.created,
        updated=report.total.updated,
        unchanged=report.total.unchanged,
        refused=report.total.refused,
    )
    publish(fact or finished, actor=actor)
    return report
