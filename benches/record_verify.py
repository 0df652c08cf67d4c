"""Verifying a record of a million entries from its files: how long, and in how much memory."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from alameda.record.rules import merkle, tiles
from alameda.record.rules.leaf import Ids, Leaf
from alameda.record.rules.note import Checkpoint, Signer
from alameda.record.rules.tiles import WIDTH, Tile
from benches import Figure

ENTRIES = 1_000_000
FEW = 10_000
VERIFY = """
import resource, sys
from alameda.cli.main import main
status = main(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""
AIM_SECONDS = 20.0
AIM_GROWTH_MB = 20.0


def write_log(folder: Path, count: int) -> None:
    """A log as its files, made with the rules and without a database."""
    signer = Signer("bench.example/record", Ed25519PrivateKey.generate())
    ids = Ids()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hashes = []
    for bundle in tiles.tiles_of_level(None, count):
        entries = []
        for index in range(bundle.start, bundle.start + bundle.width):
            at = start + timedelta(seconds=index)
            payload = {"contract": f"C-{index % 9_000}", "amount_clp": 1_000 * index}
            leaf = Leaf(
                ids.take(int(at.timestamp() * 1_000))[0],
                at,
                "treasury",
                "payment.recorded",
                f"{30_000_000 + index % 6_000}-0",
                payload,
            )
            entries.append(leaf.encode())
        write(folder, bundle, tiles.encode_bundle(entries))
        hashes += [merkle.leaf_hash(entry) for entry in entries]
    frontier = merkle.Frontier()
    for one in hashes:
        frontier.append(one)
    for level in tiles.levels_of(count):
        above = []
        for tile in tiles.tiles_of_level(level, count):
            part = b"".join(hashes[tile.index * WIDTH : tile.index * WIDTH + tile.width])
            write(folder, tile, part)
            if tile.width == WIDTH:
                above.append(merkle.complete_root(part))
        hashes = above
    note = Checkpoint(signer.name, count, frontier.root()).signed_by(signer)
    (folder / "checkpoint").write_text(str(note), encoding="utf-8")
    (folder / "key").write_text(f"{signer.verifier_key}\n", encoding="utf-8")


def write(folder: Path, tile: Tile, content: bytes) -> None:
    path = folder / tile.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def verify(folder: Path, count: int) -> tuple[float, float]:
    """Seconds that the command takes, and its peak memory in MB."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        # In a process of its own: a child's peak memory counts its parent's at the fork.
        writer = multiprocessing.get_context("spawn").Process(
            target=write_log, args=(Path(made), count)
        )
        writer.start()
        writer.join()
        assert writer.exitcode == 0
        began = time.perf_counter()
        command = [sys.executable, "-c", VERIFY, "record", "verify", made]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - began
    assert f"{count:,} entries" in answer.stdout
    peak = next(line for line in answer.stderr.splitlines() if line.startswith("peak"))
    return seconds, int(peak.split()[1]) / 1024


def run() -> list[Figure]:
    """Verify a small log and a large one with the product's own command."""
    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as made:
        _seconds, few_mb = verify(Path(made), FEW)
        seconds, many_mb = verify(Path(made), ENTRIES)
    growth_mb = many_mb - few_mb
    return [
        Figure(
            name=f"verify a record of {ENTRIES:,} entries",
            value=seconds,
            unit="s",
            reference=f"{ENTRIES / seconds:,.0f} entries a second, start of the program included",
            aim=f"≤ {AIM_SECONDS:.0f} s",
            is_met=seconds <= AIM_SECONDS,
        ),
        Figure(
            name=f"memory of that above one of {FEW:,} entries",
            value=growth_mb,
            unit="MB",
            reference=f"peak {many_mb:.0f} MB against {few_mb:.0f} MB",
            aim=f"≤ {AIM_GROWTH_MB:.0f} MB: flat",
            is_met=growth_mb <= AIM_GROWTH_MB,
        ),
    ]


if __name__ == "__main__":
    for figure in run():
        print(figure)
