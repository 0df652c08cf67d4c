"""Reading the record: the log's files, its pages, and the check of its tables."""

from alameda.record.selectors.audit import audit
from alameda.record.selectors.entries import (
    Filter,
    PlacedEntry,
    count_entries,
    entries_about,
    get_entry,
    known_verbs,
    latest,
    page_of_entries,
)
from alameda.record.selectors.log import (
    edge,
    fetch,
    has_pending,
    head,
    origin,
    verifier_key,
)

__all__ = [
    "Filter",
    "PlacedEntry",
    "audit",
    "count_entries",
    "edge",
    "entries_about",
    "fetch",
    "get_entry",
    "has_pending",
    "head",
    "known_verbs",
    "latest",
    "origin",
    "page_of_entries",
    "verifier_key",
]
