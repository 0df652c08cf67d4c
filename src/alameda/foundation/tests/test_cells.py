"""Cells that a spreadsheet would run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.foundation.cells import neutral

SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe63"]
BEFORE = ["", "\ufeff", "\u200b", "\u202e", "\x00", " ", "\u00a0", "\u3000", "\t", "\r", "\n"]


@pytest.mark.parametrize("before", BEFORE)
def test_a_formula_is_made_text_whatever_stands_unseen_before_it(before: str) -> None:
    for sign in SIGNS:
        assert neutral(f"{before}{sign}cmd|x") == f"'{before}{sign}cmd|x"
        assert neutral(f"{before}{before}{sign}1") == f"'{before}{before}{sign}1"


@pytest.mark.parametrize("text", ["\tplaza", "\rplaza", "\nplaza", "\t", "\n"])
def test_what_begins_with_a_tab_or_a_line_s_end_is_made_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "plaza", "a=1", "1-2", "(+56)", "“=”", "\ufeffplaza", " plaza", "ñ@x", "_=", "'=1"]
)
def test_every_other_cell_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_what_was_made_text_stays_so_and_loses_nothing(text: str) -> None:
    told = neutral(text)

    assert told in {text, f"'{text}"}
    assert neutral(told) == told
