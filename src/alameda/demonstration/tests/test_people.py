"""The people of the demonstration."""

from __future__ import annotations

import re
from datetime import date

import pytest

from alameda.accounts.models import Person, RoleGrant, Unit
from alameda.accounts.rules import ROLE_KEYS
from alameda.accounts.selectors import actor_of, demo_people
from alameda.demonstration.accounts.actions import CHART, make_demo_people
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import NotAllowedError
from alameda.record.models import Entry

TODAY = date(2026, 11, 20)
OPERATOR = Actor(kind="person", grants=frozenset({Grant(role="operator")}))


@pytest.mark.django_db
def test_there_is_one_person_for_each_role_and_none_for_two() -> None:
    assert make_demo_people(today=TODAY, comuna_cut="13119", actor=SYSTEM) == len(ROLE_KEYS)

    roles = RoleGrant.objects.order_by("person").values_list("person", "role")
    assert sorted(role for _, role in roles) == sorted(ROLE_KEYS)
    assert len({person for person, _ in roles}) == len(ROLE_KEYS)
    assert demo_people(today=TODAY).count() == len(ROLE_KEYS)


@pytest.mark.django_db
def test_a_person_is_named_as_a_role_cannot_sign_in_by_password_and_gets_no_mail() -> None:
    make_demo_people(today=TODAY, comuna_cut="13119", actor=SYSTEM)

    for person in Person.objects.all():
        assert person.is_demo
        assert person.name.endswith(" (demostración)")
        assert not person.has_usable_password()
        assert person.email.endswith(".invalid")


@pytest.mark.django_db
def test_those_of_a_municipality_act_only_in_their_comuna() -> None:
    make_demo_people(today=TODAY, comuna_cut="13119", actor=SYSTEM)

    mayor = actor_of(Person.objects.get(grants__role="mayor"), today=TODAY)
    assert mayor.has("mayor", comuna="13119")
    assert not mayor.has("mayor", comuna="13101")
    governor = actor_of(Person.objects.get(grants__role="governor"), today=TODAY)
    assert governor.has("governor", comuna="13101")
    assert governor.is_staff


@pytest.mark.django_db
def test_the_chart_is_one_tree() -> None:
    make_demo_people(today=TODAY, comuna_cut="13119", actor=SYSTEM)

    assert Unit.objects.count() == len(CHART)
    assert Unit.objects.filter(parent=None).count() == 1
    assert all(re.fullmatch(r"[a-z-]+", unit.code) for unit in Unit.objects.all())


@pytest.mark.django_db
def test_made_twice_they_are_made_once() -> None:
    make_demo_people(today=TODAY, comuna_cut="13119", actor=SYSTEM)
    entries = Entry.objects.count()

    assert make_demo_people(today=TODAY, comuna_cut="13119", actor=SYSTEM) == 0
    assert Person.objects.count() == len(ROLE_KEYS)
    assert Entry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [VISITOR, OPERATOR])
def test_nobody_but_the_system_makes_people_in_bulk(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        make_demo_people(today=TODAY, comuna_cut="13119", actor=actor)

    assert not Person.objects.exists()
    assert not Unit.objects.exists()
    assert not Entry.objects.exists()
