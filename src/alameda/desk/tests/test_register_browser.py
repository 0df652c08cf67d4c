"""A region with nothing in it, in a browser: from the empty desk to its first session convened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alameda.council.models import Councillor, Mandate, Matter, Membership, Session
from alameda.desk.tests.walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Opener = Callable[..., "Page"]
Axe = Callable[["Page"], list[str]]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BEGAN, ENDS = "2025-01-06", "2029-01-05"
MEMBERS = (
    ("Ana", "Pinto Rojas", "Norte"),
    ("Luis", "Soto Tapia", "Norte"),
    ("Rosa", "de la Fuente Díaz", "Norte"),
    ("Iván", "Lagos Mena", "Sur"),
    ("Elsa", "Urra Vidal", "Sur"),
)

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """The secretary at the desk of an empty region."""

    def __init__(self, page: Page, site: str, axe: Axe | None) -> None:
        walker = Walker("council_secretary")
        cookie = walker.client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        self.page, self.site, self.axe = page, site, axe

    def open(self, path: str) -> None:
        """Open a page of the desk, and look at it."""
        self.page.goto(f"{self.site}/mesa/consejo/{path}")
        self.look()

    def look(self) -> None:
        """Nothing overflows; where scripts run, axe finds nothing."""
        assert self.page.evaluate(OVERFLOW) <= 0 if self.axe else True
        if self.axe:
            assert self.axe(self.page) == []

    def unfold(self, title: str) -> Locator:
        """The form under a fold, opened."""
        fold = self.page.locator("details.al-act", has_text=title).first
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        return fold

    def sit(self, given: str, surnames: str, place: str) -> None:
        """Enter a member."""
        form = self.unfold("Ingresar a un integrante")
        form.get_by_label("Nombres").fill(given)
        form.get_by_label("Apellidos").fill(surnames)
        if place:
            form.get_by_label("Circunscripción").select_option(label=place)
        else:
            form.get_by_label("Gobernador regional").check()
        form.get_by_label("Primer día").fill(BEGAN)
        form.get_by_label("Último día").fill(ENDS)
        form.get_by_role("button", name="Ingresar").click()
        self.page.get_by_role("link", name=f"{given} {surnames}").wait_for()


def set_up(desk: Desk) -> None:
    """The Council, its places and a bloc."""
    desk.page.get_by_role("link", name="Registre el Consejo").click()
    desk.page.get_by_label("Desde cuándo").fill(BEGAN)
    desk.page.get_by_role("button", name="Registrar", exact=True).click()
    for name, seats in (("Norte", "3"), ("Sur", "2")):
        form = desk.unfold("Ingresar una circunscripción")
        form.get_by_label("Nombre").fill(name)
        form.get_by_label("Escaños").fill(seats)
        form.get_by_role("button", name="Ingresar").click()
        desk.page.get_by_text(f"{name}: 0 de {seats} escaños ocupados").wait_for()


def make_a_committee(desk: Desk) -> None:
    """A committee with its chair."""
    desk.open("comisiones/")
    form = desk.unfold("Crear una comisión")
    form.get_by_label("Nombre").fill("Comisión de Salud")
    form.get_by_label("Primer día").fill(BEGAN)
    form.get_by_role("button", name="Registrar").click()
    desk.look()
    form = desk.unfold("Sumar a un integrante")
    form.get_by_label("Integrante", exact=True).select_option(label="Elsa Urra Vidal")
    form.get_by_label("Cargo").select_option(label="Presidencia de comisión")
    form.get_by_label("Primer día").fill(BEGAN)
    form.get_by_role("button", name="Sumar").click()
    desk.look()


def put_a_matter(desk: Desk) -> None:
    """A concession, registered and put before the Council."""
    desk.open("materias/nueva/")
    desk.page.get_by_label("Título").fill("Concesión de la plaza")
    desk.page.get_by_role("button", name="Registrarla").click()
    desk.look()
    desk.page.get_by_role("button", name="Presentarla al Consejo").click()


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_an_empty_region_comes_to_its_first_session(
    live_site: str,
    open_page: Opener,
    axe: Axe,
    width: int,
    scripts: bool,
) -> None:
    desk = Desk(open_page(width=width, scripts=scripts), live_site, axe if scripts else None)
    desk.open("sesiones/nueva/")

    set_up(desk)
    for given, surnames, place in MEMBERS:
        desk.sit(given, surnames, place)
    desk.sit("Eva", "Vera Mora", "")
    desk.look()
    make_a_committee(desk)
    put_a_matter(desk)
    desk.open("sesiones/nueva/")
    starts_at = timezone.localtime() + timedelta(days=9)
    desk.page.get_by_label("Primera citación").fill(f"{starts_at:%Y-%m-%d}T09:00")
    desk.page.get_by_label("Lugar").fill("Sala del Consejo")
    desk.page.get_by_role("button", name="Convocarla").click()
    desk.page.locator("form:has([name=confirm]) button").first.wait_for()
    desk.look()
    desk.page.get_by_role("button", name="Convocarla").click()
    desk.page.wait_for_url("**/mesa/consejo/sesiones/S-*/")

    assert Mandate.objects.count() == 6
    assert Councillor.objects.filter(mandates__kind="governor").get().name == "Eva Vera Mora"
    assert Membership.objects.get().post == "chair"
    assert Matter.objects.get().title in desk.page.content()
    assert Session.objects.get().body.kind == "council"
    desk.look()
