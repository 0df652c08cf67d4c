"""Reading one cell: numbers, money, dates, codes. Pure: no Django, no clock.

Nothing is guessed: what cannot be read raises ``UnreadableError`` with a stable reason.
Source: docs/rules/imports.md, "Types".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

FIRST_LEGAL_PERSON_RUT: Final = 50_000_000
MOST_CLP: Final = 10**15
FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2100
SHOWN_CHARACTERS: Final = 60

_NUMBER: Final = re.compile(r"[+-]?\d+")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_ZERO_DECIMALS: Final = re.compile(r"([+-]?\d+)[.,]0+")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEARS: Final = re.compile(r"\d{4}(?:\s*/\s*\d{4})+")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_RUT: Final = re.compile(r"(\d{1,8})-?([\dkK])")
_BIP: Final = re.compile(r"(\d{8})(?:\s*-\s*(\d))?")
_MARKET_ID: Final = re.compile(r"\d+-\d+-[A-Z]{1,2}\d{2,3}")
_PERSONAL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\d)(?:\+?56)?\s?9(?:\s?\d){8}(?!\d)")
_RUT_LIKE: Final = re.compile(r"\b(?:\d{1,2}\.\d{3}\.\d{3}-?|\d{7,8}-)[\dkK]\b")
_YES: Final = frozenset({"si", "s", "x", "true", "verdadero", "1", "yes"})
_NO: Final = frozenset({"no", "n", "false", "falso", "0"})


class UnreadableError(ValueError):
    """A cell cannot be read as its type; ``reason`` is a key of ``reasons``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def unaccent(text: str) -> str:
    """Without accents: ``Ñiquén`` becomes ``Niquen``."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Key for comparing names: no accents, capitals or punctuation, single spaces."""
    return _NOT_WORD.sub(" ", unaccent(text).lower()).strip()


def tidy(text: str) -> str:
    """The text with single spaces and none at its ends."""
    return " ".join(text.split())


def digest(*parts: str) -> str:
    """Six hexadecimal digits that tell names apart when their slugs do not."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:6]


def slug(text: str, *, most: int = 110) -> str:
    """Part of an address; when it is cut, or loses what told it apart, a digest is added."""
    folded = fold(text).replace(" ", "-")
    if len(folded) <= most:
        return folded
    return f"{folded[: most - 7].rstrip('-')}-{digest(fold(text))}"


def _masked_rut(found: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9kK]", "", found[0]).upper()
    number = int(digits[:-1])
    is_personal = number < FIRST_LEGAL_PERSON_RUT and rut_digit(number) == digits[-1]
    return "•••" if is_personal else found[0]


def shown(value: str) -> str:
    """A value fit for a public report: short, with what looks personal masked."""
    text = tidy(_RUT_LIKE.sub(_masked_rut, _PERSONAL.sub("•••", value)))
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def whole(text: str) -> int:
    """A whole number; points or commas only as thousands separators.

    Raises:
        UnreadableError: ``not-a-number`` or ``out-of-range``.
    """
    compact = text.replace(" ", "").replace("\xa0", "").replace("$", "")
    if _THOUSANDS.fullmatch(compact):
        compact = compact.replace(".", "").replace(",", "")
    decimals = _ZERO_DECIMALS.fullmatch(compact)
    if decimals:
        compact = decimals[1]
    if not _NUMBER.fullmatch(compact):
        raise UnreadableError("not-a-number")
    if len(compact) > len(str(MOST_CLP)) + 1 or abs(int(compact)) > MOST_CLP:
        raise UnreadableError("out-of-range")
    return int(compact)


def count(text: str) -> int:
    """A whole number from zero that fits its column.

    Raises:
        UnreadableError: ``not-a-number`` or ``out-of-range``.
    """
    number = whole(text)
    if not 0 <= number < 2**31:
        raise UnreadableError("out-of-range")
    return number


def small(text: str) -> int:
    """A whole number, possibly negative, of days.

    Raises:
        UnreadableError: ``not-a-number`` or ``out-of-range``.
    """
    number = whole(text)
    if abs(number) > 2**15:
        raise UnreadableError("out-of-range")
    return number


def clp(text: str) -> int:
    """Whole pesos.

    Raises:
        UnreadableError: ``not-a-number`` or ``out-of-range``.
    """
    return whole(text)


def mclp(text: str) -> int:
    """Pesos, from an amount written in thousands of pesos (M$).

    Raises:
        UnreadableError: ``not-a-number`` or ``out-of-range``.
    """
    pesos = whole(text) * 1_000
    if abs(pesos) > MOST_CLP:
        raise UnreadableError("out-of-range")
    return pesos


def year(text: str) -> int:
    """A year between 1980 and 2100.

    Raises:
        UnreadableError: ``not-a-number``, ``out-of-range``; ``several-years`` for ``2022/2024``.
    """
    if _YEARS.fullmatch(text):
        raise UnreadableError("several-years", text.rsplit("/", maxsplit=1)[-1].strip())
    number = whole(text)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise UnreadableError("out-of-range")
    return number


def day(text: str) -> date:
    """A date: ISO 8601, or day first with a four-digit year.

    Raises:
        UnreadableError: ``not-a-date`` or ``out-of-range``.
    """
    iso, written = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if iso:
        parts = (int(iso[1]), int(iso[2]), int(iso[3]))
    elif written:
        parts = (int(written[3]), int(written[2]), int(written[1]))
    else:
        raise UnreadableError("not-a-date")
    try:
        found = date(*parts)
    except ValueError as error:
        raise UnreadableError("not-a-date") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableError("out-of-range")
    return found


def percentage(text: str) -> Decimal:
    """A percentage between 0 and 100, decimal comma or point, with or without the sign.

    Raises:
        UnreadableError: ``not-a-percentage`` or ``out-of-range``.
    """
    try:
        number = Decimal(text.replace("%", "").replace(" ", "").replace(",", "."))
    except InvalidOperation as error:
        raise UnreadableError("not-a-percentage") from error
    if not number.is_finite():
        raise UnreadableError("not-a-percentage")
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


def bip_parts(text: str) -> tuple[str, str] | None:
    """The eight digits and the check digit (or empty) of a BIP code, or nothing."""
    found = _BIP.fullmatch(text.strip())
    return (found[1], found[2] or "") if found else None


def check_digit(text: str) -> str:
    """The one digit of a check digit column; empty when it holds anything else."""
    compact = text.strip()
    return compact if len(compact) == 1 and compact.isascii() and compact.isdigit() else ""


def rut_digit(number: int) -> str:
    """Check digit of a RUT, modulo 11."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(str(number))))
    return "0123456789K"[-total % 11]


def legal_rut(text: str) -> str:
    """The RUT of a legal person as ``76123456-0``.

    Raises:
        UnreadableError: ``rut-malformed``; ``rut-not-published`` when it is a natural person's.
    """
    compact = re.sub(r"[^0-9kK-]", "", text)
    found = _RUT.fullmatch(compact)
    if not found:
        raise UnreadableError("rut-malformed")
    number, digit = int(found[1]), found[2].upper()
    if number < FIRST_LEGAL_PERSON_RUT:
        raise UnreadableError("rut-not-published")
    if rut_digit(number) != digit:
        raise UnreadableError("rut-malformed")
    return f"{number}-{digit}"


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
