"""Calendars in iCalendar (RFC 5545, RFC 7986). Pure: no Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from alameda.following.rules.feeds import EMPTY_SINCE, Place
from alameda.following.rules.zones import zone_lines

LINE_BYTES = 75
_NOT_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One meeting.

    Attributes:
        key: what it is, for ever: its code.
        title: as plain text.
        path: its page: a public path with its language prefix, or a whole address.
        starts_at: when it begins.
        ends_at: when it ended, or is thought to end: always after it begins.
        changed_at: when anything of it last changed.
        sequence: grows with each change.
        place: where it is held.
        detail: plain sentences more.
        is_cancelled: it is not held, or was not.
        zone: IANA name of the zone whose clock its hours were agreed by, while it is ahead: they
            stay there, whatever its rules are by then. Empty: its hours are instants.
    """

    key: str
    title: str
    path: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    place: str = ""
    detail: str = ""
    is_cancelled: bool = False
    zone: str = ""

    def __post_init__(self) -> None:
        if self.ends_at.replace(microsecond=0) <= self.starts_at.replace(microsecond=0):
            message = f"{self.key} ends before it begins"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What a module puts under one address.

    Attributes:
        title: of the calendar, as plain text.
        path: the page it is about.
        events: in any order.
    """

    title: str
    path: str
    events: Sequence[Event]

    @property
    def changed_at(self) -> datetime:
        """When the newest change of its events was."""
        return max((event.changed_at for event in self.events), default=EMPTY_SINCE)


def icalendar(calendar: Calendar, *, place: Place) -> bytes:
    """The calendar as an iCalendar document."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Alameda//{place.language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(calendar.title)}",
        f"X-WR-CALNAME:{_text(calendar.title)}",
        f"URL:{place.absolute(calendar.path)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    lines.extend(_zones(calendar.events))
    for event in sorted(calendar.events, key=lambda event: (event.starts_at, event.key)):
        lines.extend(_event(event, place))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _zones(events: Sequence[Event]) -> Iterator[str]:
    """Each zone that events name, with the changes of its clocks in the years of those events."""
    for zone in sorted({event.zone for event in events if event.zone}):
        place = ZoneInfo(zone)
        there = [event for event in events if event.zone == zone]
        years = [at.astimezone(place).year for e in there for at in (e.starts_at, e.ends_at)]
        yield from zone_lines(zone, first_year=min(years), last_year=max(years))


def _event(event: Event, place: Place) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.key}@{place.host}",
        f"DTSTAMP:{_moment(event.changed_at)}",
        f"LAST-MODIFIED:{_moment(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART{_hour(event.starts_at, event.zone)}",
        f"DTEND{_hour(event.ends_at, event.zone)}",
        f"SUMMARY:{_text(event.title)}",
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_text(event.detail)}"] if event.detail else []),
        f"URL:{place.absolute(event.path)}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    """Escaped as RFC 5545, 3.3.11 says."""
    plain = _NOT_TEXT.sub(" ", words.replace("\r\n", "\n").replace("\t", " "))
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.strip().replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, never through a letter."""
    if len(line) <= LINE_BYTES and line.isascii():  # most of them: no letter has to be counted
        yield line
        return
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE_BYTES:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece


def _hour(at: datetime, zone: str) -> str:
    if not zone:
        return f":{_moment(at)}"
    return f";TZID={zone}:{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
