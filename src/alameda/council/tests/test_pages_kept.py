"""Pages of the Council that a web process keeps: for whom, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from alameda.accounts.tests.factories import PersonFactory
from alameda.council.events.people import CouncillorAdded
from alameda.council.models import Agreement, Session
from alameda.council.tests.stories import Story, make_story
from alameda.documents.events import DocumentVisibilityChanged
from alameda.foundation.actor import SYSTEM
from alameda.foundation.addresses import PARAMS_MAX
from alameda.pages.views.keeping import DRAWN_FOR_S
from alameda.record.actions import publish, sequence_pending
from alameda.record.events import Fact
from alameda.record.tests.facts import lay
from alameda.thread.events import SubjectsLinked
from alameda.ui import freshness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_kept")]

KEPT_QUERIES = 1  # what the record holds; the face of the region is kept too


@pytest.fixture
def story() -> Story:
    return make_story()


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def act() -> None:
    """An act of the Council: it writes one fact in the record."""
    publish(CouncillorAdded(subject="X-1"), actor=SYSTEM)


def link() -> None:
    """An act on the thread, which ties two things."""
    publish(
        SubjectsLinked(subject="X-1", kind="answers", target="X-2", linked_on=timezone.localdate()),
        actor=SYSTEM,
    )


def paths_of(story: Story) -> list[str]:
    return [
        "/consejo/",
        "/consejo/sesiones/",
        "/consejo/acuerdos/",
        story.session.get_absolute_url(),
        story.agreement.get_absolute_url(),
        story.members[0].get_absolute_url(),
    ]


def test_a_page_drawn_a_moment_ago_costs_one_query(client: Client, story: Story) -> None:
    for path in paths_of(story):
        drawn = text_of(client, path)
        with CaptureQueriesContext(connection) as seen:
            assert text_of(client, path) == drawn
        # In tests the face of the region is asked for each time.
        about_pages = [query for query in seen if "territory_region" not in query["sql"]]
        assert len(about_pages) == KEPT_QUERIES, path


def test_after_an_act_the_page_is_drawn_again(client: Client, story: Story) -> None:
    path = story.agreement.get_absolute_url()
    text_of(client, path)
    Agreement.objects.filter(pk=story.agreement.pk).update(title="Otra cosa que se acordó")
    assert "Otra cosa" not in text_of(client, path)

    act()

    assert "Otra cosa" in text_of(client, path)


def test_an_act_of_another_module_keeps_the_pages_that_do_not_tell_it(
    client: Client, story: Story
) -> None:
    listed = story.agreement.title
    assert listed in text_of(client, "/consejo/acuerdos/")
    drawn = text_of(client, story.agreement.get_absolute_url())
    Agreement.objects.filter(pk=story.agreement.pk).update(title="Otra cosa que se acordó")

    lay(1)
    assert text_of(client, story.agreement.get_absolute_url()) == drawn
    sequence_pending()
    assert text_of(client, story.agreement.get_absolute_url()) == drawn
    link()
    assert listed in text_of(client, "/consejo/acuerdos/")
    assert "Otra cosa" in text_of(client, story.agreement.get_absolute_url())
    act()
    assert "Otra cosa" in text_of(client, "/consejo/acuerdos/")


def test_an_act_on_what_a_thing_may_be_tied_to_draws_its_page_again(
    client: Client, story: Story
) -> None:
    path = story.agreement.get_absolute_url()
    of_another_module: Any = Fact.kinds["payment.recorded"]
    paid = of_another_module(
        subject="INV-1", payment="P-1", amount_clp=1, paid_on=None, month=timezone.localdate()
    )
    opened = DocumentVisibilityChanged(
        subject="D-1", from_visibility="internal", to_visibility="public", sha256="", revealed=[]
    )
    for fact in (paid, opened):
        before = client.get(path).headers["ETag"]
        publish(fact, actor=SYSTEM)
        assert client.get(path).headers["ETag"] != before


def test_when_an_entry_gets_its_place_the_page_shows_it(client: Client, story: Story) -> None:
    act()
    path = story.session.get_absolute_url()
    waiting = client.get(path).headers["ETag"]

    sequence_pending()

    assert client.get(path, headers={"If-None-Match": waiting}).status_code == 200
    placed = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": placed}).status_code == 304


def test_time_alone_draws_the_page_again(
    client: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = story.agreement.get_absolute_url()
    text_of(client, path)
    Agreement.objects.filter(pk=story.agreement.pk).update(title="Otra cosa que se acordó")
    later = timezone.now() + timedelta(seconds=DRAWN_FOR_S)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert "Otra cosa" in text_of(client, path)


def test_who_signed_in_gets_a_page_of_their_own(client: Client, story: Story) -> None:
    path = story.session.get_absolute_url()
    text_of(client, path)
    reader = Client()
    reader.force_login(PersonFactory.create())

    with CaptureQueriesContext(connection) as seen:
        answer = reader.get(path)

    assert len(seen) > KEPT_QUERIES + 2
    assert "ETag" not in answer.headers
    assert "private" in answer.headers["Cache-Control"]


def test_languages_do_not_share_a_page(client: Client, story: Story) -> None:
    path = story.session.get_absolute_url()
    assert text_of(client, path) != text_of(client, f"/en{path}")


def test_a_session_under_way_keeps_its_short_age(client: Client, story: Story) -> None:
    Session.objects.filter(pk=story.session.pk).update(state="open")
    path = story.session.get_absolute_url()

    ages = {client.get(path).headers["Cache-Control"] for _time in range(2)}

    assert ages == {"public, max-age=0, s-maxage=2"}


def test_what_is_not_there_is_not_kept(client: Client, story: Story) -> None:
    path = "/consejo/sesiones/S-1900-O1/"
    assert client.get(path).status_code == 404
    Session.objects.filter(pk=story.session.pk).update(code="S-1900-O1")
    assert client.get(path).status_code == 200


def test_what_somebody_is_told_is_on_no_page_that_others_get(client: Client, story: Story) -> None:
    path = story.session.get_absolute_url()
    leaving = Client()
    leaving.force_login(PersonFactory.create())
    leaving.post("/cuenta/salir/")
    for name in [name for name, cookie in leaving.cookies.items() if not cookie.value]:
        del leaving.cookies[name]  # as a browser drops what it is told to drop

    told = leaving.get(path)

    assert "Ha cerrado sesión" in told.content.decode()
    assert "private" in told.headers["Cache-Control"]
    assert "Ha cerrado sesión" not in text_of(client, path)


def test_a_strangers_mark_makes_no_page_that_is_kept(client: Client, story: Story) -> None:
    for path, own in (
        ("/", ""),
        ("/consejo/sesiones/", "anio=2026"),
        ("/consejo/", ""),
        ("/buscar/", "q=concesiones"),
        ("/territorio/", ""),
        ("/inversiones/", "q=plaza"),
    ):
        freshness.forget_pages()
        client.get(f"{path}?{own}" if own else path)
        assert len(freshness._pages) == 1, path
        for number in range(3):
            client.get(f"{path}?{own}&otra={number}")
        client.get(f"{path}?{own}&utm_source=boletin", follow=True)
        assert len(freshness._pages) == 1, path


def test_kept_pages_never_pass_their_bytes(
    client: Client, story: Story, settings: Settings
) -> None:
    size = len(client.get("/buscar/?q=a").content)
    settings.PAGES_KEPT_BYTES = 3 * size
    for word in "bcdefg":
        client.get(f"/buscar/?q={word}")

    kept = sum(len(content) for content, _age in freshness._pages.values())
    assert 0 < kept <= 3 * size
    assert freshness._size == [kept]


def test_a_filter_of_a_thousand_values_makes_a_page_of_the_usual_size(
    client: Client, story: Story
) -> None:
    query = urlencode([("anio", str(year)) for year in range(1200, 2100)])
    for path in ("/consejo/sesiones/", "/consejo/acuerdos/"):
        plain = len(client.get(path).content)
        # The address itself stands on the page twice, in the links to both languages.
        longer = len(client.get(f"{path}?{query}").content) - 3 * len(query)
        assert longer < plain + 100_000, path


def test_no_list_grows_with_the_square_of_the_years_in_its_address(
    client: Client, story: Story
) -> None:
    for path in ("/inversiones/", "/consejo/sesiones/", "/consejo/acuerdos/"):
        plain = len(client.get(path).content)
        for count in (PARAMS_MAX, 700):
            query = urlencode([("anio", str(year)) for year in range(1900, 1900 + count)])
            page = client.get(f"{path}?{query}")
            assert page.status_code == (200 if count == PARAMS_MAX else 400), path
            assert len(page.content) < plain + 400_000, path
