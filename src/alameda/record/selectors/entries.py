"""Entries for people: latest, by subject, by verb, one by one with its proof."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alameda.foundation.errors import AlamedaError, NotFoundError
from alameda.record.events import Fact, words_of
from alameda.record.models import Entry, Leaf, Pending
from alameda.record.rules import merkle, tiles
from alameda.record.rules.leaf import LeafError, decode_leaf
from alameda.record.rules.merkle import Step
from alameda.record.rules.note import Checkpoint, parse_checkpoint, parse_note
from alameda.record.rules.verifier import MissingError
from alameda.record.selectors.log import fetch, head

PAGE_SIZE = 25


class EntryLostError(AlamedaError):
    """The log signed this entry, and the database no longer holds it."""

    code = "entry-lost"
    status = HTTPStatus.GONE


@dataclass(frozen=True)
class PlacedEntry:
    """An entry as people read it.

    Attributes:
        index: its place in the log; nothing while it waits for one.
        id: its identifier.
        at: when it was published.
        actor: role or kind of who acted.
        verb: what happened, as a key.
        words: what happened, in the reader's language.
        subject: code of the public thing it is about.
        payload: the fact itself.
        raw: the exact bytes that are hashed.
    """

    index: int | None
    id: UUID
    at: datetime
    actor: str
    verb: str
    words: str
    subject: str
    payload: Mapping[str, Any]
    raw: bytes

    @property
    def json(self) -> str:
        """The fact as indented JSON, for reading."""
        return json.dumps(json.loads(self.raw), indent=2, ensure_ascii=False)

    @property
    def text(self) -> str:
        """The exact bytes, as text."""
        return self.raw.decode()


@dataclass(frozen=True)
class Filter:
    """What a list of entries is narrowed to; empty: everything."""

    verb: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Proved:
    """An entry with the way from it to the signed root.

    Attributes:
        entry: the entry.
        leaf_hash: hash of its bytes.
        steps: each neighbour on the way up, and the hash with it.
        checkpoint: the signed head it leads to.
        is_proved: whether it does lead there.
    """

    entry: PlacedEntry
    leaf_hash: bytes
    steps: list[Step]
    checkpoint: Checkpoint
    is_proved: bool


def _read(raw: bytes, index: int | None) -> PlacedEntry | None:
    """The entry; nothing where its bytes were spoilt in the database."""
    try:
        leaf = decode_leaf(raw)
    except LeafError:
        return None
    return PlacedEntry(
        index=index,
        id=leaf.id,
        at=leaf.at,
        actor=leaf.actor,
        verb=leaf.verb,
        words=words_of(leaf.verb),
        subject=leaf.subject,
        payload=leaf.payload,
        raw=raw,
    )


def _read_all(rows: Iterable[tuple[int | None, Any]]) -> list[PlacedEntry]:
    read = (_read(bytes(raw), index) for index, raw in rows)
    return [entry for entry in read if entry is not None]


def latest(limit: int = 10) -> list[PlacedEntry]:
    """The newest entries that have their place, newest first."""
    return page_of_entries(Filter(), before=None, limit=limit)


def page_of_entries(
    chosen: Filter, *, before: int | None, limit: int = PAGE_SIZE
) -> list[PlacedEntry]:
    """Entries below an index, newest first; from the newest where there is no index."""
    places = Leaf.objects.order_by("-index")
    if chosen.verb:
        places = places.filter(verb=chosen.verb)
    if chosen.subject:
        places = places.filter(subject=chosen.subject)
    if before is not None:
        places = places.filter(index__lt=before)
    return _read_all(places.values_list("index", "entry__leaf")[:limit])


def entries_about(subject_code: str, limit: int = 50) -> list[PlacedEntry]:
    """The newest entries about a subject, newest first, those that wait for a place before all."""
    waiting = Entry.objects.filter(
        pk__in=Pending.objects.order_by("-entry_id").values("entry_id")[:1_000],
        subject=subject_code,
    )
    fresh = _read_all((None, raw) for raw in waiting.order_by("-pk").values_list("leaf", flat=True))
    placed = page_of_entries(Filter(subject=subject_code), before=None, limit=limit)
    return [*fresh, *placed][:limit]


def known_verbs() -> list[tuple[str, str]]:
    """Every verb that any module can publish, with its words, in their order."""
    return sorted(((verb, words_of(verb)) for verb in Fact.kinds), key=lambda pair: pair[1])


def get_entry(index: int) -> Proved:
    """One entry with its proof, against the latest signed head.

    Raises:
        NotFoundError: the log has no such entry.
        EntryLostError: it had one, which is gone or cannot be read any more.
    """
    checkpoint = head()
    if checkpoint is None or index >= checkpoint.size:
        raise NotFoundError(_("The record has no entry %(index)d.") % {"index": index})
    row = Leaf.objects.filter(index=index).values_list("entry__leaf", flat=True).first()
    entry = _read(bytes(row), index) if row is not None else None
    if entry is None:
        message = _("Entry %(index)d was signed, and somebody took it away or spoilt it since.")
        raise EntryLostError(message % {"index": index})
    signed = parse_checkpoint(parse_note(checkpoint.note.encode()))
    leaf_hash = merkle.leaf_hash(entry.raw)
    try:
        nodes = tiles.nodes_from_tiles(signed.size, lambda tile: fetch(tile.path))
        proof = merkle.inclusion_proof(index, signed.size, nodes)
        steps = merkle.inclusion_steps(leaf_hash, index, signed.size, proof)
    except (MissingError, merkle.ProofError):
        return Proved(entry, leaf_hash, [], signed, is_proved=False)
    reached = steps[-1].result if steps else leaf_hash
    return Proved(entry, leaf_hash, steps, signed, is_proved=reached == signed.root)
