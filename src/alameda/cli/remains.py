"""What a database server that died left behind: what may be removed, and what must be waited for.

A mark in a file (a process number) is never believed by itself: numbers are given again, also to
processes of other accounts. What a process is tells its command line.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROGRAMS = (b"postgres", b"postmaster")
# What a new server says while the processes of the one before are still ending.
PASSING = (
    "shared memory block",
    "is still in use",
    'lock file "',
    "could not bind Unix address",
)


class StrangerError(Exception):
    """The server of another account runs this database; the sentence says so."""


def is_server(pid: int, data: Path) -> bool:
    """Whether that process lives and is the server of that cluster, whoever's it is."""
    words = _command_of(pid)
    if not words or not Path(os.fsdecode(words[0])).name.encode().startswith(PROGRAMS):
        return False
    folders = {os.fsencode(data), os.fsencode(data.resolve())}
    return any(word in folders for word in words[1:])


def _command_of(pid: int) -> list[bytes]:
    """The words that a process was started with; none where it is gone or nobody may know."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:  # gone; or hidden from us, and then it is no process that we started
            return []
    asked = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(asked, check=False, capture_output=True).stdout.split()


def is_taken(pid: int) -> bool:
    """Whether the number is somebody's now."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_orphan(
    pid: int | None, data: Path, *, say: Callable[[str], None], patience_seconds: float
) -> None:
    """Stop the server whose owner died, and forget a number that is now somebody else's.

    The mark of a server that is dead stays: the next one learns from it whether its memory is
    still in use.

    Raises:
        StrangerError: another account runs it, or it does not stop.
    """
    mark = data / "postmaster.pid"
    if pid is None:
        return
    if not is_server(pid, data):
        if is_taken(pid):
            mark.unlink(missing_ok=True)
        return
    say("The server of a former run is still up: stopping it first.")
    deadline = time.monotonic() + patience_seconds
    while is_server(pid, data):
        try:
            os.kill(pid, signal.SIGINT)
        except ProcessLookupError:
            return
        except PermissionError:
            raise StrangerError(
                f"Another account runs the database in {data}, as process {pid}. Stop it as that "
                "account, then start again."
            ) from None
        if time.monotonic() > deadline:
            raise StrangerError(f"The former server, process {pid}, does not stop. Stop it.")
        time.sleep(0.1)


def forget_sockets(folder: Path) -> None:
    """Remove the sockets of a server that is no more, which may have come with a copy."""
    for path in folder.glob(".s.PGSQL.*"):
        path.unlink(missing_ok=True)


def is_passing(said: str) -> bool:
    """Whether what a server said when it ended passes by itself."""
    return any(words in said for words in PASSING)
