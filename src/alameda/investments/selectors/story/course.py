"""The course of the works: progress against money, and each approved version of cost and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from alameda.foundation.days import days_later
from alameda.investments.rules.drift import Drift, Version, drift_of
from alameda.investments.selectors.story.marks import contract_end
from alameda.investments.selectors.story.rows import Rows

Points = tuple[tuple[date, float], ...]
FULL = 100.0


@dataclass(frozen=True)
class Course:
    """Three lines over dates, of a hundred: what was planned, built and paid."""

    planned: Points
    built: Points
    paid: Points

    @property
    def is_drawable(self) -> bool:
        """At least one line has two points."""
        return max(len(self.built), len(self.paid)) > 1


def course_of(rows: Rows) -> Course:
    """Physical progress as reported, and money as paid, of what was contracted or approved."""
    row = rows.initiative
    reports = {each.reported_on: each for each in rows.progress if each.reported_on is not None}
    built = tuple((day, float(each.physical_pct)) for day, each in sorted(reports.items()))
    planned = tuple(
        (day, float(each.planned_pct))
        for day, each in sorted(reports.items())
        if each.planned_pct is not None
    )
    whole = row.contracted_clp or row.approved_clp
    paid: Points = ()
    if whole:
        by_month: dict[date, int] = {}
        for payment in rows.payments:
            by_month[payment.month] = by_month.get(payment.month, 0) + payment.paid_clp
        months = sorted(by_month)
        sums = accumulate(by_month[month] for month in months)
        paid = tuple(
            (_month_end(month), amount * FULL / whole)
            for month, amount in zip(months, sums, strict=True)
        )
    return Course(planned=planned, built=built, paid=paid)


def _month_end(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return following - timedelta(days=1)


def drifts_of(rows: Rows) -> tuple[Drift, ...]:
    """Each act that said what it costs and when it ends, against the first that did."""
    versions = [*_approved(rows), *_contracted(rows)]
    row = rows.initiative
    if row.finished_on:
        versions.append(
            Version(
                key="actual",
                on=row.finished_on,
                amount_clp=row.paid_clp or None,
                end_on=row.finished_on,
            )
        )
    return drift_of(versions)


def _approved(rows: Rows) -> list[Version]:
    acts = [
        Version(
            key=each.kind, on=each.approved_on, document=each.number, amount_clp=each.amount_clp
        )
        for each in rows.approvals
        if each.kind in {"recommendation", "council", "silence", "governor"}
    ]
    acts += [
        Version(
            key="agreement",
            on=each.signed_on,
            document=each.approving_resolution,
            amount_clp=each.amount_clp,
        )
        for each in rows.agreements
        if each.amount_clp
    ]
    return sorted(acts, key=lambda each: each.on or date.max)


def _contracted(rows: Rows) -> list[Version]:
    """The contracts together, then after each modification."""
    amounts = [each.amount_clp for each in rows.contracts if each.amount_clp is not None]
    ends = {each.pk: contract_end(each) for each in rows.contracts}
    if not amounts and not any(ends.values()):
        return []
    signed = [each.signed_on for each in rows.contracts if each.signed_on]
    amount = sum(amounts) if amounts else None
    versions = [
        Version(
            key="contract",
            on=max(signed, default=None),
            amount_clp=amount,
            end_on=min((day for day in ends.values() if day), default=None),
        )
    ]
    for each in rows.contracts:
        moved = _moved(ends.get(each.pk), each.extension_days)
        if each.extension_days and moved:
            ends[each.pk] = moved
            versions.append(Version(key="extension", amount_clp=amount, end_on=moved))
    for change in rows.modifications:
        amount = None if amount is None else amount + change.amount_clp
        moved = _moved(ends.get(change.contract_id), change.days)
        if moved is not None:
            ends[change.contract_id] = moved
        versions.append(
            Version(
                key="modification",
                on=change.approved_on,
                document=change.resolution,
                amount_clp=amount,
                end_on=max((day for day in ends.values() if day), default=None),
            )
        )
    return versions


def _moved(end: date | None, days: int) -> date | None:
    return days_later(end, days) if end else None
