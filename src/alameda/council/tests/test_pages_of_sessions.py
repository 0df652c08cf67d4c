"""The page of a session and of its minutes: what it tells, and what not yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from alameda.council.models import Finding, PastImport, Session
from alameda.council.tests.factories import (
    STARTS_AT,
    AgreementFactory,
    ItemFactory,
    SessionFactory,
    make_council,
    make_vote,
)
from alameda.council.tests.stories import Story, text_of

pytestmark = pytest.mark.django_db


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


def test_a_council_of_one_vote_for_many_items_shows_it_on_each(client: Client) -> None:
    council, members = make_council(5)
    session = SessionFactory.create(body=council, state="closed")
    items = [ItemFactory.create(body=council, session=session) for _ in range(3)]
    vote = make_vote(session, items[0], dict.fromkeys(members, "favour"))
    vote.items.add(*items)

    page = text_of(client, session.get_absolute_url())

    assert page.count("<b>6</b> a favor") == 3


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
    assert "«a_favor» dice «x»" in page
    assert "(votes 12)" in page


def test_minutes_are_read_once_they_are_approved(client: Client, story: Story) -> None:
    path = f"{story.session.get_absolute_url()}acta/"
    assert "Se trató la tabla." in text_of(client, path)
    type(story.session.minutes).objects.update(state="drafted")
    text_of(client, path, status=404)
