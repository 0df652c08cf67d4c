"""Hashes, roots and proofs against published vectors and against the definition."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.record.rules import merkle
from alameda.record.rules.merkle import ProofError
from alameda.record.tests import slow

# The leaves and roots that the certificate-transparency projects test with.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CT_CONSISTENCY: dict[tuple[int, int], list[str]] = {
    (1, 1): [],
    (1, 8): CT_INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

LEAVES = [b"%d" % number for number in range(300)]


def nodes_of(leaves: list[bytes]) -> merkle.Nodes:
    """Every complete subtree's root, level by level."""
    levels = [[merkle.leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([merkle.node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)])
    return lambda height, index: levels[height][index]


NODES = nodes_of(LEAVES)
ROOTS = [slow.mth(LEAVES[:size]) for size in range(len(LEAVES) + 1)]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size: int) -> None:
    leaves = CT_LEAVES[:size]
    root = merkle.root_of(merkle.leaf_hash(leaf) for leaf in leaves)

    assert root.hex() == CT_ROOTS[size] == slow.mth(leaves).hex()
    assert merkle.tree_root(size, nodes_of(leaves)) == root


@pytest.mark.parametrize(("index", "size"), CT_INCLUSION)
def test_the_published_inclusion_proofs_come_out(index: int, size: int) -> None:
    proof = merkle.inclusion_proof(index, size, nodes_of(CT_LEAVES))

    assert [one.hex() for one in proof] == CT_INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CT_CONSISTENCY)
def test_the_published_consistency_proofs_come_out(old: int, new: int) -> None:
    proof = merkle.consistency_proof(old, new, nodes_of(CT_LEAVES))

    assert [one.hex() for one in proof] == CT_CONSISTENCY[old, new]


def test_every_root_up_to_three_hundred_is_that_of_the_definition() -> None:
    frontier = merkle.Frontier()
    for size, leaf in enumerate(LEAVES, start=1):
        frontier.append(merkle.leaf_hash(leaf))
        assert frontier.root() == ROOTS[size] == merkle.tree_root(size, NODES)


@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_an_inclusion_proof_is_that_of_the_definition(case: tuple[int, int]) -> None:
    index, size = case
    proof = merkle.inclusion_proof(index, size, NODES)
    leaf = merkle.leaf_hash(LEAVES[index])

    assert proof == slow.path(index, LEAVES[:size])
    assert slow.root_by_path(leaf, index, size, proof) == ROOTS[size]
    merkle.verify_inclusion(leaf, index=index, size=size, proof=proof, root=ROOTS[size])


def test_every_inclusion_proof_up_to_seventy_is_accepted_by_both_verifiers() -> None:
    for size in range(1, 71):
        for index in range(size):
            leaf = merkle.leaf_hash(LEAVES[index])
            proof = merkle.inclusion_proof(index, size, NODES)
            assert slow.root_by_path(leaf, index, size, proof) == ROOTS[size]
            merkle.verify_inclusion(leaf, index=index, size=size, proof=proof, root=ROOTS[size])


@given(st.integers(1, 300).flatmap(lambda new: st.tuples(st.integers(1, new), st.just(new))))
def test_a_consistency_proof_is_that_of_the_definition(case: tuple[int, int]) -> None:
    old, new = case
    proof = merkle.consistency_proof(old, new, NODES)

    assert proof == slow.proof(old, LEAVES[:new])
    assert slow.roots_by_proof(old, new, proof, True, ROOTS[old]) == (ROOTS[old], ROOTS[new])
    merkle.verify_consistency(old, new, proof=proof, old_root=ROOTS[old], new_root=ROOTS[new])


def test_every_consistency_proof_up_to_seventy_is_accepted_by_both_verifiers() -> None:
    for new in range(71):
        for old in range(new + 1):
            proof = merkle.consistency_proof(old, new, NODES)
            roots = {"old_root": ROOTS[old], "new_root": ROOTS[new]}
            merkle.verify_consistency(old, new, proof=proof, **roots)
            if old:
                walked = slow.roots_by_proof(old, new, proof, True, ROOTS[old])
                assert walked == (ROOTS[old], ROOTS[new])


@given(st.data())
def test_an_inclusion_proof_with_anything_changed_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, NODES)
    at = data.draw(st.integers(0, len(proof) - 1))
    other_index = data.draw(st.integers(-1, size).filter(lambda one: one != index))
    leaf = merkle.leaf_hash(LEAVES[index])
    flipped = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    good = {"index": index, "size": size, "proof": proof, "root": ROOTS[size]}

    for wrong in (
        {"proof": [*proof[:at], flipped, *proof[at + 1 :]]},
        {"proof": proof[:-1]},
        {"proof": [*proof, proof[0]]},
        {"index": other_index},
        {"root": ROOTS[size - 1]},
    ):
        with pytest.raises(ProofError):
            merkle.verify_inclusion(leaf, **{**good, **wrong})  # type: ignore[arg-type]  # mixed
    with pytest.raises(ProofError):
        merkle.verify_inclusion(merkle.leaf_hash(b"other"), **good)  # type: ignore[arg-type]  # mixed


@given(st.data())
def test_a_consistency_proof_with_anything_changed_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    proof = merkle.consistency_proof(old, new, NODES)
    at = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    good = {"proof": proof, "old_root": ROOTS[old], "new_root": ROOTS[new]}

    for wrong in (
        {"proof": [*proof[:at], flipped, *proof[at + 1 :]]},
        {"proof": proof[:-1]},
        {"proof": [*proof, proof[0]]},
        {"old_root": ROOTS[old - 1]},
        {"new_root": ROOTS[new - 1]},
    ):
        with pytest.raises(ProofError):
            merkle.verify_consistency(old, new, **{**good, **wrong})  # type: ignore[arg-type]  # mixed


def test_a_tree_that_shrank_is_refused() -> None:
    with pytest.raises(ProofError, match="shrank"):
        merkle.verify_consistency(2, 1, proof=[], old_root=ROOTS[2], new_root=ROOTS[1])
    with pytest.raises(ValueError, match="cannot grow"):
        merkle.consistency_proof(2, 1, NODES)


def test_a_leaf_outside_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 8"):
        merkle.inclusion_proof(8, 8, NODES)


def test_subtrees_append_only_where_they_are_complete() -> None:
    frontier = merkle.Frontier()
    frontier.append(NODES(3, 0), height=3)
    frontier.append(NODES(0, 8))
    assert frontier.root() == ROOTS[9]

    with pytest.raises(ValueError, match="cannot start at leaf 9"):
        frontier.append(NODES(1, 5), height=1)


def test_roots_differ_by_size() -> None:
    assert all(one != two for one, two in pairwise(ROOTS))
