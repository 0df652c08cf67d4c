"""The record's files in the instance's folder: its two keys and the history of its checkpoints.

They stand outside the database on purpose: who can only write there can neither add an entry, nor
sign a head, nor take the latest heads away without it being seen. No Django, no database.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from alameda.record.rules import note
from alameda.record.rules.leaf import place_mac

SIGNING_KEY = "record.key"
MARKING_KEY = "record.mac"
HISTORY = "record.checkpoints"
_MARKING_BYTES = 32
_TAIL_BYTES = 65_536


class KeyFileError(ValueError):
    """A key file holds no key of ours, or is lost."""


@dataclass(frozen=True)
class Keys:
    """The instance's secrets.

    Attributes:
        signing: signs checkpoints; its public half is what readers trust.
        marking: marks entries that the application wrote (HMAC-SHA256).
    """

    signing: Ed25519PrivateKey
    marking: bytes


@cache
def ensure_keys(data_dir: Path) -> Keys:
    """The instance's keys; made on first use, readable by their owner only.

    Never made where heads were signed already: what is lost is put back, not replaced. Who can
    ask the database asks ``selectors.instance_keys``, which holds it against the entries too.

    Raises:
        KeyFileError: a file is there and is no such key, or it is lost.
        OSError: the folder cannot be written or read.
    """
    if (lost := missing_keys(data_dir)) and last_remembered(data_dir):
        message = f"{data_dir} has lost {', '.join(lost)}: put back what it held from a backup."
        raise KeyFileError(message)
    data_dir.mkdir(parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate()
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signing_pem = _kept(data_dir / SIGNING_KEY, pem)
    marking_hex = _kept(data_dir / MARKING_KEY, secrets.token_hex(_MARKING_BYTES).encode() + b"\n")
    try:
        signing = load_pem_private_key(signing_pem, password=None)
        marking = bytes.fromhex(marking_hex.decode("ascii").strip())
    except (TypeError, ValueError) as error:
        message = f"{data_dir} holds a record key that cannot be read: {error}"
        raise KeyFileError(message) from error
    if not isinstance(signing, Ed25519PrivateKey) or len(marking) != _MARKING_BYTES:
        message = f"{data_dir} holds a record key of another kind."
        raise KeyFileError(message)
    return Keys(signing, marking)


def missing_keys(data_dir: Path) -> list[str]:
    """The names of the key files that are not there."""
    return [name for name in (SIGNING_KEY, MARKING_KEY) if not (data_dir / name).exists()]


def trouble_of_keys(
    keys: Keys, *, head: str, places: Iterable[tuple[int, UUID, bytes, bytes]]
) -> str:
    """Why these are not the keys that made a record; empty where they are.

    Args:
        keys: of the folder.
        head: the note of the latest signed head; empty where none was signed.
        places: index, entry, leaf hash and mark of the latest places. One that bears our mark is
            enough: the others may have been put there behind the application's back.
    """
    if head:
        try:
            signed = note.parse_note(head.encode())
            public = keys.signing.public_key().public_bytes_raw()
            signed.verified([note.VerifierKey(note.parse_checkpoint(signed).origin, public)])
        except note.NoteError:
            return f"{SIGNING_KEY} is not the key that signed the record's latest head."
    marked = [
        place_mac(keys.marking, index=index, entry_id=entry_id, leaf_hash=leaf_hash) == mac
        for index, entry_id, leaf_hash, mac in places
    ]
    if marked and not any(marked):
        return f"{MARKING_KEY} is not the one that marked the record's latest entries."
    return ""


def _kept(path: Path, fresh: bytes) -> bytes:
    """The file's content; where there is none, the fresh one, whoever comes first."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:  # another process was first: its key is the key
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


@dataclass(frozen=True)
class Remembered:
    """A checkpoint as the history file keeps it.

    Attributes:
        number: its number in the database, from 0.
        size: the entries it signs.
        note: the signed note.
    """

    number: int
    size: int
    note: str


def remember(data_dir: Path, checkpoints: Iterable[Remembered]) -> None:
    """Append checkpoints to the history, and wait until the disk has them.

    One that is there is not written again: between the commit of a head and this, another process
    may have seen that the file lacks it, and added it.
    """
    with (data_dir / HISTORY).open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - _TAIL_BYTES))
        tail = file.read()
        torn = len(tail.rpartition(b"\n")[2])
        if torn:  # the machine stopped in the middle of a line
            file.truncate(end - torn)
        last = _last_of(tail)
        lines = [
            json.dumps(
                {"number": one.number, "size": one.size, "note": one.note}, ensure_ascii=False
            )
            for one in checkpoints
            if last is None or one.number > last.number
        ]
        file.write("".join(f"{line}\n" for line in lines).encode())
        file.flush()
        os.fsync(file.fileno())


def history(data_dir: Path) -> Iterator[Remembered | None]:
    """All remembered checkpoints, oldest first; nothing in place of a line that was spoilt."""
    path = data_dir / HISTORY
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield _remembered(line)


def last_remembered(data_dir: Path) -> Remembered | None:
    """The latest remembered checkpoint, without reading the whole file."""
    path = data_dir / HISTORY
    if not path.exists():
        return None
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - _TAIL_BYTES))
        return _last_of(file.read())


def _last_of(tail: bytes) -> Remembered | None:
    """The latest checkpoint in the end of the file."""
    lines = tail.split(b"\n")[:-1]
    return next(filter(None, map(_remembered, reversed(lines))), None)


def _remembered(line: bytes) -> Remembered | None:
    try:
        content = json.loads(line)
        return Remembered(int(content["number"]), int(content["size"]), str(content["note"]))
    except (KeyError, TypeError, ValueError):
        return None
