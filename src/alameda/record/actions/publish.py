"""Publishing facts. Modules call ``publish`` inside the transaction of their act.

One statement, no lock: writers wait neither for each other nor for the sequencer.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from http import HTTPStatus
from itertools import islice

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import AlamedaError, BadInputError
from alameda.record.events import Fact
from alameda.record.rules.leaf import Ids, Leaf, LeafError, entry_mac
from alameda.record.rules.tiles import ENTRY_BYTES_MAX
from alameda.record.selectors import instance_keys

BATCH = 2_000
ACTING = frozenset({"person", "token"})
_IDS = Ids()
# How long the oldest has waited comes with the insert: one question, not two.
_INSERT_ONE = """
    INSERT INTO record_entry (id, published_at, verb, subject, leaf, mac)
    VALUES (%s, %s, %s, %s, %s, %s)
    RETURNING (
        SELECT extract(epoch FROM clock_timestamp() - since) FROM record_pending
        ORDER BY entry_id LIMIT 1
    )
"""
_WAITED = """
    SELECT extract(epoch FROM clock_timestamp() - since) FROM record_pending
    ORDER BY entry_id LIMIT 1
"""
_INSERT_MANY = """
    INSERT INTO record_entry (id, published_at, verb, subject, leaf, mac)
    SELECT * FROM unnest(
        %s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::bytea[], %s::bytea[])
"""


class StandstillError(AlamedaError):
    """The sequencer stands still: what is done now might never get its place in the record."""

    code = "record-stands-still"
    status = HTTPStatus.SERVICE_UNAVAILABLE


def publish(fact: Fact, *, actor: Actor) -> None:
    """Publish one fact in the caller's transaction.

    Raises:
        BadInputError: the fact is longer than 65,535 bytes, or holds what cannot be published.
        StandstillError: as ``publish_many``.
    """
    publish_many([fact], actor=actor)


def publish_many(facts: Iterable[Fact], *, actor: Actor) -> int:
    """Publish facts in order, in the caller's transaction, in bulk; returns how many.

    Raises:
        KeysLostError: the instance has lost the keys that its record was made with.
        BadInputError: a fact is longer than 65,535 bytes, or holds what cannot be published.
        TypeError: the actor is of the public, and the fact may hold words; a mistake of who
            writes the act: what anybody types can never be taken out of the record.
        StandstillError: somebody acts, and entries have waited for their place longer than
            ``RECORD_TERM_SECONDS``. The system goes on: what it does waits with the others.
    """
    if not connection.in_atomic_block:
        message = "Publish a fact inside the transaction that makes it true."
        raise TransactionManagementError(message)
    marking = instance_keys().marking
    now = timezone.now()
    now_ms = int(now.timestamp() * 1_000)
    name = actor.public_name
    source = iter(facts)
    count = 0
    while batch := list(islice(source, BATCH)):
        rows = []
        if actor.is_of_public:
            _refuse_words(batch)
        for fact, entry_id in zip(batch, _IDS.take(now_ms, len(batch)), strict=True):
            raw = _encoded(
                Leaf(entry_id, now, name, fact.verb, fact.subject, fact.payload()),
            )
            mac = entry_mac(marking, raw)
            rows.append((entry_id, now, fact.verb, fact.subject, raw, mac))
        with connection.cursor() as cursor:
            if len(rows) == 1:
                cursor.execute(_INSERT_ONE, rows[0])
            else:
                cursor.execute(_INSERT_MANY, [list(column) for column in zip(*rows, strict=True)])
                if actor.kind in ACTING:
                    cursor.execute(_WAITED)
            if actor.kind in ACTING:
                _refuse_standstill(cursor.fetchone())
        count += len(rows)
    return count


def _refuse_words(facts: Iterable[Fact]) -> None:
    for fact in facts:
        if not fact.is_from_public:
            message = (
                f"{type(fact).__name__} was brought about by the public and does not say so:"
                " is_from_public = True, with digests instead of words."
            )
            raise TypeError(message)


def _refuse_standstill(waited: tuple[Decimal | None] | None) -> None:
    """Refuse what a person does while nothing gets its place: the act would only seem recorded."""
    seconds = waited[0] if waited else None
    if seconds is None or seconds <= settings.RECORD_TERM_SECONDS:
        return
    raise StandstillError(
        _(
            "Nothing can be recorded now: the public record has stood still for %(minutes)d"
            " minutes. What you did was not done: try again later."
        )
        % {"minutes": seconds // 60}
    )


def _encoded(leaf: Leaf) -> bytes:
    try:
        raw = leaf.encode()
    except LeafError as error:
        raise BadInputError(str(error)) from error
    if len(raw) > ENTRY_BYTES_MAX:
        message = _("This is too long for the public record: %(size)d bytes; at most %(most)d fit.")
        raise BadInputError(message % {"size": len(raw), "most": ENTRY_BYTES_MAX})
    return raw
