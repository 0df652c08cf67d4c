"""The log's public files, read out of the tables, byte for byte as C2SP tlog-tiles says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from alameda.record.events import verbs_of
from alameda.record.models import Check, Checkpoint, Pending, Refusal, Tile
from alameda.record.rules import tiles
from alameda.record.rules.merkle import HASH_BYTES
from alameda.record.rules.note import VerifierKey
from alameda.record.rules.tiles import HEIGHT, WIDTH
from alameda.record.rules.verifier import MissingError
from alameda.record.selectors.keys import instance_keys

# By key, table by table: right after many facts the statistics may say that the tables are empty,
# and a join would then be planned as one scan of the other table for each row.
_BUNDLE_IDS = "SELECT entry_id FROM record_leaf WHERE index >= %s AND index < %s ORDER BY index"
_BUNDLE_LEAVES = "SELECT id, leaf FROM record_entry WHERE id = ANY(%s)"
_PUBLISHED = """
    SELECT coalesce((SELECT size FROM record_checkpoint ORDER BY number DESC LIMIT 1), 0),
        (SELECT count(*) FROM record_pending)
"""
# One step into the index for each verb. The row comparison keeps to (verb, index): by "verb = ..."
# the planner may walk the whole log backwards for a verb that nobody has published. Those that
# wait are found by key.
_TOLD = """
    SELECT (
        SELECT max(newest.index) FROM unnest(told.verbs) AS known(verb), LATERAL (
            SELECT verb, index FROM record_leaf
            WHERE (verb, index) <= (known.verb, 9223372036854775807)
            ORDER BY verb DESC, index DESC LIMIT 1
        ) AS newest WHERE newest.verb = known.verb
    ), (
        SELECT count(*) FROM record_entry WHERE verb = ANY(told.verbs)
        AND id = ANY(ARRAY(SELECT entry_id FROM record_pending LIMIT %s))
    ), (
        SELECT count(*) FROM record_pending
    ) FROM (SELECT %s::text[] AS verbs) AS told
"""
_HOLDER = """
    SELECT a.pid, a.application_name, a.usename, a.state_change
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.classid = %s AND l.objid = %s
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_WAITED = """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - since)), 0) FROM record_pending
"""
TOLD_APART = 1_000


def origin() -> str:
    """The log's name, given to the instance when it was made; it stays when the site moves."""
    name: str = settings.RECORD_ORIGIN
    return name


def verifier_key() -> VerifierKey:
    """What readers check this log's signatures with."""
    private = instance_keys().signing
    return VerifierKey(origin(), private.public_key().public_bytes_raw())


def stored_key() -> VerifierKey:
    """The same key under the name that the latest head was signed with."""
    latest = head()
    private = instance_keys().signing
    name = latest.note.partition("\n")[0] if latest else origin()
    return VerifierKey(name, private.public_key().public_bytes_raw())


def head() -> Checkpoint | None:
    """The latest signed checkpoint; nothing before the sequencer first ran."""
    return Checkpoint.objects.order_by("-number").first()


def count_entries() -> int:
    """How many entries have their place."""
    latest = head()
    return latest.size if latest else 0


def record_version() -> str:
    """How many facts have their place and how many wait for it: another with each act.

    A page made of what acts write, and of the places of its entries, is as it was while this is:
    one query, in one snapshot.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED)
        placed, waiting = cursor.fetchone()
    return f"{placed}+{waiting}"


# What the modules' version was, while the record stood as said first.
_told: dict[tuple[str, ...], tuple[str, str]] = {}


def told_version(*modules: str) -> str:
    """As ``record_version``, of the facts of some modules: the others may act, and it stays.

    Where a process keeps pages it remembers this for as long as the record stands as it is, so
    that a page costs the one query of ``record_version`` until somebody acts. What a transaction
    has not committed is never remembered. While very many facts wait for their place they are not
    told apart, and any of them makes it another.
    """
    if connection.in_atomic_block or not settings.PAGES_KEPT:
        return _told_now(modules)
    whole = record_version()
    known = _told.get(modules)
    if known is None or known[0] != whole:
        known = _told[modules] = whole, _told_now(modules)
    return known[1]


def _told_now(modules: tuple[str, ...]) -> str:
    verbs = verbs_of(*modules)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [TOLD_APART, verbs])
        newest, own, waiting = cursor.fetchone()
    return f"{newest}+{own}" if waiting <= TOLD_APART else record_version()


def has_pending() -> bool:
    """Whether an entry waits for its place."""
    return Pending.objects.exists()


def holder_of_lock(lock: int) -> str:
    """Who holds one of our advisory locks, in words for the operator's log."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, [lock >> 32, lock & 0xFFFFFFFF])
        found = cursor.fetchone()
    if found is None:
        return "nobody any more"
    pid, name, user, since = found
    return f"process {pid} of {user}, {name or 'without a name'}, since {since:%Y-%m-%d %H:%M:%S}"


