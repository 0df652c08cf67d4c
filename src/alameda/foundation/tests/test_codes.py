"""Codes that people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.codes import (
    normalise,
    parse_bip,
    parse_cut,
    parse_rut,
    rut_digit,
    slugify,
    spanish_sort_key,
)
from alameda.foundation.errors import BadInputError


@pytest.mark.parametrize("text", ["40030997-0", " 40030997-0 ", "40.030.997-0", "40030997–0"])
def test_a_bip_code_is_read_as_people_write_it(text: str) -> None:
    assert parse_bip(text) == ("40030997-0", False)


def test_eight_digits_alone_are_taken_with_digit_zero_and_it_is_said() -> None:
    assert parse_bip("40030997") == ("40030997-0", True)


@pytest.mark.parametrize("text", ["", "4003099-0", "400309970", "40030997-", "40030997-00", "S/C"])
def test_what_is_no_bip_code_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_bip(text, field="bip")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("76.123.456-0", "76123456-0"),
        ("761234560", "76123456-0"),
        ("60.503.000-9", "60503000-9"),
        ("12345678-5", "12345678-5"),
        ("10.000.013-k", "10000013-K"),
    ],
)
def test_a_rut_with_its_digit_is_read(text: str, code: str) -> None:
    assert parse_rut(text).code == code


@pytest.mark.parametrize("text", ["76.123.456-1", "0-0", "", "K", "123456789-2", "76.123.456"])
def test_a_rut_with_another_digit_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_rut(text)


def test_only_numbers_from_fifty_million_are_organisations() -> None:
    assert parse_rut("76.123.456-0").is_legal_person
    assert not parse_rut("12.345.678-5").is_legal_person
    assert parse_rut("76123456-0").shown == "76.123.456-0"


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_with_its_digit_reads_back_and_any_other_digit_does_not(number: int) -> None:
    digit = rut_digit(number)
    other = "0123456789K"[("0123456789K".index(digit) + 1) % 11]

    assert parse_rut(f"{number}-{digit}").number == number
    with pytest.raises(BadInputError):
        parse_rut(f"{number}-{other}")


def test_a_cut_gets_back_the_zero_that_a_spreadsheet_took() -> None:
    assert parse_cut("13101") == "13101"
    assert parse_cut(5602) == "05602"
    assert parse_cut(" 16101 ") == "16101"


@pytest.mark.parametrize("value", ["", "1", "131", "17101", "00101", "13001", "131010", "abcde"])
def test_what_is_no_cut_is_refused(value: str) -> None:
    with pytest.raises(BadInputError):
        parse_cut(value)


def test_names_compare_without_accents_capitals_or_punctuation() -> None:
    assert normalise("  ÑIQUÉN ") == "niquen"
    assert normalise("Ch. Viejo") == "ch viejo"
    assert slugify("San José de Maipo") == "san-jose-de-maipo"


def test_spanish_order_puts_accents_with_their_letter_and_ene_after_n() -> None:
    names = ["Ñuñoa", "Olmué", "Nuñoa", "Nz", "Álamo", "Alamos", "La Florida", "Lampa", "Zúñiga"]

    ordered = sorted(names, key=spanish_sort_key)

    assert ordered == [
        "Álamo",
        "Alamos",
        "La Florida",
        "Lampa",
        "Nuñoa",
        "Nz",
        "Ñuñoa",
        "Olmué",
        "Zúñiga",
    ]
