"""What the record says of bytes that not everybody may read. Pure."""

from __future__ import annotations

import hashlib


def salted(sha256: str, *, salt: str) -> str:
    """The digest of a digest, which nobody guesses without the salt.

    The bytes of a reserved document can be guessed (a form with a name in it): their plain digest
    would tell a guesser that he is right. Whoever is given the salt checks it with
    ``printf SALT:SHA256 | sha256sum``.
    """
    return hashlib.sha256(f"{salt}:{sha256}".encode()).hexdigest()
