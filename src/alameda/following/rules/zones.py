"""A zone as an iCalendar says it (RFC 5545, 3.6.5): each change of its clocks in some years.

Pure: it asks the rules that Python knows. Nothing is guessed into a rule that repeats: Chile
decides the nights of its changes by decree, so each one is written by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


def zone_lines(zone: str, *, first_year: int, last_year: int) -> list[str]:
    """The ``VTIMEZONE`` of a zone for the hours of those years, both with all their days."""
    place = ZoneInfo(zone)
    # A day before and after: the year of the place is not that of UTC.
    start = datetime(first_year, 1, 1, tzinfo=UTC) - ONE_DAY
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC) + ONE_DAY
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    lines += _observance(start, start, place)
    for change in _changes(place, start, end):
        lines += _observance(change, change - ONE_SECOND, place)
    return [*lines, "END:VTIMEZONE"]


@lru_cache(maxsize=8)
def _changes(place: ZoneInfo, start: datetime, end: datetime) -> tuple[datetime, ...]:
    return tuple(_find(place, start, end))


def _find(place: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The first second of each new offset; two changes within a day do not happen."""
    while start < end:
        low, high = start, min(start + ONE_DAY, end)
        start = high
        if _rule(low, place) == _rule(high, place):
            continue
        before = _rule(low, place)
        while high - low > ONE_SECOND:
            middle = low + (high - low) // 2
            middle = middle.replace(microsecond=0)
            low, high = (middle, high) if _rule(middle, place) == before else (low, middle)
        yield high


def _rule(at: datetime, place: ZoneInfo) -> tuple[timedelta, bool, str]:
    here = at.astimezone(place)
    return here.utcoffset() or timedelta(), bool(here.dst()), here.tzname() or ""


def _observance(at: datetime, before: datetime, place: ZoneInfo) -> list[str]:
    offset_from, _was_summer, _old_name = _rule(before, place)
    offset_to, is_summer, name = _rule(at, place)
    kind = "DAYLIGHT" if is_summer else "STANDARD"
    onset = (at + offset_from).replace(tzinfo=None)  # by the clock as it was until then
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(offset_from)}",
        f"TZOFFSETTO:{_offset(offset_to)}",
        f"TZNAME:{name}",
        f"END:{kind}",
    ]


def _offset(offset: timedelta) -> str:
    sign = "-" if offset < timedelta() else "+"
    seconds = abs(int(offset.total_seconds()))
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{sign}{hours:02d}{minutes:02d}" + (f"{rest:02d}" if rest else "")
