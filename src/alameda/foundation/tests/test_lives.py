"""A life: what may follow what, and what is said where it may not."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.lives import Life
from alameda.foundation.vocabulary import Word

DOOR = Life(
    (Word("open", "Abierta", "Open"), Word("shut", "Cerrada", "Shut"), Word("gone", "Ida", "Gone")),
    (("open", "shut"), ("shut", "open"), ("shut", "gone")),
)


def test_a_life_goes_only_where_it_has_a_move() -> None:
    pairs = {(a.key, b.key) for a in DOOR.states for b in DOOR.states}

    assert {pair for pair in pairs if DOOR.may_go(*pair)} == DOOR.moves
    assert DOOR.targets("shut") == ("open", "gone")
    assert DOOR.targets("gone") == ()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "De «Abierta» no puede pasar a «Ida»."),
        ("en", "From “Open” it cannot go to “Gone”."),
    ],
)
def test_a_move_that_it_does_not_have_is_refused_in_words(language: str, sentence: str) -> None:
    DOOR.check("open", "shut")
    with override(language), pytest.raises(RuleBrokenError) as refused:
        DOOR.check("open", "gone")

    assert str(refused.value) == sentence


def test_a_refusal_says_it_in_the_words_of_its_thing_and_beside_its_field() -> None:
    with override("en"), pytest.raises(RuleBrokenError) as refused:
        DOOR.check("gone", "open", sentence="%(what)s: %(here)s, %(to)s", field="to", what="Door")

    assert str(refused.value) == "Door: Gone, Open"
    assert refused.value.field == "to"


def test_a_move_between_states_that_are_not_there_is_a_mistake_of_the_code() -> None:
    with pytest.raises(ValueError, match="ajar"):
        Life(DOOR.states, (("open", "ajar"),))
