"""The card against a slow and obvious recomputation, on invented rows of every sort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import pytest

from alameda.investments.actions.cards import refresh_cards
from alameda.investments.models import (
    Approval,
    BudgetYear,
    Contract,
    ContractModification,
    FundingAgreement,
    FundingRequest,
    Grant,
    Initiative,
)
from alameda.investments.tests.factories import (
    ApprovalFactory,
    BudgetLineFactory,
    ContractFactory,
    EvaluationRoundFactory,
    FundingRequestFactory,
    InitiativeEventFactory,
    InitiativeFactory,
    PaymentFactory,
    ProgressReportFactory,
    StageFactory,
)

INITIATIVES = 40
FIRST_DAY = date(2022, 1, 1)
MOST_PCT = Decimal("9999.99")


class Invented:
    """Rows drawn by one seed; any of them may be absent."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  invented rows, nothing secret

    def day(self) -> date | None:
        if self.random.random() < 0.2:
            return None
        return FIRST_DAY + timedelta(days=self.random.randrange(1_400))

    def sure_day(self) -> date:
        return self.day() or FIRST_DAY

    def amount(self) -> int | None:
        return self.random.choice([None, 0, self.random.randrange(1, 10**10)])

    def times(self, most: int) -> range:
        return range(self.random.randrange(most + 1))

    def initiative(self, number: int) -> Initiative:
        made = InitiativeFactory.create(code=f"SLOW-{number}", state_since=self.day())
        self._asked(made)
        self._approved(made, number)
        self._built(made)
        self._spent(made, number)
        return made

    def _asked(self, made: Initiative) -> None:
        stage = StageFactory.create(initiative=made)
        for _ in self.times(3):
            request = FundingRequestFactory.create(
                stage=stage,
                year=self.random.randrange(2022, 2026),
                budget_year=self.random.choice([None, 2023, 2025]),
                total_clp=self.amount(),
                applied_on=self.day(),
                received_on=self.day(),
                state_on=self.day(),
                sent_to_mdsf_on=self.day(),
                sent_to_council_on=self.day(),
            )
            for number in self.times(2):
                EvaluationRoundFactory.create(
                    request=request, number=number + 1, result_on=self.day()
                )
        for _ in self.times(2):
            kind = self.random.choice(["admissible", "entered_by_letter"])
            InitiativeEventFactory.create(initiative=made, kind=kind, happened_on=self.sure_day())

    def _approved(self, made: Initiative, number: int) -> None:
        # Half have no line, so that the sources that come after it decide too.
        for _ in self.times(self.random.choice([0, 3])):
            line = BudgetLineFactory.create(
                initiative=made,
                budget_year=self.random.choice([None, 2023, 2024, 2025]),
                allocation=self.random.choice(["", "002", "004"]),
                total_clp=self.amount(),
                fndr_awarded_clp=self.amount(),
                increases_clp=self.amount(),
                physical_pct=self.random.choice([None, 12, 80]),
            )
            for year in self.random.sample(range(2022, 2026), self.random.randrange(3)):
                BudgetYear.objects.create(
                    line=line, year=year, spent_clp=self.random.randrange(10**9)
                )
        for place in self.times(2):
            FundingAgreement.objects.create(
                initiative=made,
                source_key=f"slow:agreement:{number}:{place}",
                amount_clp=self.amount(),
                signed_on=self.day(),
                approving_resolution_on=self.day(),
                cgr_on=self.day(),
            )
        for _ in self.times(2):
            kind = self.random.choice(Approval.Kind.values)
            ApprovalFactory.create(
                initiative=made, kind=kind, approved_on=self.day(), amount_clp=self.amount()
            )

    def _built(self, made: Initiative) -> None:
        for _ in self.times(2):
            contract = ContractFactory.create(
                initiative=made,
                amount_clp=self.amount(),
                signed_on=self.day(),
                site_handed_over_on=self.day(),
                term_days=self.random.choice([None, 90, 540]),
                extension_days=self.random.choice([0, 0, 45]),
                provisionally_received_on=self.day(),
                definitively_received_on=self.day(),
            )
            for place in self.times(2):
                ContractModification.objects.create(
                    contract=contract,
                    source_key=f"slow:change:{contract.pk}:{place}",
                    kind="cost",
                    amount_clp=self.random.randrange(10**6),
                    days=self.random.randrange(60),
                )
        for _ in self.times(3):
            ProgressReportFactory.create(
                initiative=made,
                reported_on=self.day(),
                physical_pct=self.random.randrange(101),
            )

    def _spent(self, made: Initiative, number: int) -> None:
        for _ in self.times(4):
            PaymentFactory.create(
                initiative=made,
                month=self.sure_day().replace(day=1),
                paid_on=self.day(),
                paid_clp=self.random.choice([0, self.random.randrange(1, 10**9)]),
            )
        if self.random.random() < 0.3:
            Grant.objects.create(
                initiative=made,
                source_key=f"slow:grant:{number}",
                fund="sport",
                transferred_clp=self.amount(),
                transferred_on=self.day(),
                rendered_on=self.day(),
                technically_closed_on=self.day(),
                financially_closed_on=self.day(),
            )


def latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def requested(row: Initiative) -> int | None:
    asked = FundingRequest.objects.filter(stage__initiative=row, total_clp__isnull=False)
    if asked:
        return max(asked, key=lambda one: (one.budget_year or one.year, one.pk)).total_clp
    lines = [line for line in row.lines.all() if line.total_clp is not None]
    newest = max(lines, key=lambda one: (one.budget_year or 0, one.pk), default=None)
    return newest.total_clp if newest else None


