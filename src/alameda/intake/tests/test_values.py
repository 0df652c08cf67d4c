"""What a cell means: formats, serial days, codes that were spoilt, and what has two readings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.codes import rut_digit
from alameda.intake.rules import headers, values
from alameda.intake.rules.bounds import Bounds
from alameda.intake.rules.cells import Cell, kind_of, moment_of, number_cell
from alameda.intake.rules.formats import PLAIN, Shape, built_in, drawn, shape_of
from alameda.intake.rules.habits import Habits
from alameda.intake.rules.values import UnreadableError


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "number"),
        ("@", "number"),
        ("", "number"),
        ("0.00", "number"),
        ("#,##0;[Red]-#,##0", "number"),
        ('"$"#,##0', "number"),
        ('0" %"', "number"),
        ("0.00E+00", "number"),
        ("# ?/?", "number"),
        ("0%", "percent"),
        ("[>1]0.0%;0", "percent"),
        ("0%%", "scaled"),
        ("0‰", "scaled"),
        ("0,", "scaled"),
        ("#,##0.0,,", "scaled"),
        ("d/m/yy", "date"),
        ("mmm", "date"),
        ("[$-340A]d mmmm yyyy;@", "date"),
        ("yyyy\\-mm", "date"),
        ("h:mm", "time"),
        ("mm:ss", "time"),
        ("h:mm AM/PM", "time"),
        ("[h]:mm", "duration"),
        ("[mm]:ss", "duration"),
        ("d/m/yy h:mm", "moment"),
        ('"del "d', "date"),
        ("[Red]0", "number"),
    ],
)
def test_a_format_says_what_a_number_is(code: str, kind: str) -> None:
    assert shape_of(code).kind == kind


def test_the_formats_that_have_only_a_number() -> None:
    kinds = {0: "number", 9: "percent", 14: "date", 20: "time", 22: "moment", 46: "duration"}
    assert {number: built_in(number).kind for number in kinds} == kinds


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("00000", "5602", "05602"),
        ("00", "123", "123"),
        ('00000000"-"0', "401000410", "40100041-0"),
        ("0#\\.###\\.###\\-0", "761234560", "76.123.456-0"),
        ("##\\.###\\.###\\-0", "91234565", "9.123.456-5"),
        ("#,##0", "5602", "5602"),
        ("0", "5602", "5602"),
    ],
)
def test_digits_that_a_format_sets_are_read_as_they_are_shown(
    code: str, number: str, text: str
) -> None:
    assert number_cell(number, shape_of(code)) == text


def test_what_a_mask_has_no_place_for_goes_in_front() -> None:
    assert drawn("123", "0-0") == "12-3"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("0.35499999999999998", "0.355"),
        ("1E3", "1000"),
        ("434.99999999999994", "435"),
        ("-0.5", "-0.5"),
        ("5.0", "5"),
        ("1e15", "1E+15"),
        ("123456789012345678", "1.23456789012346E+17"),
    ],
)
def test_a_number_has_the_digits_that_a_spreadsheet_keeps(written: str, text: str) -> None:
    assert number_cell(written, PLAIN) == text


@pytest.mark.parametrize(
    ("serial", "is_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (61, False, date(1900, 3, 1)),
        (45_360, False, date(2024, 3, 9)),
        (0, True, date(1904, 1, 1)),
        (43_898, True, date(2024, 3, 9)),
        (2_958_465, False, date(9999, 12, 31)),
        (60, False, None),
        (0, False, None),
        (-1, False, None),
        (-1, True, None),
        (2_958_466, False, None),
        (2_957_004, True, None),
    ],
)
def test_days_are_counted_from_either_beginning(
    serial: int, is_1904: bool, day: date | None
) -> None:
    moment = moment_of(serial * 86_400, is_1904=is_1904)
    assert (moment.date() if moment else None) == day


@pytest.mark.parametrize(
    ("serial", "kind", "found", "text"),
    [
        ("45360", "date", "date", "2024-03-09"),
        ("45360.4375", "date", "moment", "2024-03-09T10:30:00"),
        ("45360.99999999", "moment", "date", "2024-03-10"),
        ("0.395833333333333", "time", "time", "09:30"),
        ("1.395833333333333", "duration", "duration", "33:30"),
        ("45360.4375", "time", "moment", "2024-03-09T10:30:00"),
        ("60", "date", "number", "60"),
        ("-0.5", "duration", "number", "-0.5"),
        ("1e300", "date", "number", "1E+300"),
    ],
)
def test_a_number_with_the_format_of_a_date_is_one(
    serial: str, kind: str, found: str, text: str
) -> None:
    cell = number_cell(serial, Shape(kind))
    assert (kind_of(cell), cell) == (found, text)


def habits(*cells: str) -> Habits:
    found = Habits()
    for cell in cells:
        found.learn(cell)
    return found


def refusal(reader: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(UnreadableError) as refused:
        reader()
    return refused.value.reason, refused.value.detail


@pytest.mark.parametrize(
    ("cells", "text", "number"),
    [
        ((), "1.234", 1234),
        (("1.234.567",), "1.234", 1234),
        (("12,5",), "1.234", 1234),
        ((), "1,234", 1234),
        (("1,234,567",), "1,234", 1234),
        ((), "1.234.567", 1_234_567),
        ((), "0.000", 0),
        ((), "1 234 567", 1_234_567),
        ((), "- 5".replace(" ", ""), -5),
        (("58.5",), "58.0", 58),
        ((), "$ 1.234", 1234),
    ],
)
def test_a_whole_number_is_read_as_its_column_writes_it(
    cells: tuple[str, ...], text: str, number: int
) -> None:
    assert values.whole(text, habits(*cells)) == number


@pytest.mark.parametrize(
    ("cells", "text", "number"),
    [
        ((), "1.234", "1234"),
        ((), "0.125", "0.125"),
        (("12.5",), "1.234", "1.234"),
        (("12,5",), "1,234", "1.234"),
        (("1.234,5",), "1.234", "1234"),
        ((), "1.234,5", "1234.5"),
        ((), "1,234.5", "1234.5"),
        (("1,234.5",), "1,234", "1234"),
        (("1,234.5",), "1.234", "1.234"),
    ],
)
def test_the_cells_of_a_column_settle_its_separators(
    cells: tuple[str, ...], text: str, number: str
) -> None:
    assert values.decimal_of(text, habits(*cells)) == Decimal(number)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ((), "1,234"),
        (("58000.0",), "58.125"),
        (("1.234.567", "12.5"), "1.234"),
        (("12,5",), "1,234"),
    ],
)
def test_thousands_of_pesos_that_have_two_readings_are_refused_with_both(
    cells: tuple[str, ...], text: str
) -> None:
    reason, detail = refusal(lambda: values.mclp(text, habits(*cells)))

    assert reason == "two-readings"
    one, _slash, other = detail.partition(" / ")
    assert one.replace(".", "").replace(",", "") == other.replace(".", "").replace(",", "")
    assert one != other


def test_a_column_that_shows_both_uses_of_a_mark_settles_nothing() -> None:
    mixed = habits("1.234.567", "12.5")
    assert refusal(lambda: values.whole("1.234", mixed))[0] == "two-readings"
    assert values.whole("1234", mixed) == 1234


def test_days_first_unless_the_column_shows_months_first() -> None:
    assert values.day("03/04/2024") == date(2024, 4, 3)
    assert values.day("03/04/2024", habits("13/04/2024")) == date(2024, 4, 3)
    american = habits("04/13/2024")
    assert refusal(lambda: values.day("03/04/2024", american)) == (
        "two-readings",
        "2024-04-03 / 2024-03-04",
    )
    assert values.day("03/03/2024", american) == date(2024, 3, 3)
    assert values.day("2024-03-04", american) == date(2024, 3, 4)


def test_a_number_of_a_spreadsheet_teaches_no_habit() -> None:
    assert habits("5").seen == set()
    typed = Habits()
    typed.learn(Cell("12.5", "number"))
    assert typed.seen == set()


def test_an_amount_that_its_format_divides_has_two_readings() -> None:
    cell = Cell("58125", "scaled")
    for reader in (values.clp, values.mclp, values.percentage):
        assert refusal(lambda reader=reader: reader(cell)) == ("two-readings", "58125 / 58.125")  # type: ignore[misc]  # mypy knows no lambda's default


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("40100041.0", "40100041"),
        ("4.0100041E7", "40100041"),
        ("2401D0001", "2401D0001"),
        ("1-2", "1-2"),
        (Cell("40100041", "number"), "40100041"),
        ("S/C", "S/C"),
        ("007", "007"),
    ],
)
def test_a_code_is_mended_when_there_is_one_answer(cell: str, code: str) -> None:
    found = values.code(cell)
    assert found == code
    assert kind_of(found) == ("mended" if cell != code else kind_of(cell))


@pytest.mark.parametrize(
    "cell", ["4010\u200b0041", "\ufeff40100041", "40100041\u200d", "\u206640100041.0"]
)
def test_a_mark_that_nobody_sees_makes_no_other_code(cell: str) -> None:
    found = values.code(cell)

    assert found == "40100041"
    assert isinstance(found, Cell)
    assert (found.kind, found.written) == ("mended", cell)


@pytest.mark.parametrize(
    "cell",
    [
        "4.01E+07",
        Cell("2024-02-01", "date"),
        Cell("01:02", "time"),
        Cell("12%", "percent"),
        Cell("SI", "boolean"),
        Cell("1.5", "number"),
        Cell("1.2E+16", "number"),
        Cell("5", "scaled"),
    ],
)
def test_a_code_that_became_something_else_is_refused(cell: str) -> None:
    assert refusal(lambda: values.code(cell))[0] == "spoilt-code"


@given(st.integers(50_000_000, 99_999_999), st.sampled_from(["{}{}", "{}{}.0", "{}-{}"]))
def test_a_rut_that_became_a_number_is_the_same_rut(number: int, form: str) -> None:
    digit = rut_digit(number)
    if digit != "K" or form == "{}-{}":
        assert values.legal_rut(form.format(number, digit)) == f"{number}-{digit}"


def test_a_rut_without_its_digit_joins_no_other() -> None:
    # As a float: read with its last digit for a check digit it would be a natural person's.
    assert refusal(lambda: values.legal_rut("76123456.0"))[0] == "rut-not-published"
    assert refusal(lambda: values.legal_rut("7.6E8"))[0] == "rut-malformed"
    assert refusal(lambda: values.legal_rut(Cell("2024-02-01", "date")))[0] == "rut-malformed"


@pytest.mark.parametrize("text", ["0", "13", "-1", "2.5"])
def test_a_month_has_its_bounds(text: str) -> None:
    assert refusal(lambda: values.month(text))[0] in {"out-of-range", "not-a-number"}
    assert values.month("12") == 12


def test_an_hour_is_of_one_day_and_without_a_zone() -> None:
    assert values.hour("9:30") == values.hour(Cell("09:30", "duration")) == time(9, 30)
    for text in ("24:00", "09:60", "12:30Z", "12:30+01:00", "mañana", Cell("09:30", "date")):
        assert refusal(lambda text=text: values.hour(text))[0] == "not-a-date"  # type: ignore[misc]  # mypy knows no lambda's default


def test_bounds_tell_what_is_too_low_too_high_or_too_long() -> None:
    bounds = Bounds(0, 5, 3)
    assert [bounds.fault(value) for value in (0, 5, -1, 6, None, True, "abc", "abcd")] == [
        "",
        "",
        "out-of-range",
        "out-of-range",
        "",
        "",
        "",
        "too-long",
    ]
    assert Bounds().fault(10**99) == ""
    assert Bounds(date(1900, 1, 1), None).fault(date(1899, 1, 1)) == "out-of-range"


def test_the_delimiter_is_told_by_the_line_that_is_the_header() -> None:
    lines = ["Cartera, año 2024, versión 2\n", "\n", "codigo;nombre\n", "C1;Obra, con coma\n"]
    assert headers.best_delimiter(lines, {"codigo", "nombre"}) == ";"
    assert headers.best_delimiter(["a|b\n"], {"x"}) == "|"


def test_the_header_with_every_required_column_wins_over_one_with_more_known() -> None:
    rows = [["b", "c", "d"], ["a", "b"], ["1", "2"]]
    found = headers.find(rows, {"a", "b", "c", "d"}, ["a"])
    assert found
    assert (found.place, found.lacks(["a", "d"])) == (1, ("d",))
    assert headers.find([], {"a"}, ["a"]) is None


def test_a_moment_of_no_spreadsheet_is_none() -> None:
    assert moment_of(45_360 * 86_400 + 1, is_1904=False) == datetime(2024, 3, 9, 0, 0, 1)  # noqa: DTZ001  a spreadsheet has no zones
