"""Night work of the Council: what ends by itself when its days are over."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from alameda.council.actions.points import expire_points
from alameda.foundation.actor import SYSTEM


@lru_cache(maxsize=1)
def begin_day(today: date) -> int:
    """Expire the citizen points whose days are over; returns how many.

    Asked again on the same day, a process remembers that it did it; one that failed tries again.
    Several processes may do it: what ended already does not end twice.
    """
    return expire_points(today=today, actor=SYSTEM)
