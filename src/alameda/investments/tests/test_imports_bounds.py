"""What no column takes is refused by name, and the rest of the file comes in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from alameda.foundation.actor import SYSTEM
from alameda.intake.models import ImportRow, ImportRun
from alameda.investments.actions.imports import import_folder
from alameda.investments.models import FundingRequest, Payment
from alameda.investments.tests import folders
from alameda.record.models import Entry
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
NAME = "nuble_iniciativas.csv"
LINES = "nuble_cartera_ejecucion.csv"
GOOD = folders.REQUESTS[0]


@pytest.fixture(autouse=True)
def nuble() -> None:
    load_region("nuble", actor=SYSTEM)


def refusals() -> list[tuple[int, str, str, str]]:
    rows = ImportRow.objects.filter(outcome="refused").order_by("file", "line")
    return list(rows.values_list("line", "column", "value", "reason"))


@pytest.mark.parametrize("month", ["13", "0", "-1"])
def test_a_month_that_no_year_has_is_refused_and_the_other_payment_comes_in(
    tmp_path: Path, month: str
) -> None:
    folders.write(tmp_path, NAME, [GOOD])
    payment = folders.PAYMENTS[0]
    folders.write(tmp_path, "nuble_ejecucion_mensual.csv", [payment, {**payment, "mes": month}])

    import_folder(tmp_path, profile="nuble", actor=SYSTEM)

    assert refusals() == [(3, "mes", month, "out-of-range")]
    assert Payment.objects.count() == 1
    assert ImportRun.objects.get().state == "done"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("plazo", "4000000"),
        ("plazo", "99999999999"),
        ("anio_presupuestario", "9999"),
        ("fecha_entrega_terreno", "2151-01-01"),
        ("fecha_entrega_terreno", "1899-12-31"),
        ("fecha_entrega_terreno", "9999-12-31"),
        ("monto_fndr_adjudicado_mclp", "1" + "0" * 15),
    ],
)
def test_a_number_or_day_that_its_column_does_not_take_is_refused_with_its_cell(
    tmp_path: Path, column: str, value: str
) -> None:
    folders.write(tmp_path, LINES, [{**folders.LINES[0], column: value}])

    import_folder(tmp_path, profile="nuble", actor=SYSTEM)

    assert refusals() == [(2, column, value, "out-of-range")]


def test_the_longest_term_and_the_last_day_come_in(tmp_path: Path) -> None:
    line = {**folders.LINES[0], "plazo": "10950", "fecha_entrega_terreno": "2100-12-31"}
    folders.write(tmp_path, LINES, [line])

    import_folder(tmp_path, profile="nuble", actor=SYSTEM)

    assert refusals() == []


def test_what_only_the_database_refuses_is_the_refusal_of_that_row(tmp_path: Path) -> None:
    rows = folders.many_requests(5)
    rows[2] = {**rows[2], "monto_fndr_mclp": "777"}
    folders.write(tmp_path, NAME, rows)
    table = FundingRequest._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT trial CHECK (fndr_clp <> 777000)")

    report = import_folder(tmp_path, profile="nuble", actor=SYSTEM)

    row = ImportRow.objects.get(outcome="refused")
    assert (row.line, row.reason, row.detail) == (4, "not-saved", "trial")
    assert (report.total.created, report.total.refused) == (4, 1)
    assert report.total.is_reconciled
    assert FundingRequest.objects.count() == 4
    assert not Entry.objects.filter(subject=f"{rows[2]['bip']}-0").exists()
    assert import_folder(tmp_path, profile="nuble", actor=SYSTEM).total.unchanged == 4
