"""Checks a log by its public files alone, trusting nothing of the server but its key.

Everything is recomputed from the entries and held against every tile of every level and against
the signed root; the first disagreements are named by entry. Memory stays flat: one tile a level.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256

from alameda.record.rules import merkle, tiles
from alameda.record.rules.holding import Held
from alameda.record.rules.merkle import HASH_BYTES
from alameda.record.rules.note import (
    Checkpoint,
    NoteError,
    VerifierKey,
    parse_checkpoint,
    parse_note,
)
from alameda.record.rules.tiles import WIDTH, Tile

# Bytes of one file of the log, by its address under the prefix, such as "tile/0/000".
Fetch = Callable[[str], bytes]
Progress = Callable[[int, int], None]
FINDINGS_MAX = 10


class MissingError(LookupError):
    """The log has no file at this address."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was signed.

    Attributes:
        code: stable, kebab-case.
        sentence: what happened, in words.
        index: the first entry it concerns, where one can be named.
        last: the last entry it may concern.
    """

    code: str
    sentence: str
    index: int | None = None
    last: int | None = None


@dataclass
class Report:
    """What a check found.

    Attributes:
        checkpoint: the signed head that was checked against, where there is one.
        checked: entries whose hash was recomputed.
        findings: what is wrong, at most ``FINDINGS_MAX``; none: the answer is yes.
        notes: what is worth knowing and not wrong.
        proof: the inclusion or consistency proof that was verified.
        entry: the bytes of the one entry asked for.
        held: what came of holding the rows against the entries, where they were.
    """

    checkpoint: Checkpoint | None = None
    checked: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    proof: list[bytes] = field(default_factory=list)
    entry: bytes = b""
    held: Held | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings and not (self.held and self.held.findings)

    def add(self, code: str, sentence: str, *, index: int | None = None, last: int = -1) -> None:
        """Add a finding; ``last`` defaults to ``index``."""
        end = index if last < 0 else last
        self.findings.append(Finding(code, sentence, index, end))

    @property
    def is_full(self) -> bool:
        """Whether enough is wrong to stop looking."""
        return len(self.findings) >= FINDINGS_MAX


def read_checkpoint(raw: bytes, key: VerifierKey) -> Checkpoint:
    """The checkpoint in these bytes, once its signature by the key holds.

    Raises:
        NoteError: it is malformed, not signed by the key, or of another log.
    """
    note = parse_note(raw)
    note.verified([key])
    checkpoint = parse_checkpoint(note)
    if checkpoint.origin != key.name:
        message = f"The checkpoint is of {checkpoint.origin}, the key of {key.name}."
        raise NoteError(message)
    return checkpoint


def _head(fetch: Fetch, key: VerifierKey, report: Report) -> Checkpoint | None:
    """The log's current checkpoint, or a finding."""
    try:
        report.checkpoint = read_checkpoint(fetch("checkpoint"), key)
    except MissingError:
        report.add("checkpoint-missing", "The log shows no checkpoint.")
    except NoteError as error:
        report.add("checkpoint-refused", f"The checkpoint is not to be trusted: {error}")
    return report.checkpoint


def verify_log(
    fetch: Fetch, key: VerifierKey, *, progress: Progress | None = None, workers: int = 1
) -> Report:
    """Recompute the whole log and hold it against its tiles and its signed root.

    Args:
        fetch: reads one file; raises ``MissingError`` where there is none.
        key: the log's verifier key, from somewhere better than the log.
        progress: told the entries done and their total, after each bundle.
        workers: how many files to fetch at once, for a log on the other side of a network.
    """
    report = Report()
    checkpoint = _head(fetch, key, report)
    if checkpoint is None:
        return report
    levels = _Levels(report, checkpoint.size)
    for tile, got in _read(fetch, _addresses(checkpoint.size), workers=workers):
        if tile.level is None:
            entries, trouble = _entries(fetch, tile, got)
            levels.take_entries(tile, entries, trouble)
        else:
            levels.hold_against(tile, got)
            if tile.level == 0 and progress:
                progress(min(tile.start + tile.width, checkpoint.size), checkpoint.size)
        if report.is_full:
            report.notes.append("Enough is wrong: the rest was not looked at.")
            return report
    if levels.root() != checkpoint.root and not report.findings:
        report.add(
            "root-changed",
            "Entries and tiles agree with each other, but not with the signed root:"
            " both were rewritten after it was signed.",
            index=0,
            last=checkpoint.size - 1,
        )
    return report


