"""People: added, corrected, closed and opened again; each refusal beside its success."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from alameda.accounts.actions import (
    add_person,
    close_person,
    correct_person,
    end_role,
    grant_role,
    reopen_person,
)
from alameda.accounts.models import Person, RoleGrant, Unit
from alameda.accounts.selectors import (
    actor_of,
    get_person,
    people_visible_to,
    person_by_email,
)
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
)
from alameda.mail.models import Message
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
OPERATOR = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="operator")}))
PLANNER = Actor(kind="person", person_id=2, grants=frozenset({Grant(role="planner")}))
HEAD = Actor(
    kind="person", person_id=3, grants=frozenset({Grant(role="division_head", unit="dipir")})
)
HEAD_OF_NOTHING = Actor(kind="person", person_id=4, grants=frozenset({Grant(role="division_head")}))
BIDI = "\u202e"


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.create(code="dipir", name="División de Presupuesto")


def test_a_person_is_added_with_a_tidy_name_and_address_and_the_record_says_nothing() -> None:
    person = add_person(name=f"  Ana\n {BIDI}Ñandú ", email=" Ana@Example.ORG ", actor=OPERATOR)

    person.refresh_from_db()
    assert (person.name, person.email) == ("Ana Ñandú", "ana@example.org")
    assert person.sort_key == "ana nzzandu ana@example.org"
    assert not person.has_usable_password()
    assert not Entry.objects.exists()
    assert person_by_email("ANA@example.org ", actor=OPERATOR) == person


@pytest.mark.parametrize(
    ("actor", "name", "email", "refusal", "field"),
    [
        (VISITOR, "Ana", "ana@example.org", NotAllowedError, ""),
        (PLANNER, "Ana", "ana@example.org", NotAllowedError, ""),
        (HEAD_OF_NOTHING, "Ana", "ana@example.org", NotAllowedError, ""),
        (OPERATOR, "Ana", "ana@example", BadInputError, "email"),
        (OPERATOR, "Ana", "ana example.org", BadInputError, "email"),
        (OPERATOR, "Ana", "ana@example.org\nBcc: all@example.org", BadInputError, "email"),
        (OPERATOR, "Ana", f"{'a' * 5000}@example.org", BadInputError, "email"),
        (OPERATOR, "Ana", "", BadInputError, "email"),
        (OPERATOR, " \n ", "ana@example.org", BadInputError, "name"),
        (OPERATOR, "\u200d", "ana@example.org", BadInputError, "name"),
        (OPERATOR, "A" * 5000, "ana@example.org", BadInputError, "name"),
        (OPERATOR, "Ana\x00", "ana@example.org", BadInputError, "name"),
        (OPERATOR, "Ana\x1b[31m", "ana@example.org", BadInputError, "name"),
    ],
)
def test_who_cannot_be_added_is_not(
    actor: Actor, name: str, email: str, refusal: type[AlamedaError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        add_person(name=name, email=email, actor=actor)

    assert refused.value.field == field
    assert not Person.objects.exists()


def test_an_address_opens_one_account_however_it_is_written() -> None:
    add_person(name="Ana", email="ana@example.org", actor=OPERATOR)
    other = PersonFactory.create(email="other@example.org")
    EmailAddress.objects.create(user=other, email="second@example.org", verified=True)

    for email in ("ANA@example.org", "Second@Example.org"):
        with pytest.raises(RuleBrokenError, match=r"Ya hay una cuenta|There is an account"):
            add_person(name="Another", email=email, actor=OPERATOR)

    assert Person.objects.count() == 2


def test_a_name_and_an_address_are_corrected_and_the_former_one_is_told() -> None:
    person = Person.objects.create_user("anna@example.org", password="x" * 20, name="Anna")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)

    correct_person(person, name="Ana", email="Ana@example.org", actor=OPERATOR)

    person.refresh_from_db()
    assert (person.name, person.email) == ("Ana", "ana@example.org")
    kept = EmailAddress.objects.get(user=person)
    assert (kept.email, kept.verified, kept.primary) == ("ana@example.org", False, True)
    assert Message.objects.get().address == "anna@example.org"
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("actor", "email", "refusal"),
    [
        (VISITOR, "ana@example.org", NotAllowedError),
        (HEAD, "ana@example.org", NotAllowedError),
        (OPERATOR, "taken@example.org", RuleBrokenError),
        (OPERATOR, "nothing", BadInputError),
    ],
)
def test_a_refused_correction_leaves_the_account_as_it_was(
    actor: Actor, email: str, refusal: type[AlamedaError], unit: Unit
) -> None:
    PersonFactory.create(email="taken@example.org")
    person = PersonFactory.create(email="anna@example.org", name="Anna")
    RoleGrantFactory.create(person=person, unit=unit)

    with pytest.raises(refusal):
        correct_person(person, name="Ana", email=email, actor=actor)

    person.refresh_from_db()
    assert (person.name, person.email) == ("Anna", "anna@example.org")
    assert not Message.objects.exists()


def test_a_closed_account_is_out_at_once_and_opens_again_without_its_roles(
    client: Client,
) -> None:
    person = PersonFactory.create()
    RoleGrantFactory.create(person=person, role="planner")
    RoleGrantFactory.create(
        person=person, role="treasury", starts_on=timezone.localdate() + timedelta(days=30)
    )
    client.force_login(person)
    assert client.get("/mesa/").status_code == 200

    close_person(person, now=timezone.now(), actor=OPERATOR)

    assert client.get("/mesa/")["Location"].startswith("/cuenta/entrar/")
    assert Entry.objects.filter(verb="role.ended").count() == 2
    with pytest.raises(RuleBrokenError):
        close_person(person, now=timezone.now(), actor=OPERATOR)
    with pytest.raises(RuleBrokenError):
        grant_role(person, role="planner", starts_on=START, actor=OPERATOR)

    reopen_person(person, actor=OPERATOR)

    person.refresh_from_db()
    assert person.is_active
    later = timezone.localdate() + timedelta(days=60)
    assert not actor_of(person, today=later).grants
    with pytest.raises(RuleBrokenError):
        reopen_person(person, actor=OPERATOR)


@pytest.mark.parametrize("actor", [VISITOR, PLANNER, HEAD])
def test_only_the_operator_closes_and_opens(actor: Actor, unit: Unit) -> None:
    person = RoleGrantFactory.create(unit=unit).person
    shut = PersonFactory.create(is_active=False)

    with pytest.raises(NotAllowedError):
        close_person(person, now=timezone.now(), actor=actor)
    with pytest.raises(NotAllowedError):
        reopen_person(shut, actor=actor)

    person.refresh_from_db()
    shut.refresh_from_db()
    assert (person.is_active, shut.is_active) == (True, False)
    assert RoleGrant.objects.get().ends_on is None


def test_the_last_operator_stays_whichever_way_they_are_ended() -> None:
    today = timezone.localdate()
    last = RoleGrantFactory.create(role="operator")
    never_came = Person.objects.create_user("never@example.org")
    RoleGrantFactory.create(role="operator", person=never_came)
    RoleGrantFactory.create(role="operator", starts_on=today + timedelta(days=9))
    RoleGrantFactory.create(role="operator", ends_on=today + timedelta(days=9))
    RoleGrantFactory.create(role="operator", person__is_active=False)

    for act in (
        lambda: end_role(last, actor=SYSTEM),
        lambda: end_role(last, ends_on=today + timedelta(days=99), actor=OPERATOR),
        lambda: close_person(last.person, now=timezone.now(), actor=OPERATOR),
    ):
        with pytest.raises(RuleBrokenError, match=r"operator|operación"):
            act()
    last.refresh_from_db()
    assert (last.ends_on, last.ended_at, last.person.is_active) == (None, None, True)

    other = RoleGrantFactory.create(role="operator")
    end_role(last, ends_on=today + timedelta(days=99), actor=OPERATOR)
    with pytest.raises(RuleBrokenError):
        end_role(other, actor=OPERATOR)
    assert [entry.verb for entry in Entry.objects.exclude(verb="rows.written")] == ["role.ended"]


def test_an_operator_who_never_came_is_no_loss() -> None:
    mistyped = Person.objects.create_user("wrong@example.org")
    RoleGrantFactory.create(role="operator", person=mistyped)

    close_person(mistyped, now=timezone.now(), actor=SYSTEM)

    mistyped.refresh_from_db()
    assert not mistyped.is_active


def test_a_head_sees_the_people_of_her_units_and_of_those_below(unit: Unit) -> None:
    below = Unit.objects.create(code="seguimiento", name="Seguimiento", parent=unit)
    other = Unit.objects.create(code="daf", name="Finanzas")
    hers = RoleGrantFactory.create(unit=below).person
    RoleGrantFactory.create(unit=other)
    RoleGrantFactory.create()

    assert list(people_visible_to(HEAD)) == [hers]
    assert people_visible_to(OPERATOR).count() == 3
    assert not people_visible_to(HEAD_OF_NOTHING).exists()
    assert not people_visible_to(PLANNER).exists()
    assert get_person(hers.pk, actor=HEAD) == hers
    with pytest.raises(NotFoundError):
        get_person(RoleGrant.objects.get(unit=other).person_id, actor=HEAD)
    with pytest.raises(NotFoundError):
        person_by_email(hers.email, actor=PLANNER)
