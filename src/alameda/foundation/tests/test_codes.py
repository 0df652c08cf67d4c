"""Codes that people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.codes import (
    bip_parts,
    fold,
    mended,
    parse_bip,
    parse_cut,
    rut_digit,
    rut_parts,
    slug,
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
        ("761234560.0", "76123456-0"),
        ("7.6123456E8", None),
        ("7.61234560E+08", "76123456-0"),
    ],
)
def test_a_rut_with_its_digit_is_read(text: str, code: str | None) -> None:
    rut = rut_parts(text)

    assert (rut.code if rut and rut.is_sound else None) == code


@pytest.mark.parametrize("text", ["76.123.456-1", "0-0", "", "K", "123456789-2", "76.123.456"])
def test_a_rut_with_another_digit_is_refused(text: str) -> None:
    rut = rut_parts(text)

    assert rut is None or not rut.is_sound


def test_only_numbers_from_fifty_million_are_organisations() -> None:
    for text, is_legal in (("76.123.456-0", True), ("12.345.678-5", False)):
        rut = rut_parts(text)
        assert rut
        assert rut.is_legal_person is is_legal


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_with_its_digit_reads_back_and_any_other_digit_does_not(number: int) -> None:
    digit = rut_digit(number)
    other = "0123456789K"[("0123456789K".index(digit) + 1) % 11]
    right, wrong = rut_parts(f"{number}-{digit}"), rut_parts(f"{number}-{other}")

    assert right == (number, digit)
    assert right.is_sound
    assert wrong
    assert not wrong.is_sound


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("40100041.0", "40100041"),
        ("40100041,00", "40100041"),
        ("4.0100041E7", "40100041"),
        ("4.0100041e+07", "40100041"),
        ("4.01E+07", None),
        ("4E7", None),
        ("C41.0", "C41.0"),
        ("27,000", "27,000"),
        ("40100041", "40100041"),
    ],
)
def test_a_code_that_became_a_number_is_mended_when_there_is_one_answer(
    text: str, code: str | None
) -> None:
    assert mended(text) == code


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("40100041.0", ("40100041", "")),
        ("4.0100041E7", ("40100041", "")),
        ("40100041 - 7", ("40100041", "7")),
        ("4.01E+07", None),
        ("40100041.7", None),
    ],
)
def test_a_bip_that_a_spreadsheet_spoilt_is_the_same_code_or_none(
    text: str, parts: tuple[str, str] | None
) -> None:
    assert bip_parts(text) == parts


def test_a_cut_gets_back_the_zero_that_a_spreadsheet_took() -> None:
    assert parse_cut("13101") == "13101"
    assert parse_cut(5602) == parse_cut("5602.0") == parse_cut("5.602E+03") == "05602"
    assert parse_cut(" 16101 ") == "16101"


@pytest.mark.parametrize(
    "value", ["", "1", "131", "1.3E+04", "17101", "00101", "13001", "131010", "abcde"]
)
def test_what_is_no_cut_is_refused(value: str) -> None:
    with pytest.raises(BadInputError):
        parse_cut(value)


def test_names_compare_without_accents_capitals_or_punctuation() -> None:
    assert fold("  ÑIQUÉN ") == "niquen"
    assert fold("Ch. Viejo") == "ch viejo"
    assert slug("San José de Maipo") == "san-jose-de-maipo"


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
