"""Every write of the territory."""

from alameda.territory.actions.boundaries import (
    BoundariesRefusedError,
    BoundaryReport,
    import_boundaries,
)
from alameda.territory.actions.region import load_region

__all__ = ["BoundariesRefusedError", "BoundaryReport", "import_boundaries", "load_region"]
