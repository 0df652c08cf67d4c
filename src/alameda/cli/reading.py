"""The files of large answers while they are read: how many, how large, and until when.

granian opens such a file by its place in ``/proc`` and reads it at the pace of its reader, but says
nothing when it is done: what this process has open does. Who reads nothing would else fill the disk
by asking again; where room is needed, the oldest such file is emptied, which ends its answer.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import dataclass
from typing import IO

FILES_BYTES = 512 * 1024 * 1024
FILES_AT_ONCE = 2_048
OPENING_SECONDS = 5.0  # until granian has surely opened it
SPARED_SECONDS = 30.0  # a file that is younger is not emptied for another one
LONGEST_SECONDS = 3_600.0  # nobody reads longer
LOOK_SECONDS = 2.0  # between two looks at what is open


@dataclass(frozen=True)
class Room:
    """How much may be read at once.

    Attributes:
        most_bytes: of all files.
        spared_s: a younger file keeps its place whoever else wants one.
    """

    most_bytes: int = FILES_BYTES
    spared_s: float = SPARED_SECONDS


@dataclass
class BeingRead:
    """A file that somebody reads.

    Attributes:
        file: ours; granian has it open too.
        size: in bytes.
        since: seconds of the loop's clock.
    """

    file: IO[bytes]
    size: int
    since: float


class Files:
    """All files of one process that somebody reads, oldest first."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.size = 0
        self._all: list[BeingRead] = []
        self._looked = 0.0
        self._is_looking = False

    def add(self, file: IO[bytes], size: int) -> bool:
        """Keep a file until it was read; whether there is room for it."""
        now = asyncio.get_running_loop().time()
        if not self._fits(size):
            self._look(now)
            while not self._fits(size) and self._all and self._is_spare(self._all[0], now):
                self._let_go(self._all[0])
            if not self._fits(size):
                return False
        self._all.append(BeingRead(file, size, now))
        self.size += size
        self._look_later()
        return True

    def _fits(self, size: int) -> bool:
        return self.size + size <= self.room.most_bytes and len(self._all) < FILES_AT_ONCE

    def _is_spare(self, one: BeingRead, now: float) -> bool:
        return now - one.since >= self.room.spared_s

    def _look_later(self) -> None:
        if self._all and not self._is_looking:
            self._is_looking = True
            asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look_again)

    def _look_again(self) -> None:
        self._is_looking = False
        self._look(asyncio.get_running_loop().time())
        self._look_later()

    def _look(self, now: float) -> None:
        """Let go of what nobody but us has open, and of what was read for too long."""
        if now - self._looked < LOOK_SECONDS / 2:
            return
        self._looked = now
        held = _open_files()
        for one in list(self._all):
            is_read = held[_key(one.file.fileno())] < 2 and now - one.since >= OPENING_SECONDS  # noqa: PLR2004  ours and granian's
            if is_read or now - one.since >= LONGEST_SECONDS:
                self._let_go(one)

    def _let_go(self, one: BeingRead) -> None:
        """Empty the file: whoever still reads it finds its end, and the disk its room."""
        self._all.remove(one)
        self.size -= one.size
        one.file.truncate(0)
        one.file.close()


def _open_files() -> Counter[tuple[int, int]]:
    """How often this process has each file open."""
    found: Counter[tuple[int, int]] = Counter()
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  numbers, not paths: some thousands
        try:
            found[_key(int(name))] += 1
        except OSError:  # closed meanwhile
            continue
    return found


def _key(number: int) -> tuple[int, int]:
    told = os.fstat(number)
    return told.st_dev, told.st_ino
