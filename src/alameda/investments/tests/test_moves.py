"""Moving an initiative: what is allowed, and that a refusal leaves nothing behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from alameda.accounts.models import Unit
from alameda.foundation.actor import SYSTEM, VISITOR, Actor, Grant
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    ParameterUnknownError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.parameters import utm
from alameda.investments.actions.moves import move_initiative
from alameda.investments.models import Initiative, StateChange
from alameda.investments.tests.factories import (
    ComunaFactory,
    FundingRequestFactory,
    InitiativeFactory,
    StageFactory,
)
from alameda.record.models import Entry

ON = date(2026, 3, 2)
THRESHOLD_CLP = 7_000 * utm(ON).value_clp


def actor_with(role: str, *, unit: str = "", comuna: str = "") -> Actor:
    grants = {Grant(role="staff"), Grant(role=role, unit=unit, comuna=comuna)}
    return Actor(kind="person", person_id=1, grants=frozenset(grants))


GOVERNOR = actor_with("governor")
SUPERVISOR = actor_with("project_supervisor")


def facts_about(initiative: Initiative) -> list[str]:
    return list(Entry.objects.filter(subject=initiative.code).values_list("verb", flat=True))


@pytest.mark.django_db
def test_a_move_writes_the_state_the_change_the_fact_and_the_subject() -> None:
    initiative = InitiativeFactory.create(state="contracted", state_since=date(2026, 1, 5))

    moved = move_initiative(
        initiative,
        to="in_execution",
        version=1,
        happened_on=ON,
        document=" Acta 14/2026 ",
        actor=SUPERVISOR,
    )

    assert (moved.state, moved.state_since, moved.version) == ("in_execution", ON, 2)
    change = StateChange.objects.get()
    assert (change.from_state, change.to_state) == ("contracted", "in_execution")
    assert (change.document, change.by_role) == ("Acta 14/2026", "project_supervisor")
    entry = Entry.objects.get(subject=initiative.code)
    assert entry.verb == "initiative.moved"
    assert entry.payload == {
        "from_state": "contracted",
        "to_state": "in_execution",
        "happened_on": "2026-03-02",
        "document": "Acta 14/2026",
        "reason": "",
    }
    moved.subject.refresh_from_db()
    assert moved.subject.state == "in_execution"
    assert moved.last_event_on == ON


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"actor": VISITOR}, NotAllowedError, ""),
        ({"actor": actor_with("planner")}, NotAllowedError, ""),
        ({"version": 7}, StaleError, ""),
        ({"to": "closed"}, RuleBrokenError, "to"),
        ({"to": "nowhere"}, BadInputError, "to"),
        ({"document": "  "}, RuleBrokenError, "document"),
        ({"document": "x" * 161}, BadInputError, "document"),
        ({"reason": "x" * 401}, BadInputError, "reason"),
        ({"reason": "a\x00b"}, BadInputError, "reason"),
        ({"happened_on": TOMORROW}, RuleBrokenError, "happened_on"),
        ({"happened_on": date(2026, 1, 4)}, RuleBrokenError, "happened_on"),
    ],
)
def test_a_refused_move_leaves_no_trace(
    change: dict[str, object], refusal: type[AlamedaError], field: str
) -> None:
    state = str(change.pop("state", "contracted"))
    initiative = InitiativeFactory.create(state=state, state_since=date(2026, 1, 5))
    asked = {
        "to": "in_execution",
        "version": 1,
        "happened_on": ON,
        "document": "Acta 14/2026",
        "actor": SUPERVISOR,
    } | change

    with pytest.raises(refusal) as refused:
        move_initiative(initiative, **asked)  # type: ignore[arg-type]  # the cases are mixed

    assert refused.value.field == field
    initiative.refresh_from_db()
    assert (initiative.state, initiative.version) == (state, 1)
    assert not StateChange.objects.exists()
    assert facts_about(initiative) == []


@pytest.mark.django_db
def test_a_change_known_only_by_its_row_bounds_the_day_too() -> None:
    initiative = InitiativeFactory.create(state="contracted", state_since=None)
    StateChange.objects.create(
        initiative=initiative, to_state="contracted", happened_on=date(2026, 3, 3), by_role="x"
    )

    with pytest.raises(RuleBrokenError):
        move_initiative(
            initiative, to="in_execution", version=1, happened_on=ON, document="1", actor=SYSTEM
        )


def prioritised(total_clp: int | None) -> Initiative:
    initiative = InitiativeFactory.create(state="prioritised", requested_clp=total_clp)
    stage = StageFactory.create(initiative=initiative)
    FundingRequestFactory.create(stage=stage, total_clp=total_clp, fndr_clp=total_clp)
    return initiative


def approve_alone(initiative: Initiative, *, on: date = ON) -> Initiative:
    return move_initiative(
        initiative,
        to="approved_by_governor",
        version=1,
        happened_on=on,
        document="Resolución 9",
        actor=GOVERNOR,
    )


@pytest.mark.django_db
def test_the_governor_approves_alone_up_to_the_threshold() -> None:
    moved = approve_alone(prioritised(THRESHOLD_CLP))

    assert moved.state == "approved_by_governor"


@pytest.mark.django_db
@pytest.mark.parametrize("total_clp", [THRESHOLD_CLP + 1, None])
def test_above_the_threshold_or_with_no_amount_the_council_decides(total_clp: int | None) -> None:
    initiative = prioritised(total_clp)

    with pytest.raises(RuleBrokenError) as refused:
        approve_alone(initiative)

    assert refused.value.field == "to"
    initiative.refresh_from_db()
    assert initiative.state == "prioritised"
    assert facts_about(initiative) == []


def send(initiative: Initiative) -> Initiative:
    return move_initiative(
        initiative,
        to="sent_to_council",
        version=1,
        happened_on=ON,
        document="Oficio 3",
        actor=GOVERNOR,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("total_clp", "fndr_clp"), [(None, None), (THRESHOLD_CLP, None), (None, THRESHOLD_CLP)]
)
def test_nothing_is_sent_to_the_council_without_its_amount_and_its_fund(
    total_clp: int | None, fndr_clp: int | None
) -> None:
    initiative = InitiativeFactory.create(state="prioritised", requested_clp=total_clp)
    request = FundingRequestFactory.create(
        stage=StageFactory.create(initiative=initiative), total_clp=total_clp, fndr_clp=fndr_clp
    )

    with pytest.raises(RuleBrokenError) as refused:
        send(initiative)

    assert refused.value.url == f"/mesa/iniciativas/{initiative.code}/corregir/"
    initiative.refresh_from_db()
    assert initiative.state == "prioritised"
    assert facts_about(initiative) == []
    request.total_clp = request.fndr_clp = THRESHOLD_CLP
    request.save()
    initiative.requested_clp = THRESHOLD_CLP
    initiative.save()
    assert send(initiative).state == "sent_to_council"


@pytest.mark.django_db
def test_an_approved_amount_above_what_was_asked_counts() -> None:
    initiative = prioritised(1_000)
    Initiative.objects.filter(pk=initiative.pk).update(approved_clp=THRESHOLD_CLP + 1)

    with pytest.raises(RuleBrokenError):
        approve_alone(initiative)


@pytest.mark.django_db
def test_a_month_whose_utm_is_not_known_is_refused_not_guessed() -> None:
    with pytest.raises(ParameterUnknownError):
        approve_alone(prioritised(1_000), on=date(1990, 5, 1))


@pytest.mark.django_db
def test_a_role_limited_to_a_unit_or_a_comuna_moves_only_there() -> None:
    unit = Unit.objects.create(code="dit", name="DIT")
    comuna = ComunaFactory.create()
    initiative = InitiativeFactory.create(state="contracted", division=unit)
    initiative.comunas.add(comuna)

    def move(actor: Actor) -> str:
        return move_initiative(
            initiative, to="in_execution", version=1, happened_on=ON, document="1", actor=actor
        ).state

    for elsewhere in (
        actor_with("works_inspector", unit="dideso"),
        actor_with("works_inspector", comuna="13999"),
        actor_with("works_inspector", unit="dit", comuna="13999"),
    ):
        with pytest.raises(NotAllowedError):
            move(elsewhere)
    assert move(actor_with("works_inspector", unit="dit", comuna=comuna.cut)) == "in_execution"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_exactly_one_moves_it() -> None:
    initiative = InitiativeFactory.create(state="in_execution")
    together = Barrier(2)

    def move(to: str) -> str:
        try:
            together.wait(timeout=10)
            move_initiative(
                initiative,
                to=to,
                version=1,
                happened_on=ON,
                document="1",
                reason="Two people",
                actor=SUPERVISOR,
            )
        except StaleError:
            return "stale"
        else:
            return "moved"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(move, ["paralysed", "modification"]))

    assert outcomes == ["moved", "stale"]
    assert StateChange.objects.count() == 1
    assert facts_about(initiative) == ["initiative.moved"]
