"""The facet index: exact counts over every public initiative, in the process, always fresh.

``keeper.current_index()`` gives an immutable ``Index`` of the committed state of the database;
``Index.select`` answers a set of filters. Why in process: docs/adr, "Facets in the process".
"""

from alameda.investments.selectors.facets.filters import FACETS, ORDERS, Filters
from alameda.investments.selectors.facets.index import Index, Selection
from alameda.investments.selectors.facets.keeper import current_index, forget_index

__all__ = [
    "FACETS",
    "ORDERS",
    "Filters",
    "Index",
    "Selection",
    "current_index",
    "forget_index",
]
