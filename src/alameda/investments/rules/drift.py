"""How cost and end moved from one approved version to the next. Pure.

Source: docs/rules/investment-cycle.md, "Drift".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, kw_only=True)
class Version:
    """What an act said that it would cost and when it would end; empty where it did not say.

    Attributes:
        key: what act: ``recommendation``, ``council``, ``governor``, ``agreement``, ``contract``,
            ``extension``, ``modification`` or ``actual``.
        on: its day.
        document: its number.
        amount_clp: cost by that act, of the whole.
        end_on: end by that act.
    """

    key: str
    on: date | None = None
    document: str = ""
    amount_clp: int | None = None
    end_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Drift:
    """A version against the first that named a cost, and the first that named an end.

    Attributes:
        version: what the act said.
        cost_clp: more (or less) than the first cost.
        cost_pct: the same, of a hundred, with one decimal.
        late_days: days after (or before) the first end.
    """

    version: Version
    cost_clp: int | None = None
    cost_pct: Decimal | None = None
    late_days: int | None = None


def drift_of(versions: Sequence[Version]) -> tuple[Drift, ...]:
    """Each version against the first; the first itself drifts by nothing, so it says nothing."""
    base_clp = next((each.amount_clp for each in versions if each.amount_clp), None)
    base_end = next((each.end_on for each in versions if each.end_on), None)
    drifts = []
    is_cost_seen = is_end_seen = False
    for each in versions:
        cost_clp = cost_pct = late_days = None
        if each.amount_clp is not None and base_clp:
            if is_cost_seen:
                cost_clp = each.amount_clp - base_clp
                cost_pct = _percent(cost_clp, base_clp)
            is_cost_seen = is_cost_seen or each.amount_clp == base_clp
        if each.end_on is not None and base_end is not None:
            if is_end_seen:
                late_days = (each.end_on - base_end).days
            is_end_seen = True
        drifts.append(
            Drift(version=each, cost_clp=cost_clp, cost_pct=cost_pct, late_days=late_days)
        )
    return tuple(drifts)


def last_drift(drifts: Sequence[Drift]) -> tuple[Drift | None, Drift | None]:
    """The newest version that drifts in cost, and the newest that drifts in time."""
    cost = next((each for each in reversed(drifts) if each.cost_clp is not None), None)
    time = next((each for each in reversed(drifts) if each.late_days is not None), None)
    return cost, time


def _percent(part: int, whole: int) -> Decimal:
    share = Decimal(part) * 100 / Decimal(whole)
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
