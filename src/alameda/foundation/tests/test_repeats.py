"""A log is written once a minute of each kind, with how often it came."""

from __future__ import annotations

import io
import logging
import time

import pytest

from alameda.foundation import repeats
from alameda.foundation.repeats import OnceAMinute


@pytest.fixture
def logged() -> tuple[logging.Logger, io.StringIO]:
    """A logger of its own, and what it wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(OnceAMinute())
    log = logging.Logger("test.repeats")  # noqa: LOG001  one that nobody else has
    log.addHandler(handler)
    return log, out


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test moves."""
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def breaks(number: int) -> None:
    raise ZeroDivisionError(number)


def report(log: logging.Logger, number: int) -> None:
    try:
        breaks(number)
    except ZeroDivisionError:
        log.exception("Page %s broke.", number)


def test_one_trace_a_minute_and_a_count(
    logged: tuple[logging.Logger, io.StringIO], clock: list[float]
) -> None:
    log, out = logged
    for number in range(2_000):
        report(log, number)
    assert out.getvalue().count("Traceback") == 1
    assert len(out.getvalue()) < 1_000

    clock[0] += 61
    report(log, 7)
    assert out.getvalue().count("Traceback") == 2
    assert "Page 7 broke. (and 1,999 more like it before)" in out.getvalue()


def test_what_differs_is_written_and_sentences_are_told_apart_without_their_values(
    logged: tuple[logging.Logger, io.StringIO], clock: list[float]
) -> None:
    log, out = logged
    for number in range(3):
        log.warning("The worker %s ended.", number)
        log.warning("The worker waits.")
    log.error("The worker waits.")
    assert out.getvalue().splitlines() == [
        "The worker 0 ended.",
        "The worker waits.",
        "The worker waits.",
    ]
    assert clock


def test_kinds_without_end_are_not_remembered_without_end(
    logged: tuple[logging.Logger, io.StringIO],
) -> None:
    log, _out = logged
    for number in range(3 * repeats.KINDS_KEPT):
        log.warning(f"{number}")  # noqa: G004  each its own kind
    [once] = log.handlers[0].filters
    assert isinstance(once, OnceAMinute)
    assert len(once._seen) == repeats.KINDS_KEPT
