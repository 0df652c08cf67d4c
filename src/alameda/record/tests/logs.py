"""A whole log in memory, as the files that a log serves; tests spoil it."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from alameda.record.rules import merkle, tiles
from alameda.record.rules.note import Checkpoint, Signer, VerifierKey
from alameda.record.rules.tiles import HEIGHT, WIDTH, Tile
from alameda.record.rules.verifier import MissingError
from alameda.record.tests import slow

SIGNER = Signer("log.example/record", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


class FileLog:
    """The files of a log over these entries, made the slow way, from the definition."""

    def __init__(self, entries: list[bytes]) -> None:
        self.files: dict[str, bytes] = {}
        size = len(entries)
        for bundle in tiles.tiles_of_level(None, size):
            part = entries[bundle.start : bundle.start + bundle.width]
            self.files[bundle.path] = tiles.encode_bundle(part)
        hashes = [merkle.leaf_hash(entry) for entry in entries]
        for level in tiles.levels_of(size):
            for tile in tiles.tiles_of_level(level, size):
                part = hashes[tile.index * WIDTH : tile.index * WIDTH + tile.width]
                self.files[tile.path] = b"".join(part)
            full = len(hashes) // WIDTH
            hashes = [merkle.root_of(hashes[at * WIDTH : (at + 1) * WIDTH]) for at in range(full)]
        self.sign(Checkpoint(SIGNER.name, size, slow.mth(entries)))

    @property
    def key(self) -> VerifierKey:
        return SIGNER.verifier_key

    def sign(self, checkpoint: Checkpoint) -> None:
        self.files["checkpoint"] = str(checkpoint.signed_by(SIGNER)).encode()

    def fetch(self, path: str) -> bytes:
        """One file; a narrower bundle is cut from the widest, as the product serves it."""
        if path in self.files:
            return self.files[path]
        tile = tiles.parse_tile(path.removeprefix("tile/"))
        if tile and tile.level is None:
            for width in range(tile.width, WIDTH + 1):
                wide = self.files.get(Tile(None, tile.index, width).path)
                if wide is not None:
                    return tiles.encode_bundle(tiles.decode_bundle(wide)[: tile.width])
        raise MissingError(path)


__all__ = ["HEIGHT", "SIGNER", "FileLog"]
