"""A second Merkle tree, slow and obvious: RFC 6962, section 2.1, written down as it reads."""

from __future__ import annotations

from hashlib import sha256


def k_of(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = k_of(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = k_of(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: list[bytes]) -> list[bytes]:
    return subproof(m, d, True)


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = k_of(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def root_by_path(leaf: bytes, m: int, n: int, proof: list[bytes]) -> bytes:
    """The root that an audit path leads to, walked from the root down."""
    if n == 1:
        assert not proof
        return leaf
    k = k_of(n)
    *rest, top = proof
    if m < k:
        return sha256(b"\x01" + root_by_path(leaf, m, k, rest) + top).digest()
    return sha256(b"\x01" + top + root_by_path(leaf, m - k, n - k, rest)).digest()


def roots_by_proof(
    m: int, n: int, proof: list[bytes], b: bool, old_root: bytes
) -> tuple[bytes, bytes]:
    """Both roots that a consistency proof leads to, walked from the root down."""
    if m == n:
        if b:
            assert not proof
            return old_root, old_root
        (one,) = proof
        return one, one
    k = k_of(n)
    *rest, top = proof
    if m <= k:
        old, new = roots_by_proof(m, k, rest, b, old_root)
        return old, sha256(b"\x01" + new + top).digest()
    old, new = roots_by_proof(m - k, n - k, rest, False, old_root)
    return sha256(b"\x01" + top + old).digest(), sha256(b"\x01" + top + new).digest()
