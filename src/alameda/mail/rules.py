"""How long mail waits, when it is tried again, and what it is called. Pure."""

from __future__ import annotations

import hashlib
from datetime import timedelta

KEY_LENGTH = 200
SUBJECT_LENGTH = 300
TEXT_LENGTH = 200_000
SAID_LENGTH = 300

FIRST_SECONDS = 60
LONGEST_SECONDS = 3600
# A link in a mail is worth nothing after days; what could not be sent by then is not sent at all.
TRIED = timedelta(days=14)
# What mail said is kept for a month, for who asks about it; the address for a year.
KEPT = timedelta(days=30)
REMEMBERED = timedelta(days=365)


def pause(attempts: int, *, spread: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour.

    Args:
        attempts: how many were made, 1 or more.
        spread: by chance, from 0 to 1: so that what failed together does not come back together.
    """
    doubled = FIRST_SECONDS * 2 ** min(attempts - 1, 16)
    return timedelta(seconds=min(doubled, LONGEST_SECONDS) * (0.75 + spread / 2))


def message_id(key: str, address: str, *, domain: str) -> str:
    """The ``Message-ID``: the same whenever the same message is sent, so that a repeat shows."""
    digest = hashlib.sha256(f"{key}\0{address}".encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def is_nowhere(address: str) -> bool:
    """Whether no mail can ever arrive there: the names that are kept for this (RFC 2606)."""
    return address.rpartition(".")[2].lower() == "invalid"


def one_line(text: str) -> str:
    """Without line breaks, characters of control and doubled spaces."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())


def words_of(code: int, said: bytes | str) -> str:
    """What a server said, as one line of bounded length."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}" if code > 0 else text)[:SAID_LENGTH]
