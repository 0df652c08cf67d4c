"""The public pages of the Council: each opens in both languages, and tells what it must."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import (
    Councillor,
    Finding,
    PastImport,
    Session,
    Vote,
)
from alameda.council.tests.factories import (
    STARTS_AT,
    AgreementFactory,
    ItemFactory,
    SessionFactory,
    make_council,
    make_vote,
)
from alameda.council.tests.stories import Story, make_commitment, make_decision, make_story
from alameda.foundation.parameters import utm_by_month
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return make_story()


def text_of(client: Client, path: str, status: int = 200) -> str:
    """The page, as text; its status is checked."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


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


def test_an_agreement_is_not_there_until_it_is_published(client: Client, story: Story) -> None:
    item = ItemFactory.create(body=story.council, session=story.session, state="agreement_issued")
    vote = make_vote(story.session, item, dict.fromkeys(story.members, "favour"))
    hidden = AgreementFactory.create(
        item=item, vote=vote, session=story.session, publication_due_on=date(2026, 4, 15)
    )

    page = text_of(client, story.session.get_absolute_url())

    assert hidden.code not in page
    assert "aún no se publica: vence el 15 de abril de 2026" in page
    assert story.agreement.code in page
    assert hidden.code not in text_of(client, "/consejo/acuerdos/")
    text_of(client, hidden.get_absolute_url(), status=404)


def test_an_agenda_is_not_shown_before_it_is_published(client: Client, story: Story) -> None:
    ahead = SessionFactory.create(
        body=story.council, state="convened", agenda_published_at=None, number=8
    )
    item = ItemFactory.create(body=story.council, session=ahead, title="Asunto sin publicar")

    assert item.title not in text_of(client, ahead.get_absolute_url())
    Session.objects.filter(pk=ahead.pk).update(
        state="agenda_published", agenda_published_at=STARTS_AT
    )
    assert item.title in text_of(client, ahead.get_absolute_url())


def test_a_session_tells_how_each_item_ended_and_who_did_not_favour(
    client: Client, story: Story
) -> None:
    page = text_of(client, story.session.get_absolute_url())

    assert f"Acuerdo {story.agreement.code}" in page
    assert "<b>7</b> a favor" in page
    assert "<b>En contra:</b>" in page
    assert f"{story.members[2].name} se inhabilita: interés propio." in page
    assert "https://video.example.org/7#t=754" in page
    assert "Grabación, 0:12:34" in page
    assert "Ausente: 1" in page
    assert "9 presentes" not in page
    assert "Enviar el avance de las obras." in page


def test_a_session_says_whether_its_terms_were_kept(client: Client, story: Story) -> None:
    page = text_of(client, story.session.get_absolute_url())
    assert page.count("en plazo") == 2

    Session.objects.filter(pk=story.session.pk).update(
        recording_published_at=STARTS_AT + timedelta(days=9)
    )
    assert "fuera de plazo" in text_of(client, story.session.get_absolute_url())


def test_a_recording_that_is_owed_has_its_clock(client: Client, story: Story) -> None:
    Session.objects.filter(pk=story.session.pk).update(
        recording_url="", recording_published_at=None
    )
    page = text_of(client, story.session.get_absolute_url())
    assert "al-clock--late" in page
    assert "Sube a la web la grabación de la sesión." in page


def test_an_imported_session_shows_each_defect_in_words(client: Client, story: Story) -> None:
    run = PastImport.objects.create(
        number=1, profile="p", file_name="f", fingerprint="0", started_at=STARTS_AT, by_role="r"
    )
    Session.objects.filter(pk=story.session.pk).update(import_run=run, is_inconsistent=True)
    Finding.objects.create(
        run=run, kind="not-a-number", table="votes", row="12", session=story.session,
        values={"column": "a_favor", "value": "x"},
    )  # fmt: skip

    page = text_of(client, story.session.get_absolute_url())

    assert "Como se publicó, con contradicciones" in page
    assert "“a_favor” dice “x”" in page
    assert "(votes 12)" in page


def test_a_vote_tells_everybody_by_name_and_how_it_was_counted(
    client: Client, story: Story
) -> None:
    page = text_of(client, story.vote.get_absolute_url())

    assert all(member.name in page for member in story.members)
    assert "A favor (7)" in page
    assert "Inhabilidad (1)" in page
    assert "Bancada Sur" in page
    assert "Necesitaba 5 votos a favor y tuvo 7." in page


def test_nobody_sees_who_voted_what_while_a_vote_is_open(client: Client, story: Story) -> None:
    Vote.objects.filter(pk=story.vote.pk).update(state="open", outcome="", closed_at=None)

    page = text_of(client, story.vote.get_absolute_url())

    assert "Están votando" in page
    assert not any(member.name in page for member in story.members)


def test_an_annulled_vote_says_so_and_counts_nowhere(client: Client, story: Story) -> None:
    Vote.objects.filter(pk=story.vote.pk).update(state="annulled")

    assert "Esta votación se anuló" in text_of(client, story.vote.get_absolute_url())
    session = text_of(client, story.session.get_absolute_url())
    assert f"Votación anulada: {story.vote.code}." in session
    member = text_of(client, f"/consejo/integrantes/{story.members[1].slug}/")
    assert "0 votaciones" in member


