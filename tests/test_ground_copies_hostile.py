"""Copies that somebody made up: refused before anything of them lies anywhere."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from alameda.cli.copies import manifest, reading
from alameda.cli.copies.manifest import DamagedError, Head, Manifest, Piece

HUGE = 1 << 26  # told, never written: even where a guard is taken away the disk bears it


def a_sparse_member(name: str, size: int) -> bytes:
    """A tar whose one member says that it holds so many bytes, and holds none."""
    info = tarfile.TarInfo(name)
    info.pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.minor": "1",
        "GNU.sparse.name": name,
        "GNU.sparse.size": str(size),
        "GNU.sparse.numblocks": "1",
        "GNU.sparse.map": f"{size},0",
    }
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(info)
    return made.getvalue()


def test_a_member_that_says_more_than_it_holds_fills_no_disk(tmp_path: Path) -> None:
    source, room = tmp_path / "bomb.tar", tmp_path / "room"
    source.write_bytes(a_sparse_member("secret.key", HUGE))
    assert source.stat().st_size < 20_000
    with tarfile.open(source) as tar:
        assert tar.next().size == HUGE  # type: ignore[union-attr]  # it has one
    room.mkdir()

    with pytest.raises(DamagedError, match="is no file"):
        reading.opened(source, identity=None, room=room)

    assert not list(room.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        "../out", "/etc/passwd", "files/../../out", "files", "", ".", "files/", "files//a",
        ".unfinished", "pg/data/postgresql.auto.conf", "pg/password", "kept/x.gz", "files/.hidden",
        "a\0b",
    ],
)  # fmt: skip
def test_a_piece_that_no_copy_has_is_refused(name: str) -> None:
    with pytest.raises(DamagedError):
        manifest.check_name(name)


@pytest.mark.parametrize(
    "name",
    ["database.dump", "instance.json", "secret.key", "files/ab/cd/abcd", "dump.000000.part"],
)
def test_a_piece_of_a_copy_is_taken(name: str) -> None:
    manifest.check_name(name)


def sealed(**changes: Any) -> bytes:
    """A manifest with other facts, under a seal that holds: whoever changes one can make it."""
    whole = Manifest(
        at="2026-04-08T12:00:00+00:00",
        region="santiago",
        origin="alameda-0/record",
        program="0",
        postgresql=15,
        head=Head(),
        migrations=(),
        pieces=(Piece("secret.key", 1, "0" * 64),),
    )
    facts = {**json.loads(whole.as_bytes())["copy"], **changes}
    return json.dumps({"seal": manifest._seal(facts), "copy": facts}).encode()


@pytest.mark.parametrize(
    "raw",
    [
        sealed(pieces=[{"name": 7, "size": 1, "sha256": "0"}]),
        sealed(pieces=[{"name": "a", "size": "1", "sha256": "0"}]),
        sealed(pieces=[7]),
        sealed(head=7),
        sealed(format="1"),
        sealed().replace(b"santiago", b"biobio"),
        b"[" * 200_000,
        b"[]",
        b"\xff",
    ],
)
def test_a_manifest_of_other_shapes_is_refused_in_words(raw: bytes, tmp_path: Path) -> None:
    assert manifest.read(sealed(), tmp_path).region == "santiago"
    with pytest.raises(DamagedError):
        manifest.read(raw, tmp_path)


def test_sizes_that_a_manifest_lies_about_are_found(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"xx")
    (tmp_path / manifest.NAME).write_bytes(sealed())
    with pytest.raises(DamagedError, match=r"2 bytes, 1 were written"):
        reading.opened(tmp_path, identity=None, room=tmp_path)
