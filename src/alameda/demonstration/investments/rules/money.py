"""Progress and payments, month by month, from what was worked."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules.days import drawn, month_end, month_of, workday
from alameda.demonstration.investments.rules.plans import ContractPlan, PaymentPlan, ProgressPlan
from alameda.demonstration.investments.rules.works import Campaign, Works

FIRST_REPORT_AFTER_DAYS = 12
WHOLE = 10_000


def report_days(campaign: Campaign, *, until: date) -> list[date]:
    """The ends of month while the works last, and the day they finish or stop."""
    days = []
    on = month_end(campaign.begun_on + timedelta(days=FIRST_REPORT_AFTER_DAYS))
    while on < until and campaign.worked_days(on) < campaign.works_days:
        days.append(on)
        on = month_end(on + timedelta(days=1))
    if until > campaign.begun_on:
        days.append(min(on, until))
    return days


def last_day(campaign: Campaign, *, today: date) -> date:
    """The last day of a campaign that can be told about."""
    return min(campaign.stopped_on or today, today)


def progress_of(works: Works, *, today: date) -> list[ProgressPlan]:
    """Monthly reports of physical progress against the plan."""
    reports = []
    for campaign in works.campaigns:
        term = works.contracts[campaign.contract].term_days
        for on in report_days(campaign, until=last_day(campaign, today=today)):
            share = min(1.0, (on - campaign.begun_on).days / term)
            planned = campaign.share_from + (1 - campaign.share_from) * share * share * (
                3 - 2 * share
            )
            reports.append(
                ProgressPlan(on, round(campaign.progress(on) * WHOLE), round(planned * WHOLE))
            )
    return reports


def owed_clp(contract: ContractPlan, *, on: date) -> int:
    """The contract's amount with the modifications approved until a day, not below zero."""
    added = sum(change.amount_clp for change in contract.modifications if change.on <= on)
    return max(0, contract.amount_clp + added)


def payments_of(rng: Random, works: Works, *, power: float, today: date) -> list[PaymentPlan]:
    """A payment for each report that shows progress; those not yet due are only planned."""
    payments: list[PaymentPlan] = []
    for campaign in works.campaigns:
        payments += _campaign_payments(rng, works, campaign, power=power, today=today)
    return payments


def _campaign_payments(
    rng: Random, works: Works, campaign: Campaign, *, power: float, today: date
) -> list[PaymentPlan]:
    contract, place = works.contracts[campaign.contract], campaign.contract
    ceiling = owed_clp(contract, on=campaign.stopped_on or today)
    payments: list[PaymentPlan] = []
    paid, planned_before, number = 0, 0, 0
    for on in report_days(campaign, until=last_day(campaign, today=today)):
        elapsed = min(1.0, (on - campaign.begun_on).days / contract.term_days)
        planned = round(contract.amount_clp * elapsed * elapsed * (3 - 2 * elapsed))
        newly = planned - planned_before
        planned_before = planned
        due = min(ceiling, round(owed_clp(contract, on=on) * campaign.done(on) ** power))
        paid_on = workday(on + timedelta(days=drawn(rng, measured.PAYING)))
        if due > paid and paid_on <= today:
            number += 1
            month = month_of(paid_on)
            payments.append(PaymentPlan(place, number, paid_on, month, newly, due - paid))
            paid = due
        elif newly:
            payments.append(PaymentPlan(place, 0, None, month_of(on), newly, 0))
    return payments


def inspection_of(rng: Random, works: Works, *, place: int, today: date) -> list[PaymentPlan]:
    """Equal monthly payments of the contract for technical inspection."""
    contract = works.contracts[place]
    begun = contract.site_handed_over_on or contract.signed_on
    months = max(1, contract.term_days // 30)
    fee = contract.amount_clp // months
    payments = []
    until = works.campaigns[0].stopped_on or today
    for number in range(1, months + 1):
        due = begun + timedelta(days=30 * number)
        paid_on = workday(due + timedelta(days=rng.randint(8, 30)))
        if due > until or paid_on > today:
            break
        payments.append(PaymentPlan(place, number, paid_on, month_of(paid_on), fee, fee))
    return payments


def transfers_of(
    rng: Random, *, begun: date, days: int, amount_clp: int, today: date
) -> list[PaymentPlan]:
    """Remittances of a programme or transfer, a month apart."""
    count = max(1, days // 30)
    share = amount_clp // count
    payments = []
    for number in range(1, count + 1):
        paid_on = workday(begun + timedelta(days=30 * (number - 1) + rng.randint(3, 25)))
        if paid_on > today:
            break
        amount = amount_clp - share * (count - 1) if number == count else share
        payments.append(PaymentPlan(None, number, paid_on, month_of(paid_on), amount, amount))
    return payments


def spent_by_year(payments: list[PaymentPlan]) -> tuple[tuple[int, int], ...]:
    """What was paid in each year, in order."""
    years: dict[int, int] = {}
    for payment in payments:
        if payment.paid_clp:
            year = payment.month.year
            years[year] = years.get(year, 0) + payment.paid_clp
    return tuple(sorted(years.items()))
