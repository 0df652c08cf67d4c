"""The rows that a whole import makes and changes, kept so that it can be taken back.

A chunked import drafts rows and lets ``writer`` find them; a whole one knows its own rows, and
writes them here: what is the same is left alone, and what differs is saved at once at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from alameda.foundation.actor import Actor
from alameda.intake.actions.bulk import BATCH, save_changed
from alameda.intake.actions.snapshots import Shape
from alameda.intake.actions.writer import Touched, keep_changes
from alameda.intake.models import ImportRun

NOTHING: frozenset[str] = frozenset()


class Kept:
    """What one run touches.

    Attributes:
        run: the import.
        shape: what is kept of each row.
    """

    def __init__(self, run: ImportRun, shape: Shape) -> None:
        self.run, self.shape = run, shape
        self._touched: dict[type[models.Model], Touched] = defaultdict(Touched)
        self._quiet: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
        self._moved: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
        self._fields: dict[type[models.Model], set[str]] = defaultdict(set)
        self._new: set[int] = set()  # by identity: they have no key of their own yet

    def make(self, rows: Sequence[models.Model]) -> None:
        """Insert rows of one table, many at once."""
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, BATCH)  # noqa: SLF001  generic
            self.made(rows)

    def made(self, rows: Iterable[models.Model]) -> None:
        """Remember rows that somebody else inserted in this transaction."""
        for row in rows:
            self._touched[type(row)].created.append(row)
            self._new.add(id(row))

    def change(
        self, row: models.Model, values: Mapping[str, Any], *, quiet: frozenset[str] = NOTHING
    ) -> str:
        """Bring a row that is there up to what the source says; it is saved with the others.

        Args:
            row: as it was read.
            values: by attribute.
            quiet: attributes whose change nobody sees, and which do not date the row.

        Returns:
            ``updated``, or ``unchanged`` where it is so already.
        """
        differing = {name for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            return "unchanged"
        self._keep(row)
        for name in differing:
            setattr(row, name, values[name])
        self._fields[type(row)] |= differing
        self._quiet[type(row)][row.pk] = row
        if not differing - quiet:
            return "unchanged"
        self.move(row)
        return "updated"

    def move(self, row: models.Model) -> None:
        """Say that a row changed, though perhaps by a row that belongs to it: once in a run."""
        model = type(row)
        if row.pk is None or row.pk in self._moved[model] or id(row) in self._new:
            return
        self._keep(row)
        self._moved[model][row.pk] = row
        if hasattr(row, "changed_at"):
            row.changed_at = timezone.now()
        if counted := self.shape.counted.get(model):
            setattr(row, counted, getattr(row, counted) + 1)

    def _keep(self, row: models.Model) -> None:
        changed = self._touched[type(row)].changed
        if row.pk not in changed:
            changed[row.pk] = (row, self.shape.take(row))

    def save(self, *, actor: Actor) -> None:
        """Write every change, keep what each row was before, and publish what it says now."""
        for model, fields in (*self._fields.items(), *((m, set()) for m in self._moved)):
            moved, quiet = self._moved.pop(model, {}), self._quiet.pop(model, {})
            names = {name.removesuffix("_id") for name in fields}
            told = names | ({"changed_at", self.shape.counted.get(model, "")} & _columns(model))
            save_changed(list(moved.values()), told)
            save_changed([row for pk, row in quiet.items() if pk not in moved], names)
        keep_changes(self.run, self._touched, shape=self.shape, actor=actor)


def _columns(model: type[models.Model]) -> set[str]:
    return {column.name for column in model._meta.concrete_fields}  # noqa: SLF001  public API
