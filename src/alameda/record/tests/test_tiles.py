"""Addresses and bytes of tiles and entry bundles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.record.rules import merkle, tiles
from alameda.record.rules.tiles import Tile
from alameda.record.tests.test_merkle import LEAVES, NODES


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 999, 255), "tile/1/999.p/255"),
        (Tile(0, 1_000), "tile/0/x001/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(None, 1_234_067, 8), "tile/entries/x001/x234/067.p/8"),
        (Tile(63, 0, 1), "tile/63/000.p/1"),
    ],
)
def test_an_address_is_written_as_the_specification_says(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_tile(path.removeprefix("tile/")) == tile


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "0",
        "0/",
        "0/0",
        "0/00",
        "0/0000",
        "00/000",
        "64/000",
        "-1/000",
        "+1/000",
        "٣/000",
        "0/٠٠٠",
        "0/x000/000",
        "0/x00/000",
        "0/x001",
        "0/001/000",
        "0/000.p/0",
        "0/000.p/00",
        "0/000.p/01",
        "0/000.p/256",
        "0/000.p/",
        "0/000.p/1.p/1",
        "0/000/",
        "0/000\n",
        "Entries/000",
        "entries/x001/x234",
        "data/000",
    ],
)
def test_an_address_that_is_not_canonical_names_nothing(rest: str) -> None:
    assert tiles.parse_tile(rest) is None


@given(
    st.builds(
        Tile,
        st.none() | st.integers(0, 63),
        st.integers(0, 10**12),
        st.integers(1, 256),
    )
)
def test_every_address_reads_back(tile: Tile) -> None:
    assert tiles.parse_tile(tile.path.removeprefix("tile/")) == tile


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specifications_example() -> None:
    by_level = [list(tiles.tiles_of_level(level, 70_000)) for level in tiles.levels_of(70_000)]

    assert [len(level) for level in by_level] == [274, 2, 1]
    assert [level[-1].width for level in by_level] == [112, 17, 1]
    assert [level[-1] for level in map(list, (tiles.tiles_of_level(n, 256) for n in (0, 1)))] == [
        Tile(0, 0),
        Tile(1, 0, 1),
    ]


def test_a_tile_is_within_the_tree_only_as_wide_as_the_tree_fills_it() -> None:
    assert tiles.is_within(Tile(0, 273, 112), 70_000)
    assert not tiles.is_within(Tile(0, 273, 113), 70_000)
    assert tiles.is_within(Tile(0, 272, 5), 70_000)
    assert not tiles.is_within(Tile(2, 0, 2), 70_000)
    assert not tiles.is_within(Tile(3, 0, 1), 70_000)


def test_a_bundle_is_exact_to_the_byte() -> None:
    assert tiles.encode_bundle([b"ab", b"", b"c" * 258]) == b"\0\2ab\0\0\1\2" + b"c" * 258


@given(st.lists(st.binary(max_size=300)))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    assert tiles.decode_bundle(tiles.encode_bundle(entries)) == entries


def test_a_bundle_cut_short_gives_the_entries_before_the_cut() -> None:
    bundle = tiles.encode_bundle([b"one", b"two"])

    assert tiles.decode_bundle(bundle[:-1]) == [b"one"]
    assert tiles.decode_bundle(bundle[:6]) == [b"one"]


def test_an_entry_too_long_for_its_length_is_refused() -> None:
    assert len(tiles.encode_bundle([b"x" * 65_535])) == 65_537
    with pytest.raises(ValueError, match="65536 bytes"):
        tiles.encode_bundle([b"x" * 65_536])


@given(st.integers(1, 300))
def test_tree_nodes_read_out_of_tiles_give_the_same_root(size: int) -> None:
    def read(tile: Tile) -> bytes:
        height = 8 * (tile.level or 0)
        places = range(tile.index * 256, tile.index * 256 + tile.width)
        return b"".join(NODES(height, place) for place in places)

    nodes = tiles.nodes_from_tiles(size, read)
    leaf_hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert merkle.tree_root(size, nodes) == merkle.root_of(leaf_hashes)
