"""Taking an import back: what it made goes, what it changed is as before, the record says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.intake.actions import snapshots
from alameda.intake.actions.bulk import BATCH, analyse, put_off_constraints, save_changed
from alameda.intake.actions.importer import Importer
from alameda.intake.actions.locking import only_import
from alameda.intake.actions.runs import told_plainly
from alameda.intake.actions.snapshots import Shape, columns_of_part
from alameda.intake.events import ImportTakenBack
from alameda.intake.models import ImportChange, ImportRow, ImportRun
from alameda.intake.rules.lives import IMPORT_LIFE
from alameda.intake.selectors import get_run, runs
from alameda.record.actions import publish, write_down
from alameda.record.selectors import keys_of
from alameda.thread.actions import move

NAMED_AT_MOST = 10


class ImportTouchedError(RuleBrokenError):
    """Somebody changed since what the import had written."""

    code = "import-touched"


@dataclass(frozen=True)
class TakenBack:
    """What taking an import back did.

    Attributes:
        number: public number of the import.
        removed: rows that it had made and are gone.
        restored: rows that it had changed and are as before.
    """

    number: int
    removed: int
    restored: int


@dataclass
class _Rows:
    """The rows of one table that a run touched."""

    created: set[int] = field(default_factory=set)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)


def taken_back(importer: Importer, number: int | None, *, actor: Actor) -> TakenBack:
    """Put what a module's import wrote back to what it was before, whole or not at all.

    Args:
        importer: whose imports they are; the module asks first whether the actor may.
        number: public number of the import; nothing: the last one not taken back.
        actor: who takes it back.

    Raises:
        NotFoundError: there is no such import.
        ImportBusyError: an import is at work.
        ImportTouchedError: a later act changed what it had written.
        RuleBrokenError: it was taken back already, or there is none.

    Source: docs/rules/imports.md, "Taking an import back".
    """
    with only_import(), told_plainly(), transaction.atomic():
        run = _run(importer, number)
        touched = _touched(run)
        _refuse_if_touched_since(run, touched, importer)
        importer.let_go(run)
        put_off_constraints()
        lost = {
            model: keys_of(model._meta.label_lower, rows.created)  # noqa: SLF001  Django's public API
            for model, rows in touched.items()
        }
        _restore(touched, importer.shape)
        _remove(touched, importer)
        done = TakenBack(
            number=run.number,
            removed=sum(len(rows.created) for rows in touched.values()),
            restored=sum(len(rows.before) for rows in touched.values()),
        )
        for model, rows in touched.items():
            label = model._meta.label_lower  # noqa: SLF001  Django's public API
            write_down(label, rows.before, subject=run.code, gone=lost[model], actor=actor)
        _mark(run, done, actor)
        analyse(importer.modules)
        importer.settle(run)
    return done


def _run(importer: Importer, number: int | None) -> ImportRun:
    if number is None:
        last = runs(importer.noun).exclude(state=ImportRun.State.UNDONE).first()
        if last is None:
            raise RuleBrokenError(_("There is no import to take back."))
        number = last.number
    run = ImportRun.objects.select_for_update().get(pk=get_run(number, noun=importer.noun).pk)
    if run.state == ImportRun.State.UNDONE:
        raise RuleBrokenError(
            _("Import %(number)s was taken back already.") % {"number": run.number}
        )
    if not ImportRow.objects.filter(file__run=run).exists():
        raise RuleBrokenError(
            _("Import %(number)s kept nothing of what it wrote: it cannot be taken back.")
            % {"number": run.number}
        )
    return run


def _touched(run: ImportRun) -> dict[type[models.Model], _Rows]:
    found: dict[type[models.Model], _Rows] = {}
    for label, pk, before, after in run.changes.values_list(
        "model", "row_pk", "before", "after"
    ).iterator():
        rows = found.setdefault(apps.get_model(label), _Rows())
        rows.after[pk] = after["sha256"] if after else ""
        if before is None:
            rows.created.add(pk)
        else:
            rows.before[pk] = before
    return found


def _refuse_if_touched_since(
    run: ImportRun, touched: dict[type[models.Model], _Rows], importer: Importer
) -> None:
    later = (
        ImportChange.objects.filter(run__pk__gt=run.pk)
        .exclude(run__state=ImportRun.State.UNDONE)
        .values_list("run__noun", "run__number", "model", "row_pk")
    )
    numbers = {
        number if noun == run.noun else f"{noun}-{number}"
        for noun, number, label, pk in later.iterator()
        if pk in touched.get(apps.get_model(label), _Rows()).after
    }
    if numbers:
        raise ImportTouchedError(
            _("Import %(number)s cannot be taken back before the later ones: %(later)s.")
            % {"number": run.number, "later": ", ".join(sorted(map(str, numbers)))}
        )
    names = sorted(
        set(_changed_since(touched, importer.shape)) | set(_hanging_on(touched, importer))
    )
    if names:
        shown = ", ".join(names[:NAMED_AT_MOST])
        raise ImportTouchedError(
            _(
                "Import %(number)s cannot be taken back: %(count)s of its rows were changed or "
                "used since (%(names)s)."
            )
            % {"number": run.number, "count": len(names), "names": shown}
        )


def _changed_since(touched: dict[type[models.Model], _Rows], shape: Shape) -> Iterator[str]:
    """What no longer is as the import left it."""
    for model, rows in touched.items():
        for pks in _batches(rows.after):
            parts = shape.parts_of(model, pks)
            gone = set(pks)
            for row in model._base_manager.filter(pk__in=pks):  # noqa: SLF001  generic
                gone.discard(row.pk)
                now = snapshots.digest(shape.take(row, parts=parts.get(row.pk)))
                if now["sha256"] != rows.after[row.pk]:
                    yield _name(row)
            for pk in gone:
                yield f"{model._meta.model_name} {pk}"  # noqa: SLF001  Django's public API


def _hanging_on(touched: dict[type[models.Model], _Rows], importer: Importer) -> Iterator[str]:
    """What others tied since to a row that the import made."""
    for model, rows in touched.items():
        for other, column in _pointing_at(model, importer):
            ours = touched.get(other, _Rows()).after
            for pks in _batches(rows.created):
                tied = other._base_manager.filter(**{f"{column}__in": pks})  # noqa: SLF001  generic
                yield from (_name(row) for row in tied.iterator() if row.pk not in ours)


def _pointing_at(
    model: type[models.Model], importer: Importer
) -> Iterator[tuple[type[models.Model], str]]:
    """Every table and column that refers to a table, but for what is part of its rows."""
    parts = {columns_of_part(model, name)[0] for name in importer.shape.parts.get(model, ())}
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001  public API
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        other: type[models.Model] = relation.related_model
        if other not in parts and other not in importer.own:
            yield other, relation.field.attname


def _name(row: models.Model) -> str:
    initiative = getattr(row, "initiative", None)
    code = getattr(row, "code", "") or getattr(initiative, "code", "") or getattr(row, "slug", "")
    return str(code or f"{row._meta.model_name} {row.pk}")  # noqa: SLF001  Django's public API


def _batches(pks: Any) -> Iterator[list[int]]:
    ordered = sorted(pks)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def _restore(touched: dict[type[models.Model], _Rows], shape: Shape) -> None:
    for model, rows in touched.items():
        names = shape.written_by(model)
        for pks in _batches(rows.before):
            found = list(model._base_manager.filter(pk__in=pks))  # noqa: SLF001  generic
            for row in found:
                shape.put_back(row, rows.before[row.pk])
            save_changed(found, names)
            for part in shape.parts.get(model, ()):
                _restore_part(model, part, pks, rows.before)


def _restore_part(
    model: type[models.Model], part: str, pks: list[int], before: dict[int, dict[str, Any]]
) -> None:
    through, own, other = columns_of_part(model, part)
    through._base_manager.filter(**{f"{own}__in": pks}).delete()  # noqa: SLF001  generic
    through._base_manager.bulk_create(  # noqa: SLF001  generic
        [through(**{own: pk, other: value}) for pk in pks for value in before[pk][part]]
    )


def _remove(touched: dict[type[models.Model], _Rows], importer: Importer) -> None:
    """Children first; what is left over makes the transaction fail, never a silent cascade."""
    for model in reversed([one for one in importer.tables if one in touched]):
        for pks in _batches(touched[model].created):
            for part in importer.shape.parts.get(model, ()):
                through, own, _other = columns_of_part(model, part)
                through._base_manager.filter(**{f"{own}__in": pks}).delete()  # noqa: SLF001  generic
            rows = model._base_manager.filter(pk__in=pks)  # noqa: SLF001  generic
            rows._raw_delete(rows.db)  # noqa: SLF001  no cascade: constraints must hold


def _mark(run: ImportRun, done: TakenBack, actor: Actor) -> None:
    run.undone_at = timezone.now()
    move(run, IMPORT_LIFE, ImportRun.State.UNDONE, also=["undone_at"])
    publish(
        ImportTakenBack(subject=run.code, removed=done.removed, restored=done.restored),
        actor=actor,
    )
