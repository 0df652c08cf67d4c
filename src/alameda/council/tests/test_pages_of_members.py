"""The pages of members: their votes, what they asked for, their attendance and allowance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alameda.council.tests.factories import ItemFactory
from alameda.council.tests.stories import Story, make_commitment, text_of
from alameda.foundation.parameters import utm_by_month

pytestmark = pytest.mark.django_db


def test_a_councillor_has_every_vote_and_how_it_ended(client: Client, story: Story) -> None:
    dissenter = story.members[1]
    path = f"/consejo/integrantes/{dissenter.slug}/"

    page = text_of(client, path)

    assert "1 votación" in page
    assert "Resultado: aprobado." in page
    assert story.agreement.title in page
    assert "100&nbsp;%" in page or "100\u00a0%" in page
    assert story.agreement.title in text_of(client, f"{path}?voto=against&anio=2026&q=concesiones")
    assert "0 votaciones" in text_of(client, f"{path}?voto=favour")


def test_a_vote_on_several_items_is_listed_by_their_titles(client: Client, story: Story) -> None:
    named = [f"Ayuda al club {number} {'de fútbol ' * 20}" for number in range(5)]
    items = [
        ItemFactory.create(
            body=story.session.body, session=story.session, title=title[:400], position=90 + number
        )
        for number, title in enumerate(named)
    ]
    type(story.vote).objects.filter(pk=story.vote.pk).update(question="¿Se aprueban estos temas?")
    story.vote.items.set(items)

    page = text_of(client, f"/consejo/integrantes/{story.members[0].slug}/")
    feed = client.get(f"/feeds/consejo/integrantes/{story.members[0].slug}.atom").content.decode()

    for said in (page, feed):
        assert "¿Se aprueban estos temas?" not in said
        assert "Ayuda al club 0 de fútbol" in said
        assert "Ayuda al club 2 de fútbol" in said
        assert "y 2 más" in said
        assert "Ayuda al club 3" not in said


def test_attendance_opens_to_the_sessions_that_were_missed(client: Client, story: Story) -> None:
    page = text_of(client, f"/consejo/integrantes/{story.members[0].slug}/")
    assert "0\u00a0%" in page
    assert "8\u00a0abr\u00a02026: Sesión ordinaria 7 de 2026. Ausente" in page


def test_commitments_show_the_open_ones_first_and_all_when_asked(
    client: Client, story: Story
) -> None:
    done = make_commitment(story.session, story.members[1], number=2)
    type(done).objects.filter(pk=done.pk).update(
        state="answered", answer="Se envió.", answered_on=date(2026, 4, 20)
    )
    page = text_of(client, "/consejo/compromisos/")
    assert "1 compromiso pendiente" in page
    assert done.code not in page
    assert "1 compromiso<" in text_of(client, "/consejo/compromisos/?estado=answered")
    assert "Se envió." in text_of(client, done.get_absolute_url())


def test_the_page_of_a_commitment_is_titled_with_what_was_asked_and_says_when_it_is_late(
    client: Client, story: Story
) -> None:
    row = make_commitment(story.session, story.members[1], number=2)
    today = timezone.localdate()
    type(row).objects.filter(pk=row.pk).update(
        raised_on=today - timedelta(days=40), due_on=today - timedelta(days=9), term=""
    )

    page = text_of(client, row.get_absolute_url())

    assert f'<h1 class="al-hero__title">{row.text}</h1>' in page
    assert "Atrasado" in page
    assert "Atrasado" in text_of(client, "/consejo/compromisos/")


def test_attendance_of_a_month_says_what_is_paid_and_why(client: Client, story: Story) -> None:
    page = text_of(client, "/consejo/asistencia/?mes=2026-04")
    assert "1 sesión certificada del Consejo" in page
    assert "20,00" in page
    assert "0 de 1" in page
    assert page.count("Sesiones del Consejo: 1. Asisti") == story.session.attendance.count() - 1
    assert "provisori" not in page
    text_of(client, "/consejo/asistencia/?mes=2026", status=400)
    body = client.get("/consejo/asistencia.csv?mes=2026-04")
    lines = body.getvalue().decode().splitlines()
    assert lines[0].startswith("\ufeffcouncillor_code,")
    assert len(lines) == 9


def test_a_month_whose_utm_nobody_knows_yet_says_that_its_pesos_are_provisional(
    client: Client, story: Story
) -> None:
    latest = max(utm_by_month())
    later = date(latest.year + 1, 5, 6)
    story.session.attendance.update(held_on=later)

    page = text_of(client, f"/consejo/asistencia/?mes={later:%Y-%m}")

    assert "En pesos, provisorio" in page
    assert f"la UTM de mayo de {later.year}".lower() in page.lower()
    assert "20,00" in page
