"""Reading one cell: numbers, money, dates, codes. Pure: no Django, no clock.

Nothing is guessed: what cannot be read, or can be read two ways, raises ``UnreadableError`` with a
stable reason. Source: docs/rules/imports.md, "Types", "Cells" and "Two readings".
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Final

from alameda.foundation.codes import FIRST_LEGAL_PERSON_RUT, fold, mended, rut_digit, rut_parts
from alameda.foundation.days import DAY_MAX, DAY_MIN
from alameda.foundation.texts import bare, tidy
from alameda.intake.rules.bounds import MOST_CLP, MOST_INTEGER
from alameda.intake.rules.cells import Cell, kind_of
from alameda.intake.rules.habits import UNKNOWN, Habits

FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2100
SHOWN_CHARACTERS: Final = 60
MONTHS: Final = 12
THOUSAND: Final = 1_000

_NUMBER: Final = re.compile(r"[+-]?\d+")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_BOTH: Final = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?!\1)[.,]\d+")
_SPACED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?=$|[.,]\d)")
_DECIMAL: Final = re.compile(r"[+-]?\d+[.,]\d+")
_LONGEST: Final = 40  # characters of a number that anybody wrote
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_HOUR: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?")
_YEARS: Final = re.compile(r"\d{4}(?:\s*/\s*\d{4})+")
_MARKET_ID: Final = re.compile(r"\d+-\d+-[A-Z]{1,2}\d{2,3}")
_PERSONAL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\d)(?:\+?56)?\s?9(?:\s?\d){8}(?!\d)")
_RUT_LIKE: Final = re.compile(r"\b(?:\d{1,2}\.\d{3}\.\d{3}-?|\d{7,8}-)[\dkK]\b")
_YES: Final = frozenset({"si", "s", "x", "true", "verdadero", "1", "yes"})
_NO: Final = frozenset({"no", "n", "false", "falso", "0"})
_CODE_KINDS: Final = frozenset({"text", "number", "mended"})


class UnreadableError(ValueError):
    """A cell cannot be read as its type; ``reason`` is a key of ``reasons``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def _masked_rut(found: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9kK]", "", found[0]).upper()
    number = int(digits[:-1])
    is_personal = number < FIRST_LEGAL_PERSON_RUT and rut_digit(number) == digits[-1]
    return "•••" if is_personal else found[0]


def shown(value: str) -> str:
    """A value fit for a public report: short, with what looks personal masked."""
    text = tidy(_RUT_LIKE.sub(_masked_rut, _PERSONAL.sub("•••", value)))
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def decimal_of(text: str, habits: Habits = UNKNOWN) -> Decimal:
    """A number with or without decimals.

    Args:
        text: a cell. A number of a spreadsheet is what the file holds; in a text the point sets
            thousands apart, as Chile writes, unless its column shows otherwise.
        habits: how the column writes its numbers.

    Raises:
        UnreadableError: ``not-a-number``; ``two-readings``, with both.
    """
    kind = kind_of(text)
    if kind == "scaled":
        raise UnreadableError("two-readings", f"{text} / {Decimal(text) / THOUSAND:f}")
    if kind == "number":
        return Decimal(text)
    if kind != "text":
        raise UnreadableError("not-a-number")
    compact = text.strip(" \u00a0").replace("$", "").strip(" \u00a0")
    if _SPACED.match(compact):
        compact = re.sub(r"[ \u00a0\u202f]", "", compact)
    if len(compact) > _LONGEST and _NUMBER.fullmatch(compact):
        raise UnreadableError("out-of-range")
    return _decimal(compact, habits)


def _decimal(compact: str, habits: Habits) -> Decimal:
    if _NUMBER.fullmatch(compact):
        return Decimal(compact)
    if both := _BOTH.fullmatch(compact):
        return Decimal(compact.replace(both[1], "").replace(",", "."))
    if found := _THOUSANDS.fullmatch(compact):
        mark = found[1]
        if compact.count(mark) == 1 and (settled := _settled(compact, mark, habits)) is not None:
            return settled
        return Decimal(compact.replace(mark, ""))
    if _DECIMAL.fullmatch(compact):
        return Decimal(compact.replace(",", "."))
    raise UnreadableError("not-a-number")


