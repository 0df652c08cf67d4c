"""A log that stays bounded: what is said again and again is written once a minute, and counted."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from types import TracebackType

WINDOW_SECONDS = 60.0
KINDS_KEPT = 512


class OnceAMinute(logging.Filter):
    """Lets the first record of a kind through, with its trace, and counts the others.

    A kind is where the error was raised and what it is, or, without one, who says it and the
    sentence without its values. The count of a minute stands on the next of its kind.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._turn = threading.Lock()
        self._seen: OrderedDict[tuple[object, ...], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        kind, now = _kind(record), time.monotonic()
        with self._turn:
            since, left_out = self._seen.get(kind, (now - WINDOW_SECONDS, 0))
            is_new = now - since >= WINDOW_SECONDS
            self._seen[kind] = (now, 0) if is_new else (since, left_out + 1)
            self._seen.move_to_end(kind)
            while len(self._seen) > KINDS_KEPT:
                self._seen.popitem(last=False)
        if is_new and left_out:
            record.msg = f"{record.getMessage()} (and {left_out:,} more like it before)"
            record.args = ()
        return is_new


def _kind(record: logging.LogRecord) -> tuple[object, ...]:
    kind, _error, trace = record.exc_info or (None, None, None)
    if kind is None or trace is None:
        return record.name, record.levelno, record.msg if record.args else str(record.msg)[:80]
    return record.name, kind, *_place(trace)


def _place(trace: TracebackType) -> tuple[str, int]:
    """Where an error was raised: the file and the line."""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno
