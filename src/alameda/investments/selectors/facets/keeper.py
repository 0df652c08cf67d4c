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
    database: str


_lock = threading.Lock()
_kept: list[_Kept] = []


def current_index() -> Index:
    """The index of what is committed now.

    Inside a transaction the caller sees its own changes too, so it gets an index of its own, which
    nobody else will see: what may still be rolled back is never shared.
    """
    kept = _kept[0] if _kept and _is_usable(_kept[0]) else None
    if connection.in_atomic_block:
        return _brought_up_to_date(kept.index) if kept else Index(columns.read_all())
    if kept is not None and not columns.count_unseen(kept.index.columns.snapshot):
        return kept.index
    with _lock:
        return _renewed()


def forget_index() -> None:
    """Drop the kept index: the next reader reads everything again."""
    with _lock:
        _kept.clear()


def _is_usable(kept: _Kept) -> bool:
    is_young = time.monotonic() - kept.read_at < REBUILD_AFTER_S
    return is_young and kept.database == _database()


def _database() -> str:
    settings = connection.settings_dict
    return f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def _renewed() -> Index:
    """The kept index brought up to date, or read whole; under the lock."""
    kept = _kept[0] if _kept and _is_usable(_kept[0]) else None
    if kept is None:
        index, read_at = Index(columns.read_all()), time.monotonic()
    else:
        index, read_at = _brought_up_to_date(kept.index), kept.read_at
    _kept[:] = [_Kept(index=index, read_at=read_at, database=_database())]
    return index


def _brought_up_to_date(index: Index) -> Index:
    unseen = columns.count_unseen(index.columns.snapshot)
    if not unseen:
        return index
    if unseen > REBUILD_ABOVE:
        return Index(columns.read_all())
    fresh, changed = columns.read_changed(index.columns.snapshot)
    return Index(columns.merged(index.columns, fresh, changed))
