"""The pure rules of imports: values, encodings, claims, identity, profiles."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.codes import fold
from alameda.intake.rules import sniff, values
from alameda.intake.rules.claims import Claim, as_stored, wins
from alameda.intake.rules.profile import ProfileError
from alameda.intake.rules.reasons import NOTES, REFUSALS, sentence
from alameda.investments.rules.imports.identity import Digits, Named, public_code
from alameda.investments.rules.imports.profile import parse_profile
from alameda.investments.rules.imports.quality import KINDS, RULES


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", 1250),
        ("1.250.000", 1_250_000),
        ("1,250", 1250),
        ("-7", -7),
        ("$ 30", 30),
        ("5.0", 5),
    ],
)
def test_a_number_is_read_as_written(text: str, number: int) -> None:
    assert values.whole(text) == number


@pytest.mark.parametrize("text", ["58+88", "27-8-24", "1,5", "", "1e9", "0x10", "nan"])
def test_what_is_no_whole_number_is_not_guessed(text: str) -> None:
    with pytest.raises(values.UnreadableError):
        values.whole(text)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_thousands_of_pesos_become_pesos(number: int) -> None:
    assert values.mclp(str(number)) == number * 1_000


def test_dates_are_iso_or_day_first() -> None:
    assert values.day("2024-03-09") == values.day("09/03/2024") == date(2024, 3, 9)
    with pytest.raises(values.UnreadableError):
        values.day("03/13/2024")


def test_percentages_have_a_comma_or_a_point() -> None:
    assert values.percentage("44,74 %") == values.percentage("44.74") == Decimal("44.74")
    for text in ("101", "-1", "inf", "NaN", "mucho"):
        with pytest.raises(values.UnreadableError):
            values.percentage(text)


def test_a_rut_of_a_natural_person_is_never_kept() -> None:
    assert values.legal_rut("76.000.000-0") == "76000000-0"
    with pytest.raises(values.UnreadableError, match="rut-not-published"):
        values.legal_rut("12.345.678-5")
    with pytest.raises(values.UnreadableError, match="rut-malformed"):
        values.legal_rut("76.000.000-1")


def test_what_looks_personal_is_masked_in_a_report() -> None:
    masked = values.shown("Escribir a alguien@correo.cl, 12.345.678-5 o al +56912345678")

    assert "@" not in masked
    assert "345" not in masked
    assert values.shown("1234-5-LE24") == "1234-5-LE24"


def test_identifiers_of_the_market_are_split() -> None:
    assert values.market_ids("1234-5-LE24 / 1234-9-lq24 // TRATO DIRECTO") == (
        ["1234-5-LE24", "1234-9-LQ24"],
        ["TRATO DIRECTO"],
    )


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@given(text=st.text(alphabet="abc áéíóúñÑ\n,;", max_size=300), block=st.integers(1, 40))
def test_the_encoding_of_spanish_text_is_found_block_by_block(
    encoding: str, text: str, block: int
) -> None:
    content = text.encode(encoding)
    evidence = sniff.EncodingEvidence()
    for start in range(0, len(content), block):
        evidence.feed(content[start : start + block])

    found, _line = evidence.verdict()

    assert found
    assert content.decode(found) == text


def claim(value: str, *, rank: tuple[int, ...], key: str) -> Claim:
    return Claim("name", value, rank, key)


@given(
    st.permutations(
        [
            claim("a", rank=(10, 2023), key="x"),
            claim("b", rank=(30, 2020), key="y"),
            claim("c", rank=(30, 2021), key="w"),
            claim("d", rank=(30, 2021), key="z"),
        ]
    )
)
def test_the_highest_rank_wins_in_any_order(order: list[Claim]) -> None:
    stored: dict[str, dict[str, object]] = {}
    value = ""
    for each in order:
        if wins(each, stored):
            stored[each.field], value = as_stored(each), each.value

    assert value == "d"


def test_the_check_digit_is_the_one_most_rows_write() -> None:
    digits = Digits()
    for digit in "0012":
        digits.add(Named(bip="40000001", digit=digit))

    assert digits.of("40000001") == "0"
    assert digits.of("40000002") == ""


@given(st.text(min_size=1, max_size=300))
def test_a_code_of_ours_fits_its_column(text: str) -> None:
    assert len(public_code(text)) <= 80


def test_long_names_that_begin_alike_get_different_codes() -> None:
    assert public_code("a" * 100 + "b") != public_code("a" * 100 + "c")


PROFILE = """
region = "nuble"
[vocabularies.x]
a = ["UNO"]
b = ["DOS"]
[registers.r]
order = 1
files = ["r.csv"]
target = "event"
key = ["k"]
[registers.r.columns]
k = {}
v = { type = "vocab:x" }
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('target = "event"', 'target = "nothing"'),
        ('key = ["k"]', 'key = ["absent"]'),
        ("vocab:x", "vocab:y"),
        ('b = ["DOS"]', 'b = ["UNO"]'),
        ('region = "nuble"', ""),
        ("order = 1", 'order = 1\nunknown_initiative = "guess"'),
    ],
)
def test_a_profile_with_a_fault_is_refused(old: str, new: str) -> None:
    assert parse_profile("p", tomllib.loads(PROFILE)).registers[0].name == "r"
    with pytest.raises(ProfileError):
        parse_profile("p", tomllib.loads(PROFILE.replace(old, new)))


def test_every_reason_and_rule_speaks_both_languages() -> None:
    for reason in (*REFUSALS, *NOTES):
        assert sentence(reason.key, language="es") != sentence(reason.key, language="en")
    for rule in RULES:
        assert rule.kind in KINDS
        assert rule.es != rule.en
        assert rule.why_es.endswith(".")
    assert len({rule.key for rule in RULES}) == len(RULES)
