"""Registering, correcting and withdrawing at the desk, as a person does it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.council.actions.items import put_on_agenda
from alameda.council.models import AgendaItem
from alameda.council.tests.factories import SECRETARY, ItemFactory, SessionFactory, make_council
from alameda.desk.investments.views.sheets import NEEDED
from alameda.desk.tests.walking import Walker, said
from alameda.documents.models import Document
from alameda.documents.tests.samples import plain_pdf
from alameda.investments.actions.registering import register_draft, register_initiative
from alameda.investments.models import Initiative, Registration
from alameda.investments.tests.factories import ComunaFactory, RegistrationFactory
from alameda.investments.tests.sheets import whole
from alameda.investments.tests.test_moves import actor_with
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db
NEW = "/mesa/iniciativas/nueva/"
PLANNER = actor_with("planner")


def typed(**change: object) -> dict[str, Any]:
    """Everything that the form asks for, well typed."""
    return {
        "name": "Construcción plaza El Sol",
        "kind": "project",
        "route": "sni",
        "stage": "execution",
        "sector": "deporte",
        "comunas": [ComunaFactory.create().cut] if "comunas" not in change else [],
        "formulator": "Municipalidad de Prueba",
        "executing_unit": "Municipalidad de Prueba",
        "beneficiaries_total": "1200",
        "beneficiaries_who": "Vecinas y vecinos",
        "amount_clp": "$ 250.000.000",
        "fund": "",
        "received_on": "2026-03-05",
        "letter": "Oficio 41/2026",
        "letter_on": "2026-03-02",
    } | change


def municipality(cut: str) -> Walker:
    clerk = Walker()
    RoleGrantFactory.create(person=clerk.person, role="municipal_formulator", comuna_cut=cut)
    return clerk


def value_of(html: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    assert found is not None, name
    held = re.search(r'value="([^"]*)"', found[0])
    return held[1] if held else ""


def test_everything_wrong_is_said_at_once_beside_each_field_and_stays_typed() -> None:
    desk = Walker("document_office")
    desk.open(NEW)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    desk.do("enter", status=422)
    empty = " ".join(said(desk.html))
    for label in ("Nombre", "Sector", "Comunas", "Unidad formuladora", "Monto solicitado"):
        assert f"{label}:" in empty

    desk.do(
        "enter",
        status=422,
        **typed(comunas=[], amount_clp="doscientos", received_on="2026-02-31", bip="40"),
    )
    wrong = " ".join(said(desk.html))
    assert "125.000.000" in wrong
    assert "toda la región" in wrong
    assert value_of(desk.html, "amount_clp") == "doscientos"
    assert value_of(desk.html, "name") == "Construcción plaza El Sol"
    desk.do("enter", status=422, **typed(received_on=tomorrow))
    assert "futuro" in " ".join(said(desk.html))
    assert not Initiative.objects.exists()
    assert not Entry.objects.exists()


def test_a_form_without_what_nobody_can_leave_out_is_drawn_again_in_words() -> None:
    desk = Walker("document_office")
    for act in ("save", "enter"):
        for name in sorted(NEEDED):
            desk.open(NEW)
            desk.do(act, status=422, **typed(**{name: ""}))
            assert said(desk.html), name
    assert not Initiative.objects.exists()


def test_a_form_that_is_sent_back_is_drawn_as_it_was_typed() -> None:
    desk = Walker("document_office")
    desk.open(NEW)
    desk.do("enter", status=200, **typed(), back="1")
    assert value_of(desk.html, "name") == "Construcción plaza El Sol"
    code = RegistrationFactory.create().initiative.code
    desk.open(f"{NEW.removesuffix('nueva/')}{code}/corregir/")
    desk.do("correct", status=200, name="Otro nombre", back="1")
    assert value_of(desk.html, "name") == "Otro nombre"
    assert not Entry.objects.exists()


def test_a_draft_is_saved_gone_on_with_and_entered() -> None:
    place = ComunaFactory.create()
    clerk = municipality(place.cut)
    clerk.open(NEW)
    page = clerk.do("save", name="Construcción plaza El Sol", amount_clp="90000000")
    row = Initiative.objects.get()
    assert page == f"/mesa/iniciativas/{row.code}/"
    assert (row.state, row.requested_clp, row.subject.visibility) == (
        "draft", 90_000_000, "internal",
    )  # fmt: skip
    for address in (f"/inversiones/{row.code}/", f"/api/v1/initiatives/{row.code}"):
        assert Client().get(address).status_code == 404
    assert municipality("00000").client.get(page).status_code == 404
    assert row.code in clerk.open("/mesa/iniciativas/")
    assert row.code in clerk.open("/mesa/")

    clerk.open(page)
    assert value_of(clerk.html, "amount_clp") == "90.000.000"
    paper = SimpleUploadedFile("Oficio 41.pdf", plain_pdf())
    clerk.do("save", letter_file=paper)
    assert "Oficio 41.pdf" in clerk.html
    clerk.do("enter", status=422)
    where = clerk.do("enter", **typed(comunas=[place.cut]))

    row.refresh_from_db()
    assert where == f"/inversiones/{row.code}/"
    sheet = Registration.objects.get(initiative=row)
    assert (row.state, row.entered_on) == ("entered", sheet.received_on)
    assert Document.objects.get().visibility == "public"
    assert Client().get(where).status_code == 200


def test_the_same_sending_twice_is_one_initiative() -> None:
    desk = Walker("document_office")
    desk.open(NEW)
    sent = desk.sent("enter", **typed())

    desk.post(sent)
    again = desk.client.post(NEW, sent)

    assert Initiative.objects.count() == 1
    assert again["Location"] == "/mesa/iniciativas/"


def test_a_twin_and_thousands_are_said_together_with_links_and_gone_on_with() -> None:
    place = ComunaFactory.create()
    first = register_initiative(whole(comunas=(place,)), actor=PLANNER)
    desk = Walker("planner")
    desk.open(NEW)
    assert "confirm_twin" not in desk.html

    desk.do("enter", status=422, **typed(comunas=[place.cut], amount_clp="250.000"))

    assert f'href="/mesa/iniciativas/{first.code}/"' in desk.html
    assert "¿Se escribió en miles" in desk.html
    assert "confirm_twin" in desk.html
    assert "confirm_amount" in desk.html
    assert Initiative.objects.count() == 1
    desk.do("enter", amount_clp="250.000.000", confirm_twin="on", status=302)
    assert Initiative.objects.count() == 2


def test_a_correction_offers_what_is_open_and_says_what_it_did() -> None:
    row = register_initiative(whole(fund=""), actor=PLANNER)
    desk = Walker("planner")
    desk.open(f"/mesa/iniciativas/{row.code}/")
    assert f"/mesa/iniciativas/{row.code}/corregir/" in desk.html
    desk.open(f"/mesa/iniciativas/{row.code}/corregir/")

    desk.do("correct", status=422, fund="FNDR")
    assert "Motivo:" in " ".join(said(desk.html))
    desk.do("correct", fund="FNDR", reason="El oficio lo dice")

    assert Entry.objects.get(verb="initiative.corrected").payload["after"] == {"fund": "FNDR"}
    Initiative.objects.update(state="in_execution")
    desk.open(f"/mesa/iniciativas/{row.code}/corregir/")
    assert 'name="amount_clp"' not in desk.html
    assert 'name="name"' in desk.html
    for role in ("treasury", "municipal_formulator"):
        stranger = Walker(role)
        stranger.open(f"/mesa/iniciativas/{row.code}/corregir/", status=403)


def test_two_corrections_at_once_are_told_apart() -> None:
    row = register_initiative(whole(), actor=PLANNER)
    first, second = Walker("planner"), Walker("planner")
    for desk in (first, second):
        desk.open(f"/mesa/iniciativas/{row.code}/corregir/")

    first.do("correct", fund="FRPD", reason="Uno")
    second.do("correct", fund="ISAR", reason="Otro", status=409)

    assert value_of(second.html, "fund") == "ISAR"
    assert Entry.objects.filter(verb="initiative.corrected").count() == 1


def test_a_draft_is_set_aside_and_an_initiative_withdrawn() -> None:
    place = ComunaFactory.create()
    draft = register_draft(whole(comunas=(place,)), actor=PLANNER)
    clerk = municipality(place.cut)
    clerk.open(f"/mesa/iniciativas/{draft.code}/retirar/")
    clerk.do("withdraw", reason="Repetida")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert not Entry.objects.exists()

    row = register_initiative(whole(comunas=(place,)), actor=PLANNER)
    clerk.open(f"/mesa/iniciativas/{row.code}/retirar/")
    clerk.do("withdraw", status=422, reason="")
    clerk.do("withdraw", reason="El municipio desiste")
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert Entry.objects.filter(verb="initiative.withdrawn").exists()
    clerk.open(f"/mesa/iniciativas/{row.code}/retirar/", status=403)


def test_nothing_goes_to_the_council_without_its_fund_and_the_refusal_leads_to_it() -> None:
    make_council(3)
    row = register_initiative(whole(fund=""), actor=PLANNER)
    Initiative.objects.update(state="prioritised")
    governor, planner = Walker("governor"), Walker("planner")
    governor.open(f"/mesa/consejo/enviar/{row.code}/")

    governor.do("send", status=422, document="Oficio 12")

    mend = f"/mesa/iniciativas/{row.code}/corregir/"
    assert f'href="{mend}"' in governor.html
    assert not AgendaItem.objects.exists()
    planner.open(mend)
    planner.do("correct", fund="FRPD", reason="Lo dice el CDP")
    governor.open(f"/mesa/consejo/enviar/{row.code}/")
    governor.do("send", document="Oficio 12")
    item = AgendaItem.objects.get()
    assert (item.amount_clp, item.fund) == (250_000_000, "FRPD")


def test_withdrawn_before_the_council_its_item_leaves_the_agenda() -> None:
    body, _members = make_council(3)
    row = register_initiative(whole(), actor=PLANNER)
    Initiative.objects.update(state="prioritised")
    governor = Walker("governor")
    governor.open(f"/mesa/consejo/enviar/{row.code}/")
    governor.do("send", document="Oficio 12")
    item = AgendaItem.objects.get()
    Walker("planner").open(f"/mesa/iniciativas/{row.code}/retirar/", status=403)
    session = SessionFactory.create(body=body, state="convened", agenda_published_at=None)
    put_on_agenda(item, session=session, actor=SECRETARY)
    secretary = Walker("council_secretary")
    secretary.open(f"/mesa/iniciativas/{row.code}/retirar/")

    secretary.do("withdraw", reason="El municipio desiste")

    row.refresh_from_db()
    item.refresh_from_db()
    assert (row.state, item.state) == ("withdrawn", "withdrawn")


def test_an_item_says_its_money_from_its_page_before_it_is_voted() -> None:
    body, _members = make_council(3)
    short: dict[str, Any] = {"state": "entered", "section": "", "amount_clp": None, "fund": ""}
    item = ItemFactory.create(body=body, business="budget_change", **short)
    session = SessionFactory.create(body=body, state="convened", agenda_published_at=None)
    secretary = Walker("council_secretary")
    page = f"/mesa/consejo/temas/{item.pk}/"
    secretary.open(page)
    secretary.do("schedule", status=422, session=session.code)
    assert f'href="{page}"' in secretary.html

    secretary.do("state", status=422, amount_clp="mil", fund="FNDR")
    secretary.do("state", amount_clp="1.500.000", fund="FNDR")
    secretary.do("schedule", session=session.code)

    item.refresh_from_db()
    assert (item.amount_clp, item.fund, item.state) == (1_500_000, "FNDR", "on_agenda")


def test_who_may_not_finds_no_form() -> None:
    row = register_draft(whole(), actor=PLANNER)
    RegistrationFactory.create()
    for address in ("", "nueva/", f"{row.code}/", f"{row.code}/corregir/", f"{row.code}/retirar/"):
        answer = Client().get(f"/mesa/iniciativas/{address}")
        assert answer.status_code in {302, 403}
        Walker("treasury").open(f"/mesa/iniciativas/{address}", status=403)
    other = Walker("governor")
    other.open(f"/mesa/iniciativas/{row.code}/")
    assert "<button" not in other.html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.django_db
def test_an_initiative_is_found_by_its_code_and_its_words() -> None:
    row = register_initiative(whole(), actor=PLANNER)
    desk = Walker("planner")

    for asked in (row.code, row.code.lower(), "plaza sol"):
        assert f"/mesa/iniciativas/{row.code}/" in desk.open(f"/mesa/iniciativas/?q={asked}")
    assert row.code not in desk.open("/mesa/iniciativas/?q=hospital")
    desk.open("/mesa/iniciativas/?q=%27(%26%21")
