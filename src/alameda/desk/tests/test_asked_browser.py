"""The page that asks, in a browser: without scripts, narrow and wide, accessible; and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alameda.council.models import Session
from alameda.desk.tests.test_browser import OVERFLOW, sign_in
from alameda.desk.tests.walking import Walker, make_session, room
from alameda.documents.tests.test_making import make

if TYPE_CHECKING:
    from playwright.sync_api import Page

Opener = Callable[..., "Page"]
Axe = Callable[["Page"], list[str]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_session_is_closed_after_reading_what_is_left(
    live_site: str, open_page: Opener, axe: Axe, width: int
) -> None:
    session, _members, items = make_session(items=3)
    page = sign_in(open_page(width=width), live_site, Walker("council_secretary"))
    page.goto(f"{live_site}{room(session)}")
    page.locator("#close summary").click()
    page.get_by_role("button", name="Cerrar la sesión").click()
    page.get_by_role("heading", name="Qué va a ocurrir").wait_for()

    assert items[2].title in page.locator("main").inner_text()
    assert page.evaluate(OVERFLOW) == 0
    assert axe(page) == []
    page.get_by_role("button", name="Volver sin hacerlo").click()
    page.locator("#close").wait_for()
    assert Session.objects.get(pk=session.pk).state == "open"
    page.get_by_role("button", name="Cerrar la sesión").click()
    page.get_by_role("button", name="Cerrar la sesión").click()
    page.locator("#pendiente").wait_for()
    assert Session.objects.get(pk=session.pk).state == "closed"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_a_certificate_is_checked_by_its_code(
    live_site: str, open_page: Opener, axe: Axe, width: int
) -> None:
    document = make("council_certificate", title="Certificado del acuerdo A-2026-0123")
    page = open_page(width=width)

    page.goto(f"{live_site}{document.get_absolute_url()}")

    assert document.code in page.locator("main").inner_text()
    assert page.evaluate(OVERFLOW) == 0
    assert axe(page) == []