def test_an_agreement_tells_the_decision_in_a_sentence(client: Client, story: Story) -> None:
    page = text_of(client, story.agreement.get_absolute_url())

    said = "El Consejo lo aprobó el 8 de abril de 2026: 7 a favor, 1 en contra, 1 inhabilidad."
    assert said in page
    assert "por cinco años" in page
    assert story.matter.title in page


def test_a_corrected_agreement_leads_to_its_correction_and_back(
    client: Client, story: Story
) -> None:
    _vote, newer = make_decision(story.session, story.members)
    type(newer).objects.filter(pk=newer.pk).update(corrects=story.agreement)

    assert newer.code in text_of(client, story.agreement.get_absolute_url())
    assert story.agreement.code in text_of(client, newer.get_absolute_url())


def test_agreements_are_found_by_stems_filters_and_code(client: Client, story: Story) -> None:
    code = story.agreement.code
    for query in ("q=concesiones", f"q={code.lower()}", "materia=concession", "comision=salud"):
        assert code in text_of(client, f"/consejo/acuerdos/?{query}"), query
    for query in ("q=hospital", "materia=plan", "anio=2019", "resultado=refused"):
        page = text_of(client, f"/consejo/acuerdos/?{query}")
        assert code not in page, query
        assert "al-empty" in page, query


def test_filters_that_are_not_there_are_left_out_and_said(client: Client, story: Story) -> None:
    page = text_of(client, "/consejo/acuerdos/?materia=nada&anio=doce")
    assert story.agreement.code in page
    assert "“nada” no es un valor de este filtro" in page


def test_the_file_of_agreements_has_what_the_filters_leave(client: Client, story: Story) -> None:
    def lines(query: str) -> list[str]:
        response = client.get(f"/consejo/acuerdos.csv{query}")
        assert response.status_code == 200
        body = response.getvalue()
        return body.decode("utf-8-sig").splitlines()

    assert len(lines("")) == 2
    assert story.agreement.code in lines("?materia=concession")[1]
    assert len(lines("?materia=plan")) == 1


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(client: Client, story: Story) -> None:
    make_decision(story.session, story.members)
    newest = story.session.agreements.latest("pk")
    type(newest).objects.filter(pk=newest.pk).update(title="=1+1")
    response = client.get("/consejo/acuerdos.csv")
    body = response.getvalue().decode()
    assert ",'=1+1," in body


def test_long_lists_go_on_by_cursor_forth_and_back(client: Client, story: Story) -> None:
    for _ in range(41):
        make_decision(story.session, story.members)

    first = text_of(client, "/consejo/acuerdos/")
    after = first.split('rel="next" href="')[1].split('"')[0]
    second = text_of(client, f"/consejo/acuerdos/{after}")
    before = second.split('rel="prev" href="')[1].split('"')[0]
    again = text_of(client, f"/consejo/acuerdos/{before}")

    assert first.count("al-entry__what") == again.count("al-entry__what") == 40
    assert second.count("al-entry__what") == 2
    assert 'rel="next"' not in second
    assert 'rel="prev"' not in again


@pytest.mark.parametrize("cursor", ["x", "WyJuIiwieCIsMV0", "WyJ6IiwiMjAyNi0wMS0wMSIsMV0"])
def test_a_broken_cursor_is_refused_in_words(client: Client, story: Story, cursor: str) -> None:
    text_of(client, f"/consejo/acuerdos/?desde={cursor}", status=422)


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


def test_attendance_of_a_month_says_what_is_paid_and_why(client: Client, story: Story) -> None:
    page = text_of(client, "/consejo/asistencia/?mes=2026-04")
    assert "1 sesión certificada del Consejo" in page
    assert "20,00" in page
    assert "0 de 1" in page
    assert page.count("Sesiones del Consejo: 1. Asisti") == story.session.attendance.count() - 1
    assert "provisori" not in page
    text_of(client, "/consejo/asistencia/?mes=2026", status=422)
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


def test_minutes_are_read_once_they_are_approved(client: Client, story: Story) -> None:
    path = f"{story.session.get_absolute_url()}acta/"
    assert "Se trató la tabla." in text_of(client, path)
    type(story.session.minutes).objects.update(state="drafted")
    text_of(client, path, status=404)


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

    assert "max-age=2" in kept[0].split(", ")
    assert "max-age=15" in kept[1].split(", ")


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


def test_a_council_of_one_vote_for_many_items_shows_it_on_each(client: Client) -> None:
    council, members = make_council(5)
    session = SessionFactory.create(body=council, state="closed")
    items = [ItemFactory.create(body=council, session=session) for _ in range(3)]
    vote = make_vote(session, items[0], dict.fromkeys(members, "favour"))
    vote.items.add(*items)

    page = text_of(client, session.get_absolute_url())

    assert page.count("<b>6</b> a favor") == 3
