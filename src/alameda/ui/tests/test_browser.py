"""The pattern page in a browser: axe finds nothing, and nothing overflows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """
[...document.querySelectorAll("button, summary, input, select, nav a, .al-button, .al-link")]
  .filter((part) => part.checkVisibility() && !part.closest(".al-hide, .al-skip"))
  .filter((part) => {
    const box = part.getBoundingClientRect();
    return box.width && (box.height < 24 || box.width < 24);
  })
  .map((part) => part.outerHTML.slice(0, 90))
"""
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true })"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_overflows(
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
    theme: str,
) -> None:
    page = open_page(width=width, theme=theme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_site}/patrones/")
    page.wait_for_function("window.htmx")
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(SMALL_TARGETS) == []
    assert axe(page) == []
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []
    assert [line for line in said if "Content Security Policy" in line] == []


def test_zoomed_four_times_nothing_overflows(
    live_site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(width=320)
    page.goto(f"{live_site}/patrones/")
    assert page.evaluate(OVERFLOW) <= 0


def test_the_first_key_leads_to_the_content(live_site: str, page: Page) -> None:
    page.goto(f"{live_site}/en/patrones/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_without_scripts_colours_can_be_chosen(
    live_site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(scripts=False)
    page.goto(f"{live_site}/en/patrones/")
    light = page.locator("body").evaluate("part => getComputedStyle(part).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/en/patrones/")
    dark = page.locator("body").evaluate("part => getComputedStyle(part).backgroundColor")
    assert dark != light
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


@pytest.mark.urls("alameda.ui.tests.live_urls")
def test_a_filter_changes_only_the_results_and_says_so(
    live_site: str, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(f"{live_site}/list/")
    page.wait_for_function("window.htmx")
    page.evaluate("window.isSamePage = true")
    page.locator(".al-filters__clear").click()
    page.wait_for_url("**/list/?left=2")
    page.wait_for_function("document.getElementById('left').textContent === '2'")
    assert page.evaluate("window.isSamePage")
    assert page.locator("#announce").text_content() == "2 things"
    assert page.evaluate("document.activeElement.className") == "al-filters__clear"
    assert axe(page) == []
    page.go_back()
    page.wait_for_function("document.getElementById('left').textContent === '1'")
    page.locator("#away").click()
    page.wait_for_url("**/elsewhere/")
    assert page.locator("h1").text_content() == "Elsewhere"


@pytest.mark.urls("alameda.ui.tests.live_urls")
def test_without_scripts_a_filter_is_a_link(live_site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto(f"{live_site}/list/")
    page.locator(".al-filters__clear").click()
    page.wait_for_url("**/list/?left=2")
    assert page.locator("#left").text_content() == "2"
