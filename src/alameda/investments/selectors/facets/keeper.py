"""Keeps one index a process, exactly as fresh as the database.

Each request asks the database one thing: which initiatives changed in transactions that the
index's own snapshot could not see. Usually none. Otherwise they alone are read again, and a new
immutable index takes the place of the old; readers that hold the old one finish with it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.db import connection

from alameda.investments.selectors.facets import columns
from alameda.investments.selectors.facets.index import Index

# Past this many changed initiatives, reading everything again costs less than merging.
REBUILD_ABOVE = 5_000
# Changes are pruned after a day; an index much younger than that cannot have missed any.
REBUILD_AFTER_S = 6 * 3600


@dataclass(frozen=True)
class _Kept:
    index: Index
    read_at: float


_lock = threading.Lock()
_kept: list[_Kept] = []


def current_index() -> Index:
    """The index of what is committed now.

    Inside a transaction the caller sees its own changes too, so it gets an index of its own, which
    nobody else will see: what may still be rolled back is never shared.
    """
    kept = _usable()
    if connection.in_atomic_block:
        return _brought_up_to_date(kept)
    if kept is not None and columns.count_unseen(kept.index.columns) == 0:
        return kept.index
    with _lock:
        kept = _usable()
        index = _brought_up_to_date(kept)
        is_whole = kept is None or index.columns.database != kept.index.columns.database
        read_at = time.monotonic() if kept is None or is_whole else kept.read_at
        _kept[:] = [_Kept(index=index, read_at=read_at)]
        return index


def forget_index() -> None:
    """Drop the kept index: the next reader reads everything again."""
    with _lock:
        _kept.clear()


def _usable() -> _Kept | None:
    kept = _kept[0] if _kept else None
    is_young = kept is not None and time.monotonic() - kept.read_at < REBUILD_AFTER_S
    return kept if is_young else None


def _brought_up_to_date(kept: _Kept | None) -> Index:
    """What was kept with what changed since; all read again where that is less work."""
    unseen = columns.count_unseen(kept.index.columns) if kept else None
    if kept is None or unseen is None or unseen > REBUILD_ABOVE:
        return Index(columns.read_all())
    if not unseen:
        return kept.index
    fresh, changed = columns.read_changed(kept.index.columns.snapshot)
    return Index(columns.merged(kept.index.columns, fresh, changed))
