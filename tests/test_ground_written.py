"""What people write: what nobody can see is nothing, wherever it is written."""

from __future__ import annotations

import pytest
from django import forms

from alameda.acting.forms import ActForm, fresh_key
from alameda.documents.actions.keeping import check_words
from alameda.foundation.errors import BadInputError
from alameda.foundation.texts import is_visible, seen
from alameda.foundation.written import tidy

INVISIBLE = (
    "\u202e",
    "\u200b\u200d",
    "\u2066\u2069",
    "\u3164",
    "\u2800\u2800",
    "\u115f",
    "\u00ad",
    "\ufeff",
    "\u0301",
    "\u034f",
    "\ufe0f",
    "\U000e0041",
    "\x1f",
    "\u2028",
    "\ue000",
)


class TitleForm(ActForm):
    """One text."""

    title = forms.CharField()


@pytest.mark.parametrize("text", INVISIBLE)
def test_marks_alone_are_no_text_anywhere(text: str) -> None:
    assert not is_visible(f" {text} ")
    assert tidy(text, field="title", most=10, is_required=False) == ""
    with pytest.raises(BadInputError):
        tidy(text, field="title", most=10)
    with pytest.raises(BadInputError):
        check_words(text, field="title", most=10)
    form = TitleForm({"title": text, "once": fresh_key()})
    assert not form.is_valid()
    assert "title" in form.errors


@pytest.mark.parametrize("text", ["a", "¡", "Ñ", "5", "中", "ع", "👩\u200d🚒", "n\u0303"])
def test_what_is_drawn_is_text_in_any_script(text: str) -> None:
    assert is_visible(text)
    assert tidy(text, field="title", most=10) == text
    assert TitleForm({"title": text}).is_valid()


def test_nobody_turns_the_direction_of_what_follows() -> None:
    assert seen("  Plaza \u202e)nóicaton(\u202c ") == "Plaza )nóicaton("
