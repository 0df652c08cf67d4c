"""Invitations: sent or shown once, accepted once, and what an old link says."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone, translation

from alameda.accounts.actions import (
    accept_invitation,
    close_person,
    correct_person,
    grant_role,
    invite_person,
)
from alameda.accounts.models import Invitation, Person, Unit
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.foundation.written import digest
from alameda.mail.models import Message

pytestmark = pytest.mark.django_db
OPERATOR = Actor(kind="person", person_id=1, grants=frozenset({Grant(role="operator")}))
PLANNER = Actor(kind="person", person_id=2, grants=frozenset({Grant(role="planner")}))
HEAD = Actor(
    kind="person", person_id=3, grants=frozenset({Grant(role="division_head", unit="dipir")})
)
TOKEN = Actor(kind="token", grants=frozenset({Grant(role="planner")}))
PASSWORD = "una alameda con sombra"


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("ana@example.org", name="Ana")


def invited(person: Person, actor: Actor = OPERATOR) -> str:
    """The path of a fresh link."""
    link = invite_person(person, is_by_mail=False, now=timezone.now(), actor=actor)
    return link.removeprefix("http://127.0.0.1:8000")


def secret(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def choose(client: Client, path: str, password: str = PASSWORD) -> tuple[int, str, str]:
    """Follow a link and choose a password: status, where to, and what the page says."""
    client.get(path)
    answer = client.post("/cuenta/invitacion/", {"password1": password, "password2": password})
    return answer.status_code, answer.get("Location", ""), answer.content.decode()


def test_a_link_sets_the_password_confirms_the_address_and_leads_to_the_desk(
    client: Client, person: Person
) -> None:
    RoleGrantFactory.create(person=person)
    path = invited(person)

    landing = client.get(path, follow=True)
    assert "ana@example.org" in landing.content.decode()
    assert secret(path) not in landing.content.decode()
    assert secret(path) not in str(dict(client.session))

    assert choose(client, path)[:2] == (302, "/mesa/")

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=person).verified
    assert client.get("/mesa/").status_code == 200
    client.post("/cuenta/salir/")
    again = client.post("/cuenta/entrar/", {"login": person.email, "password": PASSWORD})
    assert again.status_code == 302


def test_who_is_no_staff_lands_on_their_account(client: Client, person: Person) -> None:
    assert choose(client, invited(person))[1] == "/cuenta/"


def test_nothing_that_opens_the_account_is_kept_and_mail_goes_out_once_in_spanish(
    person: Person,
) -> None:
    with translation.override("en"):
        link = invite_person(person, is_by_mail=True, now=timezone.now(), actor=OPERATOR)

    assert link == ""
    message = Message.objects.get()
    assert message.address == "ana@example.org"
    assert "elija su contraseña" in message.subject
    path = next(line for line in message.text.splitlines() if "/cuenta/invitacion/" in line)
    kept = Invitation.objects.get()
    assert kept.digest == digest(secret(path))
    assert secret(path) not in str(vars(kept)) + message.key


def test_a_link_works_once_until_it_is_old_and_until_another_is_made(
    client: Client, person: Person
) -> None:
    first = invited(person)
    second = invited(person)
    for old in (first, "/cuenta/invitacion/nothing/", "/cuenta/invitacion/" + "x" * 5000 + "/"):
        page = client.get(old, follow=True)
        assert page.status_code in {410, 414}
        assert "<form method" not in page.content.decode() or page.status_code == 414
    assert choose(client, second)[0] == 302
    client.post("/cuenta/salir/")
    page = client.get(second, follow=True)
    assert page.status_code == 410
    assert "/cuenta/entrar/" in page.content.decode()

    Invitation.objects.update(
        accepted_at=None, invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now()
    )
    assert client.get(second, follow=True).status_code == 410


def test_without_a_link_the_page_of_invitations_says_what_to_do(client: Client) -> None:
    answer = client.get("/cuenta/invitacion/")
    assert answer.status_code == 410
    assert client.post("/cuenta/invitacion/", {"password1": PASSWORD}).status_code == 410


@pytest.mark.parametrize(
    ("password", "again"), [("corta", "corta"), ("contraseña1", "otra cosa"), ("", "")]
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    client: Client, person: Person, password: str, again: str
) -> None:
    client.get(invited(person))

    answer = client.post("/cuenta/invitacion/", {"password1": password, "password2": again})

    assert answer.status_code == 422
    assert "al-field__error" in answer.content.decode()
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("actor", "password", "is_open", "refusal"),
    [
        (TOKEN, PASSWORD, True, NotAllowedError),
        (VISITOR, "corta", True, BadInputError),
        (VISITOR, "ana@example.org", True, BadInputError),
        (VISITOR, PASSWORD, False, RuleBrokenError),
    ],
)
def test_a_refused_answer_leaves_the_account_shut(
    person: Person, actor: Actor, password: str, is_open: bool, refusal: type[AlamedaError]
) -> None:
    mark = digest(secret(invited(person)))
    if not is_open:
        close_person(person, now=timezone.now(), actor=OPERATOR)

    with pytest.raises(refusal):
        accept_invitation(mark, password=password, now=timezone.now(), actor=actor)

    person.refresh_from_db()
    assert not person.has_usable_password()
    assert not EmailAddress.objects.exists()


def test_a_corrected_address_ends_the_invitation_to_the_wrong_one(
    client: Client, person: Person
) -> None:
    path = invited(person)

    correct_person(person, name="Ana", email="anna@example.org", actor=OPERATOR)

    assert client.get(path, follow=True).status_code == 410


def test_a_link_that_opens_nothing_is_remembered_nowhere(client: Client, person: Person) -> None:
    used = invited(person)
    choose(client, used)
    sessions = Session.objects.count()

    for path in ("/cuenta/invitacion/adivinada/", used):
        stranger = Client()
        assert stranger.get(path).status_code == 410
        assert not stranger.cookies

    assert Session.objects.count() == sessions
    other = PersonFactory.create(password="!")
    assert Client().get(invited(other)).status_code == 302
    assert Session.objects.count() == sessions + 1


def test_a_link_that_a_head_knows_opens_no_account_with_more_than_is_hers_to_give(
    client: Client, person: Person
) -> None:
    unit = Unit.objects.create(code="dipir", name="DIPIR")
    RoleGrantFactory.create(person=person, unit=unit)
    known = invited(person, HEAD)
    today = timezone.localdate()

    grant_role(person, role="budget_analyst", starts_on=today, unit=unit, actor=HEAD)
    assert client.get(known).status_code == 302
    grant_role(person, role="data_steward", starts_on=today, actor=OPERATOR)

    assert choose(client, known)[0] == 410
    person.refresh_from_db()
    assert not person.has_usable_password()
    mine = invited(person)
    grant_role(person, role="planner", starts_on=today, actor=OPERATOR)
    assert choose(client, mine)[0] == 302  # the operator's own link goes on


def test_a_role_holds_to_the_end_of_its_day_in_the_region_for_who_invites(person: Person) -> None:
    unit = Unit.objects.create(code="dipir", name="DIPIR")
    RoleGrantFactory.create(person=person, unit=unit)
    today = timezone.localdate()
    RoleGrantFactory.create(person=person, role="data_steward", ends_on=today)
    late = timezone.make_aware(datetime.combine(today, time(23, 30)))

    with pytest.raises(NotAllowedError):
        invite_person(person, is_by_mail=False, now=late, actor=HEAD)


def test_only_who_may_invites_and_never_into_the_account_of_who_has_a_password(
    person: Person,
) -> None:
    unit = Unit.objects.create(code="dipir", name="DIPIR")
    for actor in (VISITOR, PLANNER, HEAD):
        with pytest.raises(NotAllowedError):
            invited(person, actor)
    hers = RoleGrantFactory.create(person=person, unit=unit)
    assert invited(person, HEAD)
    RoleGrantFactory.create(person=person, role="data_steward")
    with pytest.raises(NotAllowedError):  # the link would make a head the data steward
        invited(person, HEAD)
    hers.person.set_password(PASSWORD)
    hers.person.save()
    with pytest.raises(RuleBrokenError):
        invited(person, OPERATOR)
    assert invited(person, SYSTEM)

    shut = PersonFactory.create(is_active=False)
    with pytest.raises(RuleBrokenError):
        invited(shut)
    assert Invitation.objects.count() == 1
