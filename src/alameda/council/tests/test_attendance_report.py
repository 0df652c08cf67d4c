"""The attendance and allowance report: only what was certified counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from alameda.council.models import Attendance, Body, Councillor, Mandate, Session
from alameda.council.selectors.attendance import (
    attendance_by_month,
    attendance_by_year,
    csv_rows,
)
from alameda.council.tests.factories import (
    BodyFactory,
    MandateFactory,
    SessionFactory,
    make_council,
)
from alameda.foundation.parameters import utm, utm_by_month

pytestmark = pytest.mark.django_db


def held(
    body: Body, on: date, states: dict[Councillor, str], *, is_certified: bool = True
) -> Session:
    """A session of that day that is over, with what the close says of each."""
    at = datetime(on.year, on.month, on.day, 14, tzinfo=UTC)
    session = SessionFactory.create(
        body=body,
        kind="ordinary" if body.kind == "council" else "committee",
        state="closed",
        starts_at=at,
        opened_at=at,
        closed_at=at,
        attendance_certified_at=at if is_certified else None,
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, councillor=member, state=state, held_on=on)
        for member, state in states.items()
    )
    return session


def test_a_month_counts_certified_sessions_and_pays_for_them() -> None:
    body, members = make_council(2)
    first, second, governor = members
    committee = BodyFactory.create()
    for day in (8, 22):
        held(body, date(2026, 4, day), {first: "present", second: "absent", governor: "present"})
    held(committee, date(2026, 4, 9), {first: "present", second: "excused"})
    held(body, date(2026, 4, 29), {first: "present"}, is_certified=False)
    held(body, date(2026, 5, 6), {first: "present"})

    rows = attendance_by_month(year=2026, month=4)

    assert [row.councillor for row in rows] == [first, second]
    assert (rows[0].starts_on, rows[0].ends_on) == (date(2026, 4, 1), date(2026, 4, 30))
    attended = rows[0].attended
    assert (attended.held, attended.present, attended.committees) == (2, 2, 1)
    assert rows[0].allowance is not None
    assert rows[0].allowance.utm == Decimal(24)
    assert rows[0].allowance.clp == 24 * utm(date(2026, 4, 1)).value_clp
    assert rows[1].allowance is not None
    assert rows[1].allowance.clp == 0
    only = attendance_by_month(year=2026, councillor=first)
    assert [row.starts_on.month for row in only] == [4, 5]


def test_who_becomes_governor_is_paid_for_the_days_as_councillor_and_only_those() -> None:
    body, (only, _other) = make_council(2, has_governor=False)
    Mandate.objects.filter(councillor=only).update(
        starts_on=date(2021, 3, 11), ends_on=date(2026, 4, 14)
    )
    MandateFactory.create(
        councillor=only, kind="governor", starts_on=date(2026, 4, 15), ends_on=date(2026, 6, 14)
    )
    for month, day in ((3, 8), (4, 8), (4, 15), (5, 6), (6, 14), (6, 15)):
        held(body, date(2026, month, day), {only: "present"})

    rows = attendance_by_month(year=2026)

    told = [(row.starts_on.month, row.attended.held, row.attended.present) for row in rows]
    assert told == [(3, 1, 1), (4, 1, 1), (6, 1, 1)]
    (year,) = attendance_by_year(year=2026)
    assert (year.councillor, year.attended.held) == (only, 3)


def test_the_year_pays_for_three_quarters_of_the_sessions() -> None:
    body, (first, second) = make_council(2, has_governor=False)
    for month in range(1, 9):
        state = "present" if month <= 5 else "absent"
        held(body, date(2025, month, 8), {first: "present", second: state})

    first_row, second_row = attendance_by_year(year=2025)

    assert (first_row.attended.held, second_row.attended.present) == (8, 5)
    assert first_row.allowance is not None
    assert second_row.allowance is not None
    assert (first_row.allowance.utm, second_row.allowance.utm) == (Decimal(5), Decimal(0))


def test_what_the_law_does_not_say_for_that_day_is_said_and_not_invented() -> None:
    body, (only,) = make_council(1, has_governor=False)
    held(body, date(2018, 4, 8), {only: "present"})

    (row,) = attendance_by_month(year=2018)

    assert row.allowance is None
    assert row.is_unknown_because
    assert row.attended.present == 1


def test_the_report_is_a_table_of_numbers() -> None:
    body, (only,) = make_council(1, has_governor=False)
    held(body, date(2026, 4, 8), {only: "present"})

    heading, line = csv_rows(attendance_by_month(year=2026))

    assert len(heading) == len(line)
    said = dict(zip(heading, line, strict=True))
    assert said["councillor_code"] == only.code
    assert said["period_ends_on"] == "2026-04-30"
    assert said["attended"] == "1"
    assert said["allowance_utm"] == "20.00"


def test_a_month_whose_utm_nobody_knows_yet_is_paid_in_utm_and_provisionally_in_pesos() -> None:
    body, (only,) = make_council(1, has_governor=False)
    latest = max(utm_by_month())
    later = latest.replace(year=latest.year + 1)
    held(body, later.replace(day=8), {only: "present"})

    (row,) = attendance_by_month(year=later.year)

    assert row.allowance is not None
    assert row.allowance.utm == Decimal(20)
    assert row.allowance.clp == 20 * utm(latest).value_clp
    assert (row.latest_utm, row.is_unknown_because) == (f"{latest:%Y-%m}", "")
    heading, line = csv_rows([row])
    said = dict(zip(heading, line, strict=True))
    assert said["provisional_with_utm_of"] == f"{latest:%Y-%m}"
    assert said["allowance_clp"] == str(row.allowance.clp)


@pytest.mark.parametrize("members", [1, 20])
def test_the_report_costs_the_same_for_one_and_for_twenty(
    members: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body, people = make_council(members, has_governor=False)
    for month in (3, 4, 5):
        held(body, date(2026, month, 8), dict.fromkeys(people, "present"))

    # the counts, the people, the region's letters
    with django_assert_num_queries(3):
        rows = attendance_by_month(year=2026)
        assert all(row.councillor.subject.code for row in rows)

    assert len(rows) == members * 3
