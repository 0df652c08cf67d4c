"""Certified attendance by councillor and month or year, and what is paid for it.

Only sessions whose attendance was certified count. The governor earns no allowance for attending,
from the first day of the mandate to the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from alameda.council.models import Attendance, Councillor, Mandate
from alameda.council.rules.allowance import (
    Allowance,
    Attended,
    Unit,
    allowance_of,
    yearly_allowance_of,
)
from alameda.council.rules.standing_orders import standing_orders
from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.parameters import utm_by_month, utm_or_latest
from alameda.territory.selectors import region_letters

DECEMBER = 12
JUSTIFIED = ("excused", "on_leave")


@dataclass(frozen=True, kw_only=True)
class AttendanceRow:
    """What a councillor attended in a month or a year, and what it is worth.

    Attributes:
        councillor: who.
        starts_on: first day of the month, or of the year.
        ends_on: last day.
        attended: the count of certified sessions.
        allowance: the amount and why; nothing where a value of the law is not known for that day.
        is_unknown_because: the sentence that says which value is not known; empty otherwise.
        latest_utm: the month of the UTM, as ``2026-09``, where the pesos are provisional.
    """

    councillor: Councillor
    starts_on: date
    ends_on: date
    attended: Attended
    allowance: Allowance | None
    is_unknown_because: str = ""
    latest_utm: str = ""


def attendance_by_month(
    *, year: int, month: int | None = None, councillor: Councillor | None = None
) -> list[AttendanceRow]:
    """A row for each councillor and month with certified sessions, by surname and month.

    Args:
        year: the calendar year.
        month: only that month, from 1 to 12, or nothing: all of them.
        councillor: only hers, or nothing: everybody's.
    """
    starts_on = date(year, month or 1, 1)
    ends_on = _last_day(date(year, month or DECEMBER, 1))
    rows = _certified(starts_on, ends_on, councillor)
    counted = (
        rows.annotate(month=TruncMonth("held_on"))
        .values("councillor_id", "month")
        .annotate(**_COUNTS)
    ).order_by("councillor__sort_name", "councillor_id", "month")
    found = list(counted)
    people = _people(row["councillor_id"] for row in found)
    region = region_letters()
    return [
        _month_row(
            people[row["councillor_id"]],
            row["month"],
            _attended(row),
            region=region,
        )
        for row in found
    ]


def attendance_by_year(*, year: int, councillor: Councillor | None = None) -> list[AttendanceRow]:
    """A row for each councillor with certified sessions in the year: the share of the yearly sum.

    Args:
        year: the calendar year.
        councillor: only hers, or nothing: everybody's.
    """
    starts_on, ends_on = date(year, 1, 1), date(year, DECEMBER, 31)
    rows = _certified(starts_on, ends_on, councillor)
    found = list(
        rows.values("councillor_id")
        .annotate(**_COUNTS)
        .order_by("councillor__sort_name", "councillor_id")
    )
    people = _people(row["councillor_id"] for row in found)
    region = region_letters()
    return [
        _year_row(
            people[row["councillor_id"]],
            year,
            _attended(row, counts_committees=False),
            region=region,
        )
        for row in found
    ]


def csv_rows(rows: Sequence[AttendanceRow]) -> Iterator[list[str]]:
    """The report as a table: a heading, then a line each; codes and numbers without formatting."""
    yield [
        "councillor_code",
        "councillor",
        "period_starts_on",
        "period_ends_on",
        "council_sessions_held",
        "attended",
        "justified",
        "committee_sessions_attended",
        "allowance_utm",
        "allowance_clp",
        "provisional_with_utm_of",
        "not_known_because",
    ]
    for row in rows:
        yield [
            row.councillor.code,
            row.councillor.name,
            row.starts_on.isoformat(),
            row.ends_on.isoformat(),
            str(row.attended.held),
            str(row.attended.present),
            str(row.attended.justified),
            str(row.attended.committees),
            str(row.allowance.utm) if row.allowance else "",
            str(row.allowance.clp) if row.allowance and row.allowance.clp is not None else "",
            row.latest_utm,
            row.is_unknown_because,
        ]


_COUNCIL = Q(session__body__kind="council")
_COUNTS = {
    "held": Count("pk", filter=_COUNCIL),
    "present": Count("pk", filter=_COUNCIL & Q(state="present")),
    "justified": Count("pk", filter=_COUNCIL & Q(state__in=JUSTIFIED)),
    "committees": Count("pk", filter=~_COUNCIL & Q(state="present")),
}


def _certified(
    starts_on: date, ends_on: date, councillor: Councillor | None
) -> QuerySet[Attendance]:
    """Attendance certified in the period, on the days on which it is paid for.

    Who is governor for a part of the period counts for the days on which she was not.
    """
    day = OuterRef("held_on")
    governing = Mandate.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        councillor=OuterRef("councillor"),
        kind="governor",
        starts_on__lte=day,
    )
    rows = Attendance.objects.filter(
        ~Exists(governing),
        session__attendance_certified_at__isnull=False,
        held_on__range=(starts_on, ends_on),
    )
    return rows if councillor is None else rows.filter(councillor=councillor)


def _people(pks: Iterable[int]) -> dict[int, Councillor]:
    return Councillor.objects.select_related("subject").in_bulk(set(pks))


def _attended(row: Mapping[str, Any], *, counts_committees: bool = True) -> Attended:
    return Attended(
        held=row["held"],
        present=row["present"],
        justified=row["justified"],
        committees=row["committees"] if counts_committees else 0,
    )


def _month_row(
    councillor: Councillor, month: date, attended: Attended, *, region: str
) -> AttendanceRow:
    ends_on = _last_day(month)
    unit, why = _unit(month)
    allowance, unknown = _worth(
        lambda: allowance_of(attended, orders=standing_orders(ends_on, region=region), unit=unit)
    )
    return AttendanceRow(
        councillor=councillor,
        starts_on=month,
        ends_on=ends_on,
        attended=attended,
        allowance=allowance,
        is_unknown_because=unknown or why,
        latest_utm=unit.latest,
    )


def _year_row(
    councillor: Councillor, year: int, attended: Attended, *, region: str
) -> AttendanceRow:
    """The yearly sum is paid with the UTM of December."""
    ends_on = date(year, DECEMBER, 31)
    unit, why = _unit(ends_on)
    allowance, unknown = _worth(
        lambda: yearly_allowance_of(
            attended, orders=standing_orders(ends_on, region=region), unit=unit
        )
    )
    return AttendanceRow(
        councillor=councillor,
        starts_on=date(year, 1, 1),
        ends_on=ends_on,
        attended=attended,
        allowance=allowance,
        is_unknown_because=unknown or why,
        latest_utm=unit.latest,
    )


def _unit(month: date) -> tuple[Unit, str]:
    """The UTM of a month, or the latest known; before the table, none and the sentence why."""
    try:
        found = utm_or_latest(month)
    except ParameterUnknownError as error:
        return Unit(clp=None), str(error)
    latest = f"{max(utm_by_month()):%Y-%m}" if found.is_latest else ""
    return Unit(clp=found.value_clp, latest=latest), ""


def _worth(compute: Callable[[], Allowance]) -> tuple[Allowance | None, str]:
    """The amount, or the sentence that says which value of the law is not known."""
    try:
        return compute(), ""
    except ParameterUnknownError as error:
        return None, str(error)


def _last_day(month: date) -> date:
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)
