"""Cursors that readers hand back."""

from __future__ import annotations

import base64
import contextlib
import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.cursors import MAX_CURSOR, decode_cursor, encode_cursor
from alameda.foundation.errors import BadInputError

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)


KEYS = st.integers(-(2**63) + 1, 2**63 - 1)  # as wide as a key of the database


@given(TEXT, KEYS)
def test_a_cursor_comes_back_as_it_was_made(word: str, number: int) -> None:
    cursor = encode_cursor([word, number])
    if len(cursor) <= 400:
        assert decode_cursor(cursor, shape=(str, int)) == [word, number]


@given(st.text(max_size=500))
def test_anything_else_is_refused_and_nothing_breaks(cursor: str) -> None:
    with contextlib.suppress(BadInputError):
        values = decode_cursor(cursor, shape=(str,))
        assert decode_cursor(encode_cursor(values), shape=(str,)) == values


@pytest.mark.parametrize("text", ["{", '"a"', "1", "null", '{"a": 1}'])
def test_a_cursor_that_holds_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        decode_cursor(urlsafe_b64encode(text.encode()).decode(), shape=(str,))


def test_a_cursor_has_letters_of_its_own_only_and_not_too_many() -> None:
    cursor = encode_cursor(["a"])
    assert decode_cursor(cursor, shape=(str,)) == ["a"]

    for spoilt in (f"{cursor[:2]}!!!!{cursor[2:]}", encode_cursor(["a" * MAX_CURSOR])):
        with pytest.raises(BadInputError):
            decode_cursor(spoilt, shape=(str,))


@pytest.mark.parametrize("values", [[1], ["a", "b"], [True], ["a\x00"]])
def test_a_cursor_of_another_list_is_refused(values: list[str | int]) -> None:
    with pytest.raises(BadInputError):
        decode_cursor(encode_cursor(values), shape=(str,))


@pytest.mark.parametrize("value", ["a\x00", "\ud800", 2**63, -(2**63), 10**30])
def test_what_no_row_can_have_is_refused(value: str | int) -> None:
    crafted = base64.urlsafe_b64encode(json.dumps([value]).encode()).decode()
    with pytest.raises(BadInputError):
        decode_cursor(crafted.rstrip("="), shape=(type(value),))
