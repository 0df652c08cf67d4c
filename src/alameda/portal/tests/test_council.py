"""The Council on the portal: on the home page, on a comuna's, and in the search."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.council.events.people import CouncillorAdded
from alameda.council.models import Agreement, Councillor
from alameda.council.tests.factories import SessionFactory, make_attendance
from alameda.council.tests.stories import Story, make_commitment, make_decision, make_story
from alameda.foundation.actor import SYSTEM
from alameda.investments.tests.factories import InitiativeFactory
from alameda.record.actions import publish, sequence_pending
from alameda.record.selectors import record_version
from alameda.territory.models import Comuna, Province, Region
from alameda.thread.events import SubjectsLinked
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    made = make_story()
    index()
    return made


def index() -> None:
    """What the action of an agreement does: its words can be found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE council_agreement SET search = to_tsvector('alameda_es', title || ' ' || text)"
        )


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def make_comuna() -> Comuna:
    region = Region.objects.create(code="test", cut="99", name="R", government="G", capital="C")
    province = Province.objects.create(cut="991", name="Provincia", region=region)
    return Comuna.objects.create(
        cut="99101", name="Aromos", sort_name="aromos", province=province, tile_x=1, tile_y=1
    )


def test_an_agreement_is_found_by_its_stems_and_its_code(client: Client, story: Story) -> None:
    for asked in ("concesiones gratuitas", story.agreement.code):
        page = text_of(client, f"/buscar/?q={asked}")
        assert "Acuerdos del Consejo (1)" in page
        assert story.agreement.get_absolute_url() in page
    assert "Acuerdos del Consejo" not in text_of(client, "/buscar/?q=hospital")


def test_a_member_is_found_by_name_without_accents_and_with_a_slip(
    client: Client, story: Story
) -> None:
    Councillor.objects.filter(pk=story.members[0].pk).update(name="Consejería Ñirehuao")
    address = f"/consejo/integrantes/{story.members[0].slug}/"

    for asked in ("ñirehuao", "Nirehuao", "consejeria nire", "Ñirehuoa", story.members[0].code):
        page = text_of(client, f"/buscar/?q={asked}")
        assert address in page, asked
    assert address not in text_of(client, "/buscar/?q=plaza")
    Subject.objects.filter(code=story.members[0].code).update(visibility="internal")
    assert address not in text_of(client, "/buscar/?q=ñirehuao")


def test_of_many_members_the_first_are_shown_and_how_many_there_are(
    client: Client, story: Story
) -> None:
    page = text_of(client, "/buscar/?q=integrante")

    assert f"Integrantes del Consejo ({len(story.members)})" in page
    assert page.count('href="/consejo/integrantes/integrante-') == 5
    assert f"Ver todo ({len(story.members)})" in page


def test_a_session_and_a_commitment_are_found(client: Client, story: Story) -> None:
    session, owed = story.session.get_absolute_url(), story.commitment.get_absolute_url()

    assert session in text_of(client, "/buscar/?q=sesión ordinaria 7")
    assert session in text_of(client, "/buscar/?q=S-2026-O07")
    assert owed in text_of(client, "/buscar/?q=avances de las obras")
    assert owed in text_of(client, f"/buscar/?q={story.commitment.code.lower()}")


def test_the_counts_are_exact_and_lead_to_the_whole_list(client: Client, story: Story) -> None:
    for number in range(2, 9):
        make_commitment(story.session, story.members[1], number=number)
        SessionFactory.create(body=story.council, number=70 + number)
        make_decision(SessionFactory.create(body=story.council, number=80 + number), story.members)
    index()

    page = text_of(client, "/buscar/?q=obras")
    assert "Compromisos con el Consejo (8)" in page
    link = "/consejo/compromisos/?q=obras&amp;estado=open&amp;estado=answered"
    assert link in page
    assert "8 compromisos" in text_of(client, "/consejo/compromisos/?q=obras&estado=open")
    assert "0 compromisos" in text_of(client, "/consejo/compromisos/?q=hospital&estado=open")
    page = text_of(client, "/buscar/?q=sesión")
    assert "Sesiones del Consejo (15)" in page
    assert "/consejo/sesiones/?q=sesi%C3%B3n" in page
    assert "15 sesiones" in text_of(client, "/consejo/sesiones/?q=sesión")
    assert "1 sesión<" in text_of(client, "/consejo/sesiones/?q=sesión 7")
    page = text_of(client, "/buscar/?q=concesión")
    assert "Acuerdos del Consejo (8)" in page
    assert "8 acuerdos" in text_of(client, "/consejo/acuerdos/?q=concesión")


