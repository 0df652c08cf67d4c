"""The pages of the Council in a browser: accessible, whole without script, alive with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alameda.council.actions.items import open_item
from alameda.council.models import Happening, Session
from alameda.council.tests.factories import (
    STARTS_AT,
    ItemFactory,
    SessionFactory,
    make_open_session,
)
from alameda.council.tests.stories import Story, make_story
from alameda.council.views import live
from alameda.council.views.live import forget_parts
from alameda.foundation.actor import SYSTEM

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def story(transactional_db: None) -> Story:
    forget_parts()
    return make_story()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(
    story: Story,
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
) -> None:
    session, _items = make_open_session(story.council, story.members, items=2)
    page = open_page(width=width, theme="dark" if width == 360 else "light")
    for path in (*story.paths, session.get_absolute_url()):
        page.goto(f"{live_site}{path}")
        assert axe(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide == 0, path


def test_a_session_is_followed_without_reloading_until_it_ends(
    story: Story, live_site: str, open_page: Callable[..., Page]
) -> None:
    session, items = make_open_session(story.council, story.members, items=2)
    page = open_page()
    page.goto(f"{live_site}{session.get_absolute_url()}")
    assert page.locator("#now").inner_text() == "Ningún punto está en discusión ahora"

    items[1].state = "debated"
    items[1].save()
    Session.objects.filter(pk=session.pk).update(version=2)

    page.locator("#now", has_text=items[1].title).wait_for()
    assert items[1].title in page.locator("#announce").inner_text()

    Happening.objects.create(session=session, kind="closed", at=STARTS_AT)
    Session.objects.filter(pk=session.pk).update(state="closed", version=3)

    page.locator("#now", has_text="La sesión terminó").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5_000)
    assert asked == []


@pytest.mark.usefixtures("pages_kept")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_opened_before_the_session_begins_turns_live_by_itself(
    story: Story,
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    monkeypatch.setattr(live, "AWAITED_EVERY_S", 1)
    starts_at = timezone.now() + timedelta(hours=2)
    session = SessionFactory.create(body=story.council, starts_at=starts_at)
    items = [ItemFactory.create(body=story.council, session=session) for _time in range(2)]
    page = open_page(width=width)
    page.goto(f"{live_site}{session.get_absolute_url()}")
    page.evaluate("window.kept = true")
    fold = page.locator(f"#tema-{items[0].pk}")
    with page.expect_response("**/vivo/") as answer:
        pass
    assert answer.value.status == 204
    assert fold.is_visible()
    assert axe(page) == []

    Session.objects.filter(pk=session.pk).update(
        state="open", opened_at=timezone.now(), in_office=34, quorum_needed=18, version=2
    )

    page.locator("#now", has_text="Ningún punto está en discusión ahora").wait_for()
    assert "En sesión" in page.locator("#state").inner_text()
    assert "En sesión" in page.locator("#announce").inner_text()
    items[1].state = "debated"
    items[1].save()
    Session.objects.filter(pk=session.pk).update(version=3)
    page.locator("#now", has_text=items[1].title).wait_for()
    assert page.evaluate("window.kept")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert axe(page) == []


def test_without_script_the_session_is_whole_and_a_link_brings_what_is_new(
    story: Story, live_site: str, open_page: Callable[..., Page]
) -> None:
    session, items = make_open_session(story.council, story.members, items=2)
    page = open_page(scripts=False, width=360)
    page.goto(f"{live_site}{session.get_absolute_url()}")
    assert page.locator("#tema-" + str(items[0].pk)).is_visible()

    open_item(items[1], actor=SYSTEM)
    page.wait_for_timeout(2_100)  # browsers may keep it for two seconds
    page.get_by_role("link", name="Actualizar").click()

    assert items[1].title in page.locator("#now").inner_text()


def test_filters_change_only_the_results(story: Story, live_site: str, page: Page) -> None:
    page.goto(f"{live_site}/consejo/acuerdos/")
    page.evaluate("window.kept = true")
    page.locator("#facet-resultado a").first.click()
    page.wait_for_url("**/consejo/acuerdos/?resultado=approved")
    assert page.evaluate("window.kept")
    assert page.locator(".al-filters").get_by_text("Aprobado").is_visible()
