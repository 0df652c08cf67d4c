"""An empty instance in a browser: its first operator comes in, adds a planner, who comes in too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from alameda.accounts.models import Person, RoleGrant, Unit
from alameda.cli.person import add_operator
from alameda.foundation.actor import SYSTEM
from alameda.investments.models import Initiative
from alameda.record.models import Entry
from alameda.territory.actions import load_region

if TYPE_CHECKING:
    from playwright.sync_api import Page

Opener = Callable[..., "Page"]
Axe = Callable[["Page"], list[str]]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PASSWORD = "una alameda con mucha sombra"

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Visit:
    """Somebody before a page, each step of which is looked at; without scripts axe cannot run."""

    page: Page
    site: str
    axe: Axe | None

    def look(self) -> None:
        """Nothing is wrong for who cannot see, and nothing is too wide."""
        if self.axe is not None:
            assert self.axe(self.page) == [], self.page.url
            assert self.page.evaluate(OVERFLOW) <= 0, self.page.url

    def press(self, name: str, role: Any = "button") -> None:
        """Press a button or follow a link, and look at where it leads."""
        self.page.get_by_role(role, name=name).first.click()
        self.look()

    def fill(self, **typed: str) -> None:
        """Fill fields by their label, with ``_`` for a space."""
        for label, value in typed.items():
            self.page.get_by_label(label.replace("_", " ")).first.fill(value)

    def choose_password(self, link: str) -> None:
        """Follow an invitation, and first choose a password that will not do."""
        self.page.goto(link)
        self.look()
        for password in ("corta", PASSWORD):
            self.page.get_by_label("Contraseña", exact=True).fill(password)
            self.page.get_by_label("La contraseña, otra vez").fill(password)
            self.press("Guardar la contraseña y entrar")
        self.page.wait_for_url(f"{self.site}/mesa/")


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_the_first_operator_and_the_first_planner_of_an_empty_region_come_in(
    live_site: str, open_page: Opener, axe: Axe, settings: Any, width: int, scripts: bool
) -> None:
    settings.BASE_URL = live_site
    load_region("santiago", actor=SYSTEM)
    link = add_operator(email="ana@example.org", name="Ana Pérez")
    page = open_page(width=width, scripts=scripts)
    visit = Visit(page, live_site, axe if scripts else None)

    visit.choose_password(link)
    add_unit(visit)
    invitation = add_planner(visit)
    page.context.clear_cookies()
    visit.choose_password(invitation)

    assert page.get_by_role("link", name="Personas").count() == 0
    page.goto(invitation)
    page.get_by_text("Esta invitación ya no sirve").first.wait_for()
    visit.look()
    grant = RoleGrant.objects.get(person__email="blas@example.org")
    assert (grant.role, grant.unit) == ("planner", Unit.objects.get(code="diplade"))
    assert Person.objects.get(email="ana@example.org").has_usable_password()


def test_a_municipality_comes_in_on_a_phone_without_scripts_and_enters_its_first_initiative(
    live_site: str, open_page: Opener, settings: Any
) -> None:
    settings.BASE_URL = live_site
    load_region("santiago", actor=SYSTEM)
    link = add_operator(email="operador@example.org", name="Prueba Operador")
    page = open_page(width=360, scripts=False)
    visit = Visit(page, live_site, None)
    visit.choose_password(link)
    invitation = add_formulator(visit)
    page.context.clear_cookies()

    visit.choose_password(invitation)
    visit.press("Registrar una iniciativa", "link")
    visit.fill(Nombre="Mejoramiento cancha de prueba")
    visit.press("Guardar borrador")
    assert not Entry.objects.filter(subject=Initiative.objects.get().code).exists()
    page.goto(f"{live_site}/mesa/")
    visit.press("Seguir con el borrador", "link")
    assert page.locator('[name="comunas"]').count() == 1
    enter_whole(visit)

    entered = Initiative.objects.get()
    assert page.url.endswith(f"/inversiones/{entered.code}/")
    assert [place.name for place in entered.comunas.all()] == ["Lampa"]
    page.context.clear_cookies()
    page.goto(f"{live_site}/territorio/13302/")
    visit.press("Mejoramiento cancha de prueba", "link")
    page.get_by_text("Oficina de partes").first.wait_for()


def enter_whole(visit: Visit) -> None:
    """Fill what the draft still lacks, and enter it."""
    today = timezone.localdate()
    visit.page.get_by_label("Sector").select_option("deporte")
    typed = {
        "formulator": "Municipalidad de Lampa",
        "executing_unit": "Municipalidad de Lampa",
        "beneficiaries_total": "1200",
        "beneficiaries_who": "Vecinas y vecinos",
        "amount_clp": "180.000.000",
        "received_on": today.isoformat(),
        "letter": "Oficio 41",
        "letter_on": today.isoformat(),
    }
    for name, value in typed.items():
        visit.page.locator(f'[name="{name}"]').fill(value)
    visit.press("Ingresar y publicar")


def add_formulator(visit: Visit) -> str:
    """The operator adds who formulates for one comuna; the link of the invitation."""
    visit.press("Personas", "link")
    visit.press("Agregar a una persona", "link")
    visit.fill(Nombre="Prueba Municipal", Correo="municipal@example.org")
    visit.page.get_by_label("Rol").select_option(label="Formulación municipal (de una comuna)")
    visit.page.get_by_label("Comuna").select_option(label="Lampa")
    visit.press("Agregar")
    return visit.page.get_by_label("Enlace de la invitación").input_value()


def add_unit(visit: Visit) -> None:
    """The operator adds the first unit of the chart."""
    visit.press("Unidades", "link")
    visit.page.get_by_text("Agregar una unidad").click()
    visit.fill(Nombre="División de Planificación", Sigla="DIPLADE")
    visit.press("Agregar")
    visit.page.get_by_text("Unidad agregada").wait_for()


def add_planner(visit: Visit) -> str:
    """The operator mistypes an address, then adds a planner; the link of the invitation."""
    page = visit.page
    page.goto(f"{visit.site}/mesa/")
    visit.press("Personas", "link")
    visit.press("Agregar a una persona", "link")
    visit.fill(Nombre="Blas Soto", Correo="ana@example.org")
    page.get_by_label("Rol").select_option(label="Planificación")
    page.get_by_label("Unidad").select_option(label="División de Planificación")
    visit.fill(Acto_de_nombramiento="Resolución exenta 123 de 2026")
    visit.press("Agregar")
    page.get_by_text("Ya hay una cuenta").first.wait_for()
    visit.fill(Correo="Blas@Example.org")
    visit.press("Agregar")
    invitation = page.get_by_label("Enlace de la invitación").input_value()
    visit.press("Continuar", "link")
    page.get_by_text("Resolución exenta 123 de 2026", exact=True).wait_for()
    assert page.get_by_text("Con invitación").is_visible()
    assert invitation not in page.content()
    return invitation
