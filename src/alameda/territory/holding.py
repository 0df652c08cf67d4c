"""What the territory is held against: what its pack and its boundaries said."""

from __future__ import annotations

from typing import Final

from alameda.record.rules.holding import Holding

HOLDINGS: Final = (
    Holding(
        model="territory.region",
        key=("code",),
        digested=("cut", "iso_code", "name", "government", "capital"),
        apart={"is_only": "there is one"},
    ),
    Holding(model="territory.province", key=("cut",), digested=("name", "region__code")),
    Holding(
        model="territory.comuna",
        key=("cut",),
        digested=(
            "name", "province__cut", "population", "population_source", "seat_latitude",
            "seat_longitude", "seat_source", "tile_x", "tile_y", "boundary", "boundary_source",
        ),
        apart={
            "sort_name": "computed from its name",
            "aliases": "spellings that imports read",
            "boundary_west": "computed from its boundary",
            "boundary_south": "computed from its boundary",
            "boundary_east": "computed from its boundary",
            "boundary_north": "computed from its boundary",
        },
    ),
)  # fmt: skip
