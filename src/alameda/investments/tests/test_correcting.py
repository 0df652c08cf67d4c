"""Correcting what a registered initiative says, and withdrawing it: both with a public reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.investments.actions.moves import move_initiative
from alameda.investments.actions.registering import (
    correct_initiative,
    register_draft,
    register_initiative,
    withdraw_initiative,
)
from alameda.investments.models import Initiative
from alameda.investments.rules.registering import CORRECTABLE, fields_open_in
from alameda.investments.rules.states import BEFORE_COUNCIL, STATES, TRANSITIONS, find_move
from alameda.investments.selectors.initiatives import get_initiative
from alameda.investments.selectors.sheets import sheet_of
from alameda.investments.tests.factories import (
    ComunaFactory,
    FundingRequestFactory,
    InitiativeFactory,
    StageFactory,
)
from alameda.investments.tests.sheets import RECEIVED_ON, whole
from alameda.investments.tests.test_moves import actor_with
from alameda.investments.tests.test_registering import formulator
from alameda.record.models import Entry

PLANNER = actor_with("planner")
WHY = "El oficio trae otro monto"
pytestmark = [pytest.mark.django_db, pytest.mark.acts_told]


def entered(**change: Any) -> Initiative:
    return register_initiative(whole(**change), actor=PLANNER)


def correct(row: Initiative, *, actor: Actor = PLANNER, **said: Any) -> Initiative:
    given: dict[str, Any] = {"version": row.version, "reason": WHY, "confirmed": ()}
    known = {name: said.pop(name) for name in tuple(said) if name in given}
    return correct_initiative(row, changes=said, actor=actor, **(given | known))


def withdraw(row: Initiative, *, actor: Actor = PLANNER, **said: Any) -> Initiative:
    given: dict[str, Any] = {
        "version": row.version,
        "happened_on": timezone.localdate(),
        "reason": "El municipio desiste",
    }
    return withdraw_initiative(row, actor=actor, **(given | said))


def test_a_correction_says_what_it_said_before_what_it_says_and_why() -> None:
    row = entered()
    place = ComunaFactory.create()

    fresh = correct(
        row,
        amount_clp=310_000_000,
        comunas=(place,),
        fund="FNDR",
        executing_unit="SERVIU de Prueba",
    )

    assert (fresh.requested_clp, fresh.version) == (310_000_000, row.version + 1)
    assert fresh.executing_unit is not None
    assert [each.cut for each in fresh.comunas.all()] == [place.cut]
    entry = Entry.objects.get(verb="initiative.corrected")
    assert entry.payload["reason"] == WHY
    assert entry.payload["before"]["amount_clp"] == 250_000_000
    assert entry.payload["after"] == {
        "comunas": [place.cut],
        "amount_clp": 310_000_000,
        "executing_unit": "SERVIU de Prueba",
    }


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"actor": VISITOR, "amount_clp": 1}, NotAllowedError, ""),
        ({"actor": actor_with("treasury"), "fund": "FRPD"}, NotAllowedError, ""),
        ({"actor": formulator(), "fund": "FRPD"}, NotAllowedError, ""),
        ({"version": 1, "fund": "FRPD"}, StaleError, ""),
        ({"reason": " ", "fund": "FRPD"}, BadInputError, "reason"),
        ({"reason": "x" * 401, "fund": "FRPD"}, BadInputError, "reason"),
        ({"state": "closed"}, BadInputError, "state"),
        ({"fund": "FNDR"}, RuleBrokenError, ""),
        ({}, RuleBrokenError, ""),
        ({"fund": ""}, BadInputError, "fund"),
        ({"amount_clp": None}, BadInputError, "amount_clp"),
        ({"amount_clp": 0}, BadInputError, "amount_clp"),
        ({"amount_clp": 310_000}, RuleBrokenError, "confirm_amount"),
        ({"comunas": ()}, BadInputError, "comunas"),
        ({"name": ""}, BadInputError, "name"),
        ({"bip": "4"}, BadInputError, "bip"),
        ({"bip": "40039999-0"}, RuleBrokenError, "bip"),
        ({"received_on": date(2199, 1, 1)}, BadInputError, "received_on"),
        ({"received_on": None}, BadInputError, "received_on"),
    ],
)
def test_a_refused_correction_leaves_no_trace(
    said: dict[str, Any], refusal: type[AlamedaError], field: str
) -> None:
    InitiativeFactory.create(bip="40039999-0")
    row = entered()
    before, entries = sheet_of(row), Entry.objects.count()

    with pytest.raises(refusal) as refused:
        correct(row, **said)

    assert refused.value.field == field
    fresh = Initiative.objects.get(pk=row.pk)
    assert (sheet_of(fresh), fresh.version) == (before, row.version)
    assert Entry.objects.count() == entries
    assert correct(row, fund="FRPD").version == row.version + 1


def test_what_was_decided_or_evaluated_is_not_corrected_any_more() -> None:
    decided = {"budget_identification", "agreement", "in_execution", "closed"}
    for state in BEFORE_COUNCIL | decided:
        assert not {"amount_clp", "fund", "comunas", "route"} & set(fields_open_in(state))
    assert {"amount_clp", "fund"} <= set(fields_open_in("prioritised"))
    assert set(fields_open_in("entered")) == set(CORRECTABLE)
    assert all(not fields_open_in(state) for state in ("closed", "rejected", "withdrawn"))

    row = entered()
    for state in ("in_plenary", "agreement"):
        Initiative.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
        with pytest.raises(RuleBrokenError) as refused:
            correct(row, amount_clp=310_000_000)
        assert refused.value.field == "amount_clp"
        assert not Entry.objects.filter(verb="initiative.corrected").exists()
    assert correct(row, name="Construcción plaza El Sol, Renca").name.endswith("Renca")


def test_its_day_of_entry_is_corrected_while_it_is_entered() -> None:
    row = entered()
    earlier = RECEIVED_ON - timedelta(days=1)

    fresh = correct(row, received_on=earlier)

    assert (fresh.entered_on, fresh.state_since) == (earlier, earlier)
    assert fresh.state_changes.get().happened_on == earlier


def test_a_correction_of_the_amount_holds_against_what_registers_said() -> None:
    row = InitiativeFactory.create(state="recommended")
    FundingRequestFactory.create(
        stage=StageFactory.create(initiative=row), year=2025, budget_year=2027, total_clp=80_000_000
    )

    fresh = correct(row, amount_clp=95_000_000, fund="FNDR")

    assert fresh.requested_clp == 95_000_000
    assert sheet_of(fresh).fund == "FNDR"


def test_a_formulator_corrects_in_their_turn_and_in_their_comuna() -> None:
    place = ComunaFactory.create()
    row = entered(comunas=(place,))
    with pytest.raises(NotAllowedError):
        correct(row, actor=formulator(place.cut), fund="FRPD")
    returned = move_initiative(
        row, to="returned", version=row.version, happened_on=timezone.localdate(),
        document="Listado 1", actor=actor_with("document_office"),
    )  # fmt: skip

    with pytest.raises(NotAllowedError):
        correct(returned, actor=formulator("00000"), fund="FRPD")
    assert correct(returned, actor=formulator(place.cut), fund="FRPD").version == 4


def test_a_draft_is_changed_and_not_corrected() -> None:
    row = register_draft(whole(), actor=PLANNER)

    with pytest.raises(RuleBrokenError):
        correct(row, fund="FRPD")

    assert not Entry.objects.exists()


def test_withdrawn_it_says_since_when_and_why() -> None:
    row = entered()

    gone = withdraw(row, document="Oficio 50")

    assert (gone.state, gone.subject.visibility) == ("withdrawn", "public")
    acts = Entry.objects.exclude(verb="rows.written").order_by("pk")
    assert list(acts.values_list("verb", flat=True)) == [
        "initiative.registered",
        "initiative.moved",
        "initiative.withdrawn",
    ]
    said = Entry.objects.get(verb="initiative.withdrawn").payload
    assert (said["from_state"], said["document"]) == ("entered", "Oficio 50")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"actor": VISITOR}, NotAllowedError),
        ({"actor": actor_with("treasury")}, NotAllowedError),
        ({"actor": formulator("00000")}, NotAllowedError),
        ({"version": 1}, StaleError),
        ({"reason": ""}, BadInputError),
        ({"happened_on": timezone.localdate() + timedelta(days=1)}, RuleBrokenError),
        ({"happened_on": RECEIVED_ON - timedelta(days=1)}, RuleBrokenError),
    ],
)
def test_a_refused_withdrawal_leaves_no_trace(
    said: dict[str, Any], refusal: type[AlamedaError]
) -> None:
    place = ComunaFactory.create()
    row = entered(comunas=(place,))
    entries = Entry.objects.count()

    with pytest.raises(refusal):
        withdraw(row, **said)

    row.refresh_from_db()
    assert row.state == "entered"
    assert Entry.objects.count() == entries
    assert withdraw(row, actor=formulator(place.cut)).state == "withdrawn"


def test_a_draft_is_set_aside_without_a_word() -> None:
    place = ComunaFactory.create()
    row = register_draft(whole(comunas=(place,)), actor=PLANNER)
    with pytest.raises(StaleError):
        withdraw(row, version=9)

    gone = withdraw(row, actor=formulator(place.cut))

    assert (gone.state, gone.subject.visibility) == ("withdrawn", "internal")
    assert not Entry.objects.exists()
    assert get_initiative(row.code, actor=formulator(place.cut)) == row


def test_what_was_decided_or_lies_before_the_council_is_not_withdrawn() -> None:
    for state in STATES:
        is_open = find_move(state.key, "withdrawn", "withdrawal") is not None
        assert not (is_open and state.key in BEFORE_COUNCIL)
    assert all(move.has_reason for move in TRANSITIONS if move.target == "withdrawn")
    row = entered()
    entries = Entry.objects.count()
    for key, refusal in (("in_plenary", RuleBrokenError), ("agreement", NotAllowedError)):
        Initiative.objects.filter(pk=row.pk).update(state=key)
        with pytest.raises(refusal):
            withdraw(row)
    assert Entry.objects.count() == entries
