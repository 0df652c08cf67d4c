"""An initiative before the Council: its acts, its term, and refusals that leave nothing behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.foundation.errors import AlamedaError, NotAllowedError, RuleBrokenError
from alameda.foundation.parameters import utm_by_month, utm_or_latest
from alameda.investments.actions import council
from alameda.investments.actions.moves import move_initiative
from alameda.investments.models import Approval, Initiative, StateChange
from alameda.investments.selectors.silence import council_received_on, silence_clock_of
from alameda.investments.selectors.story.deadline import deadline_of
from alameda.investments.selectors.story.marks import marks_of
from alameda.investments.selectors.story.rows import rows_of
from alameda.investments.tests.factories import (
    FundingRequestFactory,
    InitiativeFactory,
    StageFactory,
)
from alameda.record.models import Entry

TODAY = timezone.localdate()
AMOUNT_CLP = 900_000_000


def person(role: str) -> Actor:
    return Actor(kind="person", person_id=1, grants=frozenset({Grant("staff"), Grant(role)}))


SECRETARY = person("council_secretary")
GOVERNOR = person("governor")


def proposal() -> Initiative:
    row = InitiativeFactory.create(state="prioritised", requested_clp=AMOUNT_CLP)
    FundingRequestFactory.create(
        stage=StageFactory.create(initiative=row), total_clp=AMOUNT_CLP, fndr_clp=AMOUNT_CLP
    )
    return row


def sent(days_ago: int) -> Initiative:
    row = proposal()
    return council.send_initiative(
        row,
        version=row.version,
        happened_on=TODAY - timedelta(days=days_ago),
        document="Oficio 12",
        actor=GOVERNOR,
    )


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def approve(row: Initiative, *, actor: Actor = SECRETARY, on: date = TODAY) -> Approval:
    return council.approve_by_council(
        row,
        agreement_code="A-2026-0007",
        number="7/2026",
        agreed_on=on,
        amount_clp=AMOUNT_CLP,
        certificate="D-2026-000031",
        actor=actor,
    )


def silence(row: Initiative, *, on: date = TODAY, actor: Actor = SECRETARY) -> Approval:
    return council.stand_by_silence(
        row, happened_on=on, record="D-2026-000032", amount_clp=AMOUNT_CLP, actor=actor
    )


def facts_about(row: Initiative) -> list[str]:
    return list(
        Entry.objects.filter(subject=row.code).order_by("pk").values_list("verb", flat=True)
    )


@pytest.mark.django_db
def test_an_agreement_approves_funds_and_tells_the_record() -> None:
    row = sent(20)
    council.take_to_committee(row, happened_on=ago(18), actor=SECRETARY)
    council.take_to_plenary(row, happened_on=ago(3), report="Informe 4", actor=SECRETARY)

    approval = approve(row)

    row.refresh_from_db()
    assert (row.state, row.state_since, row.approved_clp) == (
        "budget_identification",
        TODAY,
        AMOUNT_CLP,
    )
    assert (approval.kind, approval.number, approval.approved_on) == ("council", "7/2026", TODAY)
    assert StateChange.objects.filter(initiative=row).last().document == (  # type: ignore[union-attr]  # it has moved
        "Certificado CORE 7/2026 (D-2026-000031)"
    )
    assert facts_about(row) == [*["initiative.moved"] * 4, "approval.recorded"]
    assert Entry.objects.get(verb="approval.recorded").payload["agreement"] == "A-2026-0007"


@pytest.mark.django_db
def test_what_the_desk_never_took_to_the_plenary_passes_through_it_when_voted() -> None:
    row = sent(9)

    approve(row)

    states = list(StateChange.objects.filter(initiative=row).values_list("to_state", flat=True))
    assert states == ["sent_to_council", "in_plenary", "budget_identification"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "state", "refusal"),
    [
        (VISITOR, "in_plenary", NotAllowedError),
        (GOVERNOR, "in_plenary", NotAllowedError),
        (SECRETARY, "in_execution", RuleBrokenError),
    ],
)
def test_a_refused_approval_leaves_no_trace(
    actor: Actor, state: str, refusal: type[AlamedaError]
) -> None:
    row = sent(20)
    Initiative.objects.filter(pk=row.pk).update(state=state)

    with pytest.raises(refusal):
        approve(row, actor=actor)

    row.refresh_from_db()
    assert (row.state, row.approved_clp) == (state, None)
    assert not Approval.objects.exists()
    assert facts_about(row) == ["initiative.moved"]
    Initiative.objects.filter(pk=row.pk).update(state="in_plenary")
    assert approve(row).amount_clp == AMOUNT_CLP


@pytest.mark.django_db
def test_a_later_agreement_adds_an_approval_and_moves_nothing() -> None:
    row = sent(20)
    approve(row, on=ago(10))
    council.note_approval(
        row,
        agreement_code="A-2026-0009",
        number="9/2026",
        agreed_on=TODAY,
        amount_clp=AMOUNT_CLP + 1_000,
        actor=SECRETARY,
    )

    row.refresh_from_db()
    assert (row.state_since, row.approved_clp) == (ago(10), AMOUNT_CLP + 1_000)
    with pytest.raises(NotAllowedError):
        council.note_approval(
            row,
            agreement_code="A-2026-0010",
            number="10/2026",
            agreed_on=TODAY,
            amount_clp=1,
            actor=GOVERNOR,
        )
    assert Approval.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_of_the_council_stops_it() -> None:
    row = sent(20)

    council.reject_by_council(
        row,
        agreement_code="A-2026-0008",
        number="8/2026",
        agreed_on=TODAY,
        certificate="",
        reason="13 a favor, 18 en contra",
        actor=SECRETARY,
    )

    row.refresh_from_db()
    assert (row.state, row.approved_clp) == ("rejected", None)
    assert not Approval.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["sent_to_council", "in_committee"])
def test_postponed_it_keeps_its_reason_and_its_term_goes_on(to: str) -> None:
    row = sent(25)
    council.take_to_plenary(row, happened_on=ago(20), actor=SECRETARY)

    council.postpone_by_council(
        row,
        to=to,
        happened_on=ago(10),
        document="S-2026-O07",
        reason="Falta el informe de la comisión",
        actor=SECRETARY,
    )

    row.refresh_from_db()
    assert row.state == to
    assert council_received_on(row) == ago(25)
    deadline = deadline_of(rows_of(row), region="RM", today=TODAY)
    assert deadline is not None
    assert deadline.start == ago(25)
    keys = [mark.key for mark in marks_of(rows_of(row))[0]]
    assert keys == ["sent_to_council", "postponed"]


@pytest.mark.django_db
@pytest.mark.parametrize("missing", [{"reason": " "}, {"document": ""}])
def test_nothing_is_postponed_without_a_reason_and_a_document(missing: dict[str, str]) -> None:
    row = sent(25)
    council.take_to_plenary(row, happened_on=ago(20), actor=SECRETARY)
    asked = {"document": "S-2026-O07", "reason": "Falta un informe", **missing}

    with pytest.raises(RuleBrokenError):
        council.postpone_by_council(row, happened_on=TODAY, actor=SECRETARY, **asked)

    row.refresh_from_db()
    assert row.state == "in_plenary"
    assert len(facts_about(row)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_by_silence_it_is_funded_from_wherever_it_lies(steps: int) -> None:
    row = sent(60)
    if steps > 0:
        council.take_to_committee(row, happened_on=ago(50), actor=SECRETARY)
    if steps > 1:
        council.take_to_plenary(row, happened_on=ago(40), report="Informe 4", actor=SECRETARY)

    approval = silence(row)

    row.refresh_from_db()
    assert row.state == "budget_identification"
    assert (approval.kind, row.approved_clp) == ("silence", AMOUNT_CLP)
    keys = [mark.key for mark in marks_of(rows_of(row))[0]]
    assert keys[-1] == "stood_by_silence"
    assert "council_approved" not in keys


@pytest.mark.django_db
def test_silence_counts_only_after_the_last_day_and_from_the_day_it_was_sent() -> None:
    row = sent(60)
    council.take_to_committee(row, happened_on=ago(3), actor=SECRETARY)
    clock = silence_clock_of(row)
    assert clock is not None
    assert clock.due_on is not None
    assert clock.due_on < ago(3)

    row = sent(29)
    clock = silence_clock_of(row)
    assert clock is not None
    with pytest.raises(RuleBrokenError) as refused:
        silence(row)

    assert refused.value.field == "happened_on"
    row.refresh_from_db()
    assert row.state == "sent_to_council"
    assert not Approval.objects.exists()
    assert facts_about(row) == ["initiative.moved"]


@pytest.mark.django_db
def test_silence_needs_the_secretary_and_a_day_from_which_to_count() -> None:
    row = sent(60)
    with pytest.raises(NotAllowedError):
        silence(row, actor=GOVERNOR)
    StateChange.objects.all().delete()

    with pytest.raises(RuleBrokenError):
        silence(row)

    assert not Approval.objects.exists()


@pytest.mark.django_db
def test_nobody_chooses_silence_on_the_list_of_moves() -> None:
    row = sent(60)

    with pytest.raises(RuleBrokenError):
        move_initiative(
            row,
            to="budget_identification",
            version=row.version,
            happened_on=TODAY,
            document="Oficio 1",
            actor=SECRETARY,
        )


@pytest.mark.django_db
def test_withdrawn_and_sent_again_its_term_starts_again() -> None:
    row = sent(60)
    row = council.withdraw_from_council(
        row, happened_on=ago(40), document="S-2026-O05", reason="Se corrige", actor=SECRETARY
    )
    assert row.state == "prioritised"
    council.send_initiative(
        row, version=row.version, happened_on=ago(5), document="Oficio 30", actor=GOVERNOR
    )

    assert council_received_on(row) == ago(5)
    with pytest.raises(RuleBrokenError):
        silence(row)


@pytest.mark.django_db
def test_in_a_month_without_utm_the_latest_one_decides_and_the_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {day: unit for day, unit in utm_by_month().items() if day < TODAY.replace(day=1)}
    monkeypatch.setattr("alameda.foundation.parameters.utm_by_month", lambda: known)
    latest = utm_or_latest(TODAY)
    assert latest.is_latest
    small = proposal()
    Initiative.objects.filter(pk=small.pk).update(requested_clp=7_000 * latest.value_clp)

    moved = move_initiative(
        small,
        to="approved_by_governor",
        version=1,
        happened_on=TODAY,
        document="Resolución 9",
        reason="Dentro del marco",
        actor=GOVERNOR,
    )

    reason = StateChange.objects.get(initiative=moved).reason
    assert reason.startswith("Dentro del marco ")
    assert "UTM" in reason
    large = proposal()
    Initiative.objects.filter(pk=large.pk).update(requested_clp=7_000 * latest.value_clp + 1)
    with pytest.raises(RuleBrokenError, match="UTM"):
        move_initiative(
            large,
            to="approved_by_governor",
            version=1,
            happened_on=TODAY,
            document="Resolución 10",
            actor=GOVERNOR,
        )
    assert facts_about(large) == []
