"""Numbers, dates and money in the reader's language: text made once, without Django's filters.

The date filter of Django costs more than the query of a list, so pages use these. Spanish is that
of Chile: point for thousands, comma for decimals, no-break space after the peso sign.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial

from django.utils import timezone
from django.utils.translation import get_language

NBSP = "\u00a0"
MINUS = "\u2212"
MILLION = 1_000_000
TEN_MILLION = 10_000_000
MONTH_DAYS = 30.4375
YEAR_DAYS = 365.25
DAYS_AS_DAYS = 90
MONTHS_A_YEAR = 12
NUMBERS_KEPT = 8_192
_SPANISH_SIGNS = str.maketrans(",.", ".,")

_SPANISH_MONTHS = """
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
"""
_ENGLISH_MONTHS = """
January February March April May June July August September October November December
"""
_MONTHS = {"es": _SPANISH_MONTHS.split(), "en": _ENGLISH_MONTHS.split()}
_SHORT_MONTHS = {code: [name[:3] for name in names] for code, names in _MONTHS.items()}
_UNITS = {
    "es": {"day": ("día", "días"), "month": ("mes", "meses"), "year": ("año", "años")},
    "en": {"day": ("day", "days"), "month": ("month", "months"), "year": ("year", "years")},
}


def language() -> str:
    """``"en"`` or ``"es"``: the language of this page."""
    return "en" if (get_language() or "es").startswith("en") else "es"


def number(value: float, decimals: int = 0) -> str:
    """A number with the thousands apart: 1.234.567 in Spanish, 1,234,567 in English."""
    return _number(language(), value, decimals)


def numbers() -> Callable[[float], str]:
    """``number`` for a page that writes hundreds: the language is asked once."""
    return partial(_number, language())


@lru_cache(maxsize=NUMBERS_KEPT)
def _number(code: str, value: float, decimals: int = 0) -> str:
    text = f"{abs(value):,.{decimals}f}"
    if code == "es":
        text = text.translate(_SPANISH_SIGNS)
    is_negative = value < 0 and text.strip("0.,") != ""
    return MINUS + text if is_negative else text


def money(amount_clp: int) -> str:
    """Whole pesos: $ 1.234.567."""
    sign = MINUS if amount_clp < 0 else ""
    return f"{sign}${NBSP}{number(abs(amount_clp))}"


def compact_parts(amount_clp: int) -> tuple[str, str]:
    """Pesos as a short number and the word for its unit, which is empty below a million."""
    if abs(amount_clp) < MILLION:
        return money(amount_clp), ""
    millions = amount_clp / MILLION
    decimals = 1 if abs(amount_clp) < TEN_MILLION and amount_clp % MILLION else 0
    text = number(abs(millions), decimals)
    sign = MINUS if amount_clp < 0 else ""
    is_one = text == "1"
    word = ("millón" if is_one else "millones") if language() == "es" else "million"
    return f"{sign}${NBSP}{text}", word


def compact_money(amount_clp: int) -> str:
    """Pesos to read at a glance: $ 4.812 millones."""
    text, unit = compact_parts(amount_clp)
    return f"{text}{NBSP}{unit}" if unit else text


def percent(value: float, decimals: int = 0) -> str:
    """A share out of a hundred (41 means 41 %)."""
    gap = NBSP if language() == "es" else ""
    return f"{number(value, decimals)}{gap}%"


def local_date(when: date | datetime) -> date:
    """The day in the region's time zone."""
    if isinstance(when, datetime):
        return timezone.localtime(when).date() if timezone.is_aware(when) else when.date()
    return when


def day(when: date | datetime | None) -> str:
    """A day, short: 14 may 2025."""
    if when is None:
        return ""
    on = local_date(when)
    return f"{on.day}{NBSP}{_SHORT_MONTHS[language()][on.month - 1]}{NBSP}{on.year}"


def day_long(when: date | datetime | None) -> str:
    """A day, in full: 14 de mayo de 2025, or 14 May 2025."""
    if when is None:
        return ""
    on = local_date(when)
    name = _MONTHS[language()][on.month - 1]
    if language() == "es":
        return f"{on.day} de {name} de {on.year}"
    return f"{on.day} {name} {on.year}"


def month(when: date | datetime | None) -> str:
    """A month, short: may 2025."""
    if when is None:
        return ""
    on = local_date(when)
    return f"{_SHORT_MONTHS[language()][on.month - 1]}{NBSP}{on.year}"


def month_long(when: date | datetime | None) -> str:
    """A month, in full: mayo de 2025, or May 2025."""
    if when is None:
        return ""
    on = local_date(when)
    name = _MONTHS[language()][on.month - 1]
    return f"{name} de {on.year}" if language() == "es" else f"{name} {on.year}"


def moment(when: datetime) -> str:
    """A moment in the region's time zone: 22 de noviembre de 2026, 09:14."""
    at = timezone.localtime(when) if timezone.is_aware(when) else when
    return f"{day_long(at)}, {at:%H:%M}"


def _counted(count: int, unit: str) -> str:
    one, many = _UNITS[language()][unit]
    return f"{number(count)}{NBSP}{one if abs(count) == 1 else many}"


def days(count: int) -> str:
    """A length of time as people say it: 45 días, 7 meses, 2 años 7 meses."""
    if abs(count) < DAYS_AS_DAYS:
        return _counted(count, "day")
    months = round(abs(count) / MONTH_DAYS)
    years, rest = divmod(months, MONTHS_A_YEAR)
    said = [_counted(years, "year")] if years else []
    if rest:
        said.append(_counted(rest, "month"))
    return (MINUS if count < 0 else "") + " ".join(said)
