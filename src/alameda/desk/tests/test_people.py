"""People and units at the desk: found, added, given roles, invited, and closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from alameda.accounts.models import Invitation, Person, RoleGrant, Unit
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.desk.tests.walking import Walker
from alameda.foundation.actor import SYSTEM
from alameda.mail.models import Message
from alameda.settings.env import Smtp
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
LIST, NEW, CHART = "/mesa/personas/", "/mesa/personas/nueva/", "/mesa/unidades/"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/cuenta/invitacion/[\w-]+/)")


@pytest.fixture
def chart() -> dict[str, Unit]:
    dipir = Unit.objects.create(code="dipir", name="División de Presupuesto", acronym="DIPIR")
    below = Unit.objects.create(code="seguimiento", name="Seguimiento", parent=dipir)
    return {
        "dipir": dipir,
        "seguimiento": below,
        "daf": Unit.objects.create(code="daf", name="Administración y Finanzas"),
    }


@pytest.fixture
def operator() -> Walker:
    return Walker("operator")


@pytest.fixture
def head(chart: dict[str, Unit]) -> Walker:
    walker = Walker()
    RoleGrantFactory.create(person=walker.person, role="division_head", unit=chart["dipir"])
    return walker


def made(name: str, email: str = "", **grant: Any) -> Person:
    person = PersonFactory.create(name=name, **({"email": email} if email else {}))
    RoleGrantFactory.create(person=person, **grant)
    return person


def send(walker: Walker, act: str, target: object = "", /, *, status: int, **typed: object) -> str:
    """Fill a form of the open page and send it; what is read then."""
    walker.do(act, target, status=status, **typed)
    return walker.html


def titles(html: str) -> list[str]:
    return re.findall(r'<h2><a href="/mesa/personas/[^>]*>([^<]+)', html)


def test_people_are_listed_by_name_and_found_by_name_address_or_role(
    operator: Walker, chart: dict[str, Unit]
) -> None:
    made("Ñusta Ávila", "nusta@example.org", role="treasury", unit=chart["daf"])
    made("Óscar Nuñez", "oscar@example.org", role="planner")
    made("Nadia Zúñiga", "nadia@example.org", role="planner", unit=chart["dipir"])
    PersonFactory.create(name="Vecina", email="vecina@example.org")

    page = operator.open(LIST)
    assert titles(page)[:3] == ["Nadia Zúñiga", "Ñusta Ávila", "Óscar Nuñez"]
    assert "Vecina" not in page
    for words, found in (
        ("ñusta", ["Ñusta Ávila"]),
        ("NUNEZ", []),
        ("nuñez", ["Óscar Nuñez"]),
        ("avila", ["Ñusta Ávila"]),
        ("oscar@", ["Óscar Nuñez"]),
        ("tesorería", ["Ñusta Ávila"]),
        ("planificacion zuñiga", ["Nadia Zúñiga"]),
        ("100%", []),
        ("vecina@example.org", ["Vecina"]),
        ("vecina", []),
    ):
        answer = operator.client.get(LIST, {"q": words})
        assert titles(answer.content.decode()) == found, words
    for query, found in (
        ({"rol": "planner"}, ["Nadia Zúñiga", "Óscar Nuñez"]),
        ({"rol": "planner", "unidad": "dipir"}, ["Nadia Zúñiga"]),
        ({"rol": "planner", "unidad": "daf"}, []),
        ({"estado": "closed"}, []),
    ):
        answer = operator.client.get(LIST, query)
        assert titles(answer.content.decode()) == found, query


def test_four_hundred_people_are_pages_that_hold_each_of_them_once(operator: Walker) -> None:
    for number in range(95):
        made(f"Persona {number % 7}", role="planner")

    seen: list[str] = []
    url, back = LIST, ""
    while url:
        page = operator.open(url)
        seen += re.findall(r'href="(/mesa/personas/\d+/)"', page)
        steps = dict(re.findall(r'rel="(prev|next)" href="([^"]+)"', page))
        back, url = steps.get("prev", ""), LIST + steps["next"] if "next" in steps else ""
    assert len(seen) == len(set(seen)) == 96
    assert "<b>96</b>" in operator.html
    first = operator.open(LIST + back)
    assert set(re.findall(r'href="(/mesa/personas/\d+/)"', first)) == set(seen[40:80])
    operator.open(f"{LIST}?desde=bm9uZQ", 422)


def test_the_list_asks_as_much_for_twenty_as_for_one(
    operator: Walker, chart: dict[str, Unit], django_assert_num_queries: Callable[..., Any]
) -> None:
    # Session, person, roles of the actor; comunas, bodies, units; the page and its roles; the four
    # filters; the total; and the region.
    made("One", role="planner", unit=chart["dipir"])
    operator.open(LIST)
    with django_assert_num_queries(14) as asked:
        operator.open(LIST)
    for number in range(20):
        made(f"Person {number}", role="planner", unit=chart["dipir"])
    with django_assert_num_queries(len(asked)):
        operator.open(LIST)


def test_a_person_is_added_with_a_role_and_the_link_is_seen_once(
    operator: Walker, chart: dict[str, Unit]
) -> None:
    operator.open(NEW)

    page = send(
        operator,
        "add",
        name="Ana Pérez",
        email=" Ana@Example.org",
        role="planner",
        unit="dipir",
        appointed_by="Resolución exenta 123 de 2026",
        status=200,
    )

    link = LINK.search(page)
    assert link
    person = Person.objects.get(email="ana@example.org")
    grant = RoleGrant.objects.get(person=person)
    assert (grant.role, grant.unit, grant.act) == (
        "planner",
        chart["dipir"],
        "Resolución exenta 123 de 2026",
    )
    kept = "".join(Session.objects.values_list("session_data", flat=True))
    assert link[1].split("/")[-2] not in kept + operator.client.get(LIST).content.decode()
    shown = operator.open(f"{LIST}{person.pk}/")
    assert not LINK.search(shown)
    for said in ("Ana Pérez", "Planificación", "División de Presupuesto", "exenta 123"):
        assert said in shown
    assert Client().get(link[1], follow=True).status_code == 200


def test_where_there_is_a_mail_server_the_invitation_goes_by_mail(
    operator: Walker, settings: Any
) -> None:
    settings.SMTP = Smtp(host="mail.example.org", port=587)
    operator.open(NEW)

    page = send(operator, "add", name="Ana", email="ana@example.org", role="planner", status=302)

    assert not LINK.search(page)
    assert LINK.search(Message.objects.get(address="ana@example.org").text)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "ana@"}, "Esto no es un correo"),
        ({"email": "taken@example.org"}, "Ya hay una cuenta con el correo taken@example.org"),
        ({"role": "mayor"}, "Indique la comuna"),
        ({"role": "governor", "unit": "dipir"}, "no se limita a una unidad"),
        ({"ends_on": "2020-01-01"}, "termina después de"),
        ({"name": "A" * 5000}, "120"),
        ({"appointed_by": "A" * 5000}, "200"),
        ({"starts_on": "9999-12-31"}, "demasiado lejos"),
    ],
)
def test_what_cannot_be_added_is_told_beside_its_field_and_leaves_no_trace(
    operator: Walker, chart: dict[str, Unit], typed: dict[str, str], said: str
) -> None:
    PersonFactory.create(email="taken@example.org")
    operator.open(NEW)

    sent = {"name": "Ana", "email": "ana@example.org", "role": "planner", **typed}
    page = send(operator, "add", status=422, **sent)

    assert said in page
    assert Person.objects.count() == 2
    assert not Invitation.objects.exists()


def test_a_role_is_given_once_ended_and_stays_readable(
    operator: Walker, chart: dict[str, Unit]
) -> None:
    load_region("nuble", actor=SYSTEM)
    person = PersonFactory.create(name="Ana")
    url = f"{LIST}{person.pk}/"
    operator.open(url)
    send(operator, "give", role="mayor", comuna_cut="16101", status=302)
    operator.open(url)
    page = send(operator, "give", role="mayor", comuna_cut="16101", status=422)
    assert "ya tiene ese rol" in page
    assert "Todas las unidades" in page
    assert "Todas las comunas" in page
    operator.open(url)
    assert "obligatorio" in send(operator, "give", role="", status=422)
    assert "Chillán" in page

    grant = RoleGrant.objects.get(person=person)
    operator.open(url)
    send(operator, "end", grant.pk, status=302)

    page = operator.open(url)
    assert "Roles anteriores" in page
    assert "Ahora no tiene ningún rol" in page
    grant.refresh_from_db()
    assert grant.ended_at


def test_the_last_operator_is_told_why_they_stay(operator: Walker) -> None:
    url = f"{LIST}{operator.person.pk}/"
    grant = RoleGrant.objects.get(person=operator.person)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for act, typed in (
        ("end", {}),
        ("end", {"ends_on": tomorrow.isoformat()}),
        ("close", {}),
    ):
        operator.open(url)
        page = send(operator, act, grant.pk if act == "end" else "", status=422, **typed)
        assert "nadie más podría entrar" in page
    grant.refresh_from_db()
    assert (grant.ends_on, grant.ended_at) == (None, None)


def test_an_account_is_corrected_invited_again_closed_and_opened(operator: Walker) -> None:
    person = Person.objects.create_user("anna@example.org", name="Anna")
    RoleGrantFactory.create(person=person)
    url = f"{LIST}{person.pk}/"
    operator.open(url)
    send(operator, "correct", name="Ana", email="ana@example.org", status=302)
    operator.open(url)
    first = LINK.search(send(operator, "invite", status=200))
    operator.open(url)
    second = LINK.search(send(operator, "invite", status=200))
    assert first
    assert second
    assert Client().get(first[1], follow=True).status_code == 410
    operator.open(url)
    send(operator, "close", status=302)
    assert "Cuenta cerrada" in operator.open(url)
    assert Client().get(second[1], follow=True).status_code == 410
    send(operator, "reopen", status=302)
    assert "Sin invitación" in operator.open(url)


def test_a_head_sees_gives_and_ends_within_her_units_and_nothing_else(
    head: Walker, chart: dict[str, Unit]
) -> None:
    hers = made("Ana", role="planner", unit=chart["seguimiento"])
    RoleGrantFactory.create(person=hers, role="treasury", unit=chart["daf"])
    other = made("Blas", role="planner", unit=chart["daf"])

    assert titles(head.open(LIST))[0] == "Ana"
    assert "Blas" not in head.html
    head.open(f"{LIST}{other.pk}/", 404)
    head.open(f"{LIST}{10**9}/", 404)
    page = head.open(f"{LIST}{hers.pk}/")
    assert "Tesorería" not in page.split('id="roles"')[1].split("<select")[0]
    for absent in ('value="operator"', 'value="control"', 'value="close"', 'value="daf"'):
        assert absent not in page
    send(head, "give", role="treasury", unit="dipir", status=302)
    head.open(f"{LIST}{hers.pk}/")
    forged = {"role": "operator", "unit": "", "starts_on": "2026-01-01"}
    send(head, "give", status=422, **forged)
    foreign = RoleGrant.objects.get(person=hers, unit=chart["daf"])
    own = RoleGrant.objects.get(person=hers, unit=chart["seguimiento"])
    head.open(f"{LIST}{hers.pk}/")
    head.post({**head.sent("end", own.pk), "target": foreign.pk}, status=422)
    assert head.client.post(f"{LIST}{hers.pk}/", {"act": "close"}).status_code == 403
    foreign.refresh_from_db()
    hers.refresh_from_db()
    assert (foreign.ended_at, hers.is_active) == (None, True)
    head.open(f"{LIST}{hers.pk}/")
    send(head, "end", own.pk, status=302)


def test_others_do_not_come_in(client: Client) -> None:
    for walker in (Walker("planner"), Walker("governor"), Walker()):
        for url in (LIST, NEW, f"{LIST}1/", CHART, f"{CHART}dipir/"):
            walker.open(url, 403)
        assert LIST not in walker.client.get("/mesa/").content.decode()
    assert client.get(LIST)["Location"].startswith("/cuenta/entrar/")
    assert f'href="{LIST}"' in Walker("operator").open("/mesa/")


def test_the_chart_is_kept_by_the_operator(operator: Walker, chart: dict[str, Unit]) -> None:
    made("Ana", role="planner", unit=chart["dipir"])
    page = operator.open(CHART)
    assert page.index('id="u-dipir"') < page.index('id="u-seguimiento"')
    send(operator, "add", name="Control", acronym="UCR", parent="dipir", status=302)
    assert Unit.objects.get(code="ucr").parent == chart["dipir"]
    operator.open(f"{CHART}ucr/")
    send(operator, "change", name="Control interno", acronym="", parent="", status=302)
    operator.open(f"{CHART}dipir/")
    assert "depende" in send(operator, "change", parent="seguimiento", status=422)
    operator.open(f"{CHART}dipir/")
    today = timezone.localdate().isoformat()
    assert "1 persona" in send(operator, "end", ends_on=today, status=422)
    operator.open(f"{CHART}ucr/")
    send(operator, "end", ends_on=date(2026, 1, 31).isoformat(), status=302)
    page = operator.open(CHART)
    assert "Unidades anteriores" in page
    assert Unit.objects.get(code="dipir").ends_on is None
    operator.open(f"{CHART}nothing/", 404)


def test_a_head_reads_the_chart_and_changes_nothing(head: Walker) -> None:
    assert 'name="act"' not in head.open(CHART)
    assert 'name="act"' not in head.open(f"{CHART}dipir/")
    typed = {"act": "end", "ends_on": timezone.localdate().isoformat()}
    assert head.client.post(f"{CHART}daf/", typed).status_code == 403
    assert Unit.objects.get(code="daf").ends_on is None
