"""Writing one chunk of rows: set by set, what is missing made, what differs changed, all kept.

Everything happens in the caller's transaction. For each row of a table that is touched the state
before is kept (``ImportChange``), so that taking the import back restores it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alameda.accounts.models import Organisation
from alameda.foundation.actor import Actor
from alameda.intake.actions import snapshots
from alameda.intake.actions.bulk import BATCH, copy_rows, save_changed
from alameda.intake.actions.drafts import Draft, Ref, Work
from alameda.intake.actions.importer import Importer
from alameda.intake.actions.snapshots import Shape
from alameda.intake.models import ImportChange, ImportRun, NameReview, Sourced
from alameda.record.actions import write_down

_WEIGHT = {"": 0, "unchanged": 1, "updated": 2, "created": 3}


@dataclass
class Touched:
    """Rows of one table that a chunk made or changed, with their state before."""

    created: list[models.Model] = field(default_factory=list)
    changed: dict[int, tuple[models.Model, dict[str, Any]]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)


class ChunkWriter:
    """Writes the drafts of a chunk, table by table, parents first."""

    def __init__(self, run: ImportRun, importer: Importer) -> None:
        self.run, self.importer = run, importer
        self.pks: dict[tuple[type[models.Model], Any], int] = {}
        self.touched: dict[type[models.Model], Touched] = defaultdict(Touched)
        self.rows: dict[tuple[type[models.Model], Any], list[Work]] = defaultdict(list)

    def write(self, works: Sequence[Work], tables: Iterable[type[models.Model]]) -> None:
        """Write the drafts for those tables, in that order."""
        by_model: dict[type[models.Model], list[tuple[Work, Draft]]] = defaultdict(list)
        for work in works:
            for draft in work.drafts:
                by_model[draft.model].append((work, draft))
        for model in tables:
            if by_model[model]:
                self._write_table(model, by_model[model])

    def keep(self, model: type[models.Model]) -> Touched:
        """What was touched in a table, for a caller that writes it itself."""
        return self.touched[model]

    def resolve(self, value: Any) -> Any:
        """A foreign key in place of a reference."""
        return self.pks[value.model, self.settle(value.key)] if isinstance(value, Ref) else value

    def settle(self, key: Any) -> Any:
        """A natural key with its references resolved."""
        return tuple(self.resolve(part) for part in key) if type(key) is tuple else key

    def _write_table(self, model: type[models.Model], pairs: list[tuple[Work, Draft]]) -> None:
        wanted = [(work, draft, self.settle(draft.key)) for work, draft in pairs]
        found = self._find(model, wanted)
        touched = self.touched[model]
        fresh: dict[Any, models.Model] = {}
        for work, draft, key in wanted:
            values = self._columns(model, draft)
            row = found.get(key)
            if row is not None:
                outcome = self._change(touched, row, values, work, draft)
            elif key in fresh:
                outcome = "unchanged"
            else:
                fresh[key] = self._make(model, values | draft.at_first, work)
                outcome = "created"
            _account(work, draft, outcome)
        model._base_manager.bulk_create(fresh.values(), batch_size=BATCH)  # noqa: SLF001  generic
        touched.created.extend(fresh.values())
        if touched.changed and touched.fields:
            save_changed([row for row, _ in touched.changed.values()], touched.fields)
        for key, row in (*found.items(), *fresh.items()):
            self.pks[model, key] = row.pk

    def _find(
        self, model: type[models.Model], wanted: list[tuple[Work, Draft, Any]]
    ) -> dict[Any, models.Model]:
        keys = list({key for _, _, key in wanted})
        manager = model._base_manager  # noqa: SLF001  generic over models
        if model is Organisation:
            return _find_organisations(wanted)
        column = self.importer.key_of(model)
        if isinstance(column, tuple):
            first, second = column
            rows = manager.filter(**{f"{first}__in": {key[0] for key in keys}})
            return {(getattr(row, first), getattr(row, second)): row for row in rows}
        return {getattr(row, column): row for row in manager.filter(**{f"{column}__in": keys})}

    def _columns(self, model: type[models.Model], draft: Draft) -> dict[str, Any]:
        return {
            model._meta.get_field(name).attname: self.resolve(value)  # type: ignore[union-attr]  # noqa: SLF001  columns only, by Django's public API
            for name, value in draft.values.items()
        }

    def _make(self, model: type[models.Model], values: dict[str, Any], work: Work) -> models.Model:
        row = model(**values)
        if isinstance(row, Sourced):
            row.source_run, row.source_file, row.source_line = self.run, work.file, work.line
        return row

    def _change(
        self,
        touched: Touched,
        row: models.Model,
        values: dict[str, Any],
        work: Work,
        draft: Draft,
    ) -> str:
        if draft.is_settled:
            return "unchanged"
        differing = {name for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            return "unchanged"
        touched.changed.setdefault(row.pk, (row, self.importer.shape.take(row)))
        for name in differing:
            setattr(row, name, values[name])
        if isinstance(row, Sourced):
            row.source_run, row.source_file, row.source_line = self.run, work.file, work.line
            differing |= {"source_run_id", "source_file", "source_line"}
        if hasattr(row, "changed_at"):
            row.changed_at = timezone.now()
            differing.add("changed_at")
        touched.fields |= {name.removesuffix("_id") for name in differing}
        return "updated"


def _find_organisations(wanted: list[tuple[Work, Draft, Any]]) -> dict[Any, models.Model]:
    slugs = {key for _, _, key in wanted}
    ruts = {draft.values["rut"] for _, draft, _ in wanted if draft.values["rut"]}
    rows = list(Organisation.objects.filter(Q(slug__in=slugs) | Q(rut__in=ruts)).order_by("pk"))
    by_rut = {row.rut: row for row in reversed(rows) if row.rut}
    found: dict[Any, models.Model] = {row.slug: row for row in rows}
    for _, draft, key in wanted:
        if key not in found and draft.values["rut"] in by_rut:
            found[key] = by_rut[draft.values["rut"]]
    return found | _joined(set(found))


def _joined(slugs: set[str]) -> dict[Any, models.Model]:
    """What a name that somebody joined into another means."""
    reviews = NameReview.objects.filter(
        slug__in=slugs, act=NameReview.Act.JOINED, undone_at__isnull=True
    )
    others = dict(reviews.values_list("slug", "other"))
    rows = {row.slug: row for row in Organisation.objects.filter(slug__in=others.values())}
    return {slug: rows[other] for slug, other in others.items() if other in rows}


def _account(work: Work, draft: Draft, outcome: str) -> None:
    """A row is what became of its main draft; another draft's change makes it updated."""
    if draft.is_main:
        work.outcome = max(work.outcome, outcome, key=_WEIGHT.__getitem__)
    elif outcome != "unchanged" and not draft.is_settled:
        work.outcome = max(work.outcome, "updated", key=_WEIGHT.__getitem__)
    elif not work.outcome:
        work.outcome = "unchanged"


