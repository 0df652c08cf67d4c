"""What the desk asks of the territory."""

from __future__ import annotations

from alameda.foundation.errors import NotFoundError
from alameda.territory.selectors import region


def region_letters() -> str:
    """The two letters of the region, for its holidays; empty while none is loaded."""
    try:
        return region().iso_code
    except NotFoundError:
        return ""
