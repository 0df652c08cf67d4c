"""What a module says once of its imports: how they are called, and what they fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import models

from alameda.intake.actions.snapshots import Shape


def _nothing() -> None:
    """Nothing is computed from what came in."""


@dataclass(frozen=True)
class Importer:
    """The imports of one module.

    Attributes:
        noun: begins the code of each: ``importacion`` gives ``importacion-7``.
        title: of the subject of each, before its number; in Spanish, as every title in the thread.
        address: of the list of its imports, without language prefix.
        tables: what an import may write; what a row refers to stands before it.
        keys: how a row is found in a table: a column, or two; ``source_key`` where none is named.
        shape: what of a row is kept, so that it can be taken back.
        modules: whose tables the planner must know anew after an import.
        settle: computes what follows from the rows, once they came or went.
    """

    noun: str
    title: str
    address: str
    tables: tuple[type[models.Model], ...]
    keys: Mapping[type[models.Model], str | tuple[str, str]] = field(default_factory=dict)
    shape: Shape = field(default_factory=Shape)
    modules: tuple[str, ...] = ()
    settle: Callable[[], None] = _nothing
