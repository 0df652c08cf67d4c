"""The public pages of the Council: each opens in both languages, and tells what it must."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import Councillor
from alameda.council.tests.factories import SessionFactory
from alameda.council.tests.stories import Story, make_commitment, make_decision, text_of
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db


def test_every_page_opens_in_both_languages(client: Client, story: Story) -> None:
    for path in story.paths:
        spanish, english = text_of(client, path), text_of(client, f"/en{path}")
        assert '<html lang="es-CL"' in spanish
        assert '<html lang="en"' in english
        assert spanish != english


def test_the_council_is_in_the_navigation(client: Client, story: Story) -> None:
    assert '<a href="/consejo/" aria-current="true">Consejo</a>' in text_of(client, "/consejo/")


def test_a_region_without_a_council_has_pages_that_say_what_comes(client: Client) -> None:
    for path in (
        "/consejo/",
        "/consejo/sesiones/",
        "/consejo/acuerdos/",
        "/consejo/integrantes/",
        "/consejo/comisiones/",
        "/consejo/compromisos/",
        "/consejo/puntos/",
        "/consejo/asistencia/",
    ):
        assert "al-empty" in text_of(client, path)


@pytest.mark.parametrize(
    "path",
    [
        "sesiones/S-1999-O01/",
        "sesiones/S-1999-O01/acta/",
        "acuerdos/A-1999-0001/",
        "votaciones/V-1999/",
        "integrantes/nadie/",
        "comisiones/ninguna/",
        "compromisos/C-1999-0001/",
        "puntos/P-1999-001/",
        "materias/M-1999-0001/",
        "sesiones/%00/",
        "acuerdos/%00/",
        "votaciones/%00/",
        "integrantes/%00/",
        "comisiones/%00/",
    ],
)
def test_a_code_that_is_nothing_leads_to_a_page_that_says_so(client: Client, path: str) -> None:
    assert "al-empty" in text_of(client, f"/consejo/{path}", status=404)


def test_what_is_not_public_looks_like_what_is_not_there(client: Client, story: Story) -> None:
    Subject.objects.filter(
        code__in=(story.session.code, story.committee.subject.code, story.members[0].code)
    ).update(visibility=Subject.Visibility.RESERVED)

    for path in (
        story.session.get_absolute_url(),
        story.vote.get_absolute_url(),
        f"/consejo/comisiones/{story.committee.slug}/",
        f"/consejo/integrantes/{story.members[0].slug}/",
    ):
        text_of(client, path, status=404)
    assert story.session.code not in text_of(client, "/consejo/sesiones/")
    assert story.members[0].name not in text_of(client, "/consejo/integrantes/")
    live = client.get(f"{story.session.get_absolute_url()}vivo/", headers={"HX-Request": "true"})
    assert live.status_code == 404


def test_the_council_at_a_glance_counts_what_is_owed_and_kept(client: Client, story: Story) -> None:
    page = text_of(client, "/consejo/")
    assert story.agreement.title in page
    assert "Enviar el avance de las obras." in page
    assert "Bancada Sur" in page


def test_public_pages_may_be_kept_by_anybody_but_those_of_who_signed_in(
    client: Client, story: Story
) -> None:
    assert "public" in client.get("/consejo/").headers["Cache-Control"]
    client.force_login(story.members[0].account)  # type: ignore[arg-type]  # the factory made it
    assert "private" in client.get("/consejo/").headers["Cache-Control"]


def test_a_session_about_to_open_is_kept_for_two_seconds_and_one_days_ahead_for_longer(
    client: Client, story: Story
) -> None:
    now = timezone.now()
    kept = []
    for number, hour in ((90, now + timedelta(minutes=20)), (91, now + timedelta(days=2))):
        session = SessionFactory.create(body=story.council, number=number, starts_at=hour)
        kept.append(client.get(session.get_absolute_url()).headers["Cache-Control"])

    assert "s-maxage=2" in kept[0].split(", ")
    assert "s-maxage=15" in kept[1].split(", ")


LISTS = (
    "/consejo/",
    "/consejo/sesiones/",
    "/consejo/acuerdos/?q=concesion",
    "/consejo/compromisos/",
    "/consejo/integrantes/",
    "/consejo/asistencia/?mes=2026-04",
)


def _grow(story: Story) -> None:
    for number in range(20):
        session = SessionFactory.create(body=story.council, number=20 + number, state="closed")
        make_commitment(session, story.members[0], number=20 + number)
        make_decision(story.session, story.members, committee=story.committee)


def test_pages_ask_as_often_with_one_row_as_with_twenty(
    client: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    paths = (
        *LISTS,
        story.session.get_absolute_url(),
        story.vote.get_absolute_url(),
        f"/consejo/integrantes/{story.members[3].slug}/",
        f"/consejo/comisiones/{story.committee.slug}/",
    )
    asked = {}
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        asked[path] = len(queries)
    _grow(story)
    for path in paths:
        with django_assert_num_queries(asked[path]):
            client.get(path)


def test_nothing_personal_of_an_account_is_on_a_page(client: Client, story: Story) -> None:
    mails = [member.account.email for member in Councillor.objects.select_related("account")
             if member.account]  # fmt: skip
    for path in story.paths:
        page = text_of(client, path)
        assert not any(mail in page for mail in mails)
