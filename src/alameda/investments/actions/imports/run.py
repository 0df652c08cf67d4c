"""An import from its folder to its report: resumable after any interruption, whole or dry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import AlamedaError, NotAllowedError, RuleBrokenError
from alameda.intake.actions.lines import FileRefusedError
from alameda.intake.actions.locking import only_import
from alameda.intake.models import ImportFile, ImportRun
from alameda.intake.selectors import Report, report_of
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.actions.imports.bulk import analyse
from alameda.investments.actions.imports.chunk import Known, RowReader, write_chunk
from alameda.investments.actions.imports.drafts import RowWork
from alameda.investments.actions.imports.names import load_aliases, names_for
from alameda.investments.actions.imports.profiles import read_profile
from alameda.investments.actions.imports.survey import Source, Survey, survey_folder
from alameda.investments.events import ImportFinished, ImportStarted
from alameda.investments.rules.imports.profile import Profile
from alameda.record.actions import publish
from alameda.territory.models import Region
from alameda.thread.models import Subject

CHUNK_ROWS = 500


class ImportUnfinishedError(RuleBrokenError):
    """Another import was interrupted, and must be ended or taken back first."""

    code = "import-unfinished"


class WrongRegionError(RuleBrokenError):
    """The profile belongs to another region."""

    code = "wrong-region"


class DryRunDone(Exception):  # noqa: N818  not an error: it carries a report out of a transaction
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


def import_folder(
    folder: Path,
    *,
    profile: str,
    actor: Actor,
    is_dry_run: bool = False,
    watch: Watch | None = None,
) -> Report:
    """Bring the registers of a folder in, or go on with an import that was interrupted.

    Args:
        folder: where the files are; those that the profile does not know are left alone.
        profile: name of a profile, or path of its TOML file.
        actor: who imports; needs the ``data_steward`` role.
        is_dry_run: report the same numbers and write nothing.
        watch: whom to tell how it goes.

    Raises:
        NotAllowedError: the actor may not import.
        BadInputError: no such folder, profile or file.
        ImportBusyError: another import is at work.
        ImportUnfinishedError: an import of other files was interrupted.

    Source: docs/rules/imports.md.
    """
    if not policies.may_import(actor):
        raise NotAllowedError(_("Only the data steward imports registers."))
    found, sha256 = read_profile(profile)
    _check_region(found)
    watch = watch or Watch()
    with only_import():
        survey = survey_folder(folder, found, sha256, on_file=watch.on_file)
        if is_dry_run:
            return _rehearse(survey, found, actor, watch)
        run = _started(survey, found, actor)
        _go_through(run, survey, found, actor, watch)
        return report_of(run, ignored=survey.ignored)


def _check_region(profile: Profile) -> None:
    region = Region.objects.first()
    if region is None or region.code != profile.region:
        raise WrongRegionError(
            _("The profile %(profile)s is of the region %(wanted)s; this instance serves %(code)s.")
            % {
                "profile": profile.name,
                "wanted": profile.region,
                "code": region.code if region else "–",
            }
        )


def _rehearse(survey: Survey, profile: Profile, actor: Actor, watch: Watch) -> Report:
    found: list[Report] = []
    try:
        with transaction.atomic():
            run = _started(survey, profile, actor)
            _go_through(run, survey, profile, actor, watch)
            found.append(report_of(run, ignored=survey.ignored, is_dry_run=True))
            raise DryRunDone  # noqa: TRY301  the way out of a transaction without keeping it
    except DryRunDone:
        return found[0]


@transaction.atomic
def _started(survey: Survey, profile: Profile, actor: Actor) -> ImportRun:
    """The interrupted run of the same files, or a new one."""
    unfinished = ImportRun.objects.filter(state=ImportRun.State.RUNNING).first()
    if unfinished:
        if unfinished.fingerprint == survey.fingerprint:
            return unfinished
        raise ImportUnfinishedError(
            _(
                "Import %(number)s was interrupted and had other files or another profile. "
                "Run it again with the same files, or take it back with --undo %(number)s."
            )
            % {"number": unfinished.number}
        )
    load_aliases(profile)
    last = ImportRun.objects.order_by("-number").values_list("number", flat=True).first() or 0
    number = last + 1
    run = ImportRun(
        number=number,
        profile=profile.name,
        fingerprint=survey.fingerprint,
        started_at=timezone.now(),
        started_by=actor.public_name,
    )
    run.subject = Subject.objects.create(
        code=f"importacion-{number}",
        kind="import",
        title=f"Importación {number}",
        address=run.get_absolute_url(),
        state=ImportRun.State.RUNNING,
    )
    run.save()
    ImportFile.objects.bulk_create([_file(run, source) for source in survey.sources])
    publish(
        ImportStarted(
            subject=run.subject.code,
            profile=profile.name,
            fingerprint=survey.fingerprint,
            files=[[source.name, source.sha256] for source in survey.sources],
        ),
        actor=actor,
    )
    return run


def _file(run: ImportRun, source: Source) -> ImportFile:
    reading: dict[str, Any] = {"unknown_columns": list(source.unknown)}
    if source.table:
        reading |= source.table.reading
    return ImportFile(
        run=run,
        name=source.name,
        sha256=source.sha256,
        register=source.register.name,
        rows_in=source.rows,
        error=source.error,
        reading=reading,
    )


def _go_through(
    run: ImportRun, survey: Survey, profile: Profile, actor: Actor, watch: Watch
) -> None:
    known = Known.now(profile, names_for(profile), survey.digits)
    files = {file.name: file for file in run.files.all()}
    total = survey.rows
    done = 0
    for source in survey.sources:
        file = files[source.name]
        if source.table is None:
            continue
        done += file.rows_done
        for works in _chunks(source, known, file.rows_done):
            write_chunk(run, file, works, known, actor=actor)
            done += len(works)
            watch.on_rows(done, total)
    _finish(run, actor)


def _chunks(source: Source, known: Known, done: int) -> Iterator[list[RowWork]]:
    """The rows not yet written, in chunks whose borders do not depend on the interruption."""
    if source.table is None:
        return
    reader = RowReader(source, known)
    works: list[RowWork] = []
    try:
        for place, line in enumerate(source.table.lines()):
            if place < done:
                reader.skip(line)
                continue
            works.append(reader.read(line))
            if len(works) == CHUNK_ROWS:
                yield works
                works = []
    except FileRefusedError as error:  # the file changed while it was read
        raise AlamedaError(str(error)) from error
    if works:
        yield works


@transaction.atomic
def _finish(run: ImportRun, actor: Actor) -> None:
    analyse()
    refresh_cards(None)
    report = report_of(run)
    run.state = ImportRun.State.DONE
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "finished_at"])
    if run.subject:
        run.subject.state = run.state
        run.subject.save(update_fields=["state", "changed_at"])
        publish(
            ImportFinished(
                subject=run.subject.code,
                rows=report.total.rows_in,
                created=report.total.created,
                updated=report.total.updated,
                unchanged=report.total.unchanged,
                refused=report.total.refused,
            ),
            actor=actor,
        )
