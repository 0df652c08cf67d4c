"""Open data of the investment cycle: each table, its columns and the selector that feeds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from alameda.foundation.columns import Column
from alameda.investments.rules import columns
from alameda.investments.selectors.facets import current_index
from alameda.investments.selectors.facets.labels import current_labels
from alameda.investments.selectors.portfolio import exported_rows


@dataclass(frozen=True)
class Dataset:
    """A published table.

    Attributes:
        name: stable and public.
        es: what a row is, in Spanish.
        en: what a row is, in English.
        columns: in the order of the file.
        rows: every row, in batches, never all in memory.
    """

    name: str
    es: str
    en: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[dict[str, object]]]


def all_initiatives() -> Iterator[dict[str, object]]:
    """Every public initiative, the newest act first."""
    index = current_index()
    today = timezone.localdate()
    places = index.ordered("newest", today)
    return exported_rows(index, current_labels(index), places, today=today)


DATASETS = (
    Dataset(
        name="initiatives",
        es="Cada iniciativa pública de inversión",
        en="Each public investment initiative",
        columns=columns.INITIATIVES,
        rows=all_initiatives,
    ),
)
