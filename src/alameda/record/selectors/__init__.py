"""Reading the record: the log's files, its pages, and the check of its tables."""

from alameda.record.selectors.audit import audit
from alameda.record.selectors.entries import (
    PAGE_SIZE,
    EntryLostError,
    Filter,
    PlacedEntry,
    Proved,
    entries_about,
    get_entry,
    known_verbs,
    latest,
    page_of_entries,
)
from alameda.record.selectors.glance import Dates, state_of_dates, trouble_of_head
from alameda.record.selectors.keys import KeysLostError, instance_keys, trouble_of_marks
from alameda.record.selectors.log import (
    State,
    count_entries,
    edge,
    fetch,
    has_pending,
    head,
    origin,
    record_version,
    state_of_record,
    stored_key,
    told_version,
    verifier_key,
)

__all__ = [
    "PAGE_SIZE",
    "Dates",
    "EntryLostError",
    "Filter",
    "KeysLostError",
    "PlacedEntry",
    "Proved",
    "State",
    "audit",
    "count_entries",
    "edge",
    "entries_about",
    "fetch",
    "get_entry",
    "has_pending",
    "head",
    "instance_keys",
    "known_verbs",
    "latest",
    "origin",
    "page_of_entries",
    "record_version",
    "state_of_dates",
    "state_of_record",
    "stored_key",
    "told_version",
    "trouble_of_head",
    "trouble_of_marks",
    "verifier_key",
]