def test_what_is_not_published_is_found_by_nobody(client: Client, story: Story) -> None:
    Agreement.objects.update(published_at=None)
    Subject.objects.filter(code=story.agreement.code).update(visibility="internal")

    for path in ("/buscar/?q=concesiones", f"/buscar/?q={story.agreement.code}", "/"):
        assert story.agreement.get_absolute_url() not in text_of(client, path)


def test_the_search_asks_the_same_number_of_times_at_one_and_at_twenty(
    client: Client, story: Story
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/buscar/?q=concesión obras sesión OR concesión").status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(2, 21):
        make_commitment(story.session, story.members[1], number=number)
        session = SessionFactory.create(body=story.council, number=80 + number)
        make_decision(session, story.members)
        make_attendance(session, dict.fromkeys(story.members, "present"))
    index()
    assert queries() == before


def test_the_home_page_says_what_comes_and_what_was_agreed(client: Client, story: Story) -> None:
    page = text_of(client, "/")
    assert "Lo último que acordó" in page
    assert story.agreement.get_absolute_url() in page
    assert "Su próxima sesión" not in page

    soon = timezone.now() + timedelta(days=2)
    following = SessionFactory.create(body=story.council, number=8, starts_at=soon)
    SessionFactory.create(body=story.council, number=9, starts_at=soon + timedelta(days=9))
    page = text_of(client, "/")
    assert "Su próxima sesión" in page
    assert following.get_absolute_url() in page

    type(following).objects.filter(number=9).update(state="open", opened_at=timezone.now())
    page = text_of(client, "/")
    assert "En sesión ahora" in page
    assert following.get_absolute_url() not in page


def test_the_home_page_without_a_council_says_nothing_of_it(client: Client) -> None:
    assert "Lo último que acordó" not in text_of(client, "/")


def test_what_the_council_does_shows_at_once_on_a_page_that_is_kept(
    client: Client, story: Story, pages_kept: None
) -> None:
    before = client.get("/").content
    assert client.get("/").content == before
    Agreement.objects.update(title="Otra cosa que se acordó")
    publish(CouncillorAdded(subject="X-1"), actor=SYSTEM)

    assert "Otra cosa que se acordó" in client.get("/").content.decode()


def test_the_version_of_the_record_is_another_with_each_act_and_with_its_place() -> None:
    before = record_version()
    fact = SubjectsLinked(
        subject="X-1", kind="answers", target="X-2", linked_on=timezone.localdate()
    )
    publish(fact, actor=SYSTEM)
    waiting = record_version()
    again = record_version()
    sequence_pending()

    assert waiting == again
    assert len({before, waiting, record_version()}) == 3


def test_a_comuna_has_what_the_council_agreed_on_its_matters_and_initiatives(
    client: Client, story: Story
) -> None:
    comuna = make_comuna()
    assert "Lo último que acordó el Consejo" not in text_of(client, "/territorio/99101/")

    type(story.matter).objects.update(comuna=comuna)
    assert story.agreement.get_absolute_url() in text_of(client, "/territorio/99101/")

    initiative = InitiativeFactory.create(code="Z")
    initiative.comunas.add(comuna)
    session = SessionFactory.create(body=story.council, number=40)
    _vote, agreement = make_decision(session, story.members)
    type(agreement.item).objects.filter(pk=agreement.item_id).update(matter=initiative.subject)
    page = text_of(client, "/territorio/99101/")
    assert agreement.get_absolute_url() in page
    assert story.agreement.get_absolute_url() in page
