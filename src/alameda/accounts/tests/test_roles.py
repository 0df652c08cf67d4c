"""Roles: given, limited, ended; and the actor they make."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from alameda.accounts.actions import close_person, end_role, grant_role
from alameda.accounts.models import RoleGrant, Unit
from alameda.accounts.rules import Places
from alameda.accounts.selectors import actor_of, holding
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.record.models import Entry
from alameda.record.selectors import hold

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


def test_a_role_written_behind_the_application_is_named_by_the_check() -> None:
    person, other = PersonFactory.create(), PersonFactory.create()
    grant = grant_role(person, role="resident", starts_on=START, actor=OPERATOR)
    assert hold().findings == []

    given = RoleGrant.objects.create(person=other, role="council_secretary", starts_on=START)
    RoleGrant.objects.filter(pk=grant.pk).update(role="operator")

    assert {(one.code, one.model, one.key) for one in hold().findings} == {
        ("row-differs", "accounts.rolegrant", str(grant.pk)),
        ("row-unfounded", "accounts.rolegrant", str(given.pk)),
    }


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


def test_a_role_ended_at_once_holds_no_more_and_the_record_says_where_it_was() -> None:
    unit = Unit.objects.create(code="dipir", name="DIPIR")
    today = timezone.localdate()
    now = RoleGrantFactory.create(unit=unit, starts_on=today)
    coming = RoleGrantFactory.create(person=now.person, starts_on=today + timedelta(days=9))

    end_role(now, actor=OPERATOR)
    end_role(coming, actor=OPERATOR)

    assert not actor_of(now.person, today=today).grants
    assert not actor_of(now.person, today=today + timedelta(days=9)).grants
    payload = Entry.objects.order_by("pk")[0].payload
    assert (payload["unit"], payload["is_at_once"]) == ("dipir", True)
    with pytest.raises(RuleBrokenError):
        end_role(now, actor=OPERATOR)
    with pytest.raises(RuleBrokenError):
        end_role(RoleGrantFactory.create(ends_on=today - timedelta(days=1)), actor=OPERATOR)
    with pytest.raises(BadInputError):
        end_role(RoleGrantFactory.create(), ends_on=date(9999, 1, 1), actor=OPERATOR)
    assert Entry.objects.filter(verb="role.ended").count() == 2


PLACES = Places(comunas={"13101"}, bodies={"consejo"})


@pytest.mark.parametrize(
    ("role", "where", "field"),
    [
        ("mayor", {"comuna_cut": "13101"}, None),
        ("mayor", {}, "comuna_cut"),
        ("works_inspector", {"comuna_cut": "08101"}, "comuna_cut"),
        ("council_secretary", {"body": "consejo"}, None),
        ("council_secretary", {"body": "senado"}, "body"),
        ("operator", {"body": "consejo"}, "body"),
        ("governor", {"comuna_cut": "13101"}, "comuna_cut"),
        ("division_head", {}, "unit"),
    ],
)
def test_a_role_takes_the_places_that_it_means_and_that_exist(
    role: str, where: dict[str, Any], field: str | None
) -> None:
    person = PersonFactory.create()
    if field is None:
        grant_role(person, role=role, starts_on=START, places=PLACES, actor=OPERATOR, **where)
        assert RoleGrant.objects.get().comuna_cut == where.get("comuna_cut", "")
        assert Entry.objects.get(verb="role.granted").payload["body"] == where.get("body", "")
        return
    with pytest.raises(BadInputError) as refused:
        grant_role(person, role=role, starts_on=START, places=PLACES, actor=OPERATOR, **where)

    assert refused.value.field == field
    assert not RoleGrant.objects.exists()


def test_a_place_that_nobody_handed_down_is_refused() -> None:
    with pytest.raises(BadInputError):
        grant_role(
            PersonFactory.create(),
            role="mayor",
            comuna_cut="13101",
            starts_on=START,
            actor=OPERATOR,
        )


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_given"),
    [
        (date(2026, 2, 1), date(2027, 3, 31), True),
        (date(2026, 1, 1), date(2027, 3, 31), False),
        (date(2026, 2, 1), None, False),
        (date(2026, 2, 1), date(2027, 4, 1), False),
    ],
)
def test_a_role_in_a_unit_keeps_within_its_days(
    starts_on: date, ends_on: date | None, is_given: bool
) -> None:
    unit = Unit.objects.create(
        code="old", name="Old", starts_on=date(2026, 2, 1), ends_on=date(2027, 3, 31)
    )
    person = PersonFactory.create()
    days: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
    if is_given:
        grant_role(person, role="planner", unit=unit, actor=OPERATOR, **days)
    else:
        with pytest.raises(BadInputError):
            grant_role(person, role="planner", unit=unit, actor=OPERATOR, **days)

    assert RoleGrant.objects.exists() == is_given


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "act", "field"),
    [
        (date(1800, 1, 1), None, "", "starts_on"),
        (START, date(2026, 1, 2), "", "ends_on"),
        (START, None, "x" * 5000, "act"),
    ],
)
def test_days_and_acts_that_cannot_be_are_refused(
    starts_on: date, ends_on: date | None, act: str, field: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        grant_role(
            PersonFactory.create(),
            role="planner",
            starts_on=starts_on,
            ends_on=ends_on,
            act=act,
            actor=OPERATOR,
        )

    assert refused.value.field == field
    assert not RoleGrant.objects.exists()


def test_the_act_of_appointment_is_kept_and_not_in_the_record() -> None:
    grant = grant_role(
        PersonFactory.create(),
        role="planner",
        starts_on=START,
        act=" Resolución exenta 123\nde 2026 ",
        actor=OPERATOR,
    )

    assert grant.act == "Resolución exenta 123 de 2026"
    assert not any("123 de" in str(entry.payload) for entry in Entry.objects.all())


def test_the_same_role_there_is_given_once_for_each_day() -> None:
    person = PersonFactory.create()
    unit = Unit.objects.create(code="dipir", name="DIPIR")
    june = date(timezone.localdate().year + 1, 6, 30)
    grant_role(person, role="planner", starts_on=START, ends_on=june, actor=OPERATOR)

    with pytest.raises(RuleBrokenError):
        grant_role(person, role="planner", starts_on=june, actor=OPERATOR)
    grant_role(person, role="planner", starts_on=june + timedelta(days=1), actor=OPERATOR)
    grant_role(person, role="planner", unit=unit, starts_on=START, actor=OPERATOR)
    grant_role(PersonFactory.create(), role="planner", starts_on=START, actor=OPERATOR)

    assert RoleGrant.objects.count() == 4


HEAD = Actor(
    kind="person", person_id=3, grants=frozenset({Grant(role="division_head", unit="dipir")})
)


@pytest.mark.parametrize(
    ("role", "code", "is_hers"),
    [
        ("planner", "dipir", True),
        ("planner", "seguimiento", True),
        ("planner", "daf", False),
        ("planner", "", False),
        ("control", "dipir", False),
        ("ethics_officer", "dipir", False),
        ("division_head", "seguimiento", False),
        ("operator", "", False),
    ],
)
def test_a_head_gives_and_ends_the_roles_of_her_work(role: str, code: str, is_hers: bool) -> None:
    dipir = Unit.objects.create(code="dipir", name="DIPIR")
    Unit.objects.create(code="seguimiento", name="Seguimiento", parent=dipir)
    Unit.objects.create(code="daf", name="DAF")
    unit = Unit.objects.filter(code=code).first()
    person = PersonFactory.create()
    if is_hers:
        end_role(grant_role(person, role=role, unit=unit, starts_on=START, actor=HEAD), actor=HEAD)
        assert Entry.objects.exclude(verb="rows.written").count() == 2
        return
    with pytest.raises(NotAllowedError):
        grant_role(person, role=role, unit=unit, starts_on=START, actor=HEAD)
    other = RoleGrantFactory.create(person=person, role=role, unit=unit)
    with pytest.raises(NotAllowedError):
        end_role(other, actor=HEAD)
    other.refresh_from_db()
    assert other.ends_on is None
    assert not Entry.objects.exists()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do them on connections of their own, together; what became of each."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            gate.wait(timeout=10)
            act()
        except AlamedaError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_who_heads_a_division_gives_herself_nothing() -> None:
    unit = Unit.objects.create(code="dipir", name="DIPIR")
    herself, other = PersonFactory.create(), PersonFactory.create()
    head = Actor(
        kind="person",
        person_id=herself.pk,
        grants=frozenset({Grant(role="division_head", unit="dipir")}),
    )
    give = partial(
        grant_role, role="treasury", starts_on=timezone.localdate(), unit=unit, actor=head
    )

    with pytest.raises(NotAllowedError):
        give(herself)

    assert not RoleGrant.objects.exists()
    assert not Entry.objects.exists()
    assert give(other).person == other


@pytest.mark.django_db(transaction=True)
def test_two_operators_give_one_role_at_once_and_it_is_given_once() -> None:
    person = PersonFactory.create()

    def give() -> None:
        grant_role(person, role="planner", starts_on=START, actor=OPERATOR)

    assert at_once(give, give) == ["done", "rule-broken"]
    assert RoleGrant.objects.count() == 1
    assert Entry.objects.filter(verb="role.granted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_operators_cannot_end_each_other_at_once() -> None:
    first = RoleGrantFactory.create(role="operator")
    second = RoleGrantFactory.create(role="operator")
    close = partial(close_person, second.person, now=timezone.now(), actor=SYSTEM)

    assert at_once(partial(end_role, first, actor=SYSTEM), close) == ["done", "rule-broken"]
    assert holding(timezone.localdate()).filter(role="operator").count() == 1


def test_who_is_not_signed_in_is_a_visitor() -> None:
    assert actor_of(AnonymousUser(), today=TODAY) == VISITOR


def test_the_system_has_every_role() -> None:
    assert SYSTEM.has("treasury", unit="dipir")
    assert not VISITOR.has("staff")
