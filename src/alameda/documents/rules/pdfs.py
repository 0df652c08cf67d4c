"""Whether a PDF acts: a script, a command, another file inside, a way out. Pure: no Django.

Of what a PDF can do when it is opened or pressed only a closed list is let through (going to a
place, opening a web address, showing a layer): whatever else it is called, it acts.

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
ACTIVE = frozenset(
    {
        "/JavaScript",
        "/JS",
        "/Launch",
        "/Rendition",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/EF",
        "/FileAttachment",
        "/Collection",
    }
)
OUTWARD = frozenset({"/SubmitForm", "/ImportData", "/GoToR", "/GoToE"})
MEDIA = frozenset(
    {
        "/RichMedia",
        "/RichMediaContent",
        "/RichMediaExecute",
        "/3D",
        "/3DD",
        "/GoTo3DView",
        "/Movie",
        "/Sound",
        "/Screen",
    }
)
XFA = frozenset({"/XFA"})
# What an action may be, and where one stands.
ALLOWED = frozenset(
    {"/GoTo", "/URI", "/Named", "/Hide", "/SetOCGState", "/Thread", "/Trans", "/ResetForm"}
)
_ACTIONS_AT = ("/A", "/OpenAction", "/PA", "/Next")
# As short as /JS, a name stands in any compressed bytes sooner or later.
_ACTIVE_RAW = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


class Found(StrEnum):
    """What a PDF holds."""

    QUIET = "quiet"  # nothing that acts
    ACTIVE = "active"  # a script, a command, or a file inside
    OUTWARD = "outward"  # it sends, fetches or opens something elsewhere
    MEDIA = "media"  # it plays something
    XFA = "xfa"  # a form that is a program, with pages that do not show it
    LOCKED = "locked"  # nobody opens it without a password
    UNREADABLE = "unreadable"  # spoilt, or more work than a reader is given


GRAVEST_FIRST = {
    Found.ACTIVE: ACTIVE,
    Found.XFA: XFA,
    Found.MEDIA: MEDIA,
    Found.OUTWARD: OUTWARD,
}


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
            found = set()
            for thing in chain(pdf.objects, [pdf.trailer]):
                _unpack(thing)
                found.add(judged(thing))
                if Found.ACTIVE in found:
                    break
    except pikepdf.PasswordError:
        return Found.LOCKED
    except (pikepdf.PdfError, ValueError, MemoryError):
        return Found.UNREADABLE
    return next((each for each in GRAVEST_FIRST if each in found), Found.QUIET)


def judged(thing: Any) -> Found:
    """What one object and what it holds directly is.

    Raises:
        ValueError: it holds more than anybody writes.
    """
    names: set[str] = set()
    acts = False
    for part in parts_of(thing):
        names.update(_names(part))
        acts = acts or _reaches_out(part)
    for found, known in GRAVEST_FIRST.items():
        if not known.isdisjoint(names):
            return found
    return Found.OUTWARD if acts else Found.QUIET


def _names(part: Any) -> Iterator[str]:
    import pikepdf

    if isinstance(part, pikepdf.Name):
        yield str(part)
    elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        yield from part.keys()


def _reaches_out(part: Any) -> bool:
    """Whether it does what is on no list, or takes what it shows from another file."""
    import pikepdf

    if isinstance(part, pikepdf.Stream):
        return "/F" in part or "/Ref" in part
    if not isinstance(part, pikepdf.Dictionary):
        return False
    told = [part[key] for key in _ACTIONS_AT if key in part]
    more = part.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        told.extend(value for _key, value in dict(more.items()).items())
    listed = [each for one in told for each in (one if isinstance(one, pikepdf.Array) else [one])]
    return any(
        isinstance(each, pikepdf.Dictionary) and "/S" in each and str(each["/S"]) not in ALLOWED
        for each in listed
    )


def _unpack(thing: Any) -> None:
    """Open an object stream: where it cannot be, its objects are passed over as if they were none.

    Raises:
        PdfError, MemoryError: it is spoilt, or too large.
    """
    import pikepdf

    if isinstance(thing, pikepdf.Stream) and "/N" in thing and "/First" in thing:
        thing.read_bytes()


def parts_of(thing: Any) -> Iterator[Any]:
    """An object and every part that it holds directly.

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
        yield each
        if isinstance(each, pikepdf.Array):
            held.extend(part for part in each if not _is_elsewhere(part))
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            held.extend(part for part in dict(each.items()).values() if not _is_elsewhere(part))


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
