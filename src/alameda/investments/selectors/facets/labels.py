"""What the index's numbers are called: comunas, provinces, sectors and units, by key and by name.

Names change rarely and the index holds none, so they are read again once a minute.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from django.db import connection

from alameda.accounts.models import Organisation
from alameda.investments.models import Sector
from alameda.investments.selectors.facets.filters import CLOSED, NOT_STATED, REGION_WIDE
from alameda.investments.selectors.facets.index import NONE_ID, REGION_WIDE_ID, Index
from alameda.territory.models import Comuna, Province, Region

FRESH_S = 60.0
LINKED = frozenset({"comuna", "province"})


@dataclass(frozen=True, slots=True)
class Place:
    """A comuna as the pages need it."""

    pk: int
    cut: str
    name: str
    sort_name: str
    province_pk: int
    population: int | None
    population_source: str
    x: int
    y: int


@dataclass(frozen=True)
class Labels:
    """Public key and name of every open value, and back.

    Attributes:
        comunas: by primary key, in Spanish order.
        named: of each open facet, primary key to public key and name.
        version: a digest, the region's own name included: what a page is made of may change.
    """

    comunas: Mapping[int, Place]
    named: Mapping[str, Mapping[int, tuple[str, str]]]
    version: str

    def key(self, facet: str, value: int) -> str:
        """The public key of a value of the index."""
        if facet in CLOSED:
            return CLOSED[facet][value]
        if facet == "year":
            return str(value)
        if value == REGION_WIDE_ID:
            return REGION_WIDE
        return NOT_STATED if value == NONE_ID else self.named[facet][value][0]

    def resolve(self, facet: str, key: str) -> int | None:
        """The index's value for a public key; ``None`` where there is no such thing."""
        if facet == "year":
            is_year = key.isascii() and key.isdigit() and len(key) == 4  # noqa: PLR2004  a year's digits
            return int(key) if is_year else None
        if facet in CLOSED:
            return CLOSED[facet].index(key) if key in CLOSED[facet] else None
        if key == NOT_STATED:
            return NONE_ID
        if key == REGION_WIDE and facet in LINKED:
            return REGION_WIDE_ID
        return next((pk for pk, (own, _name) in self.named[facet].items() if own == key), None)

    def name(self, facet: str, value: int) -> str:
        """The name of an open value; empty for those that only the page can word."""
        if facet == "year":
            return str(value)
        return self.named[facet][value][1] if value > 0 else ""

    def comuna(self, cut: str) -> Place | None:
        """A comuna by its code."""
        return next((place for place in self.comunas.values() if place.cut == cut), None)


@dataclass(frozen=True)
class _Kept:
    labels: Labels
    used: frozenset[tuple[str, int]]
    read_at: float
    database: int


_lock = threading.Lock()
_kept: list[_Kept] = []


def current_labels(index: Index) -> Labels:
    """The names for an index, at most a minute old; inside a transaction, read again."""
    used = index.used_values
    if connection.in_atomic_block:
        return _read(used)
    kept = _kept[0] if _kept else None
    database = index.columns.database
    if kept and _serves(kept, used, database):
        return kept.labels
    with _lock:
        labels = _read(used)
        _kept[:] = [_Kept(labels=labels, used=used, read_at=time.monotonic(), database=database)]
        return labels


def forget_labels() -> None:
    """Drop the kept names."""
    with _lock:
        _kept.clear()


def _serves(kept: _Kept, used: frozenset[tuple[str, int]], database: int) -> bool:
    is_fresh = time.monotonic() - kept.read_at < FRESH_S
    return is_fresh and kept.database == database and used <= kept.used


def _read(used: frozenset[tuple[str, int]]) -> Labels:
    units = [value for facet, value in used if facet == "unit"]
    comunas = {
        row[0]: Place(*row)
        for row in Comuna.objects.order_by("sort_name").values_list(
            "pk",
            "cut",
            "name",
            "sort_name",
            "province_id",
            "population",
            "population_source",
            "tile_x",
            "tile_y",
        )
    }
    named = {
        "comuna": {pk: (place.cut, place.name) for pk, place in comunas.items()},
        "province": {pk: (cut, name) for pk, cut, name in _three(Province, "cut")},
        "sector": {pk: (slug, name) for pk, slug, name in _three(Sector, "slug")},
        "unit": {
            pk: (slug, name)
            for pk, slug, name in Organisation.objects.filter(pk__in=units)
            .order_by("name")
            .values_list("pk", "slug", "name")
        },
    }
    region = list(Region.objects.values_list("code", "name", "government"))
    digest = crc32(repr((region, list(comunas.values()), named)).encode())
    return Labels(comunas=comunas, named=named, version=f"{digest:08x}")


def _three(model: type[Province] | type[Sector], key: str) -> list[tuple[int, str, str]]:
    return list(model.objects.order_by(key).values_list("pk", key, "name"))
