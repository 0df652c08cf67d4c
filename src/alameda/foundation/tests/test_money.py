"""Rounding and writing whole pesos."""

from __future__ import annotations

from decimal import Decimal

from alameda.foundation.money import format_clp, format_number, round_clp


def test_amounts_are_written_in_each_language() -> None:
    assert format_clp(1_234_567) == "$ 1.234.567"
    assert format_clp(1_234_567, language="en") == "$1,234,567"
    assert format_clp(-5, language="en") == "-$5"
    assert format_number(Decimal("1234.55"), language="es", decimals=1) == "1.234,6"


def test_halves_are_rounded_away_from_zero() -> None:
    assert [round_clp(Decimal(text)) for text in ("0.5", "1.5", "2.5", "-2.5")] == [1, 2, 3, -3]
