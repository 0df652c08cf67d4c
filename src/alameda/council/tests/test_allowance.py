"""The allowance, from certified attendance to pesos."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.council.rules.allowance import (
    Attended,
    Unit,
    allowance_of,
    explain,
    yearly_allowance_of,
)
from alameda.council.rules.standing_orders import standing_orders

ORDERS = standing_orders(date(2026, 4, 30), region="RM")
UTM_CLP = 70_000
COUNTS = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 9)).map(
    lambda it: Attended(held=sum(it[:3]), present=it[0], justified=it[1], committees=it[3])
)


@pytest.mark.parametrize(
    ("month", "utm"),
    [
        (Attended(held=2, present=2, committees=3), "32.00"),
        (Attended(held=2, present=2, committees=5), "32.00"),
        (Attended(held=2, present=2, committees=1), "24.00"),
        (Attended(held=4, present=3), "15.00"),
        (Attended(held=4, present=3, justified=1), "20.00"),
        (Attended(held=3, present=2), "13.33"),
        (Attended(held=2, present=0), "0.00"),
        (Attended(held=0, present=0), "0.00"),
    ],
)
def test_a_month_worked_by_hand(month: Attended, utm: str) -> None:
    found = allowance_of(month, orders=ORDERS, unit=Unit(clp=UTM_CLP))

    assert found.utm == Decimal(utm)


def test_the_pesos_are_not_computed_from_the_rounded_utm() -> None:
    found = allowance_of(Attended(held=3, present=2), orders=ORDERS, unit=Unit(clp=UTM_CLP))

    assert found.utm == Decimal("13.33")
    assert found.clp == 933_333  # and not 933,100


def test_where_an_absence_costs_it_whole() -> None:
    strict = dataclasses.replace(ORDERS, is_proportional=False, justified_counts=False)

    assert allowance_of(Attended(held=4, present=4), orders=strict, unit=Unit(clp=1)).utm == 20
    assert allowance_of(Attended(held=4, present=3), orders=strict, unit=Unit(clp=1)).utm == 0
    assert (
        allowance_of(Attended(held=4, present=3, justified=1), orders=strict, unit=Unit(clp=1)).utm
        == 0
    )


@pytest.mark.parametrize(
    ("year", "utm"),
    [
        (Attended(held=24, present=18), 5),
        (Attended(held=24, present=17), 0),
        (Attended(held=24, present=17, justified=1), 5),
        (Attended(held=0, present=0), 0),
    ],
)
def test_the_year_pays_at_three_quarters(year: Attended, utm: int) -> None:
    assert yearly_allowance_of(year, orders=ORDERS, unit=Unit(clp=UTM_CLP)).clp == utm * UTM_CLP


@given(COUNTS)
def test_a_month_is_never_above_its_limits_and_is_explained(month: Attended) -> None:
    found = allowance_of(month, orders=ORDERS, unit=Unit(clp=UTM_CLP))

    assert found.clp is not None
    assert 0 <= found.clp <= (20 + 12) * UTM_CLP
    plenary = 20 * UTM_CLP * (month.present + month.justified) / max(month.held, 1)
    committees = [4 * UTM_CLP for _session in range(month.committees)][:3]
    assert abs(found.clp - (plenary + sum(committees))) <= 0.5
    assert json.loads(json.dumps(found.lines)) == found.lines
    for language in ("es", "en"):
        told = explain(found.lines, language=language)
        assert len(told) == len(found.lines)
        assert all(sentence.endswith(".") for sentence in told)


def test_a_councillor_reads_how_it_was_computed() -> None:
    month = Attended(held=4, present=3, committees=4)

    found = allowance_of(month, orders=ORDERS, unit=Unit(clp=UTM_CLP))

    assert explain(found.lines, language="es") == [
        "Sesiones del Consejo: 4. Asistió a 3 y justificó 0.",
        "Por las sesiones del Consejo: 15 UTM de 20 UTM.",
        "Por sesiones de comisión a las que asistió (4): 12 UTM.",
        "Sin tope serían 16 UTM: el máximo del mes es 12 UTM.",
        "Total: 27 UTM, con la UTM a $ 70.000: $ 1.890.000.",
    ]
    assert explain(found.lines, language="en")[-1] == (
        "Total: 27 UTM, with the UTM at $70,000: $1,890,000."
    )


@pytest.mark.parametrize(("held", "present", "justified"), [(2, 3, 0), (2, 1, 2), (-1, 0, 0)])
def test_more_attended_than_held_is_refused(held: int, present: int, justified: int) -> None:
    with pytest.raises(ValueError, match="than were held"):
        Attended(held=held, present=present, justified=justified)


def test_the_utm_needs_no_value_and_the_pesos_say_when_they_are_provisional() -> None:
    month = Attended(held=2, present=1, committees=1)

    unknown = allowance_of(month, orders=ORDERS, unit=Unit(clp=None))
    latest = allowance_of(month, orders=ORDERS, unit=Unit(clp=UTM_CLP, latest="2026-09"))

    assert (unknown.utm, unknown.clp) == (Decimal("14.00"), None)
    assert (latest.utm, latest.clp) == (Decimal("14.00"), 980_000)
    for language, word in (("es", "provisorio"), ("en", "provisional")):
        assert "14 UTM" in explain(unknown.lines, language=language)[-1]
        assert word in explain(latest.lines, language=language)[-1]
        assert "2026-09" in explain(latest.lines, language=language)[-1]
