"""Proposing and supporting a citizen point from its pages."""

from __future__ import annotations

import pytest
from django.test import Client

from alameda.accounts.models import Person
from alameda.accounts.tests.factories import PersonFactory
from alameda.council.models import CitizenPoint, Support
from alameda.council.tests.stories import Story, make_story
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db

LIST = "/consejo/puntos/"
GOOD = {"title": "Luz en la plaza", "text": "Pedimos luz en la plaza del barrio."}


@pytest.fixture
def story() -> Story:
    return make_story()


@pytest.fixture
def citizen() -> Person:
    return PersonFactory.create()


def test_a_visitor_is_asked_to_sign_in_and_changes_nothing(client: Client, story: Story) -> None:
    path = story.point.get_absolute_url()
    assert "Entre para apoyarlo" in client.get(path).content.decode()
    assert client.post(f"{path}apoyo/").status_code == 403
    way_in = client.get("/consejo/puntos/nuevo/")["Location"]
    assert way_in == "/cuenta/entrar/?next=%2Fconsejo%2Fpuntos%2Fnuevo%2F"
    assert client.post("/consejo/puntos/nuevo/", GOOD).status_code == 403
    assert CitizenPoint.objects.count() == 1
    assert not Support.objects.exists()
    assert not Entry.objects.exists()


def test_a_citizen_proposes_a_point_and_is_led_to_it(
    client: Client, story: Story, citizen: Person
) -> None:
    client.force_login(citizen)
    assert "Proponer un punto" in client.get("/consejo/puntos/nuevo/").content.decode()

    response = client.post("/consejo/puntos/nuevo/", GOOD, follow=True)

    point = CitizenPoint.objects.latest("pk")
    assert response.redirect_chain == [(point.get_absolute_url(), 302)]
    assert point.title == GOOD["title"]
    assert citizen.email not in Client().get(point.get_absolute_url()).content.decode()


def test_a_point_without_words_is_refused_and_leaves_no_trace(
    client: Client, story: Story, citizen: Person
) -> None:
    client.force_login(citizen)
    response = client.post("/consejo/puntos/nuevo/", {"title": "Luz", "text": ""})
    assert response.status_code == 422
    assert 'value="Luz"' in response.content.decode()
    assert CitizenPoint.objects.count() == 1
    assert not Entry.objects.exists()


def test_support_is_given_once_and_taken_back(
    client: Client, story: Story, citizen: Person
) -> None:
    client.force_login(citizen)
    path = story.point.get_absolute_url()
    for _ in range(2):
        page = client.post(f"{path}apoyo/", follow=True).content.decode()
    assert "4 apoyos de los 100 que necesita" in page
    assert "Retirar mi apoyo" in page

    page = client.post(f"{path}apoyo/", {"retirar": "1"}, follow=True).content.decode()

    assert "3 apoyos de los 100 que necesita" in page
    assert not Support.objects.exists()


def test_a_point_that_ended_takes_no_support(client: Client, story: Story, citizen: Person) -> None:
    CitizenPoint.objects.update(state="expired")
    client.force_login(citizen)
    path = story.point.get_absolute_url()
    assert "apoyo/" not in client.get(path).content.decode()

    page = client.post(f"{path}apoyo/", follow=True)

    assert "al-notice--error" in page.content.decode()
    assert not Support.objects.exists()


def test_the_list_of_points_is_narrowed_by_state_and_says_what_it_leaves_out(
    client: Client,
) -> None:
    assert "Nadie ha propuesto un punto todavía" in client.get(LIST).content.decode()
    story = make_story()

    every = client.get(LIST).content.decode()
    none = client.get(f"{LIST}?estado=declined&estado=nada").content.decode()

    assert story.point.title in every
    assert f"?estado={story.point.state}" in every
    assert story.point.title not in none
    assert "No encontramos nada con estos filtros" in none
    assert "Nadie ha propuesto" not in none
    assert "«nada» no es un valor de este filtro" in none
