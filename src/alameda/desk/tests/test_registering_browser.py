"""A planner registers the first initiative of an empty instance, with everything wrong first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alameda.council.models import AgendaItem
from alameda.council.tests.factories import make_council
from alameda.desk.tests.test_browser import OVERFLOW, Axe, Opener, sign_in
from alameda.desk.tests.walking import Walker
from alameda.investments.models import Initiative
from alameda.investments.tests.factories import ComunaFactory
from alameda.record.models import Entry

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NAME = "Construcción plaza Los Aromos"


def fill(page: Page, **typed: str) -> None:
    for name, value in typed.items():
        page.locator(f'main [name="{name}"]').first.fill(value)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def whole(page: Page, comuna: str) -> None:
    """Everything that the form asks for but the fund, well typed."""
    fill(
        page,
        name=NAME,
        formulator=f"Municipalidad de {comuna}",
        executing_unit=f"Municipalidad de {comuna}",
        beneficiaries_total="1200",
        beneficiaries_who="Vecinas y vecinos de la villa",
        amount_clp="250.000.000",
        received_on=(timezone.localdate() - timedelta(days=40)).isoformat(),
        letter="Oficio 41",
        letter_on=(timezone.localdate() - timedelta(days=43)).isoformat(),
    )
    page.get_by_label("Sector").select_option("deporte")
    page.get_by_label(comuna, exact=True).check()


def register(page: Page, live_site: str, axe: Axe, comuna: str) -> Initiative:
    """Everything wrong, then a draft, then entered."""
    page.goto(f"{live_site}/mesa/")
    page.get_by_role("link", name="Registrar una iniciativa").click()
    look(page, axe)
    press(page, "Ingresar y publicar")
    assert "Unidad formuladora" in page.locator(".al-errors").inner_text()
    look(page, axe)
    whole(page, comuna)
    page.get_by_label(comuna, exact=True).uncheck()
    tomorrow = timezone.localdate() + timedelta(days=1)
    fill(page, amount_clp="doscientos cincuenta", received_on=tomorrow.isoformat())
    press(page, "Ingresar y publicar")
    wrong = page.locator(".al-errors").inner_text()
    assert "125.000.000" in wrong
    assert "toda la región" in wrong
    assert page.locator('[name="amount_clp"]').input_value() == "doscientos cincuenta"
    assert not Initiative.objects.exists()
    whole(page, comuna)
    press(page, "Guardar borrador")
    draft = Initiative.objects.get()
    assert (draft.state, Entry.objects.filter(subject=draft.code).exists()) == ("draft", False)
    press(page, "Ingresar y publicar")
    assert page.url.endswith(f"/inversiones/{draft.code}/")
    return draft


def doubt(page: Page, live_site: str, axe: Axe, row: Initiative, comuna: str) -> None:
    """The same again, in thousands: both are said, and nothing is saved."""
    page.goto(f"{live_site}/mesa/iniciativas/nueva/")
    whole(page, comuna)
    fill(page, amount_clp="250.000")
    press(page, "Ingresar y publicar")
    told = page.locator("main").inner_text()
    assert row.code in told
    assert "miles de pesos" in told
    look(page, axe)
    assert Initiative.objects.count() == 1


def correct(page: Page, live_site: str, axe: Axe, row: Initiative, **typed: str) -> None:
    """Correct it from its page at the desk."""
    page.goto(f"{live_site}/mesa/iniciativas/{row.code}/")
    page.get_by_role("link", name="Corregir la iniciativa").click()
    look(page, axe)
    fill(page, **typed)
    press(page, "Corregir y publicar")


def send(page: Page, live_site: str, row: Initiative) -> None:
    page.goto(f"{live_site}/mesa/consejo/enviar/{row.code}/")
    fill(page, document="Oficio 12")
    press(page, "Enviarla al Consejo")


def look(page: Page, axe: Axe) -> None:
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_an_initiative_is_registered_doubted_corrected_and_sent(
    live_site: str, open_page: Opener, axe: Axe, width: int
) -> None:
    make_council(3)
    comuna = ComunaFactory.create(name="Los Aromos").name
    page = sign_in(open_page(width=width), live_site, Walker("planner"))
    row = register(page, live_site, axe, comuna)
    doubt(page, live_site, axe, row, comuna)
    correct(page, live_site, axe, row, amount_clp="260.000.000", reason="El oficio trae otro monto")
    assert "260.000.000" in page.locator("main").inner_text()
    assert Entry.objects.filter(verb="initiative.corrected").count() == 1

    Initiative.objects.update(state="prioritised")
    governor = sign_in(open_page(width=width), live_site, Walker("governor"))
    send(governor, live_site, row)
    assert "No dice su fondo" in governor.locator("main").inner_text()
    assert governor.get_by_role("link", name="Complétela aquí.").count() >= 1
    look(governor, axe)
    assert not AgendaItem.objects.exists()

    correct(page, live_site, axe, row, fund="FNDR", reason="Lo dice el certificado del fondo")
    send(governor, live_site, row)
    item = AgendaItem.objects.get()
    assert (item.amount_clp, item.fund) == (260_000_000, "FNDR")
