"""The public pages in a browser: accessible, without scripts, at every width and theme."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from alameda.investments.tests.factories import InitiativeFactory
from alameda.territory.models import Comuna, Province, Region

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATHS = (
    "/",
    "/territorio/",
    "/territorio/99101/",
    "/buscar/?q=plaza",
    "/acerca/",
    "/inversiones/?comuna=99101",
    "/inversiones/?vista=tabla",
    "/inversiones/?vista=mosaico",
    "/inversiones/?vista=tiempo",
    "/inversiones/?color=azul&q=xyzzyxq",
)


@pytest.fixture
def works(transactional_db: None) -> None:
    region = Region.objects.create(code="test", cut="99", name="R", government="G", capital="C")
    province = Province.objects.create(cut="991", name="Provincia", region=region)
    for number, name in ((1, "Aromos"), (2, "Boldos")):
        comuna = Comuna.objects.create(
            cut=f"9910{number}",
            name=name,
            sort_name=name.lower(),
            province=province,
            population=1_000 * number,
            tile_x=number,
            tile_y=1,
        )
        late = InitiativeFactory.create(
            code=f"L-{number}",
            name=f"Reposición plaza {name}",
            entered_on=date(2019, 1, 1),
            planned_end_on=date(2020, 1, 1),
            approved_clp=27_624_000_000,
            paid_clp=22_981_000_000,
            physical_pct=41,
        )
        late.comunas.add(comuna)
        InitiativeFactory.create(code=f"D-{number}", state="draft").comunas.add(comuna)


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_and_nothing_overflows(
    works: None,
    live_site: str,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    path: str,
) -> None:
    for prefix, width, theme in (("", 1280, "light"), ("/en", 360, "dark")):
        page = open_page(width=width, theme=theme)
        page.goto(live_site + prefix + path)

        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_facet_changes_only_the_results(
    works: None, live_site: str, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(f"{live_site}/inversiones/")
    page.evaluate("window.stayed = true")

    page.get_by_role("link", name="Aromos").first.click()
    page.wait_for_url("**/?comuna=99101")

    assert page.evaluate("window.stayed") is True
    assert page.locator(".al-entry").count() == 2
    assert "2 iniciativas" in page.locator("#announce").inner_text()
    assert axe(page) == []


def test_the_walk_to_ones_comuna_needs_no_script(
    works: None, live_site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(width=360, scripts=False)
    page.goto(live_site)
    page.get_by_label("Su comuna").select_option("99101")
    page.get_by_role("button", name="Ver", exact=True).click()
    assert page.url.endswith("/territorio/99101/")

    page.get_by_role("link", name="Ver cada una").click()
    assert page.url.endswith("/inversiones/?comuna=99101")
    page.get_by_label("Palabras, código o BIP").fill("D-1")
    page.get_by_role("button", name="Buscar").last.click()

    assert page.url.endswith("/inversiones/?q=D-1&comuna=99101")
    assert page.locator(".al-entry").count() == 1
