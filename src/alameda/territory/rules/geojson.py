"""Reading boundaries from a GeoJSON document that anybody may have made: all is checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from alameda.foundation.codes import parse_cut
from alameda.foundation.errors import BadInputError
from alameda.territory.rules.geometry import Box, box_of, twice_the_area

MAX_POSITIONS: Final = 2_000_000
DECIMALS: Final = 6  # of a degree: ten centimetres
CHILE: Final = Box(west=-110.0, south=-57.0, east=-66.0, north=-17.0)
CLOSED_RING: Final = 4
_WGS84_NAMES: Final = ("crs84", "4326")


class Fault(StrEnum):
    """What is wrong with a feature."""

    NOT_A_FEATURE = "not_a_feature"
    NO_CODE = "no_code"
    TWICE = "twice"
    NOT_A_POLYGON = "not_a_polygon"
    EMPTY = "empty"
    OPEN_RING = "open_ring"
    NOT_NUMBERS = "not_numbers"
    OUTSIDE_CHILE = "outside_chile"
    NO_AREA = "no_area"
    TOO_MANY_POSITIONS = "too_many_positions"


class DocumentFault(StrEnum):
    """What is wrong with the whole document."""

    NOT_A_COLLECTION = "not_a_collection"
    NO_FEATURES = "no_features"
    OTHER_COORDINATES = "other_coordinates"


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """A comuna's boundary, tidied: two dimensions, six decimals."""

    cut: str
    geometry: dict[str, Any]
    box: Box


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A feature that cannot be used; ``position`` counts from 1; ``cut`` is empty if not read."""

    position: int
    cut: str
    fault: Fault


class DocumentError(ValueError):
    """The document as a whole cannot be used."""

    def __init__(self, fault: DocumentFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class _FeatureError(ValueError):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_boundaries(document: object, *, cut_property: str) -> tuple[list[Boundary], list[Refusal]]:
    """The boundaries of a feature collection, and the features that were refused.

    Args:
        document: decoded JSON, of any shape.
        cut_property: name of the property that holds the code of the comuna.

    Raises:
        DocumentError: it is no feature collection in degrees of WGS 84, or it has no features.
    """
    boundaries: dict[str, Boundary] = {}
    refusals: list[Refusal] = []
    left = MAX_POSITIONS
    for position, feature in enumerate(_features(document), start=1):
        cut = ""
        try:
            cut = _cut(feature, cut_property)
            geometry, used = _geometry(feature, left)
            _check_first(cut, boundaries)
            left -= used
            boundaries[cut] = Boundary(cut=cut, geometry=geometry, box=box_of(geometry))
        except _FeatureError as error:
            refusals.append(Refusal(position=position, cut=cut, fault=error.fault))
    return list(boundaries.values()), refusals


def _features(document: object) -> list[object]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise DocumentError(DocumentFault.NOT_A_COLLECTION)
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise DocumentError(DocumentFault.NO_FEATURES)
    crs = document.get("crs")
    if crs is not None and not any(name in str(crs).lower() for name in _WGS84_NAMES):
        raise DocumentError(DocumentFault.OTHER_COORDINATES)
    return features


def _cut(feature: object, cut_property: str) -> str:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _FeatureError(Fault.NOT_A_FEATURE)
    properties = feature.get("properties")
    value = properties.get(cut_property) if isinstance(properties, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _FeatureError(Fault.NO_CODE)
    try:
        return parse_cut(value)
    except BadInputError as error:
        raise _FeatureError(Fault.NO_CODE) from error


def _check_first(cut: str, boundaries: dict[str, Boundary]) -> None:
    if cut in boundaries:
        raise _FeatureError(Fault.TWICE)


def _geometry(feature: object, left: int) -> tuple[dict[str, Any], int]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise _FeatureError(Fault.NOT_A_POLYGON)
    found = geometry.get("coordinates")
    polygons = [found] if kind == "Polygon" else found
    if not isinstance(polygons, list) or not polygons:
        raise _FeatureError(Fault.EMPTY)
    tidy = [_polygon(polygon) for polygon in polygons]
    used = sum(len(ring) for polygon in tidy for ring in polygon)
    if used > left:
        raise _FeatureError(Fault.TOO_MANY_POSITIONS)
    return {"type": kind, "coordinates": tidy[0] if kind == "Polygon" else tidy}, used


def _polygon(polygon: object) -> list[list[list[float]]]:
    if not isinstance(polygon, list) or not polygon:
        raise _FeatureError(Fault.EMPTY)
    return [_ring(ring) for ring in polygon]


def _ring(ring: object) -> list[list[float]]:
    if not isinstance(ring, list):
        raise _FeatureError(Fault.EMPTY)
    tidy = [_position(position) for position in ring]
    if len(tidy) < CLOSED_RING or tidy[0] != tidy[-1]:
        raise _FeatureError(Fault.OPEN_RING)
    if twice_the_area(tidy) == 0:
        raise _FeatureError(Fault.NO_AREA)
    return tidy


def _position(position: object) -> list[float]:
    if not isinstance(position, list) or len(position) not in (2, 3):
        raise _FeatureError(Fault.NOT_NUMBERS)
    if not all(type(number) in (int, float) and _is_finite(number) for number in position):
        raise _FeatureError(Fault.NOT_NUMBERS)
    longitude, latitude = float(position[0]), float(position[1])
    if not (CHILE.west <= longitude <= CHILE.east and CHILE.south <= latitude <= CHILE.north):
        raise _FeatureError(Fault.OUTSIDE_CHILE)
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number longer than any float
        return False
