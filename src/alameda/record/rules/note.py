"""Signed notes, verifier keys and checkpoints.

Source: C2SP signed-note, tlog-checkpoint and tlog-cosignature.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SIGNED = "signed "
ED25519 = 1
COSIGNATURE = 4
SIGNATURES_MAX = 64
_KEY_BYTES = 32
_ID_BYTES = 4
_STAMP_BYTES = 8
_ROOT_BYTES = 32
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class NoteError(ValueError):
    """A note, key or checkpoint is malformed, or its signature does not hold."""


def _decode(text: str) -> bytes:
    """Strict base64: only the one canonical spelling."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "This is not base64."
        raise NoteError(message) from error
    if b64encode(raw).decode() != text:
        message = "This base64 is not canonical."
        raise NoteError(message)
    return raw


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name: what a reader trusts.

    Attributes:
        name: of the signer, such as ``gob.example/record``.
        public: the 32 bytes of an Ed25519 public key.
        algorithm: ``ED25519``, or ``COSIGNATURE`` for a witness.
    """

    name: str
    public: bytes
    algorithm: int = ED25519

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        material = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return sha256(material).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        encoded = b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether this key signed the text."""
        signed = text.encode()
        if self.algorithm == COSIGNATURE:
            stamp = int.from_bytes(signature[:_STAMP_BYTES], "big")
            signed = f"cosignature/v1\ntime {stamp}\n".encode() + signed
            signature = signature[_STAMP_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature:
            return False
        return True


def parse_verifier_key(text: str) -> VerifierKey:
    """A verifier key in the form ``name+hash+key``.

    Raises:
        NoteError: it is malformed, of an unknown algorithm, or its hash is not that of its key.
    """
    match = _VKEY.fullmatch(text.strip("\n"))
    if match is None:
        message = "A verifier key has the form name+hash+key."
        raise NoteError(message)
    material = _decode(match[3])
    if len(material) != 1 + _KEY_BYTES or material[0] not in {ED25519, COSIGNATURE}:
        message = "Only Ed25519 keys are understood."
        raise NoteError(message)
    key = VerifierKey(match[1], material[1:], material[0])
    if key.key_id.hex() != match[2]:
        message = "The hash in the verifier key is not that of its key."
        raise NoteError(message)
    return key


@dataclass(frozen=True)
class Signature:
    """One signature line: whose it says it is, and the bytes."""

    name: str
    key_id: bytes
    raw: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.raw).decode()}"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it claims to be by this key."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True)
class Signer:
    """A private key with its name."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier_key(self) -> VerifierKey:
        """What others check the signatures with."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Sign a note's text."""
        key = self.verifier_key
        return Signature(key.name, key.key_id, self.private.sign(text.encode()))


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{one}\n" for one in self.signatures)

    def verified(self, keys: Iterable[VerifierKey]) -> list[Signature]:
        """The signatures that these keys vouch for; those of unknown keys are passed over.

        Raises:
            NoteError: a signature of a known key does not hold, or none is of a known key.
        """
        trusted = list(keys)
        good = []
        for signature in self.signatures:
            for key in trusted:
                if signature.is_by(key):
                    if not key.holds(self.text, signature.raw):
                        message = f"The signature of {key.name} does not hold."
                        raise NoteError(message)
                    good.append(signature)
        if not good:
            message = "No signature is by a key that is trusted here."
            raise NoteError(message)
        return good


def parse_note(raw: bytes) -> Note:
    """Read a note; nothing is verified yet.

    Raises:
        NoteError: it has not the form of a note.
    """
    try:
        whole = raw.decode()
    except UnicodeDecodeError as error:
        message = "A note is UTF-8 text."
        raise NoteError(message) from error
    text, blank, tail = whole.rpartition("\n\n")
    if _CONTROL.search(whole):
        message = "A note has no control characters."
        raise NoteError(message)
    if not blank or not text or not tail.endswith("\n"):
        message = "A note is text, an empty line, and signatures."
        raise NoteError(message)
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES_MAX:
        message = f"A note has at most {SIGNATURES_MAX} signatures here."
        raise NoteError(message)
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    raw = _decode(match[2]) if match else b""
    if match is None or len(raw) <= _ID_BYTES:
        message = "A signature line is a dash, a name and base64."
        raise NoteError(message)
    return Signature(match[1], raw[:_ID_BYTES], raw[_ID_BYTES:])


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself at one moment.

    Attributes:
        origin: which log.
        size: how many entries.
        root: of the tree over them.
        signed_at: when it was signed, by the log's own clock; nothing in one of before it said so.
    """

    origin: str
    size: int
    root: bytes
    signed_at: datetime | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """The lines that are signed: three, and a fourth, an extension, for the moment."""
        text = f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"
        if self.signed_at is not None:
            text += f"{SIGNED}{self.signed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}\n"
        return text

    def signed_by(self, signer: Signer) -> Note:
        """The checkpoint as a note under one signature.

        Raises:
            NoteError: the signer's name cannot stand in a note.
        """
        if not _NAME.fullmatch(signer.name):
            message = "A signer's name has neither spaces nor a plus."
            raise NoteError(message)
        return Note(self.text, (signer.sign(self.text),))


def parse_checkpoint(note: Note) -> Checkpoint:
    """The checkpoint a note carries; further lines are signed with it and ignored.

    Raises:
        NoteError: the text is not that of a checkpoint.
    """
    origin, size, root, *more = [*note.text.split("\n")[:-1], "", "", ""]
    is_filled = all(more[:-3]) and origin and _SIZE.fullmatch(size)
    if not is_filled or len(_decode(root)) != _ROOT_BYTES:
        message = "A checkpoint is an origin, a size and a root."
        raise NoteError(message)
    return Checkpoint(origin, int(size), _decode(root), _signed_at(more[:-3]))


def _signed_at(lines: list[str]) -> datetime | None:
    """The moment in the extension lines; another log may have others, or none."""
    said = next((line.removeprefix(SIGNED) for line in lines if line.startswith(SIGNED)), "")
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None
