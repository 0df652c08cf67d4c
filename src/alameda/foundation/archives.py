"""One bounded look at a packed file: what it holds, before anything of it is unpacked.

Everything is judged by its directory; ``zipfile`` never gives more of a member than that says.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import IO, Final, NamedTuple

MEGABYTE: Final = 1024 * 1024
_INSIDE: Final = re.compile(r"\.(?:zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|iso)$", re.IGNORECASE)
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LOCKED: Final = 0x1


class ArchiveRefusedError(ValueError):
    """A packed file that is not opened.

    Attributes:
        reason: ``damaged``, ``members`` (too many), ``size`` (unpacks to too much), ``ratio``
            (unpacks to far more than it weighs), ``locked``, ``names`` (a member twice, or outside
            of the archive), ``packing`` (a method that office files do not use) or ``nested``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Limits(NamedTuple):
    """What a packed file may be.

    Attributes:
        members: how many it may hold.
        unpacked: bytes in all.
        ratio: how many times its weight it may unpack to.
        small: bytes below which the ratio is not asked.
    """

    members: int = 1_000
    unpacked: int = 256 * MEGABYTE
    ratio: int = 200
    small: int = 8 * MEGABYTE


def part_name(name: str) -> str:
    """A member's name as office formats compare them: slashes, no case, no slash in front."""
    return name.replace("\\", "/").lstrip("/").lower()


def checked(source: IO[bytes], *, limits: Limits) -> list[zipfile.ZipInfo]:
    """The members of an archive that is safe to unpack.

    Raises:
        ArchiveRefusedError: it is not.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ArchiveRefusedError("damaged") from error
    for reason, is_so in (
        ("members", len(members) > limits.members),
        ("size", sum(member.file_size for member in members) > limits.unpacked),
        ("ratio", _is_bomb(members, limits)),
        ("locked", any(member.flag_bits & _LOCKED for member in members)),
        ("names", _has_bad_names(members)),
        ("packing", any(member.compress_type not in _PACKINGS for member in members)),
        ("nested", any(_INSIDE.search(member.filename) for member in members)),
    ):
        if is_so:
            raise ArchiveRefusedError(reason)
    return members


def _is_bomb(members: Sequence[zipfile.ZipInfo], limits: Limits) -> bool:
    weights = [(member.file_size, member.compress_size) for member in members]
    weights.append((sum(one for one, _ in weights), sum(other for _, other in weights)))
    return any(
        unpacked > limits.small and unpacked > max(packed, 1) * limits.ratio
        for unpacked, packed in weights
    )


def _has_bad_names(members: Sequence[zipfile.ZipInfo]) -> bool:
    names = [part_name(member.filename) for member in members]
    return len(set(names)) < len(names) or any(
        ".." in name.split("/") or name[1:2] == ":" for name in names
    )
