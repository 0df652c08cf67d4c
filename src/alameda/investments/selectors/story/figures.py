"""Where each figure of an initiative comes from: the rows that make it, with their registers.

The choices are those of the card (``actions.cards``), row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from alameda.intake.models import Sourced
from alameda.investments.models import BudgetLine
from alameda.investments.selectors.story.rows import Rows


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """One row behind a figure.

    Attributes:
        key: what it is: ``line``, ``agreement``, ``approval``, ``grant``, ``request``,
            ``contract``, ``modification``, ``payment``, ``year`` or ``months``.
        on: its day.
        year: its year, where it has no day.
        document: number of its act, or name of who contracts.
        amount_clp: what it adds.
        count: how many rows of the register it stands for.
        file: file of the register; empty where it was made at the desk or invented.
        line: line in that file.
    """

    key: str
    on: date | None = None
    year: int | None = None
    document: str = ""
    amount_clp: int = 0
    count: int = 1
    file: str = ""
    line: int | None = None


def approved_rows(rows: Rows) -> list[SourceRow]:
    """What was approved: the newest budget year, else the largest agreement, approval or grant."""
    awarded = [each for each in rows.lines if (each.fndr_awarded_clp or 0) > 0]
    if awarded:
        newest = max(each.budget_year or 0 for each in awarded)
        return [_line(each) for each in awarded if (each.budget_year or 0) == newest]
    agreed = [each for each in rows.agreements if (each.amount_clp or 0) > 0]
    if agreed:
        best = max(agreed, key=lambda each: each.amount_clp or 0)
        document = best.approving_resolution or best.approval_number
        return [_row("agreement", best, best.signed_on, document, best.amount_clp)]
    voted = [
        each
        for each in rows.approvals
        if (each.amount_clp or 0) > 0 and each.kind in {"council", "silence", "governor"}
    ]
    if voted:
        act = max(voted, key=lambda each: each.amount_clp or 0)
        return [_row("approval", act, act.approved_on, act.number, act.amount_clp)]
    return _granted(rows)


def requested_rows(rows: Rows) -> list[SourceRow]:
    """What was asked: the newest request, else the newest budget line."""
    asked = [each for each in rows.requests if each.total_clp is not None]
    if asked:
        newest = max(asked, key=lambda each: (each.budget_year or each.year, each.pk))
        return [_row("request", newest, newest.applied_on, "", newest.total_clp, newest.year)]
    lines = [each for each in rows.lines if each.total_clp is not None]
    if not lines:
        return []
    line = max(lines, key=lambda each: (each.budget_year or 0, each.pk))
    return [_row("line", line, line.approval_on, "", line.total_clp, line.budget_year)]


def contracted_rows(rows: Rows) -> list[SourceRow]:
    """Contracts, and the modifications that changed their amount."""
    found = [
        _row(
            "contract",
            each,
            each.signed_on,
            each.contractor.name if each.contractor else "",
            each.amount_clp,
        )
        for each in rows.contracts
        if each.amount_clp is not None
    ]
    found += [
        _row("modification", each, each.approved_on, each.resolution, each.amount_clp)
        for each in rows.modifications
        if each.amount_clp
    ]
    return found


def paid_rows(rows: Rows) -> list[SourceRow]:
    """What was paid, a row a year: the months where they are known, else the budget line."""
    years: dict[int, list[Sourced]] = {}
    sums: dict[int, int] = {}
    for payment in rows.payments:
        year = payment.month.year
        years.setdefault(year, []).append(payment)
        sums[year] = sums.get(year, 0) + payment.paid_clp
    found = [_months(year, sums[year], years[year]) for year in years if sums[year]]
    found += [
        _row("year", each.line, None, "", each.spent_clp, each.year)
        for each in rows.spent
        if each.year not in years and each.spent_clp
    ]
    return sorted(found, key=lambda row: row.year or 0) or _granted(rows)


def _months(year: int, amount_clp: int, payments: Sequence[Sourced]) -> SourceRow:
    files = {each.source_file for each in payments}
    return SourceRow(
        key="months",
        year=year,
        amount_clp=amount_clp,
        count=len(payments),
        file=files.pop() if len(files) == 1 else "",
        line=payments[0].source_line if len(payments) == 1 else None,
    )


def _granted(rows: Rows) -> list[SourceRow]:
    grant = rows.grant
    if grant is None or not grant.transferred_clp:
        return []
    name = grant.organisation.name if grant.organisation else ""
    return [_row("grant", grant, grant.transferred_on, name, grant.transferred_clp)]


def _line(line: BudgetLine) -> SourceRow:
    amount = (line.fndr_awarded_clp or 0) + (line.increases_clp or 0)
    document = line.creating_resolution or line.approval_as_written
    return _row("line", line, line.approval_on, document, amount, line.budget_year)


def _row(
    key: str,
    source: Sourced,
    on: date | None,
    document: str,
    amount_clp: int | None,
    year: int | None = None,
) -> SourceRow:
    return SourceRow(
        key=key,
        on=on,
        year=year,
        document=document,
        amount_clp=amount_clp or 0,
        file=source.source_file,
        line=source.source_line,
    )


def inhabitants(rows: Rows) -> int | None:
    """The people who live where it lies; empty where that is not known of every comuna.

    What covers the whole region is of nobody more than of another: it is not shared out.
    """
    if rows.initiative.is_region_wide or not rows.comunas:
        return None
    counts = [place.population for place in rows.comunas]
    return _sum_known(counts)


def _sum_known(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total or None
