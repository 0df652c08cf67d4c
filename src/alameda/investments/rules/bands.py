"""Bands of amount by which the portfolio is narrowed. Pure.

Limits are round numbers of pesos that a resident can picture, not legal thresholds: those are in
UTM and change with the month (see foundation.parameters).
"""

from __future__ import annotations

from typing import NamedTuple

MILLION = 1_000_000


class Band(NamedTuple):
    """A band of amount.

    Attributes:
        key: stable and public; millions of pesos from and below.
        from_clp: lowest amount in the band.
        below_clp: the first amount above it; ``None`` where it has no top.
    """

    key: str
    from_clp: int
    below_clp: int | None


BANDS = (
    Band("0-50", 0, 50 * MILLION),
    Band("50-200", 50 * MILLION, 200 * MILLION),
    Band("200-1000", 200 * MILLION, 1_000 * MILLION),
    Band("1000-5000", 1_000 * MILLION, 5_000 * MILLION),
    Band("5000-", 5_000 * MILLION, None),
)
UNKNOWN = "sin-dato"
KEYS = (*(band.key for band in BANDS), UNKNOWN)


def band_of(amount_clp: int | None) -> str:
    """The key of the band an amount falls in; a negative amount counts as not known."""
    if amount_clp is None or amount_clp < 0:
        return UNKNOWN
    return next(band.key for band in BANDS if band.below_clp is None or amount_clp < band.below_clp)
