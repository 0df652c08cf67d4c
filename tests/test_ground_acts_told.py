"""An act that changes a held row and tells nobody is named by the test that runs it."""

from __future__ import annotations

from datetime import date

import pytest

from alameda.council.actions import people, register
from alameda.council.models import Councillor
from alameda.council.tests.factories import (
    SECRETARY,
    CouncillorFactory,
    MandateFactory,
    make_council,
)
from alameda.foundation.actor import SYSTEM
from alameda.record.actions import publish
from alameda.record.events import Fact
from tests.acts_told import acts_watched, untold_of

pytestmark = pytest.mark.django_db


def rename(councillor: Councillor) -> None:
    """Correct a name, as the secretary does."""
    register.rename_councillor(
        councillor, name="Otra Persona", reason="Estaba mal escrito", actor=SECRETARY
    )


def without_digest(fact: Fact, *, actor: object) -> None:
    """Publish a fact as an act would that forgot the digest of its row."""
    object.__setattr__(fact, "row_digest", "")
    publish(fact, actor=SYSTEM)


def test_an_act_that_tells_what_it_wrote_is_not_named() -> None:
    make_council()
    councillor = CouncillorFactory.create()

    with acts_watched() as watch:
        rename(councillor)

        assert untold_of(watch) == []


def test_an_act_that_forgets_is_named_though_a_factory_made_the_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_council()
    councillor = CouncillorFactory.create()
    monkeypatch.setattr(register, "publish", without_digest)

    with acts_watched() as watch:
        rename(councillor)

        (untold,) = untold_of(watch)
    assert "rename_councillor wrote its digest" in untold
    assert councillor.code in untold


def test_what_the_hands_of_a_test_write_is_nobodys_act() -> None:
    make_council()

    with acts_watched() as watch:
        councillor = people.add_councillor(
            name="Una Persona", sort_name="Persona, Una", slug="una-persona", actor=SECRETARY
        )
        Councillor.objects.filter(pk=councillor.pk).update(name="Otra Persona")

        assert untold_of(watch) == []


def test_a_row_that_an_act_made_without_a_word_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    make_council()
    councillor = MandateFactory.create().councillor
    monkeypatch.setattr(people, "write_down", lambda *_rows, **_more: 0)

    with acts_watched() as watch:
        people.grant_leave(
            councillor,
            kind="medical",
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 9),
            actor=SECRETARY,
        )

        assert any("grant_leave made council.leave" in each for each in untold_of(watch))
