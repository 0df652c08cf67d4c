"""What a glance tells of the record: its head, and the moments that it is dated with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from alameda.record.models import Checkpoint, Entry
from alameda.record.rules import files, merkle, note
from alameda.record.rules.tiles import HEIGHT
from alameda.record.selectors.keys import instance_keys, trouble_of_marks
from alameda.record.selectors.log import edge, head

_BACK = """
    SELECT max(before - signed_at) FROM (
        SELECT signed_at, lag(signed_at) OVER (ORDER BY number) AS before FROM (
            SELECT number, signed_at FROM record_checkpoint ORDER BY number DESC LIMIT %s
        ) AS latest
    ) AS pairs
"""


@dataclass(frozen=True)
class Dates:
    """How the record is dated.

    Attributes:
        ahead: entries dated later than a moment that cannot have come yet.
        back: the furthest that the clock went back from one signed head to the next.
    """

    ahead: int
    back: timedelta


def state_of_dates(*, after: datetime, heads: int) -> Dates:
    """Entries dated after a moment, and how far the clock went back.

    Args:
        after: no honest entry is later. Entries are told apart by their identifiers, which begin
            with the millisecond they were made at.
        heads: how many of the latest heads to compare.
    """
    first = UUID(int=int(after.timestamp() * 1_000) << 80)
    with connection.cursor() as cursor:
        cursor.execute(_BACK, [heads])
        back = cursor.fetchone()[0]
    return Dates(Entry.objects.filter(id__gt=first).count(), max(back or timedelta(), timedelta()))


def trouble_of_head() -> str:
    """What is wrong with the latest head, as far as a glance tells; empty where nothing is.

    Its signature and the marks of the latest places by our keys, the history file, and whether the
    stored edge of the tree leads to its root. ``audit`` looks at all of it.
    """
    keys, latest = instance_keys(), head()
    last = files.last_remembered(settings.DATA_DIR)
    if latest is None:
        return f"{last.size} entries were signed, and there is no head." if last else ""
    if trouble := files.trouble_of_keys(keys, head=latest.note, places=()) or trouble_of_marks(
        keys
    ):
        return trouble
    if last and latest.number < last.number:
        return f"{last.size} entries were signed, and the database has {latest.size} of them."
    known = Checkpoint.objects.filter(number=last.number).first() if last else None
    if last and (known is None or known.note != last.note):
        return f"Head {last.number} is not the one that was signed."
    return "" if _leads_to_root(latest) else "The stored tree does not lead to the signed root."


def _leads_to_root(latest: Checkpoint) -> bool:
    """Whether the stored hashes of a head's edge make its root."""
    frontier = merkle.Frontier()
    try:
        for level, hashes in reversed(list(enumerate(edge(latest)))):
            for subtree in hashes:
                frontier.append(subtree, height=HEIGHT * level)
        root = note.parse_checkpoint(note.parse_note(latest.note.encode())).root
        return frontier.size == latest.size and frontier.root() == root
    except ValueError:
        return False
