"""A bar for long work: how much is done, how fast, how long is left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")
WIDTH = 24
REDRAW_SECONDS = 0.1
HOUR = 3600
MINUTE = 60


class Progress:
    """Progress of one piece of work; silent where nobody watches.

    Args:
        title: what is being done, such as ``"Rows read"``.
        total: how many steps there are, or 0 where that is not known.
        is_quiet: draw nothing (``--json``); nothing is drawn either where there is no terminal.
        stream: where to draw.
    """

    def __init__(
        self, title: str, *, total: int = 0, is_quiet: bool = False, stream: TextIO | None = None
    ) -> None:
        self.title = title
        self.total = total
        self.done = 0
        self._stream = stream or sys.stderr
        self._is_quiet = is_quiet or not self._stream.isatty()
        self._started = time.monotonic()
        self._drawn = 0.0

    def __enter__(self) -> Progress:
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Draw the last state and leave the line."""
        if not self._is_quiet:
            self._draw()
            self._stream.write("\n")
            self._stream.flush()

    def advance(self, steps: int = 1) -> None:
        """Count steps done."""
        self.reach(self.done + steps)

    def reach(self, done: int) -> None:
        """Say how many steps are done in all."""
        self.done = done
        now = time.monotonic()
        if not self._is_quiet and now - self._drawn >= REDRAW_SECONDS:
            self._drawn = now
            self._draw()

    def over(self, things: Iterable[T]) -> Iterator[T]:
        """Go over things, one step each."""
        for thing in things:
            yield thing
            self.advance()

    def line(self) -> str:
        """The bar as text."""
        elapsed = max(time.monotonic() - self._started, 1e-6)
        rate = self.done / elapsed
        if not self.total:
            return f"{self.title} {self.done:,} · {rate:,.0f}/s"
        share = min(self.done / self.total, 1.0)
        bar = "█" * int(share * WIDTH)
        left = (self.total - self.done) / rate if rate else 0.0
        return (
            f"{self.title} {bar:░<{WIDTH}} {share:4.0%} {self.done:,} of {self.total:,}"
            f" · {rate:,.0f}/s · {spell(left)} left"
        )

    def _draw(self) -> None:
        self._stream.write(f"\r\x1b[K{self.line()}")
        self._stream.flush()


def spell(seconds: float) -> str:
    """A duration for people: ``8 s``, ``3 min``, ``2 h 05 min``."""
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    return f"{whole // HOUR} h {whole % HOUR // MINUTE:02} min"
