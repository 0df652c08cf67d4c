"""The pages of an import: report, quality, downloads."""

from __future__ import annotations

import csv
import io
import json
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.intake.models import ImportRun
from alameda.investments.actions.imports import import_folder, take_back
from alameda.investments.rules.imports.quality import RULES
from alameda.investments.selectors import quality
from alameda.investments.tests import folders
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
AT = "/inversiones/importaciones/"


@pytest.fixture
def imported(tmp_path: Path) -> ImportRun:
    load_region("nuble", actor=SYSTEM)
    place = folders.make(tmp_path / "registers")
    early = {**folders.PAYMENTS[0], "anio": "2024", "mes": "1", "real_mclp": "90000"}
    grant = {**folders.GRANTS[0], "codigo": "2401D0002", "monto_transferido_clp": "750"}
    folders.write(place, "nuble_ejecucion_mensual.csv", [*folders.PAYMENTS, early])
    folders.write(place, "nuble_subvencion_8pct.csv", [*folders.GRANTS, grant])
    import_folder(place, profile="nuble", actor=SYSTEM)
    return ImportRun.objects.get()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["", "1/", "1/?pagina=2", "1/?pagina=x", "1/calidad/", "1/calidad/?regla=bip-malformed"]
)
def test_every_page_of_an_import_opens(
    client: Client, imported: ImportRun, prefix: str, path: str
) -> None:
    assert client.get(f"{prefix}{AT}{path}").status_code == HTTPStatus.OK


@pytest.mark.parametrize("path", ["9/", "9/informe.csv", "9/calidad/", "1/calidad/?regla=nada"])
def test_what_is_not_there_is_not_found(client: Client, imported: ImportRun, path: str) -> None:
    assert client.get(f"{AT}{path}").status_code == HTTPStatus.NOT_FOUND


def test_the_report_tells_each_refused_row(client: Client, imported: ImportRun) -> None:
    page = client.get(f"{AT}1/").content.decode()
    assert "nuble_\u200bejecucion_\u200bmensual.csv" in page
    assert "La fila no dice de qué iniciativa es." in page

    body = b"".join(client.get(f"{AT}1/informe.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert {row["reason"] for row in rows} == {"unknown-initiative", "no-initiative-code"}

    told = json.loads(client.get(f"{AT}1/informe.json").content)
    total = told["total"]
    assert total["rows_in"] == sum(
        total[name] for name in ("created", "updated", "unchanged", "refused")
    )
    assert len(told["refused_rows"]) == total["refused"]


def test_a_hostile_value_is_shown_as_text(client: Client, tmp_path: Path) -> None:
    load_region("nuble", actor=SYSTEM)
    row = {**folders.REQUESTS[0], "comuna": "<script>alert(1)</script>", "sector": "=cmd()"}
    folders.write(tmp_path, "nuble_iniciativas.csv", [row])
    import_folder(tmp_path, profile="nuble", actor=SYSTEM)

    assert "<script>alert" not in client.get(f"{AT}1/").content.decode()


def test_a_formula_in_a_refused_value_is_neutralised_in_the_file(
    client: Client, tmp_path: Path
) -> None:
    load_region("nuble", actor=SYSTEM)
    folders.write(tmp_path, "nuble_iniciativas.csv", [{**folders.REQUESTS[0], "sector": "=cmd()"}])
    import_folder(tmp_path, profile="nuble", actor=SYSTEM)

    assert "'=cmd()" in b"".join(client.get(f"{AT}1/informe.csv")).decode()


def test_quality_finds_what_cannot_be(imported: ImportRun) -> None:
    found = {
        each.rule.key: each.count for each in quality.findings(imported, today=timezone.localdate())
    }

    assert found["payment-before-contract"] == 1
    assert found["paid-above-awarded"] == 1
    assert found["amount-in-thousands"] == 1
    assert found["year-differs-from-months"] == 1
    assert found["negative-payment"] == 0
    assert set(found) == {rule.key for rule in RULES}


def test_every_rule_gives_its_rows(client: Client, imported: ImportRun) -> None:
    for each in quality.findings(imported, today=timezone.localdate()):
        rows = list(quality.rows_of_rule(imported, each.rule.key, today=timezone.localdate()))
        assert len(rows) == each.count

    body = b"".join(client.get(f"{AT}1/calidad.csv?regla=amount-in-thousands")).decode()
    assert "R-2401D0002" in body
    assert "amount-in-thousands" in b"".join(client.get(f"{AT}1/calidad.csv")).decode()


def test_an_import_taken_back_says_so(client: Client, imported: ImportRun) -> None:
    take_back(1, actor=SYSTEM)

    assert "Taken back" in client.get(f"/en{AT}1/").content.decode()
