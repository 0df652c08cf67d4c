"""What a module says once of its imports: how they are called, and what they fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.db import models

from alameda.intake.actions.snapshots import Shape
from alameda.intake.models import ImportRun, Sourced


def _nothing(_run: ImportRun) -> None:
    """Nothing more is to be done."""


@dataclass(frozen=True)
class Importer:
    """The imports of one module.

    Attributes:
        noun: begins the code of each: ``importacion`` gives ``importacion-7``.
        title: of the subject of each, before its number; in Spanish, as every title in the thread.
        address: of the list of its imports, without language prefix.
        mode: ``chunks``, each kept as soon as it is written, so that an interrupted import goes on;
            or ``whole``, all in one transaction or nothing.
        tables: what an import may write; what a row refers to stands before it.
        keys: how a row is found in a table: a column, or two; where none is named, ``source_key``,
            or ``code`` of a table that knows no source.
        shape: what of a row is kept, so that it can be taken back.
        modules: whose tables the planner must know anew after an import.
        own: tables that belong to the run itself, which it keeps when it is taken back.
        settle: computes what follows from the rows of a run, once they came or went.
        let_go: frees what belongs to the run itself from the rows that are about to go.
    """

    noun: str
    title: str
    address: str
    mode: Literal["chunks", "whole"]
    tables: tuple[type[models.Model], ...]
    keys: Mapping[type[models.Model], str | tuple[str, str]] = field(default_factory=dict)
    shape: Shape = field(default_factory=Shape)
    modules: tuple[str, ...] = ()
    own: tuple[type[models.Model], ...] = ()
    settle: Callable[[ImportRun], None] = _nothing
    let_go: Callable[[ImportRun], None] = _nothing

    def key_of(self, model: type[models.Model]) -> str | tuple[str, str]:
        """How a row is found in a table."""
        return self.keys.get(model) or ("source_key" if issubclass(model, Sourced) else "code")

    def address_of(self, number: int) -> str:
        """Where an import is shown, without language prefix."""
        return f"{self.address}{number}/"