def waited_seconds() -> float:
    """How long the oldest entry has waited, by the database's clock; nothing waits: 0."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITED)
        (seconds,) = cursor.fetchone()
    return float(seconds)


def last_check() -> Check | None:
    """The last regular check of the record; nothing before the first."""
    return Check.objects.first()


@dataclass(frozen=True)
class State:
    """How the record stands.

    Attributes:
        size: entries that have a place.
        waiting: entries that have none yet.
        refused: entries that the sequencer did not accept: each wants an explanation.
        signed_at: when the latest head was signed; nothing before the sequencer first ran.
        root: of the tree, base64.
        verifier_key: what to check signatures with.
    """

    size: int
    waiting: int
    refused: int
    signed_at: datetime | None
    root: str
    verifier_key: str


def state_of_record() -> State:
    """How the record stands now."""
    latest = head()
    return State(
        size=latest.size if latest else 0,
        waiting=Pending.objects.count(),
        refused=Refusal.objects.count(),
        signed_at=latest.signed_at if latest else None,
        root=latest.note.split("\n")[2] if latest else "",
        verifier_key=str(verifier_key()),
    )


def edge(checkpoint: Checkpoint | None) -> list[list[bytes]]:
    """Each level's hashes to the right of its last full tile, as of a checkpoint."""
    if checkpoint is None:
        return [[]]
    levels = [_split(bytes(checkpoint.tail))]
    full = checkpoint.size >> HEIGHT
    while full:
        start = full // WIDTH * WIDTH
        roots = Tile.objects.filter(level=len(levels) - 1, index__gte=start, index__lt=full)
        levels.append(
            [bytes(root) for root in roots.order_by("index").values_list("root", flat=True)]
        )
        full >>= HEIGHT
    return levels


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def fetch(path: str) -> bytes:
    """One file of the log by its address under ``/record/``.

    Raises:
        MissingError: the log has no such file, or the tables no longer have what it needs.
    """
    checkpoint = head()
    if checkpoint is None:
        raise MissingError(path)
    if path == "checkpoint":
        return checkpoint.note.encode()
    tile = tiles.parse_tile(path.removeprefix("tile/")) if path.startswith("tile/") else None
    if tile is None or not tiles.is_within(tile, checkpoint.size):
        raise MissingError(path)
    if tile.level is None:
        return _bundle(tile, path)
    hashes = _hashes(tile, checkpoint)[: tile.width * HASH_BYTES]
    if len(hashes) != tile.width * HASH_BYTES:
        raise MissingError(path)
    return hashes


def _bundle(tile: tiles.Tile, path: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_BUNDLE_IDS, [tile.start, tile.start + tile.width])
        ids = [entry_id for (entry_id,) in cursor.fetchall()]
        cursor.execute(_BUNDLE_LEAVES, [ids])
        leaves = dict(cursor.fetchall())
    entries = [bytes(leaves[entry_id]) for entry_id in ids if entry_id in leaves]
    if len(entries) != tile.width:
        raise MissingError(path)
    return tiles.encode_bundle(entries)


def _hashes(tile: tiles.Tile, checkpoint: Checkpoint) -> bytes:
    """The tile's hashes from its start, as many as there are."""
    level = tile.level or 0
    first = tile.index * WIDTH
    if tile.index < checkpoint.size >> (HEIGHT * (level + 1)):
        full = Tile.objects.filter(level=level, index=tile.index)
        return bytes(full.values_list("hashes", flat=True).first() or b"")
    if level == 0:
        return bytes(checkpoint.tail)
    below = Tile.objects.filter(level=level - 1, index__gte=first, index__lt=first + tile.width)
    return b"".join(map(bytes, below.order_by("index").values_list("root", flat=True)))
