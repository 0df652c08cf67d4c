"""The real registers, where ALAMEDA_REAL_DATA names them: to the row, twice, and back."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.intake.models import ImportRow, ImportRun
from alameda.intake.selectors import Report
from alameda.investments.actions.imports import import_folder, take_back
from alameda.investments.models import Initiative, Payment
from alameda.investments.selectors import quality
from alameda.investments.tests.test_imports import portfolio
from alameda.territory.actions import load_region

CREATED = {
    "nuble_iniciativas.csv.gz": 2353,
    "nuble_iniciativas_eventos.csv.gz": 3257,
    "nuble_convenios.csv.gz": 501,
    "nuble_cartera_ejecucion.csv.gz": 1199,
    "nuble_ejecucion_mensual.csv.gz": 1757,
    "nuble_seguimiento_obras.csv": 166,
    "nuble_modificaciones_presupuestarias.csv": 278,
    "nuble_programa_250.csv": 181,
    "nuble_subvencion_8pct.csv.gz": 1706,
    "nuble_participacion_reuniones.csv": 2,
}
REFUSED = {
    "duplicate-key-different-content": 125,
    "no-initiative-code": 55,
    "unknown-initiative": 22,
}


def rows_in(path: Path) -> int:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as source:
        return sum(1 for _ in csv.reader(source)) - 1


def paid_in(folder: Path) -> int:
    """What the monthly register says was paid on rows that name an initiative, in pesos."""
    path = folder / "nuble_ejecucion_mensual.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source)
        return sum(int(row["real_mclp"] or 0) * 1_000 for row in rows if row["bip"])


def reconcile(report: Report, folder: Path) -> None:
    assert report.is_whole
    for file in report.files:
        assert file.numbers.rows_in == rows_in(folder / file.name)
        assert file.numbers.is_reconciled
    assert ImportRow.objects.filter(file__run__number=report.number).count() == 11_608


@pytest.mark.django_db
def test_the_real_registers_reconcile_to_the_row_change_nothing_twice_and_go_back(
    real_data: Path,
) -> None:
    load_region("nuble", actor=SYSTEM)
    before = portfolio()

    first = import_folder(real_data, profile="nuble", actor=SYSTEM)
    reconcile(first, real_data)
    assert {file.name: file.numbers.created for file in first.files} == CREATED
    assert dict(first.reasons) == REFUSED
    after = portfolio()
    assert sum(Payment.objects.values_list("paid_clp", flat=True)) == paid_in(real_data)
    assert not Initiative.objects.filter(year=0).exists()
    assert sum(
        each.count for each in quality.findings(ImportRun.objects.get(), today=timezone.localdate())
    )

    second = import_folder(real_data, profile="nuble", actor=SYSTEM)
    reconcile(second, real_data)
    assert (second.total.created, second.total.updated) == (0, 0)
    assert portfolio() == after

    take_back(1, actor=SYSTEM)
    assert portfolio() == before
