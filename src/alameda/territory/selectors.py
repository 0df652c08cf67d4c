"""Reading the territory: it is public, so nobody is asked who they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alameda.foundation.errors import NotFoundError
from alameda.territory.models import Comuna, Region
from alameda.territory.rules.geometry import contains
from alameda.territory.rules.names import name_index
from alameda.ui.site import Brand

BRAND_KEY = "territory.brand"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A comuna's place in the mosaic; columns and rows count from 1, from the north-west."""

    cut: str
    name: str
    province: str
    x: int
    y: int


def region() -> Region:
    """The region that this instance serves.

    Raises:
        NotFoundError: none was loaded yet.
    """
    found = Region.objects.first()
    if found is None:
        raise NotFoundError(_("No region was loaded yet: run “alameda init --region CODE”."))
    return found


def brand_of_region() -> Brand | None:
    """How the region presents itself; nothing while none is loaded. Kept for a minute."""
    row = _told_of_region()
    return Brand(code=row[0], government=row[1], region=row[2]) if row else None


def _told_of_region() -> tuple[str, ...]:
    """What nearly every page asks of the region: kept by each process for a minute."""
    cache = caches["process"]
    row: tuple[str, ...] | None = cache.get(BRAND_KEY)
    if row is None:
        columns = ("code", "government", "name", "iso_code")
        row = Region.objects.values_list(*columns).first() or ()
        cache.set(BRAND_KEY, row, settings.BRAND_SECONDS if row else 0)
    return row


def comunas() -> QuerySet[Comuna]:
    """Every comuna in Spanish order, with its province, without its boundary."""
    return Comuna.objects.select_related("province").defer("boundary").order_by("sort_name")


def comuna_at(latitude: float, longitude: float) -> Comuna | None:
    """The comuna where a point lies, or None: outside the region, or no boundary known there."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    near = Comuna.objects.select_related("province").filter(
        boundary__isnull=False,
        boundary_west__lte=longitude,
        boundary_east__gte=longitude,
        boundary_south__lte=latitude,
        boundary_north__gte=latitude,
    )
    for comuna in near.order_by("cut"):
        boundary = comuna.boundary
        if boundary and contains(boundary, latitude=latitude, longitude=longitude):
            return comuna
    return None


def comuna_index() -> dict[str, Comuna]:
    """Every comuna by foldd name and alias: take it once to read many rows.

    Look up with ``fold(text)`` of ``foundation.codes``.
    """
    return name_index(
        (name, comuna) for comuna in comunas() for name in (comuna.name, *comuna.aliases)
    )


def mosaic() -> list[Tile]:
    """One equal tile a comuna, in its place, row by row."""
    rows = Comuna.objects.order_by("tile_y", "tile_x").values_list(
        "cut", "name", "province__name", "tile_x", "tile_y"
    )
    return [
        Tile(cut=cut, name=name, province=province, x=x, y=y) for cut, name, province, x, y in rows
    ]


def population() -> int | None:
    """Inhabitants of the region, or None where that of a comuna is not known."""
    counts = list(Comuna.objects.values_list("population", flat=True))
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def region_letters() -> str:
    """The two letters of the region, for its holidays; empty while none is loaded."""
    row = _told_of_region()
    return row[3] if row else ""
