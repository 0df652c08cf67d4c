"""Registering an initiative: a draft kept and gone on with, and entered on its true day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alameda.accounts.models import Organisation
from alameda.documents.models import Document
from alameda.documents.tests.samples import plain_pdf
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StaleError,
)
from alameda.intake.models import WrittenName
from alameda.intake.selectors.names import names_to_review
from alameda.investments.actions.moves import move_initiative
from alameda.investments.actions.registering import (
    change_draft,
    enter_draft,
    register_draft,
    register_initiative,
)
from alameda.investments.models import Initiative, Registration
from alameda.investments.selectors.initiatives import get_initiative
from alameda.investments.selectors.sheets import sheet_of
from alameda.investments.tests.factories import ComunaFactory, InitiativeFactory
from alameda.investments.tests.sheets import LETTER_ON, RECEIVED_ON, whole
from alameda.investments.tests.test_moves import actor_with
from alameda.record.models import Entry
from alameda.thread.models import Subject

PLANNER = actor_with("planner")
pytestmark = [pytest.mark.django_db, pytest.mark.acts_told]


def formulator(cut: str = "") -> Actor:
    """Somebody of a municipality, who does not work in the regional government."""
    grants = frozenset({Grant(role="municipal_formulator", comuna=cut)})
    return Actor(kind="person", person_id=7, grants=grants)


def far(days: int = 1) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_an_entered_initiative_says_all_of_its_sheet_in_public() -> None:
    place = ComunaFactory.create()

    row = register_initiative(whole(comunas=(place,), bip="40030997"), actor=PLANNER)
    other = register_initiative(
        whole(comunas=(place,), name="Reposición sede vecinal Norte"), actor=PLANNER
    )

    assert row.code != other.code
    assert row.code.startswith(f"INV-{timezone.localdate().year}-")
    assert (row.bip, row.state, row.year) == ("40030997-0", "entered", 2026)
    assert (row.state_since, row.entered_on) == (RECEIVED_ON, RECEIVED_ON)
    assert (row.requested_clp, row.is_region_wide) == (250_000_000, False)
    assert row.subject.visibility == Subject.Visibility.PUBLIC
    assert (row.subject.comuna, row.subject.state) == (place, "entered")
    change = row.state_changes.get()
    assert (change.to_state, change.happened_on, change.document) == (
        "entered", RECEIVED_ON, "Oficio 41/2026",
    )  # fmt: skip
    (entry,) = Entry.objects.filter(subject=row.code).exclude(verb="rows.written")
    assert entry.verb == "initiative.registered"
    said = entry.payload
    assert (said["state"], said["requested_clp"], said["fund"]) == ("entered", 250_000_000, "FNDR")
    assert (said["received_on"], said["letter_on"]) == ("2026-03-05", "2026-03-02")
    assert (said["comunas"], said["is_region_wide"]) == ([place.cut], False)
    assert said["formulator"] == row.formulator.slug  # type: ignore[union-attr]  # it is entered


def test_a_draft_is_kept_with_what_is_known_and_nothing_of_it_is_public() -> None:
    place = ComunaFactory.create()
    short = whole(
        comunas=(place,), sector="", formulator="", amount_clp=None, received_on=None,
        letter_on=None, letter="", fund="",
    )  # fmt: skip

    row = register_draft(short, actor=formulator(place.cut))

    assert (row.state, row.subject.visibility) == ("draft", "internal")
    assert not Entry.objects.exists()
    assert not Organisation.objects.exists()
    for seen in (formulator(place.cut), PLANNER, formulator()):
        assert get_initiative(row.code, actor=seen) == row
    for hidden in (VISITOR, formulator("00000"), Actor(kind="person", person_id=9)):
        with pytest.raises(NotFoundError):
            get_initiative(row.code, actor=hidden)

    fuller = replace(sheet_of(row), formulator="Municipalidad de Prueba", amount_clp=90_000_000)
    changed = change_draft(row, fuller, version=row.version, actor=formulator(place.cut))
    assert (changed.requested_clp, changed.version) == (90_000_000, 2)
    assert sheet_of(changed).formulator == "Municipalidad de Prueba"
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"name": "  "}, BadInputError, "name"),
        ({"name": "x" * 401}, BadInputError, "name"),
        ({"name": "plaza\x00"}, BadInputError, "name"),
        ({"kind": "palace"}, BadInputError, "kind"),
        ({"route": "shortcut"}, BadInputError, "route"),
        ({"stage": "dream"}, BadInputError, "stage"),
        ({"sector": "magia"}, BadInputError, "sector"),
        ({"bip": "4003"}, BadInputError, "bip"),
        ({"bip": "40039999-0"}, RuleBrokenError, "bip"),
        ({"amount_clp": 0}, BadInputError, "amount_clp"),
        ({"amount_clp": -4}, BadInputError, "amount_clp"),
        ({"amount_clp": 10**16}, BadInputError, "amount_clp"),
        ({"amount_clp": 250_000}, RuleBrokenError, "confirm_amount"),
        ({"beneficiaries_total": 0}, BadInputError, "beneficiaries_total"),
        ({"asked_year": 1850}, BadInputError, "asked_year"),
        ({"fund": "x" * 161}, BadInputError, "fund"),
        ({"letter": "x\x00"}, BadInputError, "letter"),
        ({"received_on": far()}, BadInputError, "received_on"),
        ({"letter_on": far()}, BadInputError, "letter_on"),
        ({"letter_on": RECEIVED_ON + timedelta(days=1)}, BadInputError, "letter_on"),
        ({"comunas": ()}, RuleBrokenError, "comunas"),
        ({"sector": ""}, RuleBrokenError, "sector"),
        ({"formulator": ""}, RuleBrokenError, "formulator"),
        ({"executing_unit": ""}, RuleBrokenError, "executing_unit"),
        ({"beneficiaries_total": None}, RuleBrokenError, "beneficiaries_total"),
        ({"beneficiaries_who": ""}, RuleBrokenError, "beneficiaries_who"),
        ({"amount_clp": None}, RuleBrokenError, "amount_clp"),
        ({"received_on": None}, RuleBrokenError, "received_on"),
        ({"letter": ""}, RuleBrokenError, "letter"),
        ({"letter_on": None}, RuleBrokenError, "letter_on"),
    ],
)
def test_a_refused_registration_leaves_no_trace(
    change: dict[str, Any], refusal: type[AlamedaError], field: str
) -> None:
    InitiativeFactory.create(bip="40039999-0")
    good = whole()

    with pytest.raises(refusal) as refused:
        register_initiative(replace(good, **change), actor=PLANNER)

    assert refused.value.field == field
    assert Initiative.objects.count() == Subject.objects.count() == 1
    assert not Registration.objects.exists()
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()
    assert register_initiative(good, actor=PLANNER).state == "entered"


def test_the_whole_region_is_chosen_and_excludes_comunas() -> None:
    place = ComunaFactory.create()
    with pytest.raises(BadInputError) as refused:
        register_initiative(whole(comunas=(place,), is_region_wide=True), actor=PLANNER)
    assert refused.value.field == "is_region_wide"

    row = register_initiative(whole(is_region_wide=True), actor=PLANNER)

    assert row.is_region_wide
    assert not row.comunas.exists()


@pytest.mark.parametrize(
    "actor", [VISITOR, actor_with("treasury"), actor_with("municipal_formulator", comuna="13101")]
)
def test_who_may_not_registers_nothing(actor: Actor) -> None:
    sheet = whole()
    with pytest.raises(NotAllowedError):
        register_draft(sheet, actor=actor)
    draft = register_draft(sheet, actor=PLANNER)
    with pytest.raises(NotAllowedError):
        change_draft(draft, sheet, version=draft.version, actor=actor)
    with pytest.raises(NotAllowedError):
        enter_draft(draft, version=draft.version, actor=actor)
    draft.refresh_from_db()
    assert (draft.version, draft.state) == (1, "draft")
    assert not Entry.objects.exists()


def test_a_formulator_registers_only_what_lies_wholly_in_their_comuna() -> None:
    mine, other = ComunaFactory.create(), ComunaFactory.create()
    actor = formulator(mine.cut)

    assert register_initiative(whole(comunas=(mine,)), actor=actor).state == "entered"
    for places in ((other,), (mine, other)):
        with pytest.raises(NotAllowedError):
            register_draft(whole(comunas=places), actor=actor)
    with pytest.raises(NotAllowedError):
        register_draft(whole(is_region_wide=True), actor=actor)


def test_a_draft_saved_by_two_is_saved_once_and_entered_once() -> None:
    row = register_draft(whole(), actor=PLANNER)
    change_draft(row, sheet_of(row), version=1, actor=PLANNER)

    with pytest.raises(StaleError):
        change_draft(row, sheet_of(row), version=1, actor=PLANNER)
    with pytest.raises(StaleError):
        enter_draft(row, version=1, actor=PLANNER)
    entered = enter_draft(row, version=2, actor=PLANNER)
    with pytest.raises(RuleBrokenError, match="borrador"):
        change_draft(row, sheet_of(row), version=entered.version, actor=PLANNER)
    with pytest.raises(RuleBrokenError, match="borrador"):
        enter_draft(row, version=entered.version, actor=PLANNER)
    told = Entry.objects.filter(subject=row.code).exclude(verb="rows.written")
    assert [entry.verb for entry in told] == ["initiative.registered"]


def test_a_draft_is_not_entered_by_a_plain_move() -> None:
    row = register_draft(whole(), actor=PLANNER)

    with pytest.raises(RuleBrokenError) as refused:
        move_initiative(
            row,
            to="entered",
            version=row.version,
            happened_on=timezone.localdate(),
            document="Oficio 1",
            actor=actor_with("document_office"),
        )

    assert refused.value.url == f"/mesa/iniciativas/{row.code}/"
    row.refresh_from_db()
    assert row.state == "draft"


def test_the_letter_is_public_once_entered_and_other_papers_stay_inside() -> None:
    place = ComunaFactory.create()
    files = [
        ("letter", SimpleUploadedFile("Oficio 41.pdf", plain_pdf()), "Oficio 41.pdf"),
        ("background", SimpleUploadedFile("Perfil.pdf", plain_pdf()), "Perfil.pdf"),
    ]
    row = register_draft(whole(comunas=(place,)), files=files, actor=formulator(place.cut))
    held = Document.objects.filter(subject=row.subject)
    assert set(held.values_list("kind", "visibility")) == {
        ("letter", "internal"),
        ("background", "internal"),
    }

    enter_draft(row, version=row.version, actor=formulator(place.cut))

    assert set(held.values_list("kind", "visibility")) == {
        ("letter", "public"),
        ("background", "internal"),
    }


def test_a_new_name_waits_to_be_reviewed_and_a_known_one_is_found() -> None:
    place = ComunaFactory.create(name="Los Aromos")
    known = Organisation.objects.create(slug="serviu-de-prueba", name="SERVIU de Prueba")

    row = register_initiative(
        whole(
            comunas=(place,), formulator="municipalidad de los  aromos",
            executing_unit="Serviu de prueba",
        ),
        actor=PLANNER,
    )  # fmt: skip
    assert row.executing_unit == known
    assert row.formulator is not None
    assert (row.formulator.kind, row.formulator.comuna_cut) == ("municipality", place.cut)
    assert names_to_review()[0] == 0

    other = register_initiative(
        whole(
            name="Estudio hidrogeológico",
            formulator="Fundación Nunca Vista",
            executing_unit="SERVIU DE PRUEBA",
        ),
        actor=PLANNER,
    )
    assert WrittenName.objects.get().slug == "fundacion-nunca-vista"
    _count, (waiting,) = names_to_review()
    assert (waiting.name, waiting.run, waiting.file) == ("Fundación Nunca Vista", other.code, "")


def test_a_code_of_a_draft_of_others_is_not_told() -> None:
    hidden = register_draft(whole(bip="40030997"), actor=PLANNER)
    mine = ComunaFactory.create()

    with pytest.raises(RuleBrokenError) as refused:
        register_draft(whole(comunas=(mine,), bip="40030997"), actor=formulator(mine.cut))
    assert hidden.code not in str(refused.value)
    with pytest.raises(RuleBrokenError, match=hidden.code):
        register_draft(whole(name="Otra cosa distinta", bip="40030997"), actor=PLANNER)


def test_the_letter_comes_before_it_is_received() -> None:
    row = register_initiative(whole(letter_on=LETTER_ON, received_on=LETTER_ON), actor=PLANNER)

    assert row.entered_on == LETTER_ON
