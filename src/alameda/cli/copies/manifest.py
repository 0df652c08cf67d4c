"""What a copy says of itself: when, by what, of which record, and the digest of each piece."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import FORMAT as INSTANCE_FORMAT

FORMAT = 1
NAME = "manifest.json"
DATABASE = "database.dump"
FILES = "files"
PACKAGE = Path(__file__).resolve().parents[2]


class DamagedError(CannotRunError):
    """A copy is not what it was when it was taken; the sentence names the piece."""


@dataclass(frozen=True)
class Piece:
    """One file of a copy.

    Attributes:
        name: its path inside the copy, with ``/``.
        size: in bytes.
        sha256: of its bytes, in hexadecimal.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Head:
    """The end of the record in the copy.

    Attributes:
        number: of the latest signed checkpoint; -1 before the first.
        size: entries that it signs.
        root: of their tree, in base64; empty before the first.
    """

    number: int = -1
    size: int = 0
    root: str = ""


@dataclass(frozen=True)
class Manifest:
    """Everything there is to know of a copy before it is put back.

    Attributes:
        at: moment of the database's picture, ISO 8601 in UTC.
        region: code of the region pack.
        origin: name of the public record, which is the instance's own.
        program: version of Alameda that took it.
        postgresql: major version of the server.
        head: the end of the record in the picture.
        migrations: those of Alameda that the tables had, ``app.name``.
        pieces: every file but this one.
        missing: documents that the database names and the folder had lost already.
        instance_format: version of the instance's layout.
        format: version of the copy's layout.
    """

    at: str
    region: str
    origin: str
    program: str
    postgresql: int
    head: Head
    migrations: tuple[str, ...]
    pieces: tuple[Piece, ...]
    missing: tuple[str, ...] = ()
    instance_format: int = INSTANCE_FORMAT
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all pieces."""
        return sum(piece.size for piece in self.pieces)

    def as_bytes(self) -> bytes:
        """As it is written, under a seal of its own."""
        facts = asdict(self)
        return (json.dumps({"seal": _seal(facts), "copy": facts}, indent=1) + "\n").encode()


def read(raw: bytes, where: Path) -> Manifest:
    """The manifest in those bytes.

    Raises:
        DamagedError: they are none, or were changed.
        CannotRunError: a newer Alameda wrote them.
    """
    try:
        told = json.loads(raw)
        facts: dict[str, Any] = told["copy"]
        if told["seal"] != _seal(facts):
            raise DamagedError(f"The copy in {where} is damaged: {NAME} was changed.")
        check_format(facts, where)
        return Manifest(
            **{
                **facts,
                "head": Head(**facts["head"]),
                "pieces": tuple(map(_piece, facts["pieces"])),
                "migrations": tuple(facts["migrations"]),
                "missing": tuple(facts["missing"]),
            }
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedError(f"The copy in {where} is damaged: {NAME} cannot be read.") from error


def _piece(facts: dict[str, Any]) -> Piece:
    name, size = facts["name"], facts["size"]
    if not (isinstance(name, str) and type(size) is int):
        raise TypeError(facts)
    return Piece(**facts)


def check_format(facts: dict[str, Any], where: Path) -> None:
    """Refuse what a newer Alameda wrote, before its other fields are read.

    Raises:
        CannotRunError: one did.
    """
    if facts["format"] > FORMAT or facts["instance_format"] > INSTANCE_FORMAT:
        raise CannotRunError(
            f"The copy in {where} was taken by a newer Alameda ({facts['program']}). "
            "Install that one, then restore."
        )


def own_migrations() -> frozenset[str]:
    """The migrations of this program, ``app.name``."""
    found = PACKAGE.glob("*/migrations/[0-9]*.py")
    return frozenset(f"{path.parents[1].name}.{path.stem}" for path in found)


def unknown_migrations(applied: Iterable[str]) -> list[str]:
    """Those that this program has not: a newer one made the tables."""
    return sorted(set(applied) - own_migrations())


def is_newer(program: str, than: str) -> bool:
    """Whether one version of Alameda comes after another."""
    return _numbers(program) > _numbers(than)


def check_name(name: str) -> None:
    """Refuse the name of a piece that no copy has: it would lead elsewhere, or into other things.

    A copy has files of the instance's own folder, and its documents below ``files``; nothing hidden
    and nothing of the database's folder.

    Raises:
        DamagedError: it is none.
    """
    first, *rest = name.split("/")
    is_ours = first == FILES if rest else first not in ("", FILES)
    parts = [first, *rest]
    if not is_ours or "\0" in name or any(part[:1] in {"", "."} for part in parts):
        raise DamagedError(f"The copy is damaged: it holds a piece named {name!r}.")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _seal(facts: dict[str, Any]) -> str:
    plain = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()
