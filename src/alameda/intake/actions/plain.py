"""A plain import: one file of one register, each row one thing, nothing to tie to other registers.

The whole of it but for what a row means: a module says that once, as a ``Plain``, and asks who may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.intake.actions import runs
from alameda.intake.actions.account import account
from alameda.intake.actions.drafts import Draft, Work
from alameda.intake.actions.importer import Importer
from alameda.intake.actions.lines import Line
from alameda.intake.actions.locking import only_import
from alameda.intake.actions.reading import RowReader, go_through, plan_of, refuse_beyond, said_by
from alameda.intake.actions.saving import settle
from alameda.intake.actions.survey import Source, survey_file
from alameda.intake.actions.undo import TakenBack, taken_back
from alameda.intake.actions.writer import ChunkWriter, keep_changes
from alameda.intake.models import ImportFile
from alameda.intake.rules.keys import row_key
from alameda.intake.rules.profile import Register, Vocabulary
from alameda.intake.rules.rows import Reader, Values
from alameda.intake.selectors import Report, report_of


@dataclass(frozen=True)
class Plain:
    """A register that is one file, and of which each row makes one thing.

    Attributes:
        importer: how its imports are called, and what they fill; in ``chunks``.
        register: its columns and its key.
        draft: what a row wants to hold, of what it says and of its key; what the row is accounted
            for is its main draft. It raises ``RowRefusedError`` where it cannot be taken.
        may: whether an actor may bring it in, and take an import of it back.
        vocabularies: by name, for the columns of type ``vocab:NAME``.
    """

    importer: Importer
    register: Register
    draft: Callable[[Values, str], Iterable[Draft]]
    may: Callable[[Actor], bool]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)


def brought_in(plain: Plain, path: Path, *, actor: Actor, is_dry_run: bool = False) -> Report:
    """Bring a file in, or go on with an import that was interrupted.

    Args:
        plain: the register.
        path: the file.
        actor: who imports; ``plain.may`` says whether they may.
        is_dry_run: report the same numbers and write nothing.

    Raises:
        NotAllowedError: the actor may not import it.
        FileRefusedError: the file cannot be read, or lacks a column.
        ImportBusyError: another import is at work.
        ImportUnfinishedError: an import of another file was interrupted.
        ImportFailedError: the database could not go on.

    Source: docs/rules/imports.md.
    """
    _check_may(plain, actor)
    importer = plain.importer
    with only_import(), runs.told_plainly():
        survey = survey_file(path, plain.register, key_of=lambda row, of: row_key(row, of)[0])

        def go() -> Report:
            plan = plan_of(survey, profile=plain.register.name)
            run = runs.begin(importer, plan, actor=actor)

            def write(file: ImportFile, works: Sequence[Work]) -> None:
                writer = ChunkWriter(run, importer)
                taken = [work for work in works if work.outcome != "refused"]
                writer.write(taken, importer.tables)
                keep_changes(run, writer.touched, shape=importer.shape, actor=actor)
                account(file, works)
                settle()

            go_through(
                run,
                survey,
                reader=lambda source: _Rows(source, plain),
                write=write,
                watch=runs.Watch(),
            )
            runs.finish(importer, run, actor=actor)
            return report_of(run, is_dry_run=is_dry_run)

        return runs.rehearsed(go) if is_dry_run else go()


def take_back(plain: Plain, number: int | None, *, actor: Actor) -> TakenBack:
    """Put what an import wrote back to what it was before, whole or not at all.

    Args:
        plain: the register.
        number: public number of the import; nothing: the last one not taken back.
        actor: who takes it back; ``plain.may`` says whether they may.

    Raises:
        NotAllowedError: the actor may not.
        NotFoundError: there is no such import.
        ImportBusyError: an import is at work.
        ImportTouchedError: a later act changed what it had written.
        RuleBrokenError: it was taken back already, or there is none.

    Source: docs/rules/imports.md, "Taking an import back".
    """
    _check_may(plain, actor)
    return taken_back(plain.importer, number, actor=actor)


def _check_may(plain: Plain, actor: Actor) -> None:
    if not plain.may(actor):
        raise NotAllowedError(_("You may not import this register, nor take an import back."))


class _Rows(RowReader[Register, Work]):
    def __init__(self, source: Source[Register], plain: Plain) -> None:
        super().__init__(source)
        self.plain = plain

    def begin(self, line: Line) -> Work:
        return Work(line=line.number, register=self.register.name, file=self.source.name)

    def fill(self, work: Work, row: dict[str, str]) -> None:
        reader = Reader(self.plain.vocabularies, self.source.habits)
        said = reader.read_all(row, self.register)
        work.notes += said.notes
        work.drafts = list(self.plain.draft(said, work.key))
        work.code = next((str(draft.values["code"]) for draft in work.drafts if draft.is_main), "")
        refuse_beyond(said_by(work.drafts), said.place_of)
