"""Texts that strangers wrote."""

from __future__ import annotations

import pytest

from alameda.foundation.texts import is_keepable, is_visible, keepable, tidy, without_marks


@pytest.mark.parametrize("text", ["a\0", "\ud800", "x\udfffy", "ñ\0"])
def test_what_no_table_keeps_is_told_and_shown_with_a_replacement(text: str) -> None:
    assert not is_keepable(text)
    assert is_keepable(keepable(text))
    assert "\ufffd" in keepable(text)


@pytest.mark.parametrize("text", ["", "plain", "ñandú 🎉", "\t\n"])
def test_what_can_be_kept_stays_as_it_is(text: str) -> None:
    assert is_keepable(text)
    assert keepable(text) == text


@pytest.mark.parametrize("text", ["", " ", "\u202e", "\u200b\ufeff", "\u200d", "\u00ad"])
def test_a_text_without_any_visible_letter_is_told(text: str) -> None:
    assert not is_visible(text)


def test_marks_of_direction_go_and_words_stay() -> None:
    assert without_marks("Obra \u202eatoid\u202c ñ") == "Obra atoid ñ"
    assert is_visible("\u202eñ")
    assert tidy("  uno\r\n dos\u00a0tres ") == "uno dos tres"
