"""What stands in an address: looked at once, before anybody uses it, and read for what it means.

``AddressMiddleware`` looks at every path and query; what else a reader hands back (a cursor, a
body) goes through ``is_plain``. Moments, days, months and numbers are read here, inside the bounds
that PostgreSQL, Python's calendar and any time zone can bear.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from pydantic import BeforeValidator

from alameda.foundation.errors import AlamedaError, BadInputError, NotFoundError

NO_TEXT = re.compile("[\0\ud800-\udfff]")
SEGMENT_MAX = 255  # of a part of a path, in letters: no code, name or key of ours is longer
VALUE_MAX = 2_000  # of a value of a query, in letters
# Of a query: each link of a page of filters carries all of them, so a page grows with their square.
PARAMS_MAX = 100
NAME_SHOWN = 60
# Of what is asked about: each moment of these years has its hour in every time zone.
FIRST_YEAR, LAST_YEAR = 2, 9998
# Of what happened or is planned: nothing of ours lies outside.
FIRST_YEAR_OF_FACTS, LAST_YEAR_OF_FACTS = 1900, 2150
# The widest number that a key or a count can be: PostgreSQL's bigint.
WHOLE_MAX = 2**63 - 1
# Marks that other sites add to addresses; they mean nothing here, whatever they hold.
FOREIGN_PREFIXES = ("utm_", "fbclid", "gclid", "mc_", "_ga")


class AddressTooLongError(AlamedaError):
    """A code, name or key in the address is longer than any can be."""

    code = "address-too-long"
    status = HTTPStatus.REQUEST_URI_TOO_LONG


def is_plain(text: str) -> bool:
    """Whether PostgreSQL can hold the text: no NUL, and no half of a pair of UTF-16."""
    return NO_TEXT.search(text) is None


def is_plain_throughout(value: object) -> bool:
    """The same for every text inside what was read from JSON, names included."""
    if isinstance(value, str):
        return is_plain(value)
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain_throughout(inner) for key, inner in value.items())
    return not isinstance(value, list) or all(map(is_plain_throughout, value))


def check_address(path: str, query: str) -> None:
    """Refuse an address that nothing here can have.

    Args:
        path: decoded, as ``request.path_info``.
        query: as it came: ``QUERY_STRING``, bytes that WSGI took for Latin-1.

    Raises:
        NotFoundError: no path is written so.
        AddressTooLongError: a name in the path is longer than any.
        BadInputError: a parameter holds what is no text, or too much of it.
    """
    if not is_plain(path):
        raise NotFoundError(_("No code or name here is written like that."))
    if any(len(part) > SEGMENT_MAX for part in path.split("/")):
        sentence = _("A name in this address has over %(most)s letters: none here is that long.")
        raise AddressTooLongError(sentence % {"most": SEGMENT_MAX})
    for name, value in _pairs(query):
        if name.startswith(FOREIGN_PREFIXES):
            continue
        said = {"name": _shown(name), "most": VALUE_MAX}
        if not (is_plain(name) and is_plain(value)):
            sentence = _("The parameter “%(name)s” of the address holds signs that are no text.")
            raise BadInputError(sentence % said, field=_shown(name))
        if max(len(name), len(value)) > VALUE_MAX:
            sentence = _("The parameter “%(name)s” of the address has over %(most)s letters.")
            raise BadInputError(sentence % said, field=_shown(name))


def _pairs(query: str) -> list[tuple[str, str]]:
    """Names and values; a byte that is no UTF-8 becomes half of a pair."""
    if not query:
        return []
    raw = query.encode("latin-1", "replace").decode(errors="surrogateescape")
    try:
        return parse_qsl(
            raw, keep_blank_values=True, errors="surrogateescape", max_num_fields=PARAMS_MAX
        )
    except ValueError as error:
        sentence = _("The address has over %(most)s parameters.")
        raise BadInputError(sentence % {"most": PARAMS_MAX}) from error


def check_params(asked: Iterable[str], known: Collection[str]) -> None:
    """Refuse a parameter that means nothing there: a filter misspelt would filter nothing.

    Raises:
        BadInputError: naming the parameter and those that exist.
    """
    for name in asked:
        if name not in known:
            said = {"name": _shown(name), "known": ", ".join(sorted(known))}
            sentence = (
                _("There is no parameter “%(name)s” here. There are: %(known)s.")
                if known
                else _("There is no parameter “%(name)s” here: this address takes none.")
            )
            raise BadInputError(sentence % said, field=_shown(name))


def _shown(name: str) -> str:
    """A name as it can be said back: short and printable."""
    return "".join(sign for sign in name if sign.isprintable())[:NAME_SHOWN]


def whole_of(text: str, *, least: int = 0, most: int = WHOLE_MAX) -> int:
    """A whole number within bounds, in plain digits.

    Raises:
        ValueError: it is none, or beyond the bounds.
    """
    is_digits = text.isascii() and text.isdigit() and len(text) <= len(str(WHOLE_MAX))
    if not is_digits or not least <= int(text) <= most:
        raise ValueError(text[:NAME_SHOWN])
    return int(text)


def moment_of(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is the region's hour, a day is its first moment.

    Raises:
        ValueError: it is none, or not of a year that every time zone has.
    """
    day, hour_mark, rest = text.partition("T" if "T" in text else " ")
    # A plus sign that nobody encoded arrives as a space.
    at = parse_datetime(f"{day}T{rest.replace(' ', '+')}") if hour_mark else None
    if at is None:
        at = datetime.combine(day_of(text), time.min)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(text[:NAME_SHOWN])
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def day_of(text: str) -> date:
    """A day as 2026-04-08.

    Raises:
        ValueError: it is none, or not of a year that every time zone has.
    """
    on = parse_date(text)
    if on is None or not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ValueError(text[:NAME_SHOWN])
    return on


def day_of_fact(text: str) -> date:
    """The same, of something that happened or is planned.

    Raises:
        ValueError: it is none, or lies outside of the years 1900 to 2150.
    """
    on = day_of(text)
    if not FIRST_YEAR_OF_FACTS <= on.year <= LAST_YEAR_OF_FACTS:
        raise ValueError(text[:NAME_SHOWN])
    return on


def month_of(text: str) -> date:
    """The first day of a month as 2026-04.

    Raises:
        ValueError: it is none, or lies outside of the years 1900 to 2150.
    """
    return day_of_fact(f"{text}-01")


def _read_moment(value: object) -> datetime:
    try:
        return moment_of(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError(_("Write a moment as 2026-04-08T09:45:00-04:00.")) from error


def _read_day(value: object) -> date:
    try:
        return day_of_fact(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError(_("Write a day as 2026-04-08.")) from error


# For the schemas of an API, which would else take any number for seconds since 1970.
Moment = Annotated[datetime, BeforeValidator(_read_moment)]
Day = Annotated[date, BeforeValidator(_read_day)]
