"""The sequencer: gives committed entries their place in the log, hashes and signs.

One at a time (an advisory lock), a batch a transaction: a batch that dies leaves nothing behind.
Before it adds anything, it holds the tree it would extend against its last signed head, and that
against the history file: a log that was tampered with, or a database put back to an older state,
is not signed on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.foundation.errors import AlamedaError
from alameda.record import selectors
from alameda.record.actions.publish import publish
from alameda.record.events import EntryRefused
from alameda.record.models import Checkpoint, Leaf, Refusal, Tile
from alameda.record.rules import files, merkle, note
from alameda.record.rules.leaf import LeafError, decode_leaf, entry_mac, place_mac
from alameda.record.rules.tiles import HEIGHT, WIDTH

log = logging.getLogger(__name__)

LOCK = 0x616C616D65646101  # "alameda" and a number: no other lock of ours has it
BATCH = 5_000
TURN_SECONDS = 20
_WAITING = "SELECT entry_id FROM record_pending ORDER BY entry_id LIMIT %s"
_ENTRIES = """
    SELECT id, published_at, verb, subject, leaf, mac FROM record_entry WHERE id = ANY(%s)
"""
_PLACED = "SELECT entry_id, index FROM record_leaf WHERE entry_id = ANY(%s)"
_GONE: Sequence[Any] = (None, None, None, None, None)
_PLACE = """
    INSERT INTO record_leaf (index, entry_id, hash, mac, verb, subject)
    SELECT * FROM unnest(
        %s::bigint[], %s::uuid[], %s::bytea[], %s::bytea[], %s::text[], %s::text[])
"""


class RecordBrokenError(AlamedaError):
    """The stored record is not what was signed: nothing is added until somebody has looked."""

    code = "record-broken"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


class LockHeldError(AlamedaError):
    """Another session holds the sequencer's lock: nothing gets its place meanwhile."""

    code = "record-lock-held"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


@dataclass(frozen=True)
class _Waiting:
    """A row of the queue, with its entry as the database has it now."""

    entry_id: UUID
    published_at: Any
    verb: str
    subject: str
    leaf: bytes | None
    mac: bytes
    index: int | None

    def trouble(self, marking: bytes) -> Refusal.Reason | None:
        """Why it gets no place."""
        if self.leaf is None:
            return Refusal.Reason.VANISHED
        if self.index is not None:
            return Refusal.Reason.REPEATED
        if entry_mac(marking, self.leaf) != self.mac:
            return Refusal.Reason.FORGED
        try:
            leaf = decode_leaf(self.leaf)
        except LeafError:
            return Refusal.Reason.ALTERED
        said = (self.entry_id, self.published_at, self.verb, self.subject)
        is_same = said == (leaf.id, leaf.at, leaf.verb, leaf.subject)
        return None if is_same else Refusal.Reason.ALTERED


@transaction.atomic
def sequence_pending(limit: int = BATCH) -> int:
    """Give waiting entries their place, and sign the new head; returns how many got one.

    Signs a head also where there is none yet, or where the site's address changed.

    Raises:
        RecordBrokenError: the stored record is not what was signed.
        LockHeldError: another session holds the sequencer's lock, and does not let go.
    """
    keys = selectors.instance_keys()
    _take_turn()
    rows = _waiting(limit)
    head = Checkpoint.objects.order_by("-number").first()
    _hold_against_history(head)
    if rows and (trouble := selectors.trouble_of_marks(keys)):
        raise RecordBrokenError(trouble)
    tree = _Tree.below(head, keys)
    placed = []
    for row in rows:
        reason = row.trouble(keys.marking)
        if reason is None and row.leaf is not None:
            placed.append((tree.size, row, tree.append(row.leaf)))
        elif reason is not None:
            log.error("Entry %s was refused: %s.", row.entry_id, reason.label)
            now = timezone.now()
            Refusal.objects.create(entry_id=row.entry_id, reason=reason, found_at=now)
            fact = EntryRefused(subject="record", entry=str(row.entry_id), reason=reason.value)
            publish(fact, actor=SYSTEM)
    _store(placed, marking=keys.marking)
    Tile.objects.bulk_create(tree.filled)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM record_pending WHERE entry_id = ANY(%s)", [[row.entry_id for row in rows]]
        )
    if placed or head is None or _signed(head, keys).origin != selectors.origin():
        _sign(tree, keys, number=head.number + 1 if head else 0)
    return len(placed)


def _take_turn() -> None:
    """Wait for the sequencer's lock; a batch is short, so who holds it for long is no sequencer.

    Raises:
        LockHeldError: it was not let go in time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{TURN_SECONDS}s"])
        try:
            with transaction.atomic():
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except OperationalError as error:
            holder = selectors.holder_of_lock(LOCK)
            message = f"The sequencer’s lock is held by another session ({holder})."
            raise LockHeldError(message) from error
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")


def _waiting(limit: int) -> list[_Waiting]:
    """The next of the queue, each with its entry and its place, where it has them.

    Asked by key, table by table: right after many facts the statistics may say that the tables
    are empty, and a join would then be planned as one scan of the other table for each row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [limit])
        ids = [entry_id for (entry_id,) in cursor.fetchall()]
        cursor.execute(_ENTRIES, [ids])
        entries: dict[UUID, Sequence[Any]] = {
            entry_id: said for entry_id, *said in cursor.fetchall()
        }
        cursor.execute(_PLACED, [ids])
        places = dict(cursor.fetchall())
    rows: list[Sequence[Any]] = [
        (entry_id, *entries.get(entry_id, _GONE), places.get(entry_id)) for entry_id in ids
    ]
    return [_Waiting(*row) for row in rows]


