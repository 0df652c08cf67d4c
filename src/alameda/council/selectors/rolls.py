"""Certified attendance by month: who attended what, and what that is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Min

from alameda.council.models import Attendance
from alameda.council.rules.allowance import Allowance, Attended, allowance_of
from alameda.council.rules.standing_orders import standing_orders
from alameda.council.selectors.councillors import Member, seated_on
from alameda.foundation.actor import Actor
from alameda.foundation.clocks import add_months
from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.parameters import utm_or_latest

JUSTIFIED = ("excused", "on_leave")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MonthRow:
    """One member's month.

    Attributes:
        allowance: computed from it; nothing for the governor, or where a value is not known.
    """

    member: Member
    attended: Attended
    allowance: Allowance | None


@dataclass(frozen=True)
class Month:
    """A month of certified attendance; ``is_estimate``: its UTM is not known yet."""

    first: date
    rows: Sequence[MonthRow]
    sessions: int
    is_estimate: bool


def months_known() -> tuple[date, date] | None:
    """The first and the last month with certified attendance."""
    ends = Attendance.objects.aggregate(first=Min("held_on"), last=Max("held_on"))
    if ends["first"] is None or ends["last"] is None:
        return None
    return ends["first"].replace(day=1), ends["last"].replace(day=1)


def month_of(first: date, *, region: str, actor: Actor) -> Month:
    """The attendance of a month by member: three queries."""
    after = add_months(first, 1)
    last = after - ONE_DAY
    counts = _counts(first, after)
    rows = []
    members = {member.councillor.pk: member for member in seated_on(last, actor=actor)}
    utm_clp, is_estimate = _utm(last)
    for pk, member in members.items():
        attended = _attended(counts.get(pk, {}))
        allowance = None
        if (
            utm_clp
            and member.mandate.kind == "councillor"
            and (attended.held or attended.committees)
        ):
            orders = standing_orders(last, region=region)
            allowance = allowance_of(attended, orders=orders, utm_clp=utm_clp)
        rows.append(MonthRow(member, attended, allowance))
    held = max((row.attended.held for row in rows), default=0)
    return Month(first, rows, held, is_estimate)


def _utm(on: date) -> tuple[int, bool]:
    try:
        found = utm_or_latest(on)
    except ParameterUnknownError:
        return 0, True
    return found.value_clp, found.is_estimate


def _counts(first: date, after: date) -> dict[int, dict[tuple[bool, str], int]]:
    """Sessions by member, by whether they were of the Council, and by how she attended."""
    rows = (
        Attendance.objects.filter(held_on__gte=first, held_on__lt=after)
        .order_by()
        .values_list("councillor_id", "session__body__kind", "state")
        .annotate(rows=Count("pk"))
    )
    found: dict[int, dict[tuple[bool, str], int]] = defaultdict(lambda: defaultdict(int))
    for councillor, kind, state, count in rows:
        found[councillor][kind == "council", state] += count
    return found


def _attended(counts: dict[tuple[bool, str], int]) -> Attended:
    plenary = {state: count for (is_council, state), count in counts.items() if is_council}
    return Attended(
        held=sum(plenary.values()),
        present=plenary.get("present", 0),
        justified=sum(plenary.get(state, 0) for state in JUSTIFIED),
        committees=counts.get((False, "present"), 0),
    )
