"""The operator's check: every row of the record's tables, against keys and history outside them.

The rows that pages show are held against the entries in the same snapshot (``holdings``).

A stranger checks the public files (``rules.verifier``); this sees what only the instance can see:
who wrote a row, what waits, what was refused, and heads that are no longer there. It reads one
snapshot and streams, so the site goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from alameda.record.events import EntryRefused
from alameda.record.models import Checkpoint, Leaf, Refusal, Tile
from alameda.record.rules import files, merkle, note, tiles, verifier
from alameda.record.rules.leaf import LeafError, decode_leaf, entry_mac, place_mac
from alameda.record.rules.merkle import HASH_BYTES
from alameda.record.rules.tiles import HEIGHT, WIDTH
from alameda.record.rules.verifier import Progress, Report
from alameda.record.selectors.holdings import hold, look_outside
from alameda.record.selectors.keys import instance_keys
from alameda.record.selectors.log import fetch, stored_key

CLOCK_MARGIN = timedelta(minutes=5)
# A transaction takes its time between the moment of its facts and its end: a long import, hours.
ORDER_MARGIN = timedelta(hours=6)
MOMENTS_TOLD = 5
_CHUNK = 2_000
_PLACES = """
    SELECT l.index, l.entry_id, l.hash, l.mac, l.verb, l.subject,
           e.published_at, e.verb, e.subject, e.leaf, e.mac
    FROM record_leaf l LEFT JOIN record_entry e ON e.id = l.entry_id ORDER BY l.index
"""
_UNPLACED = """
    SELECT e.id, e.leaf, e.mac, p.entry_id IS NOT NULL
    FROM record_entry e
    LEFT JOIN record_leaf l ON l.entry_id = e.id
    LEFT JOIN record_pending p ON p.entry_id = e.id
    WHERE l.index IS NULL ORDER BY e.id
"""
_LOST = """
    SELECT p.entry_id FROM record_pending p
    LEFT JOIN record_entry e ON e.id = p.entry_id WHERE e.id IS NULL ORDER BY p.entry_id
"""


def audit(*, progress: Progress | None = None) -> Report:
    """Check every row of the record, and its public files as they would be served now."""
    report = Report()
    data_dir = settings.DATA_DIR
    keys = instance_keys()
    with _snapshot():
        heads = _Heads(report, keys, data_dir)
        size = heads.last.size if heads.last else 0
        marks = _Marks.of(keys.marking, report)
        _check_places(report, marks, heads, size, progress=progress)
        _check_unplaced(report, marks)
        _check_refusals(report)
        _check_tiles(report, size)
        if heads.last and not report.is_full:
            public = verifier.verify_log(fetch, stored_key())
            named = {one.index for one in report.findings}
            report.findings += [one for one in public.findings if one.index not in named]
            report.checkpoint = public.checkpoint
        for head_trouble in heads.unmatched():
            report.findings.append(head_trouble)
        report.findings.sort(key=lambda one: (one.index is None, one.index))
        report.held = hold()
        report.held.findings += look_outside()
    return report


@contextmanager
def _snapshot() -> Iterator[None]:
    """One unchanging view of the database; the outermost transaction sets it, a test may not."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                # Not READ ONLY: who answers readers falsely must not tell this check from them.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a long answer, a chunk in memory at a time."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE record_audit NO SCROLL CURSOR FOR {sql}")
        try:
            while True:
                cursor.execute(f"FETCH {_CHUNK} FROM record_audit")
                chunk = cursor.fetchall()
                yield from chunk
                if len(chunk) < _CHUNK:
                    return
        finally:
            cursor.execute("CLOSE record_audit")


