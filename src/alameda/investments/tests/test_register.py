"""Entering an initiative."""

from __future__ import annotations

from typing import Any

import pytest

from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.investments.actions.register import register_initiative
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import ComunaFactory, InitiativeFactory
from alameda.investments.tests.test_moves import actor_with
from alameda.record.models import Entry
from alameda.territory.models import Comuna
from alameda.thread.models import Subject

FORMULATOR = actor_with("municipal_formulator")
pytestmark = pytest.mark.django_db


def register(
    *, actor: Actor = FORMULATOR, comunas: tuple[Comuna, ...] = (), **change: Any
) -> Initiative:
    said = {"name": "Construcción plaza El Sol", "kind": "project", "route": "fril", "stage": ""}
    return register_initiative(**(said | change), comunas=comunas, actor=actor)


def test_a_registered_initiative_has_its_code_subject_change_and_fact() -> None:
    comuna = ComunaFactory.create()

    first = register(comunas=(comuna,), bip="40030997")
    second = register(comunas=(comuna,))

    assert first.code != second.code
    assert first.code.startswith(f"INV-{first.year}-")
    assert first.bip == "40030997-0"
    assert first.subject.code == first.code
    assert first.subject.address == first.get_absolute_url()
    assert first.subject.comuna == comuna
    assert first.state_changes.get().to_state == "draft"
    entry = Entry.objects.get(subject=first.code)
    assert entry.verb == "initiative.registered"
    assert entry.payload["comunas"] == [comuna.cut]


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"actor": VISITOR}, NotAllowedError, ""),
        ({"actor": actor_with("treasury")}, NotAllowedError, ""),
        ({"actor": actor_with("municipal_formulator", comuna="13101")}, NotAllowedError, ""),
        ({"name": "  "}, BadInputError, "name"),
        ({"name": "x" * 401}, BadInputError, "name"),
        ({"name": "plaza\x00"}, BadInputError, "name"),
        ({"kind": "palace"}, BadInputError, "kind"),
        ({"route": "shortcut"}, BadInputError, "route"),
        ({"stage": "dream"}, BadInputError, "stage"),
        ({"bip": "4003"}, BadInputError, "bip"),
    ],
)
def test_a_refused_registration_leaves_no_trace(
    change: dict[str, Any], refusal: type[AlamedaError], field: str
) -> None:
    before = Entry.objects.count()

    with pytest.raises(refusal) as refused:
        register(**change)

    assert refused.value.field == field
    assert not Initiative.objects.exists()
    assert not Subject.objects.exists()
    assert Entry.objects.count() == before


def test_a_bip_code_is_of_one_initiative_only() -> None:
    InitiativeFactory.create(bip="40030997-0")

    with pytest.raises(RuleBrokenError) as refused:
        register(bip="40030997-0")

    assert refused.value.field == "bip"
    assert Initiative.objects.count() == 1


def test_a_formulator_of_a_comuna_enters_only_what_lies_wholly_there() -> None:
    mine, other = ComunaFactory.create(), ComunaFactory.create()
    formulator = actor_with("municipal_formulator", comuna=mine.cut)

    assert register(comunas=(mine,), actor=formulator).state == "draft"
    for places in ((other,), (mine, other), ()):
        with pytest.raises(NotAllowedError):
            register(comunas=places, actor=formulator)
