"""The dated facts of one initiative, its clock, its pace, and where its figures come from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import translation

from alameda.foundation.actor import VISITOR
from alameda.investments.models import (
    ContractModification,
    FundingAgreement,
    Grant,
    Initiative,
    StateChange,
)
from alameda.investments.selectors.pace import FEWEST, measure_pace
from alameda.investments.selectors.story.course import course_of, drifts_of
from alameda.investments.selectors.story.deadline import deadline_of
from alameda.investments.selectors.story.figures import approved_rows, contracted_rows, paid_rows
from alameda.investments.selectors.story.marks import Mark, marks_of
from alameda.investments.selectors.story.rows import rows_of
from alameda.investments.tests.factories import (
    ApprovalFactory,
    BudgetLineFactory,
    ContractFactory,
    EvaluationRoundFactory,
    InitiativeEventFactory,
    InitiativeFactory,
    PaymentFactory,
    ProgressReportFactory,
)
from alameda.investments.views.detail.clock import clock_of
from alameda.investments.views.detail.thread import moments_of, thread_part
from alameda.thread.selectors import thread_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def dated(row: Initiative) -> list[Mark]:
    return marks_of(rows_of(row))[0]


def moved(row: Initiative, to: str, on: date, *, source: str = "") -> None:
    StateChange.objects.create(
        initiative=row, from_state=source, to_state=to, happened_on=on, by_role="test"
    )


def test_a_fact_that_three_registers_tell_is_told_once_on_the_most_formal_day() -> None:
    row = InitiativeFactory.create()
    ApprovalFactory.create(initiative=row, approved_on=date(2025, 5, 14), number="218")
    InitiativeEventFactory.create(
        initiative=row, kind="council_approved", happened_on=date(2025, 5, 16)
    )
    moved(row, "budget_identification", date(2025, 5, 14), source="in_plenary")

    marks = dated(row)

    assert [(mark.key, mark.on) for mark in marks] == [("council_approved", date(2025, 5, 14))]
    assert marks[0].document == "218"
    assert marks[0].other_days == (date(2025, 5, 16),)


def test_two_rounds_far_apart_are_two_facts() -> None:
    row = InitiativeFactory.create()
    first = EvaluationRoundFactory.create(
        request__stage__initiative=row, result="fi", result_on=date(2025, 1, 3)
    )
    EvaluationRoundFactory.create(
        request=first.request, number=2, result="fi", result_on=date(2025, 3, 3)
    )

    assert [mark.key for mark in dated(row)] == ["rate_fi", "rate_fi"]


def test_what_has_no_day_is_told_apart_and_not_placed() -> None:
    row = InitiativeFactory.create()
    EvaluationRoundFactory.create(request__stage__initiative=row, result_on=None)

    marks, undated = marks_of(rows_of(row))

    assert marks == []
    assert [mark.key for mark in undated] == ["rate_ok"]


def test_many_payments_are_the_first_each_year_and_the_last_and_no_peso_is_lost() -> None:
    row = InitiativeFactory.create()
    for number in range(14):
        month = date(2025 + number // 12, number % 12 + 1, 1)
        PaymentFactory.create(initiative=row, month=month, paid_clp=10)

    marks = dated(row)

    assert [mark.key for mark in marks] == ["first_payment", "payments", "payment", "last_payment"]
    assert sum(mark.amount_clp or 0 for mark in marks) == 140


def test_a_grant_paid_by_month_is_not_handed_over_twice() -> None:
    row = InitiativeFactory.create(kind="grant")
    grant = Grant.objects.create(
        initiative=row, source_key="g", fund="sport", transferred_clp=5, transferred_on=TODAY
    )
    assert [mark.key for mark in dated(row)] == ["transferred"]

    PaymentFactory.create(initiative=row, paid_clp=5)
    grant.refresh_from_db()

    assert [mark.key for mark in dated(row)] == ["payment"]


def test_the_thread_api_tells_the_same_moments_as_the_page() -> None:
    row = InitiativeFactory.create()
    ContractFactory.create(initiative=row)

    page = thread_part(rows_of(row), [], {}, today=TODAY)
    told = thread_of(row.code, actor=VISITOR).moments

    assert [step.title for step in page.steps if not step.is_next] == [each.title for each in told]
    assert list(told) == moments_of(row.code, VISITOR)


def test_the_last_step_is_now_and_what_comes_next_has_no_day_that_nobody_promised() -> None:
    row = InitiativeFactory.create(expected_end_on=TODAY - timedelta(days=9))
    ContractFactory.create(initiative=row)

    steps = thread_part(rows_of(row), [], {}, today=TODAY).steps

    assert [step.is_now for step in steps if not step.is_next] == [False, True]
    upcoming = [step for step in steps if step.is_next]
    assert upcoming
    assert all(step.on is None and not step.on_label for step in upcoming)


def slow_portfolio(days: int) -> None:
    """Enough awards and contracts, each so many days apart."""
    for _each in range(FEWEST):
        row = InitiativeFactory.create()
        moved(row, "awarded", date(2025, 1, 1))
        moved(row, "contracted", date(2025, 1, 1) + timedelta(days=days), source="awarded")


def test_the_pace_of_a_step_is_measured_over_the_portfolio() -> None:
    slow_portfolio(12)

    pace = measure_pace()

    before = pace.wait_before("contracted", "sni")
    assert before is not None
    assert (before.median, before.p90, before.count) == (12, 12, FEWEST)
    after = pace.wait_after("awarded", "fril")
    assert after is not None
    assert (after[0].median, after[1]) == (12, False)


def test_with_few_cases_nothing_is_said_of_the_pace() -> None:
    row = InitiativeFactory.create()
    moved(row, "awarded", date(2025, 1, 1))
    moved(row, "contracted", date(2025, 2, 1))

    assert measure_pace().wait_before("contracted", "sni") is None


def test_the_same_fact_in_two_registers_is_one_wait() -> None:
    for _each in range(FEWEST):
        row = InitiativeFactory.create()
        moved(row, "awarded", date(2025, 1, 1))
        moved(row, "contracted", date(2025, 1, 11))
        ContractFactory.create(
            initiative=row, signed_on=date(2025, 1, 12), site_handed_over_on=None
        )

    wait = measure_pace().wait_before("contracted", "sni")

    assert wait is not None
    assert (wait.count, wait.p90) == (FEWEST, 10)


def test_the_clock_of_an_answer_counts_working_days_from_the_result() -> None:
    row = InitiativeFactory.create(state="missing_information", state_since=date(2026, 11, 2))

    deadline = deadline_of(rows_of(row), region="RM", today=TODAY)

    assert deadline is not None
    assert deadline.reading is not None
    assert deadline.reading.days_total == 60
    assert deadline.reading.days_used == 14
    clock = clock_of(deadline, state=row.state, today=TODAY)
    assert clock.reading == deadline.reading
    assert clock.reading.is_working
    assert clock.basis
    assert len(clock.explanation) > 2


def test_the_clock_of_the_council_starts_when_the_council_received_it() -> None:
    row = InitiativeFactory.create(state="in_plenary", state_since=date(2026, 11, 18))
    moved(row, "sent_to_council", date(2026, 11, 3), source="prioritised")

    deadline = deadline_of(rows_of(row), region="RM", today=TODAY)

    assert deadline is not None
    assert deadline.reading is not None
    assert deadline.start == date(2026, 11, 3)
    assert deadline.reading.days_used == 19


def test_a_term_whose_start_no_register_has_is_named_and_not_counted() -> None:
    row = InitiativeFactory.create(state="budget_identification", state_since=date(2026, 11, 3))

    deadline = deadline_of(rows_of(row), region="RM", today=TODAY)

    assert deadline is not None
    assert deadline.term is not None
    assert deadline.reading is None
    clock = clock_of(deadline, state=row.state, today=TODAY)
    assert (clock.due, clock.reading) == (None, None)
    assert clock.basis


def test_where_nobody_decides_any_more_there_is_no_clock() -> None:
    row = InitiativeFactory.create(state="closed")

    assert deadline_of(rows_of(row), region="RM", today=TODAY) is None


def test_the_figures_open_to_the_rows_of_the_card() -> None:
    row = InitiativeFactory.create()
    BudgetLineFactory.create(initiative=row, budget_year=2024, fndr_awarded_clp=1)
    BudgetLineFactory.create(
        initiative=row,
        budget_year=2025,
        fndr_awarded_clp=70,
        increases_clp=5,
        source_file="cartera.csv",
        source_line=12,
    )
    contract = ContractFactory.create(initiative=row, amount_clp=60)
    ContractModification.objects.create(
        contract=contract, source_key="m", kind="cost", amount_clp=-4
    )
    PaymentFactory.create(initiative=row, paid_clp=9, month=date(2025, 3, 1))
    PaymentFactory.create(initiative=row, paid_clp=8, month=date(2026, 3, 1))
    rows = rows_of(row)

    assert [(each.amount_clp, each.file, each.line) for each in approved_rows(rows)] == [
        (75, "cartera.csv", 12)
    ]
    assert [each.amount_clp for each in contracted_rows(rows)] == [60, -4]
    assert [(each.year, each.amount_clp) for each in paid_rows(rows)] == [(2025, 9), (2026, 8)]


def test_an_agreement_is_the_source_where_no_budget_line_is() -> None:
    row = InitiativeFactory.create()
    FundingAgreement.objects.create(initiative=row, source_key="a", amount_clp=50)
    ApprovalFactory.create(initiative=row, amount_clp=80)

    assert [each.key for each in approved_rows(rows_of(row))] == ["agreement"]


def test_the_course_adds_up_payments_against_what_was_contracted() -> None:
    row = InitiativeFactory.create(contracted_clp=200)
    PaymentFactory.create(initiative=row, paid_clp=50, month=date(2026, 1, 1))
    PaymentFactory.create(initiative=row, paid_clp=50, month=date(2026, 12, 1))
    ProgressReportFactory.create(initiative=row, reported_on=None)

    course = course_of(rows_of(row))

    assert course.paid == ((date(2026, 1, 31), 25.0), (date(2026, 12, 31), 50.0))
    assert course.built == ()


def test_a_modification_moves_the_cost_and_the_end_of_the_version_before() -> None:
    row = InitiativeFactory.create()
    contract = ContractFactory.create(initiative=row, amount_clp=100)
    ContractModification.objects.create(
        contract=contract, source_key="m", kind="more_works", amount_clp=7, days=30
    )

    drifts = drifts_of(rows_of(row))

    assert [drift.version.key for drift in drifts] == ["contract", "modification"]
    assert (drifts[-1].cost_clp, drifts[-1].late_days) == (7, 30)


@override_settings(LANGUAGE_CODE="es")
def test_titles_speak_the_language_of_the_reader() -> None:
    row = InitiativeFactory.create()
    ContractFactory.create(initiative=row)
    found = {}
    for language in ("es", "en"):
        with translation.override(language):
            found[language] = moments_of(row.code, VISITOR)[-1].title

    assert found == {"es": "Se entregó el terreno", "en": "The site was handed over"}
