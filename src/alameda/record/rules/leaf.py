"""The bytes of one entry: what is hashed, signed over and served, and who may have written them.

An entry is canonical JSON: UTF-8, keys sorted, no spaces, no floating point. The bytes are made
once, stored as they are, and never made again from columns.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

VERSION = 1
_COUNTER_BITS = 74
_COUNTER_STEP_BITS = 32


class LeafError(ValueError):
    """Bytes that are no entry of this version."""


@dataclass(frozen=True)
class Leaf:
    """One published fact.

    Attributes:
        id: time-ordered and random (UUID version 7), given by who published.
        at: when it was published, with its time zone.
        actor: role or kind of who acted, never a person's identity.
        verb: what happened, such as ``payment.recorded``.
        subject: permanent code of the public thing it is about.
        payload: the fact itself, plain values.
    """

    id: UUID
    at: datetime
    actor: str
    verb: str
    subject: str
    payload: Mapping[str, Any]

    def encode(self) -> bytes:
        """The canonical bytes.

        Raises:
            LeafError: the payload holds what JSON or UTF-8 cannot say in one way.
        """
        content = {
            "actor": self.actor,
            "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "id": str(self.id),
            "payload": self.payload,
            "subject": self.subject,
            "v": VERSION,
            "verb": self.verb,
        }
        try:
            text = json.dumps(
                content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
            )
            return text.encode()
        except (TypeError, ValueError) as error:
            message = f"The fact {self.verb} cannot be published: {error}"
            raise LeafError(message) from error


def decode_leaf(raw: bytes) -> Leaf:
    """Read an entry's bytes.

    Raises:
        LeafError: they are no entry of this version.
    """
    try:
        content = json.loads(raw)
        if content["v"] != VERSION:
            message = f"Entries of version {content['v']} are not known here."
            raise LeafError(message)
        return Leaf(
            id=UUID(content["id"]),
            at=datetime.fromisoformat(content["at"]),
            actor=content["actor"],
            verb=content["verb"],
            subject=content["subject"],
            payload=content["payload"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = "These bytes are no entry of the record."
        raise LeafError(message) from error


def entry_mac(key: bytes, raw: bytes) -> bytes:
    """The instance's mark on an entry: who lacks the key cannot slip a row in."""
    return hmac.digest(key, b"entry\n" + raw, "sha256")


def place_mac(key: bytes, *, index: int, entry_id: UUID, leaf_hash: bytes) -> bytes:
    """The instance's mark on an entry's place in the log."""
    return hmac.digest(key, b"place\n%d\n" % index + entry_id.bytes + leaf_hash, "sha256")


class Ids:
    """Gives identifiers (UUID version 7) that only grow, from any number of threads.

    Within one millisecond, and when the clock steps back, the random part counts on from the last
    one (RFC 9562, section 6.2, method 2).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moment_ms = 0
        self._counter = 0

    def take(self, now_ms: int, count: int = 1) -> list[UUID]:
        """The next identifiers, in order; ``now_ms`` is milliseconds since 1970."""
        with self._lock:
            return [self._next(now_ms) for _ in range(count)]

    def _next(self, now_ms: int) -> UUID:
        if now_ms > self._moment_ms:
            self._moment_ms = now_ms
            self._counter = secrets.randbits(_COUNTER_BITS - 1)
        else:
            self._counter += 1 + secrets.randbits(_COUNTER_STEP_BITS)
            self._moment_ms += self._counter >> _COUNTER_BITS
            self._counter &= (1 << _COUNTER_BITS) - 1
        high, low = self._counter >> 62, self._counter & ((1 << 62) - 1)
        return UUID(int=self._moment_ms << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