def keep_changes(
    run: ImportRun, touched: dict[type[models.Model], Touched], *, shape: Shape, actor: Actor
) -> None:
    """Keep the state before of every row that a chunk touched; the first one of a run stays.

    What the rows say from now on is published, so that each can be held against it.
    """
    fresh: list[Sequence[Any]] = []
    for model, rows in touched.items():
        label = model._meta.label_lower  # noqa: SLF001  Django's public API
        parts = shape.parts_of(model, [row.pk for row in rows.created] + list(rows.changed))

        def after(row: models.Model, of: dict[int, Any] = parts) -> dict[str, str]:
            return snapshots.digest(shape.take(row, parts=of.get(row.pk)))

        fresh += [(run.pk, label, row.pk, None, after(row)) for row in rows.created]
        kept = ImportChange.objects.filter(run=run, model=label, row_pk__in=list(rows.changed))
        again = list(kept.defer("before"))
        for change in again:
            change.after = after(rows.changed[change.row_pk][0])
        ImportChange.objects.bulk_update(again, ["after"], BATCH)
        known = {change.row_pk for change in again}
        fresh += [
            (run.pk, label, pk, before, after(row))
            for pk, (row, before) in rows.changed.items()
            if pk not in known
        ]
        pks = [row.pk for row in rows.created] + list(rows.changed)
        write_down(label, pks, subject=run.code, actor=actor)
    copy_rows(ImportChange, ("run_id", "model", "row_pk", "before", "after"), fresh)
