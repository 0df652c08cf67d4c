"""What an address may hold, and what its texts mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.addresses import (
    PARAMS_MAX,
    SEGMENT_MAX,
    VALUE_MAX,
    AddressTooLongError,
    check_address,
    check_params,
    day_of,
    is_plain_throughout,
    moment_of,
    month_of,
    whole_of,
)
from alameda.foundation.errors import BadInputError, NotFoundError


def is_refused(read: Callable[[str], object], text: str) -> bool:
    """Whether a text is none of those."""
    try:
        read(text)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/consejo/sesiones/S-2026-O07/", ""),
        ("/doc/D-2026-000001/v1/ano-2026.pdf", "q=%C3%91uble&q=dos&vac%C3%ADo="),
        ("/" + "x" * SEGMENT_MAX, "q=" + "%C3%B1" * VALUE_MAX),
        ("/", "&".join(f"a={number}" for number in range(PARAMS_MAX))),
        ("/", "utm_campaign=campa%F1a&fbclid=" + "x" * 9_000),
        ("/%ED%A0%80/", "q=\u00c3\u00b1"),  # as WSGI hands over bytes that nobody encoded
    ],
)
def test_what_an_address_may_hold_goes_on(path: str, query: str) -> None:
    check_address(path, query)


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/a\0b/", NotFoundError),
        ("/\ud800/", NotFoundError),
        ("/" + "x" * (SEGMENT_MAX + 1) + "/", AddressTooLongError),
    ],
)
def test_a_path_that_nothing_has_is_refused(path: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_address(path, "")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=a%00b", "q"),
        ("a=1&q=%ED%A0%80", "q"),
        ("q=%FF", "q"),
        ("%00q=1", "q"),
        ("q=" + "x" * (VALUE_MAX + 1), "q"),
        ("x" * (VALUE_MAX + 1) + "=1", "x" * 60),
        ("&".join(["a=1"] * (PARAMS_MAX + 1)), ""),
    ],
)
def test_a_query_that_is_no_text_or_too_much_is_refused_by_name(query: str, field: str) -> None:
    with pytest.raises(BadInputError) as refused:
        check_address("/", query)
    assert refused.value.field == field


def test_a_parameter_is_refused_with_those_that_exist() -> None:
    check_params(["page", "limit"], {"page", "limit"})
    with pytest.raises(BadInputError, match=r"pagina.*limit, page") as refused:
        check_params(["page", "pagina"], {"page", "limit"})
    assert refused.value.field == "pagina"
    with pytest.raises(BadInputError, match="page"):
        check_params(["page"], ())


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-04-08T09:45:00-04:00", datetime(2026, 4, 8, 13, 45, tzinfo=UTC)),
        ("2026-04-08T09:45:00 04:00", datetime(2026, 4, 8, 5, 45, tzinfo=UTC)),
        ("2026-04-08 09:45:00Z", datetime(2026, 4, 8, 9, 45, tzinfo=UTC)),
        ("2026-04-08T09:45", datetime(2026, 4, 8, 13, 45, tzinfo=UTC)),
        ("2026-04-08", datetime(2026, 4, 8, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset_or_by_the_regions_clock(text: str, at: datetime) -> None:
    assert moment_of(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00",
        "2026-04-08T25:00",
        "2026-04-08T00:00:00+99:00",
        "0.5",
        "1767225600",
        "T",
        "",
    ],
)
def test_what_is_no_moment_of_ours_is_refused(text: str) -> None:
    assert is_refused(moment_of, text)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_that_utc_has_or_is_refused(text: str) -> None:
    for read in (moment_of, day_of, month_of, whole_of):
        try:
            found = read(text)
        except ValueError:
            continue
        if isinstance(found, datetime):
            assert found.astimezone(UTC).year > 0


def test_days_months_and_numbers_have_bounds() -> None:
    assert day_of("2999-12-31") == date(2999, 12, 31)
    assert month_of("2026-04") == date(2026, 4, 1)
    assert whole_of("9223372036854775807") == 2**63 - 1
    for text in ("2151-01", "1899-12", "2026-13", "2026", "2026-04-01"):
        assert is_refused(month_of, text), text
    for text in ("9223372036854775808", "-1", "٣", "1" * 5_000, "", "1.0"):
        assert is_refused(whole_of, text), text


def test_what_json_holds_is_looked_at_throughout() -> None:
    assert is_plain_throughout({"a": ["ñ", 1, None, {"b": 1.5}]})
    for wrong in ("\0", ["\ud800"], {"a": {"\0": 1}}, [[{"a": ["\udfff"]}]]):
        assert not is_plain_throughout(wrong)
