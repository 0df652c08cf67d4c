"""Night work of the Council: what ends by itself when its days are over."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils import timezone

from alameda.council.actions.clock_changes import keep_hours
from alameda.council.actions.points import expire_points
from alameda.foundation.actor import SYSTEM
from alameda.foundation.jobs import Job


@lru_cache(maxsize=1)
def begin_day(today: date) -> int:
    """Keep the hours of the sessions ahead; expire the citizen points whose days are over.

    Returns how many points ended.

    Asked again on the same day, a process remembers that it did it; one that failed tries again.
    Several processes may do it: what ended already does not end twice.
    """
    keep_hours(actor=SYSTEM)
    return expire_points(today=today, actor=SYSTEM)


def begin_this_day() -> None:
    """What begins with the day here; asked every hour, since the hour of midnight moves in UTC."""
    begin_day(timezone.localdate())


JOBS = (Job("council.begin_day", "5 * * * *", begin_this_day),)
