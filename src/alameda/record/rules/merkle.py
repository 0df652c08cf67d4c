"""Merkle trees as RFC 6962 defines them: hashes, roots, proofs and their verification.

Source: RFC 6962, section 2.1; the verification algorithms are those of RFC 9162, section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

# Hash of the complete subtree of 2**height leaves that starts at leaf index * 2**height.
Nodes = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof does not prove what it claims."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry; the zero byte keeps it apart from the hash of two nodes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def complete_root(hashes: bytes) -> bytes:
    """Root over a power of two of hashes, given as one run of bytes."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest() for at in pairs]
        )
    return hashes


@dataclass
class Frontier:
    """The right edge of a growing tree: enough to append and to give the root, log2(n) hashes.

    Attributes:
        size: leaves so far.
    """

    size: int = 0
    _edge: list[tuple[int, bytes]] = field(default_factory=list)

    def append(self, subtree: bytes, *, height: int = 0) -> None:
        """Append the root of a complete subtree of ``2**height`` leaves.

        Raises:
            ValueError: smaller subtrees stand to its left, so it cannot be complete there.
        """
        if self.size % (1 << height):
            message = f"A subtree of height {height} cannot start at leaf {self.size}."
            raise ValueError(message)
        self.size += 1 << height
        while self._edge and self._edge[-1][0] == height:
            subtree = node_hash(self._edge.pop()[1], subtree)
            height += 1
        self._edge.append((height, subtree))

    def root(self) -> bytes:
        """Root of the whole tree so far."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1][1]
        for _height, subtree in reversed(self._edge[:-1]):
            root = node_hash(subtree, root)
        return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Root of the tree over these leaf hashes."""
    frontier = Frontier()
    for one in leaf_hashes:
        frontier.append(one)
    return frontier.root()


def _split(width: int) -> int:
    """The largest power of two smaller than the width."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(start: int, end: int, nodes: Nodes) -> bytes:
    width = end - start
    if width & (width - 1) == 0:
        height = width.bit_length() - 1
        return nodes(height, start >> height)
    middle = start + _split(width)
    return node_hash(_range_root(start, middle, nodes), _range_root(middle, end, nodes))


def tree_root(size: int, nodes: Nodes) -> bytes:
    """Root of the first ``size`` leaves."""
    return _range_root(0, size, nodes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from a leaf to the root, nearest first.

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        message = f"A tree of {size} has no leaf {index}."
        raise ValueError(message)
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The hashes that show that the first ``old`` leaves are unchanged in a tree of ``new``.

    Raises:
        ValueError: the old tree is larger than the new one.
    """
    if not 0 <= old <= new:
        message = f"A tree of {old} cannot grow into one of {new}."
        raise ValueError(message)
    if old in {0, new}:
        return []
    proof = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start = middle
    if start:
        proof.append(_range_root(start, end, nodes))
    return proof[::-1]


@dataclass(frozen=True)
class Step:
    """One step of an inclusion proof: what was so far, beside its neighbour, hashed into one.

    Attributes:
        neighbour: the hash that the proof supplies.
        is_left: whether the neighbour stands to the left.
        result: hash of both together.
    """

    neighbour: bytes
    is_left: bool
    result: bytes


def inclusion_steps(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> list[Step]:
    """Walk a proof from the leaf to the root, which is the last step's result.

    Raises:
        ProofError: the proof has not the length that this place in the tree needs.
    """
    if not 0 <= index < size:
        message = f"A tree of {size} has no leaf {index}."
        raise ProofError(message)
    steps: list[Step] = []
    place, last, result = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            message = "The proof is longer than the tree is high."
            raise ProofError(message)
        is_left = bool(place & 1) or place == last
        if is_left:
            result = node_hash(neighbour, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, neighbour)
        steps.append(Step(neighbour, is_left, result))
        place, last = place >> 1, last >> 1
    if last:
        message = "The proof is shorter than the tree is high."
        raise ProofError(message)
    return steps


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Accept that a leaf hash stands at an index of the tree with this root.

    Raises:
        ProofError: it does not.
    """
    steps = inclusion_steps(leaf, index, size, proof)
    if (steps[-1].result if steps else leaf) != root:
        message = f"Entry {index} does not lead to the root of the tree of {size}."
        raise ProofError(message)


def verify_consistency(
    old: int, new: int, *, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Accept that the tree of ``new`` leaves begins with the tree of ``old``.

    Raises:
        ProofError: it does not.
    """
    if old > new:
        message = f"The tree shrank from {old} to {new}."
        raise ProofError(message)
    if old == 0:
        has_failed = bool(proof) or old_root != EMPTY_ROOT
    elif old == new:
        has_failed = bool(proof) or old_root != new_root
    else:
        has_failed = _walk_consistency(old, new, proof, old_root) != (old_root, new_root)
    if has_failed:
        message = f"The tree of {new} does not begin with the tree of {old}."
        raise ProofError(message)


def _walk_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes
) -> tuple[bytes, bytes] | None:
    """Both roots as the proof gives them; nothing where its length is wrong."""
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return None
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_result = new_result = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old_result = node_hash(neighbour, old_result)
            new_result = node_hash(neighbour, new_result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_result = node_hash(new_result, neighbour)
        place, last = place >> 1, last >> 1
    return None if last else (old_result, new_result)