def _addresses(size: int) -> Iterator[Tile]:
    """Bundles and tiles in the order that needs least memory: a level's tile once it is filled."""
    for bundle in tiles.tiles_of_level(None, size):
        yield bundle
        yield Tile(0, bundle.index, bundle.width)
        done = bundle.start + bundle.width
        for level in tiles.levels_of(size)[1:]:
            span = WIDTH ** (level + 1)
            if done % span == 0:
                yield Tile(level, done // span - 1)
            elif done == size and (width := (size >> (tiles.HEIGHT * level)) % WIDTH):
                yield Tile(level, size // span, width)


def _read(
    fetch: Fetch, wanted: Iterable[Tile], *, workers: int
) -> Iterator[tuple[Tile, bytes | None]]:
    """Each file with its bytes, in order, reading ahead where there are workers."""

    def read(tile: Tile) -> bytes | None:
        try:
            return fetch(tile.path)
        except MissingError:
            return None

    if workers == 1:
        yield from ((tile, read(tile)) for tile in wanted)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[tuple[Tile, Future[bytes | None]]] = deque()
        for tile in wanted:
            ahead.append((tile, pool.submit(read, tile)))
            if len(ahead) > 4 * workers:
                first, future = ahead.popleft()
                yield first, future.result()
        while ahead:
            first, future = ahead.popleft()
            yield first, future.result()


def _entries(fetch: Fetch, bundle: Tile, got: bytes | None) -> tuple[list[bytes], str]:
    """The entries of a bundle, as many as the log still has, and what is wrong with it.

    Where the bundle is missing, narrower ones are asked for until the first lost entry is known.
    """
    if got is not None:
        entries = tiles.decode_bundle(got)
        is_whole = len(got) == sum(2 + len(entry) for entry in entries)
        if len(entries) == bundle.width and is_whole:
            return entries, ""
        return entries[: bundle.width], "is malformed in its bundle from here on"
    low, high, entries = 0, bundle.width, []
    while high - low > 1:
        width = (low + high) // 2
        try:
            entries = tiles.decode_bundle(fetch(Tile(None, bundle.index, width).path))[:width]
        except MissingError:
            high = width
        else:
            low = width
    return entries, "is no longer in the log"


class _Levels:
    """Recomputed hashes of each level, held against the tiles as they fill."""

    def __init__(self, report: Report, size: int) -> None:
        self._report = report
        self._size = size
        self._levels: list[list[bytes]] = [[] for _ in tiles.levels_of(size)]
        self._frontier = merkle.Frontier()
        self._trouble = ""
        self._found = 0

    def take_entries(self, bundle: Tile, entries: Sequence[bytes], trouble: str) -> None:
        """Hash a bundle's entries; what is missing is found when its tile comes."""
        self._levels[0] = [sha256(b"\x00" + entry).digest() for entry in entries]
        self._trouble = trouble
        self._found = len(entries)
        self._report.checked += len(entries)
        if trouble:
            index = bundle.start + len(entries)
            self._report.add("entry-missing", f"Entry {index} {trouble}.", index=index)

    def hold_against(self, tile: Tile, served: bytes | None) -> None:
        """Compare a tile with what was recomputed, name what differs, and go on from the tile."""
        level = tile.level or 0
        mine = b"".join(self._levels[level])
        span = WIDTH**level
        if served is None or len(served) != tile.width * HASH_BYTES:
            last = tile.start + tile.width * span - 1
            what = "is missing" if served is None else "has the wrong length"
            sentence = f"The tile {tile.path} (entries {tile.start} to {last}) {what}."
            self._report.add("tile-missing", sentence, index=tile.start, last=last)
            served = mine.ljust(tile.width * HASH_BYTES, b"\x00")
        elif served != mine:
            self._name_differences(tile, mine, served)
        self._rise(tile, served)

    def _name_differences(self, tile: Tile, mine: bytes, served: bytes) -> None:
        level = tile.level or 0
        span = WIDTH**level
        for place in range(len(mine) // HASH_BYTES):
            at = slice(place * HASH_BYTES, (place + 1) * HASH_BYTES)
            if mine[at] == served[at] or self._report.is_full:
                continue
            first = tile.start + place * span
            if level == 0:
                sentence = (
                    f"Entry {first} is not what was recorded:"
                    " its bytes do not hash to the leaf in the tree."
                )
                self._report.add("entry-changed", sentence, index=first)
            else:
                last = first + span - 1
                sentence = (
                    f"The tree was rewritten below entries {first} to {last}:"
                    f" their tile does not lead to {tile.path}."
                )
                self._report.add("tile-changed", sentence, index=first, last=last)

    def _rise(self, tile: Tile, served: bytes) -> None:
        """Hand a full tile's root to the level above; keep a partial one for the root."""
        level = tile.level or 0
        if tile.width == WIDTH:
            self._levels[level] = []
            root = merkle.complete_root(served)
            if level + 1 < len(self._levels):
                self._levels[level + 1].append(root)
        else:
            self._levels[level] = [
                served[at : at + HASH_BYTES] for at in range(0, len(served), HASH_BYTES)
            ]

    def root(self) -> bytes:
        """Root of the whole tree, once every tile was held."""
        for level in reversed(range(len(self._levels))):
            for subtree in self._levels[level]:
                self._frontier.append(subtree, height=tiles.HEIGHT * level)
        return self._frontier.root()


def _tile_reader(fetch: Fetch) -> Callable[[Tile], bytes]:
    def read(tile: Tile) -> bytes:
        try:
            got = fetch(tile.path)
        except MissingError:
            if tile.width == WIDTH:
                raise
            got = fetch(Tile(tile.level, tile.index).path)[: tile.width * HASH_BYTES]
        if len(got) != tile.width * HASH_BYTES:
            raise MissingError(tile.path)
        return got

    return read


def verify_inclusion(fetch: Fetch, key: VerifierKey, *, index: int) -> Report:
    """Check that one entry stands in the log at its index, under the signed root."""
    report = Report()
    checkpoint = _head(fetch, key, report)
    if checkpoint is None:
        return report
    if not 0 <= index < checkpoint.size:
        sentence = f"The log has {checkpoint.size} entries, so there is no entry {index}."
        report.add("entry-missing", sentence, index=index)
        return report
    place, width = index // WIDTH, min(WIDTH, checkpoint.size - index // WIDTH * WIDTH)
    bundle = Tile(None, place, width)
    try:
        got: bytes | None = fetch(bundle.path)
    except MissingError:
        got = None
    entries, trouble = _entries(fetch, bundle, got)
    if len(entries) <= index % WIDTH:
        report.add("entry-missing", f"Entry {index} {trouble}.", index=index)
        return report
    report.entry = entries[index % WIDTH]
    report.checked = 1
    try:
        nodes = tiles.nodes_from_tiles(checkpoint.size, _tile_reader(fetch))
        report.proof = merkle.inclusion_proof(index, checkpoint.size, nodes)
        merkle.verify_inclusion(
            merkle.leaf_hash(report.entry),
            index=index,
            size=checkpoint.size,
            proof=report.proof,
            root=checkpoint.root,
        )
    except MissingError as error:
        report.add("tile-missing", f"The tile {error} is missing.", index=index)
    except merkle.ProofError:
        sentence = f"Entry {index} is not what was recorded: it does not lead to the signed root."
        report.add("entry-changed", sentence, index=index)
    return report


def verify_consistency(
    fetch: Fetch, key: VerifierKey, *, old: bytes, new: bytes | None = None
) -> Report:
    """Check that the log of a saved checkpoint is the beginning of a later one.

    Args:
        fetch: reads the log's tiles.
        key: the log's verifier key; both checkpoints must be signed by it.
        old: a checkpoint as it was saved.
        new: a later one, or nothing: the log's current one.
    """
    report = Report()
    try:
        before = read_checkpoint(old, key)
        after = read_checkpoint(fetch("checkpoint") if new is None else new, key)
    except (NoteError, MissingError) as error:
        report.add("checkpoint-refused", f"A checkpoint is not to be trusted: {error}")
        return report
    report.checkpoint = after
    if after.size < before.size:
        sentence = (
            f"The log was cut: it had {before.size} entries and now says {after.size}."
            f" Entry {after.size} is the first that is gone."
        )
        report.add("log-cut", sentence, index=after.size, last=before.size - 1)
        return report
    try:
        nodes = tiles.nodes_from_tiles(after.size, _tile_reader(fetch))
        report.proof = merkle.consistency_proof(before.size, after.size, nodes)
        merkle.verify_consistency(
            before.size,
            after.size,
            proof=report.proof,
            old_root=before.root,
            new_root=after.root,
        )
    except MissingError as error:
        report.add("tile-missing", f"The tile {error} is missing.")
    except merkle.ProofError:
        sentence = (
            f"The log was rewritten: its first {before.size} entries"
            " are not those that the older checkpoint signed."
        )
        report.add("log-rewritten", sentence, index=0, last=before.size - 1)
    return report
