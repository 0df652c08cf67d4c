"""Whether a PDF acts: a script, a command, or another file inside. Pure: no Django.

Names are looked for in the raw bytes, and then by a reader of PDF (qpdf) that opens what is packed
in object streams. A made-up file may make any reader work or fill the memory, so it reads in a
process of its own, which the system stops at a bound of time and of memory. This file is that
program too, started alone: it imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import Any

SECONDS_MAX = 15
MEMORY_MAX = 512 * 1024 * 1024
PARTS_MAX = 5_000_000
ACTIVE = frozenset({"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles"})
# As short as /JS, a name stands in any compressed bytes sooner or later.
_ACTIVE_RAW = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


class Found(StrEnum):
    """What a PDF holds."""

    QUIET = "quiet"  # nothing that acts
    ACTIVE = "active"  # a script, a command, or a file inside
    LOCKED = "locked"  # nobody opens it without a password
    UNREADABLE = "unreadable"  # spoilt, or more work than a reader is given


def look_through(
    body: bytes, *, seconds_max: int = SECONDS_MAX, memory_max: int = MEMORY_MAX
) -> Found:
    """What a PDF holds.

    Args:
        body: the whole file.
        seconds_max: after which the reader is stopped.
        memory_max: bytes of address space that the reader may take, its own code included.
    """
    if any(name in body for name in _ACTIVE_RAW):
        return Found.ACTIVE
    try:
        done = subprocess.run(  # noqa: S603  # this file, by the Python that runs it
            [sys.executable, "-I", __file__, str(seconds_max), str(memory_max)],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds_max,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Found.UNREADABLE
    told = done.stdout.decode("ascii", "replace").strip()
    return Found(told) if done.returncode == 0 and told in set(Found) else Found.UNREADABLE


def read(body: bytes) -> Found:
    """What the reader finds; only in a process that is bounded."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            if not len(pdf.pages):
                return Found.UNREADABLE
            for thing in chain(pdf.objects, [pdf.trailer]):
                _unpack(thing)
                if not ACTIVE.isdisjoint(names_of(thing)):
                    return Found.ACTIVE
    except pikepdf.PasswordError:
        return Found.LOCKED
    except (pikepdf.PdfError, ValueError, MemoryError):
        return Found.UNREADABLE
    return Found.QUIET


def _unpack(thing: Any) -> None:
    """Open an object stream: where it cannot be, its objects are passed over as if they were none.

    Raises:
        PdfError, MemoryError: it is spoilt, or too large.
    """
    import pikepdf

    if isinstance(thing, pikepdf.Stream) and "/N" in thing and "/First" in thing:
        thing.read_bytes()


def names_of(thing: Any) -> Iterator[str]:
    """Every name in an object and in what it holds directly.

    Raises:
        ValueError: it holds more than anybody writes.
    """
    import pikepdf

    held, seen = [thing], 0
    while held:
        each = held.pop()
        seen += 1
        if seen > PARTS_MAX:
            message = "too many parts"
            raise ValueError(message)
        if isinstance(each, pikepdf.Name):
            yield str(each)
        elif isinstance(each, pikepdf.Array):
            held.extend(part for part in each if not _is_elsewhere(part))
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            for key, part in dict(each.items()).items():
                yield key
                if not _is_elsewhere(part):
                    held.append(part)


def _is_elsewhere(part: Any) -> bool:
    """Whether a part is an object of its own, which is read in its turn."""
    return bool(getattr(part, "is_indirect", False))


def _bound(seconds: int, memory: int) -> None:
    """Let the system stop this process where it takes too much."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such bound
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    _bound(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(read(sys.stdin.buffer.read()))
