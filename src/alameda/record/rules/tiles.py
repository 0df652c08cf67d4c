"""Tiles and entry bundles: their addresses, their bytes, and tree nodes read out of them.

Source: C2SP tlog-tiles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from alameda.record.rules.merkle import HASH_BYTES, Nodes, complete_root

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_BYTES = WIDTH * HASH_BYTES
ENTRY_BYTES_MAX = 65_535  # what the bundle's uint16 length can say
LEVEL_MAX = 63

_INDEX = re.compile(r"(?:x[0-9]{3}/)*[0-9]{3}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)


def index_path(index: int) -> str:
    """An index in groups of three digits, all but the last with an ``x``: ``x001/x234/067``."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]


@dataclass(frozen=True)
class Tile:
    """The address of a tile of hashes, or of a bundle of entries.

    Attributes:
        level: 0 holds leaf hashes, each next one the roots of full tiles; nothing for entries.
        index: its place in the level.
        width: how many of its 256 places it holds.
    """

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The address under the log's prefix."""
        level = "entries" if self.level is None else str(self.level)
        suffix = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{index_path(self.index)}{suffix}"

    @property
    def start(self) -> int:
        """The first entry it covers."""
        return self.index << (HEIGHT * ((self.level or 0) + 1))


def parse_tile(rest: str) -> Tile | None:
    """The tile at an address after ``tile/``; nothing where the address is not canonical."""
    level_text, _, place = rest.partition("/")
    index_text, dot, width_text = place.partition(".p/")
    level = None if level_text == "entries" else _number(level_text, LEVEL_MAX)
    width = _number(width_text, WIDTH - 1) if dot else WIDTH
    is_level = level is not None or level_text == "entries"
    if not (is_level and width and _INDEX.fullmatch(index_text)):
        return None
    tile = Tile(level, int(index_text.replace("/", "").replace("x", "")), width)
    return tile if tile.path == f"tile/{rest}" else None


def _number(text: str, most: int) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) and int(text) <= most else None


def tiles_of_level(level: int | None, size: int) -> Iterator[Tile]:
    """All tiles of a level in a tree of this size, the last one perhaps partial."""
    full, rest = divmod(size >> (HEIGHT * (level or 0)), WIDTH)
    for index in range(full):
        yield Tile(level, index)
    if rest:
        yield Tile(level, full, rest)


def levels_of(size: int) -> range:
    """The levels that have any tile in a tree of this size."""
    count = 0
    while size >> (HEIGHT * count):
        count += 1
    return range(count)


def is_within(tile: Tile, size: int) -> bool:
    """Whether a tree of this size fills the tile at least as wide as asked."""
    level = tile.level or 0
    return tile.index * WIDTH + tile.width <= size >> (HEIGHT * level)


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries behind their lengths, two bytes each, big-endian.

    Raises:
        ValueError: an entry is longer than its length can say.
    """
    parts = []
    for entry in entries:
        if len(entry) > ENTRY_BYTES_MAX:
            message = f"An entry of {len(entry)} bytes is longer than {ENTRY_BYTES_MAX}."
            raise ValueError(message)
        parts.append(len(entry).to_bytes(2, "big"))
        parts.append(entry)
    return b"".join(parts)


def decode_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; a tail that is cut off is left out, so the count tells."""
    entries = []
    at = 0
    while at + 2 <= len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle):
            break
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def nodes_from_tiles(size: int, read: Callable[[Tile], bytes]) -> Nodes:
    """Tree nodes of a tree of this size, out of its tiles; each tile is read once."""
    known: dict[tuple[int, int], bytes] = {}

    def nodes(height: int, index: int) -> bytes:
        level, within = divmod(height, HEIGHT)
        first = index << within
        place = first // WIDTH
        if (level, place) not in known:
            width = min(WIDTH, (size >> (HEIGHT * level)) - place * WIDTH)
            known[level, place] = read(Tile(level, place, width))
        at = first % WIDTH * HASH_BYTES
        return complete_root(known[level, place][at : at + (HASH_BYTES << within)])

    return nodes