@dataclass(frozen=True)
class _Place:
    """A place in the log beside the entry that stands there now."""

    index: int
    entry_id: UUID
    hash: bytes
    mac: bytes
    listed_verb: str
    listed_subject: str
    published_at: datetime | None
    verb: str | None
    subject: str | None
    raw: bytes | None
    entry_mac: bytes | None

    def trouble(self, marks: _Marks) -> tuple[str, str] | None:
        """What is wrong with it, as a code and in words."""
        if not marks.holds_place(self.index, self.entry_id, self.hash, self.mac):
            return "place-changed", "does not stand where it was placed: the row was changed"
        if self.raw is None:
            return "entry-missing", f"was deleted (its identifier was {self.entry_id})"
        if merkle.leaf_hash(self.raw) != self.hash:
            return "entry-changed", "was changed after it got its place"
        if not marks.holds_entry(self.raw, self.entry_mac):
            return "entry-forged", "was not written by the application, or its mark was changed"
        return self._column_trouble(self.raw)

    def _column_trouble(self, raw: bytes) -> tuple[str, str] | None:
        try:
            leaf = decode_leaf(raw)
        except LeafError:
            return "entry-changed", "cannot be read"
        said = (self.entry_id, self.published_at, self.verb, self.subject)
        listed = (self.listed_verb, self.listed_subject)
        if said != (leaf.id, leaf.at, leaf.verb, leaf.subject):
            return "columns-changed", "is filed under something else than it says"
        if listed != (leaf.verb, leaf.subject):
            return "columns-changed", "is listed under something else than it says"
        return None