def _settled(compact: str, mark: str, habits: Habits) -> Decimal | None:
    """The decimal reading of ``1.234``; nothing where the mark sets thousands apart."""
    meaning = habits.meaning_of(mark)
    if meaning == "both":
        raise _two_readings(compact, mark)
    return Decimal(compact.replace(mark, ".")) if meaning == "decimal" else None


def _two_readings(compact: str, mark: str) -> UnreadableError:
    return UnreadableError("two-readings", f"{compact.replace(mark, '')} / {_comma(compact, mark)}")


def _comma(compact: str, mark: str) -> str:
    return compact.replace(mark, ",")


def whole(text: str, habits: Habits = UNKNOWN) -> int:
    """A whole number.

    Raises:
        UnreadableError: ``not-a-number``, ``two-readings`` or ``out-of-range``.
    """
    return _whole(decimal_of(text, habits))


def _whole(number: Decimal) -> int:
    if abs(number) > MOST_CLP:
        raise UnreadableError("out-of-range")
    if number != int(number):
        raise UnreadableError("not-a-number")
    return int(number)


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise UnreadableError("out-of-range")
    return number


def count(text: str, habits: Habits = UNKNOWN) -> int:
    """A whole number from zero that fits its column.

    Raises:
        UnreadableError: ``not-a-number``, ``two-readings`` or ``out-of-range``.
    """
    return _within(whole(text, habits), 0, MOST_INTEGER)


def days(text: str, habits: Habits = UNKNOWN) -> int:
    """A whole number, possibly negative, of days.

    Raises:
        UnreadableError: ``not-a-number``, ``two-readings`` or ``out-of-range``.
    """
    return _within(whole(text, habits), -(2**15), 2**15 - 1)


def month(text: str, habits: Habits = UNKNOWN) -> int:
    """A month from 1 to 12.

    Raises:
        UnreadableError: ``not-a-number``, ``two-readings`` or ``out-of-range``.
    """
    return _within(whole(text, habits), 1, MONTHS)


def clp(text: str, habits: Habits = UNKNOWN) -> int:
    """Whole pesos.

    Raises:
        UnreadableError: ``not-a-number``, ``two-readings`` or ``out-of-range``.
    """
    return whole(text, habits)


def mclp(text: str, habits: Habits = UNKNOWN) -> int:
    """Pesos, from an amount written in thousands of pesos (M$).

    A number of a spreadsheet may have decimals, down to the peso: 58.125 is 58,125 pesos. A text
    may not: with a decimal mark it is too easily a thousand times more or less than was meant.

    Raises:
        UnreadableError: ``not-a-number``, ``two-readings`` or ``out-of-range``.
    """
    number = decimal_of(text, habits)
    if kind_of(text) == "text":
        found = _THOUSANDS.fullmatch(text.replace(" ", "").replace("$", ""))
        mark = found[1] if found and text.count(found[1]) == 1 else ""
        meaning = habits.meaning_of(mark) if mark else ""
        if mark and (meaning == "decimal" or (mark == "," and meaning != "thousands")):
            raise _two_readings(text.strip(), mark)
        return _whole(Decimal(_whole(number)) * THOUSAND)
    return _whole(number * THOUSAND)


def year(text: str, habits: Habits = UNKNOWN) -> int:
    """A year between 1980 and 2100.

    Raises:
        UnreadableError: ``not-a-number``, ``out-of-range``; ``several-years`` for ``2022/2024``.
    """
    if _YEARS.fullmatch(text):
        raise UnreadableError("several-years", text.rsplit("/", maxsplit=1)[-1].strip())
    return _within(whole(text, habits), FIRST_YEAR, LAST_YEAR)