def _store(placed: list[tuple[int, _Waiting, bytes]], *, marking: bytes) -> None:
    if not placed:
        return
    columns = zip(
        *[
            (
                index,
                row.entry_id,
                leaf_hash,
                place_mac(marking, index=index, entry_id=row.entry_id, leaf_hash=leaf_hash),
                row.verb,
                row.subject,
            )
            for index, row, leaf_hash in placed
        ],
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [list(column) for column in columns])


def _sign(tree: _Tree, keys: files.Keys, *, number: int) -> None:
    origin, now = selectors.origin(), timezone.now()
    signer = note.Signer(origin, keys.signing)
    checkpoint = Checkpoint.objects.create(
        number=number,
        size=tree.size,
        signed_at=now,
        note=str(note.Checkpoint(origin, tree.size, tree.root(), signed_at=now).signed_by(signer)),
        tail=b"".join(tree.levels[0]),
    )
    kept = files.Remembered(number, checkpoint.size, checkpoint.note)
    transaction.on_commit(lambda: files.remember(settings.DATA_DIR, [kept]))


def _hold_against_history(head: Checkpoint | None) -> None:
    """Refuse to go on from a database that is behind, or beside, what was signed before.

    Where the machine stopped between the commit and the file, the file catches up.
    """
    last = files.last_remembered(settings.DATA_DIR)
    if last is None and head is None:
        return
    if last is not None and (head is None or head.number < last.number):
        raise RecordBrokenError(_behind(head, last))
    if last is not None:
        same = Checkpoint.objects.filter(number=last.number, note=last.note)
        if not same.exists():
            message = f"Checkpoint {last.number} is not the one that was signed."
            raise RecordBrokenError(message)
    missed = Checkpoint.objects.filter(number__gt=last.number if last else -1).order_by("number")
    kept = [files.Remembered(one.number, one.size, one.note) for one in missed]
    if kept:
        transaction.on_commit(lambda: files.remember(settings.DATA_DIR, kept))


def _behind(head: Checkpoint | None, last: files.Remembered) -> str:
    """What it means that the history file knows a later head than the database."""
    have, number = (head.size, head.number) if head else (0, -1)
    if have < last.size:
        return (
            f"The database holds {have} entries, and {last.size} were signed already."
            " It was cut, or put back to an older state."
        )
    return (
        f"The history file {files.HISTORY} remembers checkpoint {last.number}, of {last.size}"
        f" entries, and the last one in the database is {number}, of {have}: a head was taken from"
        " the database, or a line was added to the file."
    )


def _signed(head: Checkpoint, keys: files.Keys) -> note.Checkpoint:
    """What a stored head says, once our own signature on it holds, whatever our address then.

    Raises:
        RecordBrokenError: it does not hold.
    """
    try:
        signed = note.parse_note(head.note.encode())
        said = note.parse_checkpoint(signed)
        public = keys.signing.public_key().public_bytes_raw()
        signed.verified([note.VerifierKey(said.origin, public)])
    except note.NoteError as error:
        message = (
            f"Checkpoint {head.number} is not signed by the key in this instance's folder: {error}"
        )
        raise RecordBrokenError(message) from error
    return said


class _Tree:
    """The open right edge of the stored tree: the hashes of each level not yet in a full tile."""

    def __init__(self, size: int, levels: list[list[bytes]]) -> None:
        self.size = size
        self.levels = levels
        self.filled: list[Tile] = []

    @classmethod
    def below(cls, head: Checkpoint | None, keys: files.Keys) -> _Tree:
        """The edge as stored, once it leads to the signed root.

        Raises:
            RecordBrokenError: it does not, or there are places that no head has signed.
        """
        size = head.size if head else 0
        tree = cls(size, selectors.edge(head))
        root = _signed(head, keys).root if head else merkle.EMPTY_ROOT
        try:
            is_same = tree.root() == root
        except ValueError:  # so many hashes are gone that they make no tree
            is_same = False
        if not is_same:
            message = f"The stored tree of {size} entries does not lead to its signed root."
            raise RecordBrokenError(message)
        if Leaf.objects.filter(index__gte=size).exists():
            message = f"There is an entry at place {size} or after, which was never signed."
            raise RecordBrokenError(message)
        return tree

    def append(self, raw: bytes) -> bytes:
        """Append an entry; returns its leaf hash."""
        leaf_hash = merkle.leaf_hash(raw)
        self.size += 1
        self._append(0, leaf_hash)
        return leaf_hash

    def _append(self, level: int, subtree: bytes) -> None:
        if level == len(self.levels):
            self.levels.append([])
        self.levels[level].append(subtree)
        if len(self.levels[level]) == WIDTH:
            hashes = b"".join(self.levels[level])
            index = (self.size >> (HEIGHT * (level + 1))) - 1
            root = merkle.complete_root(hashes)
            self.filled.append(Tile(level=level, index=index, root=root, hashes=hashes))
            self.levels[level] = []
            self._append(level + 1, root)

    def root(self) -> bytes:
        """Root of the whole tree.

        Raises:
            ValueError: the hashes make no tree.
        """
        frontier = merkle.Frontier()
        for level in reversed(range(len(self.levels))):
            for subtree in self.levels[level]:
                frontier.append(subtree, height=HEIGHT * level)
        if frontier.size != self.size:
            message = f"The hashes are those of {frontier.size} entries."
            raise ValueError(message)
        return frontier.root()
