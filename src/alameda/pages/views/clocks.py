"""The legal clocks of the Council in words: publication, recording, answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from alameda.foundation.clocks import Clock as Counted
from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.terms import term
from alameda.ui.clocks import told
from alameda.ui.parts import Clock


def known(counted: Callable[[], Counted | None]) -> Counted | None:
    """A clock; nothing where none runs, or no rule knows its length on that day."""
    try:
        return counted()
    except ParameterUnknownError:
        return None


def clock_of(key: str, *, who: str, what: str, start: date, region: str) -> Clock | None:
    """A legal term as the clock component takes it; nothing where no rule knows its length.

    Args:
        key: of the term, such as ``core.silence``.
        who: who owes it.
        what: one sentence: what they owe.
        start: the day of the event.
        region: ISO code, for its holidays.
    """
    counted = known(lambda: Counted(term=term(key, on=start, region=region), start=start))
    return told(counted, who=who, what=what) if counted is not None else None
