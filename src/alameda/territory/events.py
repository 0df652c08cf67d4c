"""The facts that the territory publishes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class RegionLoaded(Fact):
    """The facts of the region were loaded or changed from its pack.

    Attributes:
        name: of the region.
        provinces: how many it has.
        comunas: how many it has.
        changed: codes of the comunas that are new or have changed.
        population_source: where the numbers of inhabitants come from.
    """

    verb = "region.loaded"
    words = _("The facts of the region were loaded")

    name: str
    provinces: int
    comunas: int
    changed: list[str]
    population_source: str


@dataclass(frozen=True, kw_only=True)
class BoundariesImported(Fact):
    """Boundaries of comunas were imported from a GeoJSON file.

    Attributes:
        source: who made the boundaries, as told by whoever imported them.
        sha256: of the file, in hexadecimal.
        changed: codes of the comunas whose boundary is new or has changed.
    """

    verb = "boundaries.imported"
    words = _("Boundaries were imported")

    source: str
    sha256: str
    changed: list[str]
