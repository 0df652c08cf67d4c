"""Whole Chilean pesos: rounding, and writing amounts; they are ``int``, named ``…_clp``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# More than anything public costs here, and far from what a column of the database holds.
CLP_MAX: Final = 10**15


def round_clp(amount: Decimal) -> int:
    """Whole pesos, halves away from zero, as the Treasury rounds."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


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


def _sign(sign: str, language: str) -> str:
    return f"{sign} " if language.startswith("es") else sign
