"""Roles: given, limited, ended; and the actor they make."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from alameda.accounts.actions import end_role, grant_role
from alameda.accounts.models import RoleGrant, Unit
from alameda.accounts.selectors import actor_of
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
START, TODAY, LATER = date(2026, 1, 1), date(2026, 3, 2), date(2026, 12, 31)
OPERATOR = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="operator")}))
PLANNER = Actor(kind="person", person_id=2, grants=frozenset({Grant(role="planner")}))


def test_a_role_given_makes_the_actor_and_names_nobody_in_the_record() -> None:
    person = PersonFactory.create(email="somebody@example.org")
    unit = Unit.objects.create(code="dipir", name="DIPIR")

    grant_role(person, role="treasury", unit=unit, starts_on=START, actor=OPERATOR)

    actor = actor_of(person, today=TODAY)
    assert actor.has("treasury", unit="dipir")
    assert not actor.has("treasury", unit="daf")
    assert actor.is_staff
    assert actor.public_name == "treasury"
    entry = Entry.objects.get(verb="role.granted")
    assert entry.verb == "role.granted"
    assert "somebody" not in str(vars(entry))


@pytest.mark.parametrize(
    ("actor", "role", "ends_on", "refusal"),
    [
        (VISITOR, "treasury", None, NotAllowedError),
        (PLANNER, "treasury", None, NotAllowedError),
        (OPERATOR, "emperor", None, BadInputError),
        (OPERATOR, "treasury", date(2025, 1, 1), BadInputError),
    ],
)
def test_a_refused_role_leaves_no_trace(
    actor: Actor, role: str, ends_on: date | None, refusal: type[AlamedaError]
) -> None:
    person = PersonFactory.create()

    with pytest.raises(refusal):
        grant_role(person, role=role, starts_on=START, ends_on=ends_on, actor=actor)

    assert not RoleGrant.objects.exists()
    assert not Entry.objects.exists()


def test_a_role_holds_between_its_dates() -> None:
    grant = RoleGrantFactory.create(starts_on=START, ends_on=TODAY)

    assert actor_of(grant.person, today=TODAY).has("planner")
    assert not actor_of(grant.person, today=LATER).has("planner")
    assert not actor_of(grant.person, today=date(2025, 12, 31)).has("planner")


def test_a_role_is_ended_once() -> None:
    grant = RoleGrantFactory.create(starts_on=START)

    end_role(grant, ends_on=TODAY, actor=OPERATOR)
    with pytest.raises(RuleBrokenError):
        end_role(grant, ends_on=LATER, actor=OPERATOR)

    assert not actor_of(grant.person, today=LATER).has("planner")
    assert Entry.objects.filter(verb="role.ended").count() == 1


@pytest.mark.parametrize(
    ("actor", "ends_on", "refusal"),
    [(PLANNER, TODAY, NotAllowedError), (OPERATOR, date(2025, 1, 1), RuleBrokenError)],
)
def test_a_refused_end_leaves_the_role(
    actor: Actor, ends_on: date, refusal: type[AlamedaError]
) -> None:
    grant = RoleGrantFactory.create(starts_on=START)

    with pytest.raises(refusal):
        end_role(grant, ends_on=ends_on, actor=actor)

    grant.refresh_from_db()
    assert grant.ends_on is None
    assert not Entry.objects.exists()


def test_who_is_not_signed_in_is_a_visitor() -> None:
    assert actor_of(AnonymousUser(), today=TODAY) == VISITOR


def test_the_system_has_every_role() -> None:
    assert SYSTEM.has("treasury", unit="dipir")
    assert not VISITOR.has("staff")
