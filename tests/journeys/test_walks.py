"""What people come to do, without scripts: the resident, the auditor and the civil servant."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from alameda.investments.models import Initiative, StateChange
from alameda.record.selectors import has_pending
from tests.journeys.conftest import Site
from tests.journeys.watching import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

LATE = "99000002-0"


def test_a_resident_finds_her_comuna_and_narrows_the_list(watch: Callable[..., Watched]) -> None:
    comuna = Initiative.objects.get(code=LATE).comunas.order_by("cut")[0]
    walk = watch("/", width=360, scripts=False)
    page = walk.page
    page.get_by_label("Su comuna").select_option(comuna.cut)
    page.get_by_role("button", name="Ver", exact=True).click()
    assert page.url == f"{walk.site}/territorio/{comuna.cut}/"
    assert page.locator("h1").inner_text() == comuna.name
    assert page.locator("#late").count() == 1

    page.get_by_role("link", name="Ver cada una").click()
    assert page.url.endswith(f"/inversiones/?comuna={comuna.cut}")
    everything = page.locator(".al-entry").count()
    page.locator(".al-facets > summary").click()
    if not page.locator("#facet-estado a").first.is_visible():
        page.locator("#facet-estado > summary").click()
    page.locator("#facet-estado a").first.click()
    assert f"comuna={comuna.cut}&estado=" in page.url
    assert 0 < page.locator(".al-entry").count() <= everything
    page.get_by_label("Orden").select_option("monto")
    page.locator(".al-ask").get_by_role("button", name="Buscar").click()
    assert "orden=monto" in page.url
    assert "estado=" in page.url
    for view, shown in (("table", "table.al-table"), ("mosaic", ".al-mosaic__tiles")):
        page.locator(f"#view-{view}").click()
        assert page.locator(shown).first.is_visible()
        assert walk.faults() == []


def test_a_resident_reads_why_it_is_late_down_to_its_proof(watch: Callable[..., Watched]) -> None:
    walk = watch(f"/inversiones/?q={LATE}", width=360, scripts=False)
    page = walk.page
    page.locator(f".al-entry a[href*='{LATE}']").click()
    assert page.url == f"{walk.site}/inversiones/{LATE}/"
    assert "atras" in page.locator(".al-hero").inner_text().lower()
    counting = page.locator(".al-clock details").first
    counting.locator("summary").click()
    assert counting.locator("li, p").first.is_visible()

    entry = page.locator("details", has=page.locator("a[href*='/registro/']")).first
    entry.locator("summary").click()
    entry.get_by_role("link", name="Ver su prueba").click()
    assert "/registro/" in page.url
    assert LATE in page.locator("main").inner_text()
    assert page.locator(".al-proof li").count() > 3
    assert walk.faults() == []


def test_an_auditor_checks_an_entry_and_counts_what_was_downloaded(
    watch: Callable[..., Watched], site: Site
) -> None:
    walk = watch("/registro/", language="en", scripts=False)
    page = walk.page
    page.locator(".al-entry a").first.click()
    assert re.search(r"/en/registro/\d+/$", page.url)
    hashes = page.locator(".al-proof .al-hash").all_inner_texts()
    signed = page.request.get(f"{site.url}/record/checkpoint").text()
    assert len(signed.splitlines()[2]) == 44  # the root, in base64
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in hashes)
    page.get_by_role("link", name="Previous").click()
    assert page.locator(".al-proof li").count() > 3

    walk.open("/en/inversiones/?estado=works")
    said = page.locator("#results").get_attribute("data-summary") or ""
    count = int(re.findall(r"[\d,]+", said)[0].replace(",", ""))
    assert 0 < count < Initiative.objects.count()
    with page.expect_download() as loading:
        page.locator(".al-downloads a", has_text="CSV").click()
    text = loading.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    address = page.locator(".al-downloads a", has_text="JSON").get_attribute("href") or ""
    told = page.request.get(site.url + address).json()["initiatives"]
    assert len(rows) == len(told) == count
    assert {row["code"] for row in rows} == {row["code"] for row in told}


def enter_as_analyst(walk: Watched) -> None:
    walk.page.get_by_role("button", name="Analista de preinversión").click()
    assert walk.page.url == f"{walk.site}/mesa/"


def in_evaluation() -> Initiative:
    found = Initiative.objects.filter(state="in_evaluation").order_by("code").first()
    assert found is not None, "the demonstration has nothing in evaluation"
    return found


def test_an_analyst_moves_an_initiative_after_a_wrong_form(watch: Callable[..., Watched]) -> None:
    moved = in_evaluation()
    walk = watch("/cuenta/demostracion/", width=360, scripts=False)
    page = walk.page
    enter_as_analyst(walk)
    walk.open(f"/inversiones/{moved.code}/")
    page.get_by_role("link", name="Avanzar un paso").click()
    page.get_by_role("radio", name="Recomendada").check()
    page.get_by_label("Motivo").fill("Cumple con todo lo pedido.")
    page.get_by_role("button", name="Avanzar y publicar").click()
    assert_only_the_document_is_asked_for(page)
    assert walk.faults() == []
    assert not StateChange.objects.filter(initiative=moved, to_state="recommended").exists()

    page.get_by_role("textbox", name="Documento").fill("Informe 12/2026")
    page.get_by_role("button", name="Avanzar y publicar").click()
    assert "Qué va a ocurrir" in page.locator("main").inner_text()
    assert walk.faults() == []
    page.get_by_role("button", name="Avanzar y publicar").click()
    assert page.url == f"{walk.site}/inversiones/{moved.code}/"
    assert "Recomendada" in page.locator(".al-hero").inner_text()
    assert "así consta en el registro" in page.locator("main").inner_text()
    assert "Informe 12/2026" in page.locator("main").inner_text()
    assert "Recomendada" in page.locator(".al-thread").first.inner_text()
    wait_for_record()
    walk.open(f"/registro/?codigo={moved.code}")
    page.locator(".al-entry a").first.click()
    assert "Informe 12/2026" in page.locator("main").inner_text()
    assert page.locator(".al-proof li").count() > 3


def assert_only_the_document_is_asked_for(page: Page) -> None:
    wrong = page.locator(".al-field--wrong")
    assert wrong.count() == 1
    assert "Documento" in wrong.inner_text()
    assert wrong.locator(".al-field__error").is_visible()
    assert page.get_by_role("alert").get_by_role("link").count() == 1
    assert page.get_by_label("Motivo").input_value() == "Cumple con todo lo pedido."
    assert page.get_by_role("radio", name="Recomendada").is_checked()


def wait_for_record() -> None:
    """Wait until the sequencer, which looks every second, has placed every fact."""
    limit = time.monotonic() + 20
    while has_pending():
        assert time.monotonic() < limit, "the sequencer does not place the facts"
        time.sleep(0.1)


def test_the_same_form_sent_twice_makes_one_move(watch: Callable[..., Watched]) -> None:
    moved = in_evaluation()
    walk = watch("/cuenta/demostracion/", scripts=False)
    enter_as_analyst(walk)
    tabs = [walk.page, walk.page.context.new_page()]
    for tab in tabs:
        tab.goto(f"{walk.site}/inversiones/{moved.code}/mover/")
        fill_objection(tab)
    answers = []
    for tab in tabs:
        tab.get_by_role("button", name="Avanzar y publicar").click()
    for tab in tabs:
        tab.get_by_role("button", name="Avanzar y publicar").click()
        answers.append(tab.locator("main").inner_text())

    assert "así consta en el registro" in answers[0]
    assert "Cambió mientras usted estaba aquí" in answers[1]
    assert tabs[1].get_by_role("textbox", name="Documento").input_value() == "Oficio 34"
    moves = StateChange.objects.filter(initiative=moved, document="Oficio 34")
    assert [move.happened_on for move in moves] == [timezone.localdate()]

    # By the back button comes the form as it is now, or as it was: neither repeats the move.
    walk.page.goto(f"{walk.site}/inversiones/{moved.code}/mover/")
    if walk.page.get_by_role("radio", name="Objetada").count():
        fill_objection(walk.page)
        walk.page.get_by_role("button", name="Avanzar y publicar").click()
        assert "Cambió mientras usted estaba aquí" in walk.page.locator("main").inner_text()
    assert moves.count() == 1


def fill_objection(page: Page) -> None:
    page.get_by_role("radio", name="Objetada").check()
    page.get_by_role("textbox", name="Documento").fill("Oficio 34")
