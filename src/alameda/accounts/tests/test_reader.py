"""Who is signed in stands on every page, and nobody is told twice, nor what another was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import Settings

Opener = Callable[..., "Page"]
Axe = Callable[["Page"], list[str]]
PASSWORD = "una clave larga y propia"
PAGES = ("/", "/inversiones/", "/consejo/", "/registro/", "/acerca/", "/buscar/")

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("pages_kept")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_who_signed_in_is_never_a_visitors(path: str) -> None:
    person, client = PersonFactory.create(name="Prueba Una"), Client()
    visitors = client.get(path)
    mark = visitors.get("ETag", 'W/"x"')

    client.force_login(person)
    theirs = client.get(path, headers={"If-None-Match": mark})

    assert theirs.status_code == 200, "an old mark does not bring the page without a name back"
    assert "Prueba Una" in theirs.content.decode()
    assert "ETag" not in theirs
    assert "private" in theirs["Cache-Control"]
    again = Client().get(path)
    assert "Prueba Una" not in again.content.decode()
    assert "max-age=0" in again.get("Cache-Control", "max-age=0")


@pytest.mark.usefixtures("pages_kept")
def test_what_is_told_once_is_told_once() -> None:
    client = Client()
    client.force_login(PersonFactory.create())
    mark = Client().get("/").get("ETag", "")

    out = client.post("/cuenta/salir/", follow=True)
    assert "Ha cerrado sesión" in out.content.decode()

    later = client.get("/", headers={"If-None-Match": out.get("ETag", mark)})
    assert "Ha cerrado sesión" not in later.content.decode()


@pytest.mark.parametrize(
    ("role", "going_to", "landed"),
    [
        ("planner", "", "/mesa/"),
        ("resident", "", "/cuenta/"),
        ("councillor", "", "/mesa/"),
        ("planner", "/consejo/?q=a", "/consejo/?q=a"),
        ("planner", "https://elsewhere.example/", "/mesa/"),
    ],
)
def test_signing_in_lands_where_one_was_going(role: str, going_to: str, landed: str) -> None:
    person = PersonFactory.create()
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    RoleGrantFactory.create(person=person, role=role)

    answer = Client().post(
        "/cuenta/entrar/", {"login": person.email, "password": PASSWORD, "next": going_to}
    )

    assert answer["Location"] == landed


def test_a_role_of_the_demonstration_lands_where_one_was_going(settings: Settings) -> None:
    settings.IS_DEMO = True
    grant = RoleGrantFactory.create(role="treasury", person__is_demo=True)
    client, enter = Client(), f"/cuenta/demostracion/{grant.person_id}/"

    chosen = client.get("/cuenta/demostracion/", {"next": "/consejo/"}).content.decode()

    assert '<input type="hidden" name="next" value="/consejo/">' in chosen
    assert client.post(enter, {"next": "/consejo/"})["Location"] == "/consejo/"
    assert client.post(enter, {"next": "//elsewhere.example"})["Location"] == "/mesa/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_led_to_sign_in_and_back_and_out_again(
    live_site: str, open_page: Opener, axe: Axe, scripts: bool
) -> None:
    person = PersonFactory.create(name="Prueba Dos")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = open_page(width=360, scripts=scripts)

    page.goto(f"{live_site}/consejo/puntos/nuevo/")
    assert "/cuenta/entrar/" in page.url
    page.get_by_label("Correo electrónico").fill(person.email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url("**/consejo/puntos/nuevo/")

    page.goto(f"{live_site}/")
    page.locator(".al-who summary").click()
    if scripts:
        assert axe(page) == []
    page.locator(".al-who").get_by_role("button", name="Salir").click()
    page.get_by_text("Ha cerrado sesión").wait_for()
    page.goto(f"{live_site}/")
    assert page.get_by_text("Ha cerrado sesión").count() == 0
    assert page.locator("a.al-who").inner_text() == "Entrar"
    assert "Prueba Dos" not in page.content()
