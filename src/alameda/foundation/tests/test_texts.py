"""Texts that strangers wrote."""

from __future__ import annotations

import itertools

import pytest
from django.db import InternalError, connection, transaction

from alameda.foundation.texts import askable, is_keepable, is_visible, keepable, tidy, without_marks


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


@pytest.mark.django_db
def test_no_words_make_a_search_fail() -> None:
    signs = "-!&|():\"'\\<>*., a\u00a0\u2003"
    rows = [sign * 100 for sign in signs]
    rows += ["".join(pair) * 100 for pair in itertools.product(signs, repeat=2)]
    rows += ["- " * 60 + "a", "a" + "-" * 199, "-(" * 50 + "a" + ")" * 50]
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute("SELECT websearch_to_tsquery('alameda_es', %s)", [askable(row)])

    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT websearch_to_tsquery('alameda_es', %s)", ["-" * 40])  # it does


@pytest.mark.parametrize("words", ["plaza -parque", '"dos palabras" -una', "a-b", "30-11", ""])
def test_words_of_people_are_asked_as_they_are(words: str) -> None:
    assert askable(words) == words
    assert askable(f"{words} - -- -sin").split() == [*words.split(), "-sin"]
