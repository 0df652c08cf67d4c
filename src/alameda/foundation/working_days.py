"""Working days of Chile: Monday to Friday, without national holidays nor those of the region.

Law 19.880, article 25: Saturdays, Sundays and holidays are not working days for the administration.
A region is the two letters of ISO 3166-2:CL, such as ``RM`` or ``NB``; empty: national holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError

SATURDAY: Final = 5
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
ONE_DAY: Final = timedelta(days=1)
_LANGUAGES: Final = {"es": "es", "en": "en_US"}


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInputError(
            _("Working days are known from %(first)s to %(last)s, not for %(year)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR, "year": year}
        )


@lru_cache(maxsize=512)
def _holidays(year: int, region: str, language: str) -> dict[date, str]:
    import holidays

    _check_year(year)
    try:
        found = holidays.country_holidays(
            "CL", subdiv=region or None, years=year, language=_LANGUAGES.get(language[:2], "en_US")
        )
    except NotImplementedError as error:
        raise BadInputError(
            _("There is no region %(region)s with its own holidays.") % {"region": region[:10]}
        ) from error
    return dict(found)


@lru_cache(maxsize=512)
def _working_days(year: int, region: str) -> frozenset[date]:
    free = _holidays(year, region, "es")
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return frozenset(day for day in days if day.weekday() < SATURDAY and day not in free)


def holiday_name(day: date, *, region: str = "", language: str = "es") -> str:
    """Name of the holiday, or empty on any other day."""
    return _holidays(day.year, region, language).get(day, "")


def is_working_day(day: date, *, region: str = "") -> bool:
    """Whether the administration works that day, in that region.

    Raises:
        BadInputError: no such region, or a year outside the known ones.
    """
    return day in _working_days(day.year, region)


def next_working_day(day: date, *, region: str = "") -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, region=region):
        day += ONE_DAY
    return day


def add_working_days(start: date, amount: int, *, region: str = "") -> date:
    """The working day that comes ``amount`` working days after the start, which is not counted.

    Raises:
        BadInputError: a negative amount.
    """
    if amount < 0:
        raise BadInputError(_("A number of working days cannot be negative."))
    day = start
    while amount:
        day += ONE_DAY
        amount -= is_working_day(day, region=region)
    return day


def working_days_between(start: date, end: date, *, region: str = "") -> int:
    """How many working days lie after the start, up to the end and with it; negative backwards."""
    if end < start:
        return -working_days_between(end, start, region=region)
    return sum(is_working_day(day, region=region) for day in days_after(start, end))


def days_after(start: date, end: date) -> Iterator[date]:
    """Every day after the start, up to the end and with it."""
    day = start
    while day < end:
        day += ONE_DAY
        yield day
