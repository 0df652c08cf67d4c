"""What browser tests stand on: it opens the site, and axe can say no."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.mark.django_db(transaction=True)
def test_a_browser_opens_the_site_as_narrow_and_as_plain_as_asked(
    live_site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(width=360, theme="dark", scripts=False)
    answer = page.goto(f"{live_site}/health/ready")
    assert answer
    assert answer.status == 200
    assert page.inner_text("body").strip() == "ready"
    assert page.viewport_size == {"width": 360, "height": 800}


def test_axe_finds_a_fault_where_there_is_one_and_none_where_there_is_none(
    page: Page, axe: Callable[[Page], list[str]]
) -> None:
    whole = '<html lang="es"><title>Plaza</title><main><h1>Plaza</h1>{}</main></html>'
    page.set_content(whole.format(""))
    assert axe(page) == []

    page.set_content(whole.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    [fault] = axe(page)
    assert fault.startswith("image-alt: ")
