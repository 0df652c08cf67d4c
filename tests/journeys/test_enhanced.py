"""What scripts add, and what the keyboard alone can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from alameda.investments.models import Initiative
from tests.journeys.watching import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOCUSED = "document.activeElement.id"


def test_a_facet_changes_only_the_results_and_back_undoes_it(
    watch: Callable[..., Watched],
) -> None:
    walk = watch("/inversiones/")
    page = walk.page
    page.wait_for_function("window.htmx")
    page.evaluate("window.isSamePage = true")
    whole = page.locator("#results").get_attribute("data-summary")
    facet = page.locator("#facet-estado a").first
    ident = facet.get_attribute("id")

    facet.click()
    page.wait_for_url("**/inversiones/?estado=*")
    page.wait_for_function(
        "before => document.getElementById('results')?.dataset.summary !== before", arg=whole
    )
    assert page.evaluate("window.isSamePage")
    assert page.evaluate(FOCUSED) == ident
    assert page.locator("#announce").text_content() != ""
    assert walk.faults() == []

    page.locator("#view-table").click()
    page.wait_for_url("**vista=tabla*")
    page.wait_for_selector("table.al-table")
    assert page.evaluate("window.isSamePage")
    assert walk.faults() == []
    page.go_back()
    page.wait_for_selector(".al-entries")
    page.go_back()
    page.wait_for_function(
        "before => document.getElementById('results')?.dataset.summary === before", arg=whole
    )
    assert page.url == f"{walk.site}/inversiones/"


def test_the_keyboard_alone_skips_the_header_and_filters(watch: Callable[..., Watched]) -> None:
    walk = watch("/inversiones/")
    page = walk.page
    page.wait_for_function("window.htmx")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ir al contenido"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "main"

    tab_to(page, "document.activeElement.id === 'ask-words'")
    page.keyboard.type("plaza")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=plaza*")
    tab_to(page, "document.activeElement.closest('#facet-estado li') !== null")
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
    page.keyboard.press("Enter")
    page.wait_for_url("**estado=*")
    assert "q=plaza" in page.url
    assert walk.faults() == []


def test_the_form_of_a_move_is_accessible_right_and_wrong(watch: Callable[..., Watched]) -> None:
    movable = ("in_evaluation", "missing_information", "objected")
    moving = Initiative.objects.filter(state__in=movable).order_by("-code")[0]
    for language, width, theme in (("es", 360, "dark"), ("en", 1280, "light")):
        walk = watch("/cuenta/demostracion/", language=language, width=width, theme=theme)
        page = walk.page
        name = {"es": "Analista de preinversión", "en": "Pre-investment analyst"}[language]
        page.get_by_role("button", name=name).click()
        assert walk.faults() == []
        walk.open(f"/{'en/' if language == 'en' else ''}inversiones/{moving.code}/mover/")
        assert walk.status == 200
        assert walk.faults() == []
        page.get_by_role("radio").first.check()
        page.locator(".al-form button[type=submit]").click()
        page.locator(".al-field--wrong").wait_for()
        assert walk.faults() == []


def tab_to(page: Page, condition: str) -> None:
    """Press the tabulator until the focus is there."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    message = f"The keyboard does not reach: {condition}"
    raise AssertionError(message)
