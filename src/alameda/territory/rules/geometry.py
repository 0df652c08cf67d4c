"""Plane geometry over longitude and latitude: enough to say in which comuna a point lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

Position = Sequence[float]
Ring = Sequence[Position]


class Box(NamedTuple):
    """The rectangle around a boundary, in degrees."""

    west: float
    south: float
    east: float
    north: float


def polygons_of(geometry: dict[str, Any]) -> list[list[Ring]]:
    """The polygons of a GeoJSON Polygon or MultiPolygon, each a list of rings."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"])


def positions_of(geometry: dict[str, Any]) -> Iterator[Position]:
    """Every position of a Polygon or MultiPolygon."""
    for polygon in polygons_of(geometry):
        for ring in polygon:
            yield from ring


def box_of(geometry: dict[str, Any]) -> Box:
    """The rectangle around a Polygon or MultiPolygon."""
    points = [(position[0], position[1]) for position in positions_of(geometry)]
    longitudes = [longitude for longitude, _latitude in points]
    latitudes = [latitude for _longitude, latitude in points]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def twice_the_area(ring: Ring) -> float:
    """Twice the area of a closed ring, without sign, in square degrees."""
    return abs(sum(first[0] * second[1] - second[0] * first[1] for first, second in pairwise(ring)))


def contains(geometry: dict[str, Any], *, latitude: float, longitude: float) -> bool:
    """Whether a point lies inside a Polygon or MultiPolygon, and not in one of its holes.

    Ray casting, even-odd. Of two comunas that share a border, a point exactly on it may belong to
    either: borders have no width and no legal value here.
    """
    return any(
        sum(_crosses(ring, latitude, longitude) for ring in polygon) % 2 == 1
        for polygon in polygons_of(geometry)
    )


def _crosses(ring: Ring, latitude: float, longitude: float) -> int:
    """How many sides of the ring a ray from the point to the east crosses."""
    times = 0
    for first, second in pairwise(ring):
        if (first[1] > latitude) != (second[1] > latitude):
            share = (latitude - first[1]) / (second[1] - first[1])
            times += longitude < first[0] + share * (second[0] - first[0])
    return times
