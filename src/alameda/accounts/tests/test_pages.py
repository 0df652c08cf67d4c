"""Signing in, and entering a demonstration in a role."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.settings.env import Smtp

pytestmark = pytest.mark.django_db
PASSWORD = "una alameda con sombra"


@pytest.fixture(autouse=True)
def _no_former_attempts() -> None:
    cache.clear()


@pytest.fixture
def person() -> Person:
    somebody = Person.objects.create_user("somebody@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=somebody, email=somebody.email, verified=True, primary=True)
    return somebody


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "page", ["entrar/", "crear/", "clave/", "clave/enviada/", "clave/lista/", "correo/enviado/"]
)
def test_the_account_pages_open_in_both_languages(client: Client, prefix: str, page: str) -> None:
    answer = client.get(f"{prefix}/cuenta/{page}")
    assert answer.status_code == 200
    assert ("<h1" in answer.content.decode()) is True


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_who_forgot_a_password_is_told_the_way_once(client: Client, prefix: str) -> None:
    page = client.get(f"{prefix}/cuenta/entrar/").content.decode()

    assert page.count(f'href="{prefix}/cuenta/clave/"') == 1


def test_signing_in_leads_to_the_account(client: Client, person: Person) -> None:
    answer = client.post("/cuenta/entrar/", {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == "/cuenta/"
    assert person.email in client.get("/cuenta/").content.decode()


@pytest.mark.parametrize(
    ("role", "comuna_cut", "lands"),
    [
        ("municipal_formulator", "13101", "/mesa/"),
        ("planner", "", "/mesa/"),
        ("resident", "", "/cuenta/"),
    ],
)
def test_who_holds_an_office_lands_on_the_desk(
    client: Client, person: Person, role: str, comuna_cut: str, lands: str
) -> None:
    RoleGrantFactory.create(person=person, role=role, comuna_cut=comuna_cut)

    answer = client.post("/cuenta/entrar/", {"login": person.email, "password": PASSWORD})
    page = client.get("/cuenta/").content.decode()

    assert answer["Location"] == lands
    assert ("Ir a su mesa" in page) is (lands == "/mesa/")


@pytest.mark.parametrize("path", ["crear/", "clave/", "clave/enviada/", "correo/enviado/"])
def test_a_site_that_sends_no_mail_says_so_where_it_speaks_of_a_link(
    client: Client, settings: Settings, path: str
) -> None:
    settings.SMTP = None
    told = client.get(f"/cuenta/{path}").content.decode()
    settings.SMTP = Smtp(host="127.0.0.1", port=9)
    served = client.get(f"/cuenta/{path}").content.decode()

    assert "Este sitio todavía no envía correo" in told
    assert "Enviamos un enlace" not in told
    assert "Este sitio todavía no envía correo" not in served


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, person: Person) -> None:
    answer = client.post("/cuenta/entrar/", {"login": person.email, "password": "otra clave"})
    page = answer.content.decode()
    assert person.email in page
    assert "otra clave" not in page
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down(client: Client, person: Person) -> None:
    for _ in range(5):
        client.post("/cuenta/entrar/", {"login": person.email, "password": "mal"})
    answer = client.post("/cuenta/entrar/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_an_account_is_made_only_by_who_reads_its_mail(client: Client) -> None:
    client.post("/cuenta/crear/", {"email": "new@example.org", "password1": PASSWORD})
    client.post("/cuenta/entrar/", {"login": "new@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session

    link = re.search(r"https?://\S+/cuenta/correo/\S+", str(mail.outbox[0].body))
    assert link
    client.post(re.sub(r"^https?://[^/]+", "", link.group()))
    client.post("/cuenta/entrar/", {"login": "new@example.org", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_forgotten_password_is_replaced_by_mail(client: Client, person: Person) -> None:
    client.post("/cuenta/clave/", {"email": person.email})
    link = re.search(r"https?://\S+/cuenta/clave/\S+", str(mail.outbox[0].body))
    assert link
    form = client.get(re.sub(r"^https?://[^/]+", "", link.group()), follow=True)
    fresh = "otra alameda, con banca"
    client.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    client.post("/cuenta/entrar/", {"login": person.email, "password": fresh})
    assert "_auth_user_id" in client.session


def test_an_unknown_address_gets_the_same_answer(client: Client, person: Person) -> None:
    known = client.post("/cuenta/clave/", {"email": person.email})
    unknown = client.post("/cuenta/clave/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize(
    ("page", "address", "es", "en"),
    [
        ("crear/", "new@example.org", "Confirme su correo", "Confirm your e-mail"),
        ("crear/", "somebody@example.org", "Usted ya tiene", "You already have an account"),
        ("clave/", "somebody@example.org", "Elija una contraseña nueva", "Choose a new password"),
        ("clave/", "nobody@example.org", "No hay una cuenta", "There is no account"),
    ],
)
def test_mail_is_written_in_our_words_and_in_the_language_of_the_page(
    client: Client, person: Person, page: str, address: str, es: str, en: str
) -> None:
    for prefix, subject in (("", es), ("/en", en)):
        client.post(f"{prefix}/cuenta/{page}", {"email": address, "password1": PASSWORD})
        cache.clear()
        Person.objects.exclude(pk=person.pk).delete()
        assert f"] {subject}" in mail.outbox[-1].subject  # after the name of the region

    assert len(mail.outbox) == 2
    spanish, english = (str(message.body) for message in mail.outbox)
    assert "Si fue usted" in spanish
    assert "Si no fue usted" in spanish
    assert "If it was not you" in english
    assert all(re.search(r"\nhttps?://\S+/cuenta/\S+\n", body) for body in (spanish, english))


def test_the_account_is_closed_to_visitors(client: Client) -> None:
    assert client.get("/cuenta/")["Location"] == "/cuenta/entrar/?next=%2Fcuenta%2F"


def test_a_demonstration_lets_one_enter_in_a_role(client: Client, settings: Settings) -> None:
    settings.IS_DEMO = True
    grant = RoleGrantFactory.create(role="treasury", person__is_demo=True)

    assert str(grant.person_id) in client.get("/cuenta/demostracion/").content.decode()
    client.post(f"/cuenta/demostracion/{grant.person_id}/")
    assert client.session["_auth_user_id"] == str(grant.person_id)


def test_a_demonstration_does_not_open_a_real_account(client: Client, settings: Settings) -> None:
    settings.IS_DEMO = True
    person = PersonFactory.create(is_demo=False)
    assert client.post(f"/cuenta/demostracion/{person.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_real_instance_has_no_demonstration(client: Client) -> None:
    grant = RoleGrantFactory.create(role="treasury", person__is_demo=True)
    assert client.get("/cuenta/demostracion/").status_code == 404
    assert client.post(f"/cuenta/demostracion/{grant.person_id}/").status_code == 404
    assert "_auth_user_id" not in client.session