def day(text: str, habits: Habits = UNKNOWN) -> date:
    """A date from 1900 to 2150: ISO 8601, or day first with a four-digit year.

    Raises:
        UnreadableError: ``not-a-date``; ``out-of-range``; ``two-readings``, with both, where the
            column shows that it writes the month first.
    """
    iso, written = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if iso:
        found = _date(int(iso[1]), int(iso[2]), int(iso[3]))
    elif written:
        found = _date(int(written[3]), int(written[2]), int(written[1]))
        first, second = int(written[1]), int(written[2])
        if "month-first" in habits.seen and first <= MONTHS and first != second:
            other = _date(int(written[3]), first, second)
            raise UnreadableError("two-readings", f"{found} / {other}")
    else:
        raise UnreadableError("not-a-date")
    if not DAY_MIN <= found <= DAY_MAX:
        raise UnreadableError("out-of-range")
    return found


def _date(the_year: int, the_month: int, the_day: int) -> date:
    try:
        return date(the_year, the_month, the_day)
    except ValueError as error:
        raise UnreadableError("not-a-date") from error


def hour(text: str) -> time:
    """An hour of the day without zone: ``09:30``, ``9:30:00``, or a time of a spreadsheet.

    Raises:
        UnreadableError: ``not-a-date``.
    """
    found = _HOUR.fullmatch(text)
    if not found or kind_of(text) not in {"text", "time", "duration"}:
        raise UnreadableError("not-a-date")
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError as error:
        raise UnreadableError("not-a-date") from error


def percentage(text: str, habits: Habits = UNKNOWN) -> Decimal:
    """A percentage between 0 and 100, decimal comma or point, with or without the sign.

    A cell of a spreadsheet with a percent format is what it shows: 0.355 as ``35.5%`` is 35.50.

    Raises:
        UnreadableError: ``not-a-percentage``, ``two-readings`` or ``out-of-range``.
    """
    kind = kind_of(text)
    if kind not in {"text", "number", "percent", "scaled"}:
        raise UnreadableError("not-a-percentage")
    if kind == "scaled":
        decimal_of(text, habits)
    compact = text.removesuffix("%").replace(" ", "").replace("\xa0", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,20}(?:\.\d{1,40})?", compact):
        raise UnreadableError("not-a-percentage")
    number = Decimal(compact)
    if not 0 <= number <= 100:  # noqa: PLR2004  a percentage
        raise UnreadableError("out-of-range")
    return number.quantize(Decimal("0.01"))


def yes_or_no(text: str) -> bool:
    """SI or NO, in the ways registers write them.

    Raises:
        UnreadableError: ``not-yes-or-no``.
    """
    folded = fold(text)
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise UnreadableError("not-yes-or-no")


def code(text: str) -> str:
    """A code as it was before a spreadsheet turned it into a number; marked where it was mended.

    Raises:
        UnreadableError: ``spoilt-code``: it became a date, an hour, a percentage or a fraction, or
            lost digits, and what it was cannot be told.
    """
    kind = kind_of(text)
    if kind not in _CODE_KINDS or (kind == "number" and _DECIMAL.fullmatch(text)):
        raise UnreadableError("spoilt-code")
    found = mended(bare(text))
    if found is None:
        raise UnreadableError("spoilt-code")
    return text if found == text else Cell(found, "mended", written=text)


def check_digit(text: str) -> str:
    """The one digit of a check digit column; empty when it holds anything else."""
    compact = text.strip()
    return compact if len(compact) == 1 and compact.isascii() and compact.isdigit() else ""


def legal_rut(text: str) -> str:
    """The RUT of a legal person as ``76123456-0``.

    Raises:
        UnreadableError: ``rut-malformed``; ``rut-not-published`` when it is a natural person's.
    """
    rut = rut_parts(text) if kind_of(text) in _CODE_KINDS else None
    if rut is None:
        raise UnreadableError("rut-malformed")
    if not rut.is_legal_person:
        raise UnreadableError("rut-not-published")
    if not rut.is_sound:
        raise UnreadableError("rut-malformed")
    return rut.code


def market_ids(text: str) -> tuple[list[str], list[str]]:
    """Identifiers of Mercado Público in a cell, and what stood there that is none."""
    found: list[str] = []
    other: list[str] = []
    for part in text.split("/"):
        word = tidy(part.split("(")[0]).upper()
        if not word:
            continue
        (found if _MARKET_ID.fullmatch(word) else other).append(word)
    return list(dict.fromkeys(found)), other