class _Moments:
    """What is odd about the dates of entries, each beside the one before; the dates are signed."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._before: datetime | None = None
        self._odd: list[str] = []
        self._count = 0

    def meet(self, place: _Place) -> None:
        """The next entry."""
        at, before, self._before = place.published_at, self._before, place.published_at
        if at is None:
            return
        if at > self._now + CLOCK_MARGIN:
            self._say(f"Entry {place.index} is dated in the future: {at:%Y-%m-%d %H:%M}.")
        elif before is not None and at < before - ORDER_MARGIN:
            self._say(
                f"Entry {place.index} is dated {at:%Y-%m-%d %H:%M}, and the one before it"
                f" {before:%Y-%m-%d %H:%M}: the clock of the instance jumped."
            )

    def _say(self, sentence: str) -> None:
        self._count += 1
        if self._count <= MOMENTS_TOLD:
            self._odd.append(sentence)

    def notes(self) -> list[str]:
        """The first of them, and how many there are."""
        more = f"{self._count} entries in all have a date out of order."
        return [*self._odd, *([more] if self._count > MOMENTS_TOLD else [])]


@dataclass(frozen=True)
class _Marks:
    """The instance's marks on its rows; with another key nothing can be said of them."""

    key: bytes
    is_known: bool

    @classmethod
    def of(cls, key: bytes, report: Report) -> _Marks:
        """Whether this is the key that marked what is there: of three places one mark holds."""
        count = Leaf.objects.count()
        some = Leaf.objects.filter(index__in={0, count // 2, max(count - 1, 0)})
        marks = cls(key, is_known=True)
        is_known = not count or any(
            marks.holds_place(one.index, one.entry_id, bytes(one.hash), bytes(one.mac))
            for one in some
        )
        if not is_known:
            report.add(
                "marks-unknown",
                f"The key in {files.MARKING_KEY} is not the one that marked the rows of this"
                " record: it was lost or replaced. Bring the right file back. What follows says"
                " nothing of marks.",
            )
        return cls(key, is_known)

    def holds_place(self, index: int, entry_id: UUID, leaf_hash: bytes, mac: bytes) -> bool:
        """Whether the mark on a place is the instance's."""
        expected = place_mac(self.key, index=index, entry_id=entry_id, leaf_hash=leaf_hash)
        return not self.is_known or expected == mac

    def holds_entry(self, raw: bytes, mac: bytes | None) -> bool:
        """Whether the mark on an entry is the instance's."""
        return not self.is_known or entry_mac(self.key, raw) == mac


def _check_refusals(report: Report) -> None:
    """A refusal is an entry too: its row cannot go without being missed."""
    refused = {str(one) for one in Refusal.objects.values_list("entry_id", flat=True)}
    told = Leaf.objects.filter(verb=EntryRefused.verb).order_by("index")
    for index, raw in told.values_list("index", "entry__leaf").iterator():
        try:
            entry = str(decode_leaf(bytes(raw or b"")).payload["entry"])
        except (LeafError, KeyError):
            continue  # spoilt: it is named as such
        if entry not in refused:
            sentence = (
                f"The entry {entry} was refused, as entry {index} says; that row was deleted."
            )
            report.add("refusal-missing", sentence, index=index)


def _check_places(
    report: Report,
    marks: _Marks,
    heads: _Heads,
    size: int,
    *,
    progress: Progress | None,
) -> None:
    frontier = merkle.Frontier()
    heads.meet(frontier)
    expected = 0
    moments = _Moments(timezone.now())
    for row in _rows(_PLACES):
        if report.is_full:
            return
        place = _Place(*row)
        if place.index >= size:
            sentence = f"Entry {place.index} stands behind the signed end of the log ({size})."
            report.add("entry-unsigned", sentence, index=place.index)
            continue
        _name_gap(report, expected, place.index)
        expected = place.index + 1
        if (found := place.trouble(marks)) is not None:
            report.add(found[0], f"Entry {place.index} {found[1]}.", index=place.index)
        moments.meet(place)
        report.checked += 1
        frontier.append(place.hash)
        if frontier.size == place.index + 1:
            heads.meet(frontier)
        if progress and expected % _CHUNK == 0:
            progress(expected, size)
    _name_gap(report, expected, size)
    report.notes += moments.notes()
    if progress and size:
        progress(size, size)


def _name_gap(report: Report, expected: int, index: int) -> None:
    if expected < index:
        which = (
            f"Entry {expected}" if index == expected + 1 else f"Entries {expected} to {index - 1}"
        )
        sentence = f"{which} lost the place in the log: the row was deleted."
        report.add("place-missing", sentence, index=expected, last=index - 1)


def _check_unplaced(report: Report, marks: _Marks) -> None:
    """Entries without a place: fresh ones wait, all others are trouble."""
    refused = set(Refusal.objects.values_list("entry_id", flat=True))
    for entry_id, raw, mac, is_waiting in _rows(_UNPLACED):
        if report.is_full:
            return
        if entry_id in refused:
            continue
        if not marks.holds_entry(raw, mac):
            sentence = f"A row was slipped in ({entry_id}): the application did not write it."
            report.add("entry-forged", sentence)
        elif not is_waiting:
            sentence = f"The entry {entry_id} was kept from the log: it has no place and no wait."
            report.add("entry-withheld", sentence)
    for refusal in Refusal.objects.all().iterator():
        sentence = f"The entry {refusal.entry_id} was refused by the sequencer on"
        when = f"{refusal.found_at:%Y-%m-%d}: {refusal.get_reason_display()}."
        report.add(f"refused-{refusal.reason}", f"{sentence} {when}")
    for (entry_id,) in _rows(_LOST):
        sentence = f"The entry {entry_id} was deleted before it got its place."
        report.add("entry-missing", sentence)


def _check_tiles(report: Report, size: int) -> None:
    """Stored tiles that should not be there, or whose root is not that of their hashes."""
    for tile in Tile.objects.order_by("level", "index").iterator(chunk_size=200):
        if report.is_full:
            return
        address = tiles.Tile(tile.level, tile.index)
        last = address.start + (WIDTH << (HEIGHT * tile.level)) - 1
        named = f"The tile {address.path} (entries {address.start} to {last})"
        if not tiles.is_within(address, size):
            sentence = f"{named} stands behind the signed end of the log."
            report.add("tile-unsigned", sentence, index=address.start, last=last)
        elif merkle.complete_root(bytes(tile.hashes)) != bytes(tile.root):
            sentence = f"{named} was changed: its root is not that of its hashes."
            report.add("tile-changed", sentence, index=address.start, last=last)
        elif tile.level == 0:
            _hold_against_places(report, address, bytes(tile.hashes))


def _hold_against_places(report: Report, address: tiles.Tile, hashes: bytes) -> None:
    places = Leaf.objects.filter(index__gte=address.start, index__lt=address.start + WIDTH)
    found = {index: bytes(one) for index, one in places.values_list("index", "hash")}
    named = {one.index for one in report.findings}
    for offset in range(WIDTH):
        index = address.start + offset
        at = slice(offset * HASH_BYTES, (offset + 1) * HASH_BYTES)
        if found.get(index, hashes[at]) != hashes[at] and index not in named:
            sentence = f"Entry {index} has another hash in {address.path} than at its place."
            report.add("tile-changed", sentence, index=index)


class _Heads:
    """The stored checkpoints: each signed, in order, remembered, and the root of what precedes."""

    def __init__(self, report: Report, keys: files.Keys, data_dir: Path) -> None:
        self._report = report
        self._public = keys.signing.public_key().public_bytes_raw()
        self._kept = files.history(data_dir)
        self._troubles: list[verifier.Finding] = []
        self.last = Checkpoint.objects.order_by("-number").first()
        self._is_replaced = self.last is not None and self._is_by_another_key(self.last)
        if self._is_replaced:
            sentence = (
                f"The key in {files.SIGNING_KEY} is not the one that signed the last checkpoint:"
                " it was lost or replaced. Bring the right file back: readers trust the old one."
            )
            self._troubles.append(verifier.Finding("key-unknown", sentence))
        self._waiting = self._stored()
        self._next = next(self._waiting, None)
        self._proved = 0

    def _stored(self) -> Iterator[tuple[int, note.Checkpoint]]:
        """Each stored head that can be trusted; trouble with the others is kept."""
        expected, size = 0, 0
        for stored in Checkpoint.objects.order_by("number").iterator(chunk_size=_CHUNK):
            for number in range(expected, stored.number):
                self._compare(number, None)
            expected = stored.number + 1
            self._compare(stored.number, stored)
            signed = self._signed(stored)
            if signed is None:
                continue
            if (signed.size, len(stored.tail)) != (stored.size, stored.size % WIDTH * HASH_BYTES):
                self._say(stored.number, "was changed: its row says another size than its note")
            if signed.size < size:
                self._say(stored.number, "is smaller than the one before it")
            size = max(size, signed.size)
            yield stored.number, signed
        for kept in self._kept:
            if kept is not None:
                self._cut(kept, size)
                return

    def _is_by_another_key(self, stored: Checkpoint) -> bool:
        """Whether the note is whole and names a key of its own: then the file was replaced."""
        try:
            signed = note.parse_note(stored.note.encode())
            key = note.VerifierKey(note.parse_checkpoint(signed).origin, self._public)
        except note.NoteError:
            return False
        return not any(one.is_by(key) for one in signed.signatures)

    def _signed(self, stored: Checkpoint) -> note.Checkpoint | None:
        try:
            signed = note.parse_note(stored.note.encode())
            said = note.parse_checkpoint(signed)
            signed.verified([note.VerifierKey(said.origin, self._public)])
        except note.NoteError:
            if not self._is_replaced:
                self._say(stored.number, "is not signed by this instance's key")
            return None
        if said.signed_at is not None and said.signed_at != stored.signed_at:
            self._say(stored.number, "was changed: its row says another moment than its note")
        return said

    def _compare(self, number: int, stored: Checkpoint | None) -> None:
        """Hold a head against the history file; the file may end a moment earlier."""
        if stored is None:
            self._say(number, "was deleted")
        try:
            kept = next(self._kept)
        except StopIteration:
            return
        if kept is None:
            self._say(number, "cannot be read in the history file, which was spoilt")
        elif stored is not None and (kept.number, kept.note) != (number, stored.note):
            self._say(number, "is not the one that the history file remembers")

    def _cut(self, kept: files.Remembered, size: int) -> None:
        if kept.size > size:
            sentence = (
                f"The end of the log was cut: {kept.size} entries were signed and {size} are left."
                f" Entry {size} is the first that is gone."
            )
            finding = verifier.Finding("log-cut", sentence, size, kept.size - 1)
        else:
            sentence = (
                f"Checkpoint {kept.number} was deleted, or its line was added to the history file:"
                f" no entry is gone."
            )
            finding = verifier.Finding("checkpoint-changed", sentence)
        self._troubles.append(finding)

    def _say(self, number: int, what: str) -> None:
        self._troubles.append(
            verifier.Finding("checkpoint-changed", f"Checkpoint {number} {what}.")
        )

    def meet(self, frontier: merkle.Frontier) -> None:
        """Hold the heads of this size against the tree that was recomputed so far."""
        while self._next is not None and self._next[1].size <= frontier.size:
            number, signed = self._next
            if signed.size == frontier.size and signed.root != frontier.root():
                first, last = self._proved, max(signed.size - 1, self._proved)
                sentence = (
                    f"Entries {first} to {last} are not those that checkpoint {number} signed:"
                    " one of them was changed, moved or replaced."
                )
                if not self._report.findings:
                    self._report.add("root-changed", sentence, index=first, last=last)
            elif signed.size == frontier.size:
                self._proved = signed.size
            self._next = next(self._waiting, None)

    def unmatched(self) -> list[verifier.Finding]:
        """Everything that was wrong with the heads, once all were seen."""
        while self._next is not None:
            self._next = next(self._waiting, None)
        return self._troubles
