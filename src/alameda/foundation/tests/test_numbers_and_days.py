"""Numbers, money and dates read as people write them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from alameda.foundation import words


def plain(text: str) -> str:
    return text.replace(words.NBSP, " ").replace(words.MINUS, "-")


@pytest.mark.parametrize(
    ("amount_clp", "spanish", "english"),
    [
        (0, "$ 0", "$ 0"),
        (999_999, "$ 999.999", "$ 999,999"),
        (1_000_000, "$ 1 millón", "$ 1 million"),
        (4_800_000, "$ 4,8 millones", "$ 4.8 million"),
        (4_812_345_678, "$ 4.812 millones", "$ 4,812 million"),
        (-2_000_000, "-$ 2 millones", "-$ 2 million"),
    ],
)
def test_money_at_a_glance(amount_clp: int, spanish: str, english: str) -> None:
    with override("es"):
        assert plain(words.compact_money(amount_clp)) == spanish
    with override("en"):
        assert plain(words.compact_money(amount_clp)) == english


@pytest.mark.parametrize(
    ("count", "spanish", "english"),
    [
        (1, "1 día", "1 day"),
        (89, "89 días", "89 days"),
        (196, "6 meses", "6 months"),
        (365, "1 año", "1 year"),
        (944, "2 años 7 meses", "2 years 7 months"),
        (-3, "-3 días", "-3 days"),
    ],
)
def test_a_length_of_time_as_people_say_it(count: int, spanish: str, english: str) -> None:
    with override("es"):
        assert plain(words.days(count)) == spanish
    with override("en"):
        assert plain(words.days(count)) == english


def test_exact_money_and_negative_numbers() -> None:
    with override("es"):
        assert plain(words.money(-1_234_567)) == "-$ 1.234.567"
        assert words.number(-0.2) == "0"
        assert plain(words.percent(41.5, 1)) == "41,5 %"
    with override("en"):
        assert words.percent(41) == "41%"


def test_a_day_short_and_in_full() -> None:
    on = date(2025, 9, 4)
    with override("es"):
        assert plain(words.day(on)) == "4 sep 2025"
        assert words.day_long(on) == "4 de septiembre de 2025"
        assert words.month_long(on) == "septiembre de 2025"
    with override("en"):
        assert plain(words.day(on)) == "4 Sep 2025"
        assert words.day_long(on) == "4 September 2025"


def test_a_moment_is_told_in_the_time_of_the_region() -> None:
    late = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
    with override("es"):
        assert words.moment(late) == "30 de junio de 2026, 22:30"
        assert plain(words.day(late)) == "30 jun 2026"


def test_no_day_says_nothing() -> None:
    assert words.day(None) == words.day_long(None) == words.month(None) == ""
