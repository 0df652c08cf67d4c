"""Boundaries made for the tests: squares over the region of Ñuble."""

from __future__ import annotations

import io
import json
from typing import Any

from alameda.foundation.actor import Actor, Grant

OPERATOR = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="operator")}))
FORMULATOR = Actor(
    kind="person", person_id=2, grants=frozenset({Grant(role="municipal_formulator")})
)


def square(west: float, south: float, size: float = 0.1) -> list[list[float]]:
    """A closed square ring."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(cut: object, *rings: list[list[float]], **changes: Any) -> dict[str, Any]:
    """A feature with a polygon; ``changes`` replace members of it."""
    made = {
        "type": "Feature",
        "properties": {"cut": cut},
        "geometry": {"type": "Polygon", "coordinates": list(rings) or [square(-72.1, -36.6)]},
    }
    return made | changes


def geojson(*features: object, **changes: Any) -> io.BytesIO:
    """An open file with a feature collection; ``changes`` replace members of it."""
    document = {"type": "FeatureCollection", "features": list(features)} | changes
    return io.BytesIO(json.dumps(document).encode())