def approved(row: Initiative) -> int | None:
    lines = [line for line in row.lines.all() if (line.fndr_awarded_clp or 0) > 0]
    if any(line.allocation for line in lines):
        lines = [line for line in lines if line.allocation]
    if lines:
        awarded = 0
        for key in {(line.subtitle, line.item, line.allocation) for line in lines}:
            same = [one for one in lines if (one.subtitle, one.item, one.allocation) == key]
            year = max(line.budget_year or 0 for line in same)
            for line in same:
                if (line.budget_year or 0) == year:
                    awarded += (line.fndr_awarded_clp or 0) + (line.increases_clp or 0)
        return awarded
    agreed = [one.amount_clp for one in row.agreements.all() if (one.amount_clp or 0) > 0]
    voted = [
        one.amount_clp
        for one in row.approvals.filter(
            kind__in=("council", "silence", "governor"), replaced_by__isnull=True
        )
        if (one.amount_clp or 0) > 0
    ]
    grant = Grant.objects.filter(initiative=row, transferred_clp__gt=0).first()
    if agreed or voted:
        return max(amount for amount in agreed or voted if amount is not None)
    return grant.transferred_clp if grant else None


def contracted(row: Initiative) -> int | None:
    contracts = list(row.contracts.all())
    if not contracts or any(one.amount_clp is None for one in contracts):
        return None
    return sum(
        (one.amount_clp or 0) + sum(change.amount_clp for change in one.modifications.all())
        for one in contracts
    )


def paid(row: Initiative) -> int:
    months: dict[int, int] = {}
    for payment in row.payments.all():
        months[payment.month.year] = months.get(payment.month.year, 0) + payment.paid_clp
    years = BudgetYear.objects.filter(line__initiative=row)
    total = sum(months.values())
    total += sum(year.spent_clp for year in years if year.year not in months)
    grant = Grant.objects.filter(initiative=row).first()
    if grant and not months and not years:
        total += grant.transferred_clp or 0
    return total


def built(row: Initiative) -> Decimal | None:
    # A report without a day says less than any that has one.
    reports = row.progress.all()
    if reports:
        newest = max(reports, key=lambda one: (one.reported_on or date.min, one.pk))
        return newest.physical_pct
    lines = [line for line in row.lines.all() if line.physical_pct is not None]
    last = max(lines, key=lambda one: (one.budget_year or 0, one.pk), default=None)
    return last.physical_pct if last else None


def start_of(contract: Contract) -> date | None:
    return contract.site_handed_over_on or contract.signed_on


def ends(row: Initiative) -> tuple[date | None, date | None, date | None]:
    planned, expected = [], []
    contracts = list(row.contracts.all())
    for contract in contracts:
        start = start_of(contract)
        if start is None or contract.term_days is None:
            continue
        end = start + timedelta(days=contract.term_days)
        more = contract.extension_days + sum(one.days for one in contract.modifications.all())
        planned.append(end)
        expected.append(end + timedelta(days=more))
    received = [one.provisionally_received_on for one in contracts]
    is_over = bool(received) and all(received)
    return earliest(planned), latest(expected), latest(received) if is_over else None


def days(row: Initiative) -> tuple[date | None, date | None]:
    requests = list(FundingRequest.objects.filter(stage__initiative=row))
    entered = [earliest((one.applied_on, one.received_on)) for one in requests]
    entered += [one.happened_on for one in row.events.filter(kind="entered_by_letter")]
    happened: list[date | None] = [*entered]
    for one in requests:
        happened += [one.state_on, one.sent_to_mdsf_on, one.sent_to_council_on]
        happened += [turn.result_on for turn in one.rounds.all()]
    happened += [event.happened_on for event in row.events.all()]
    happened += [one.approved_on for one in row.approvals.all()]
    for agreement in row.agreements.all():
        happened += [agreement.signed_on, agreement.approving_resolution_on, agreement.cgr_on]
    for contract in row.contracts.all():
        happened += [contract.signed_on, contract.site_handed_over_on]
        happened += [contract.provisionally_received_on, contract.definitively_received_on]
    happened += [one.paid_on or one.month for one in row.payments.all() if one.paid_clp]
    happened += [one.reported_on for one in row.progress.all()]
    for grant in Grant.objects.filter(initiative=row):
        happened += [grant.transferred_on, grant.rendered_on]
        happened += [grant.technically_closed_on, grant.financially_closed_on]
    return earliest(entered), latest([*happened, row.state_since])


def share(part: int, whole: int | None) -> Decimal | None:
    if not whole or whole <= 0:
        return None
    exact = Decimal(part) * 100 / Decimal(whole)
    return min(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), MOST_PCT)


def slow_card(row: Initiative) -> dict[str, Any]:
    planned, expected, finished = ends(row)
    entered, last = days(row)
    money, agreed = paid(row), contracted(row)
    end = finished or expected
    return {
        "requested_clp": requested(row),
        "approved_clp": approved(row),
        "contracted_clp": agreed,
        "paid_clp": money,
        "physical_pct": built(row),
        "financial_pct": share(money, agreed if agreed is not None else approved(row)),
        "planned_end_on": planned,
        "expected_end_on": expected,
        "finished_on": finished,
        "late_days": (end - planned).days if planned and end else None,
        "entered_on": entered,
        "last_event_on": last,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_the_card_equals_a_slow_recomputation(seed: int) -> None:
    invented = Invented(seed)
    made = [invented.initiative(number) for number in range(INITIATIVES)]

    assert refresh_cards(None) == INITIATIVES

    for row in made:
        row.refresh_from_db()
        expected = slow_card(row)
        assert {name: getattr(row, name) for name in expected} == expected, row.code
    # The sample is worth something only if it has each sort of case.
    for name in expected:
        assert any(getattr(row, name) for row in made), name
