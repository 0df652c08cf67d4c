"""Hours on the wall: what a clock of a place shows, and the instant that it stands for.

What is ahead is agreed by the clock on the wall: ten in the morning stays ten in the morning,
though Chile changes meanwhile the night on which its clocks move. So an hour of the future is kept
as the wall shows it, with its zone; the instant is counted from it by the rules known today.
Rule: docs/rules/clocks.md, "Hours of the future". Why: docs/adr/0009-hours-as-wall-clock.md.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from alameda.foundation.days import too_far, within
from alameda.foundation.errors import BadInputError

_HOUR: Final = re.compile(
    r"(?:(?P<day>\d{4}-\d{2}-\d{2})[T ])?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)


class Trouble(StrEnum):
    """Why an hour on the wall stands for no instant, or for two."""

    MISSING = "missing"
    TWICE = "twice"


def trouble_of(wall: datetime, zone: str) -> Trouble | None:
    """What is wrong with an hour: the clocks skip it that night, or show it twice.

    Args:
        wall: what the clock shows, without a zone.
        zone: IANA name of the place's zone.
    """
    place = ZoneInfo(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return None
    there = wall.replace(tzinfo=place).astimezone(UTC).astimezone(place).replace(tzinfo=None)
    return Trouble.TWICE if there == wall else Trouble.MISSING


def explained(trouble: Trouble) -> str:
    """What a person reads beside such an hour."""
    if trouble is Trouble.MISSING:
        return _(
            "This hour does not exist: that night the clocks are moved forward over it. Write "
            "an earlier or a later one."
        )
    return _(
        "This hour comes twice: that night the clocks are moved back over it. Write an earlier "
        "or a later one."
    )


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant of an hour on the wall, by the rules known today.

    An hour that the clocks skip is taken as many minutes later; of one that comes twice, the first.
    Doors refuse both (``check_wall``); what was agreed before the rules changed may become either.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_of(instant: datetime, zone: str) -> datetime:
    """What the clock of a place shows at an instant, without a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def wall_text(wall: datetime) -> str:
    """What the clock shows, as it is kept: ``2027-04-07T10:00:00``."""
    return wall.isoformat(timespec="seconds")


def check_wall(instant: datetime, zone: str, *, field: str = "") -> datetime:
    """What the clock of a place shows at an instant, where it shows it once.

    Raises:
        BadInputError: it is beyond the bounds of days, or that hour comes twice that night.
    """
    if not within(instant):
        raise BadInputError(too_far(), field=field)
    wall = wall_of(instant, zone)
    trouble = trouble_of(wall, zone)
    if trouble is not None:
        raise BadInputError(explained(trouble), field=field)
    return wall


def parse_hour_with_zone(text: str, *, on: date, zone: str) -> datetime:
    """An hour as a register writes it, in the zone of the place; nothing is guessed.

    ``9:30``, ``09:30:00``, ``12:30Z``, ``09:30-03:00`` and ``2025-03-05T12:30Z`` are read. An hour
    without a zone is what the clock of the place showed. One with a zone is read with it.

    Args:
        text: the hour, perhaps with its zone, perhaps with its day before it.
        on: the day that the register gives.
        zone: IANA name of the place's zone.

    Returns:
        The moment, in the zone of the place.

    Raises:
        BadInputError: it is no hour, it contradicts the day, it can be read as two days, or the
            clocks skipped it or showed it twice.
    """
    found = _HOUR.fullmatch(text.strip())
    if found is None or not within(on):
        raise _no_hour(text)
    wall, offset = _read(found, on, text)
    if offset is None:
        trouble = trouble_of(wall, zone)
        if trouble is not None:
            raise BadInputError(explained(trouble))
        if wall.date() != on:
            raise _other_day(text, on)
        return wall.replace(tzinfo=ZoneInfo(zone))
    moment = (wall - offset).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    if moment.date() != on:
        raise _other_day(text, on)
    return moment


def _read(found: re.Match[str], on: date, text: str) -> tuple[datetime, timedelta | None]:
    try:
        day = date.fromisoformat(found["day"]) if found["day"] else on
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        offset = _offset(found["zone"])
    except ValueError as error:
        raise _no_hour(text) from error
    if not within(day):
        raise BadInputError(too_far())
    return datetime.combine(day, at), offset


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    if zone in {"Z", "z"}:
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:  # noqa: PLR2004  the widest zone of the world; an hour
        raise ValueError(zone)
    size = timedelta(hours=hours, minutes=minutes)
    return -size if zone[0] == "-" else size


def _no_hour(text: str) -> BadInputError:
    return BadInputError(_("“%(text)s” is not an hour: write it as 09:30.") % {"text": text[:40]})


def _other_day(text: str, on: date) -> BadInputError:
    said = {"text": text[:40], "day": on.isoformat()}
    return BadInputError(
        _("“%(text)s” is not on %(day)s in the time of the region: say which day it was.") % said
    )


def ending_of(start: datetime, end: datetime | None, *, usual: timedelta) -> datetime:
    """When something ended, or is thought to end: always after it began.

    An end that is not after its beginning, to the second, is a mistake of its source: then, as
    where none is known, it lasts as long as usual.
    """
    known = known_ending(start, end)
    return known if known is not None else start + usual


def known_ending(start: datetime, end: datetime | None) -> datetime | None:
    """When something ended, where that is known and comes after its beginning, to the second."""
    if end is None or end.replace(microsecond=0) <= start.replace(microsecond=0):
        return None
    return end
