"""Pages of the desk that are not for whoever came: why, in plain words, and where to go."""

from __future__ import annotations

import pytest
from django.test import Client

from alameda.council.tests.factories import make_council
from alameda.desk.tests.walking import Walker, make_session, room

pytestmark = pytest.mark.django_db


def test_who_is_no_councillor_is_told_whose_page_it_is_and_where_to_go() -> None:
    html = Walker("planner").open("/mesa/voto/", status=403)

    assert "Aquí votan las consejeras y los consejeros" in html
    assert "Vaya a su mesa" in html
    assert "Revise la dirección" not in html
    steps = html.partition("al-empty__steps")[2].partition("</ul>")[0]
    assert 'href="/mesa/"' in steps
    english = Walker("planner").open("/en/mesa/voto/", status=403)
    assert "Here councillors vote" in english
    assert 'href="/en/mesa/"' in english.partition("al-empty__steps")[2]


def test_a_councillor_opens_it() -> None:
    _body, members = make_council(3)
    person = Walker().person
    members[0].account = person
    members[0].save()

    assert "Aquí votan" not in Walker("councillor", person=person).open("/mesa/voto/")


def test_the_rooms_of_the_secretary_say_whose_they_are() -> None:
    session, _members, items = make_session()
    paths = ["/mesa/consejo/", "/mesa/consejo/sesiones/nueva/", room(session)]
    paths += [f"/mesa/consejo/sesiones/{session.code}/", f"/mesa/consejo/temas/{items[0].pk}/"]
    for path in paths:
        html = Walker("planner").open(path, status=403)
        assert "Aquí la secretaría del Consejo" in html, path
        assert "Vaya a su mesa" in html, path


def test_a_visitor_is_led_to_sign_in_and_back() -> None:
    answer = Client().get("/mesa/voto/?x=1")

    assert answer["Location"] == "/cuenta/entrar/?next=%2Fmesa%2Fvoto%2F%3Fx%3D1"
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/en/mesa/voto/")["Location"].startswith("/en/cuenta/entrar/?next=")


def test_what_a_visitor_sends_is_refused_with_the_way_in_and_back_to_its_page() -> None:
    client = Client()
    path = "/mesa/iniciativas/nueva/"

    sent = client.post(path, headers={"Referer": "http://testserver/inversiones/?q=a"})
    assert sent.status_code == 403
    assert b'href="/cuenta/entrar/?next=%2Finversiones%2F%3Fq%3Da"' in sent.content
    told = sent.content.decode()
    assert "No se guardó nada" in told
    assert "puede faltar una letra" not in told

    elsewhere = client.post(path, headers={"Referer": "https://elsewhere.example/x"})
    assert b'href="/cuenta/entrar/?next=%2F"' in elsewhere.content


def test_who_signed_in_hears_which_roles_could() -> None:
    html = Walker("treasury").open("/mesa/iniciativas/nueva/", status=403)

    assert "Quién puede: " in html
    assert "Analista de preinversión" in html
