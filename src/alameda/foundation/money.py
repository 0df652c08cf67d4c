"""Whole Chilean pesos: reading what people type, rounding, UTM, and writing amounts.

Amounts are ``int`` and their names end in ``_clp``; ``_mclp`` are thousands of pesos (M$), as the
registers of the State use them.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError
from alameda.foundation.parameters import utm

MAX_CLP: Final = 10**15 - 1
THOUSAND: Final = 1_000
MILLION: Final = 1_000_000
_FEW_MILLIONS: Final = 100 * MILLION
_SIGNS: Final = {"": 1, "$": 1, "M$": THOUSAND, "MM$": MILLION}
_TYPED: Final = re.compile(
    r"(?P<minus>-?)\s*(?P<sign>M{0,2}\$)?\s*(?P<minus2>-?)(?P<number>[0-9][0-9.,']*)"
    r"\s*(?:clp|pesos?)?",
    re.IGNORECASE,
)
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+")


def parse_clp(text: str, *, field: str = "", is_negative_allowed: bool = False) -> int:
    """Whole pesos from what a person typed in Chile: ``$ 1.234.567``, ``M$ 1.234`` (thousands).

    Points separate thousands. ``M$`` counts thousands and ``MM$`` millions of pesos. Decimals,
    commas and groups that are not of three digits are refused, never rounded or guessed.

    Raises:
        BadInputError: not an amount of whole pesos, negative where that has no meaning, or larger
            than ``MAX_CLP``.
    """
    found = _TYPED.fullmatch(" ".join(text.split()))
    if found is None:
        raise BadInputError(
            _("“%(text)s” is not an amount: write it like $ 1.234.567.")
            % {"text": text.strip()[:40]},
            field=field,
        )
    number = found["number"]
    if _GROUPED.fullmatch(number) is None:
        raise BadInputError(_grouping_sentence(number), field=field)
    is_negative = bool(found["minus"] or found["minus2"])
    if is_negative and not is_negative_allowed:
        raise BadInputError(_("The amount cannot be negative."), field=field)
    digits = number.replace(".", "")
    clp = int(digits) * _SIGNS[(found["sign"] or "").upper()] if len(digits) < 17 else MAX_CLP + 1  # noqa: PLR2004  # longer than any amount; spares parsing a million digits
    if clp > MAX_CLP:
        raise BadInputError(_("The amount is too large."), field=field)
    return -clp if is_negative else clp


def _grouping_sentence(number: str) -> str:
    if "," in number or "'" in number:
        return _(
            "Write whole pesos, with points between thousands and without decimals or commas: "
            "“%(number)s” is not clear."
        ) % {"number": number[:40]}
    return _(
        "Points separate groups of three digits: “%(number)s” is not clear. Pesos have no decimals."
    ) % {"number": number[:40]}


def round_clp(amount: Decimal) -> int:
    """Whole pesos, halves away from zero, as the Treasury rounds."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def clp_from_mclp(amount_mclp: int | Decimal) -> int:
    """Pesos from thousands of pesos (M$)."""
    return round_clp(Decimal(amount_mclp) * THOUSAND)


def mclp_from_clp(amount_clp: int) -> int:
    """Thousands of pesos (M$), rounded."""
    return round_clp(Decimal(amount_clp) / THOUSAND)


def percent_of_clp(amount_clp: int, percent: int | Decimal) -> int:
    """A percentage of an amount, in whole pesos."""
    return round_clp(Decimal(amount_clp) * Decimal(percent) / 100)


def clp_from_utm(amount_utm: int | Decimal, *, on: date) -> int:
    """Pesos for an amount in UTM, at the UTM of the month.

    Raises:
        ParameterUnknownError: the UTM of that month is not known.
    """
    return round_clp(Decimal(amount_utm) * utm(on).value_clp)


def utm_from_clp(amount_clp: int, *, on: date) -> Decimal:
    """UTM with two decimals for an amount in pesos, at the UTM of the month; to be shown.

    To decide whether an amount passes a threshold use ``is_above_utm``, which does not round.

    Raises:
        ParameterUnknownError: the UTM of that month is not known.
    """
    exact = Decimal(amount_clp) / utm(on).value_clp
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def is_above_utm(amount_clp: int, threshold_utm: int, *, on: date) -> bool:
    """Whether pesos pass a threshold in UTM, exactly, at the UTM of the month.

    Raises:
        ParameterUnknownError: the UTM of that month is not known.
    """
    return amount_clp > threshold_utm * utm(on).value_clp


def format_number(number: int | Decimal, *, language: str, decimals: int = 0) -> str:
    """A number with the language's separators: ``1.234,5`` in Spanish, ``1,234.5`` in English."""
    unit = Decimal(1).scaleb(-decimals)
    text = f"{Decimal(number).quantize(unit, rounding=ROUND_HALF_UP):,f}"
    if language.startswith("es"):
        return text.translate(str.maketrans(",.", ".,"))
    return text


def format_clp(amount_clp: int, *, language: str = "es") -> str:
    """Whole pesos: ``$ 1.234.567`` in Spanish, ``$1,234,567`` in English."""
    minus = "-" if amount_clp < 0 else ""
    return f"{minus}{_sign('$', language)}{format_number(abs(amount_clp), language=language)}"


def format_mclp(amount_clp: int, *, language: str = "es") -> str:
    """Pesos shown in thousands: ``M$ 1.235`` in Spanish, ``$1,235 thousand`` in English."""
    minus = "-" if amount_clp < 0 else ""
    number = format_number(mclp_from_clp(abs(amount_clp)), language=language)
    return f"{minus}M$ {number}" if language.startswith("es") else f"{minus}${number} thousand"


def format_clp_compact(amount_clp: int, *, language: str = "es") -> str:
    """Pesos shown in millions: ``$ 4.812 M``; amounts under one million stay in full.

    Under a hundred millions there is one decimal, unless it is round. ``M`` after the number is
    millions; ``M$`` before it is thousands: never mix them in one table.
    """
    size = abs(amount_clp)
    if size < MILLION:
        return format_clp(amount_clp, language=language)
    minus = "-" if amount_clp < 0 else ""
    millions = Decimal(size) / MILLION
    decimals = 1 if size < _FEW_MILLIONS and size % MILLION else 0
    number = format_number(millions, language=language, decimals=decimals)
    unit = " M" if language.startswith("es") else " million"
    return f"{minus}{_sign('$', language)}{number}{unit}"


def _sign(sign: str, language: str) -> str:
    return f"{sign} " if language.startswith("es") else sign
