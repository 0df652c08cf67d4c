"""Faults that outsiders led us to, each as a test of its kind, from the file to the portfolio."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from alameda.foundation.actor import SYSTEM
from alameda.intake.models import ImportFile, ImportRow
from alameda.intake.selectors import Report
from alameda.intake.tests import parts
from alameda.intake.tests.parts import inline
from alameda.investments.actions.imports import import_folder
from alameda.investments.models import Initiative, ProgressReport
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
PROFILE = """
region = "nuble"
[aliases.sectors]
"Deporte" = ["DEPORTES"]
[vocabularies.kind]
project = ["PROYECTO"]
[vocabularies.line_state]
in_execution = ["EN EJECUCIÓN"]
[registers.cartera]
order = 10
files = ["cartera*"]
target = "line"
key = ["codigo"]
unknown_initiative = "create"
[registers.cartera.identity]
bip = "bip"
[registers.cartera.columns]
codigo = { required = true }
bip = { required = true }
nombre = { to = "initiative.name", required = true }
comuna = { to = "initiative.place", type = "comunas" }
anio = { to = "initiative.year", type = "year", required = true }
monto_mclp = { to = "line.fndr_awarded_clp", type = "mclp" }
monto_clp = { to = "line.total_clp", type = "clp" }
avance_pct = { to = "line.physical_pct", type = "pct" }
fecha_certificado = { to = "line.approval_on", type = "date" }
[registers.cartera.defaults]
"initiative.kind" = "project"
"initiative.route" = "sni"
"initiative.state" = "in_execution"
"""
COLUMNS = ("codigo", "bip", "nombre", "comuna", "anio", "monto_mclp", "monto_clp", "avance_pct",
    "fecha_certificado")  # fmt: skip
ROW = {"codigo": "C1", "bip": "40100001", "nombre": "Obra", "comuna": "BULNES", "anio": "2024"}
HEAD = parts.header(*COLUMNS)


@pytest.fixture(autouse=True)
def nuble() -> None:
    load_region("nuble", actor=SYSTEM)


def brought(folder: Path) -> Report:
    (folder / "mini.toml").write_text(PROFILE, encoding="utf-8")
    return import_folder(folder, profile=str(folder / "mini.toml"), actor=SYSTEM)


def row(**changes: str) -> str:
    """A row in XML: what begins with ``<`` is a whole cell."""
    told = {**ROW, **changes}
    cells = (told.get(column, "") for column in COLUMNS)
    return f"<row>{''.join(cell if cell.startswith('<') else inline(cell) for cell in cells)}</row>"


def as_csv(*rows: Mapping[str, str], mark: str = ";") -> str:
    lines = [mark.join(COLUMNS)]
    lines += [mark.join({**ROW, **each}.get(column, "") for column in COLUMNS) for each in rows]
    return "\r\n".join([*lines, ""])


def notes() -> list[tuple[int, str, str]]:
    rows = ImportRow.objects.order_by("line").values_list("line", "notes")
    return [(line, note[0], note[2]) for line, each in rows for note in each]


def refused() -> tuple[int, str, str, str]:
    found = ImportRow.objects.get(outcome="refused")
    return found.line, found.column, found.value, found.reason


def test_a_percentage_is_what_its_cell_shows(tmp_path: Path) -> None:
    rows = row(avance_pct='<c s="1"><v>0.355</v></c>')
    made = parts.xlsx(HEAD + rows, styles=parts.formats("0.0%"))
    parts.pack(tmp_path / "cartera.xlsx", made)

    brought(tmp_path)

    assert str(ProgressReport.objects.get().physical_pct) == "35.50"


def test_thousands_of_pesos_with_decimals_are_pesos(tmp_path: Path) -> None:
    rows = row(monto_mclp="<c><v>58.125</v></c>") + row(
        codigo="C2", bip="40100002", monto_mclp="<c><v>0.125</v></c>"
    )
    parts.pack(tmp_path / "cartera.xlsx", parts.xlsx(HEAD + rows))

    brought(tmp_path)

    lines = Initiative.objects.order_by("code").values_list("lines__fndr_awarded_clp", flat=True)
    assert list(lines) == [58_125, 125]


def test_a_code_that_became_a_number_is_neither_a_second_work_nor_another(tmp_path: Path) -> None:
    (tmp_path / "cartera_a.csv").write_text(as_csv({}), encoding="utf-8")
    spoilt = {"codigo": "C2", "bip": "40100001.0", "anio": "2024.0", "monto_mclp": "58000.0"}
    lost = {"codigo": "C3", "bip": "4.01E+07"}
    (tmp_path / "cartera_b.csv").write_text(as_csv(spoilt, lost), encoding="utf-8")

    brought(tmp_path)

    assert Initiative.objects.get().code == "40100001-0"
    assert Initiative.objects.get().lines.count() == 2
    assert (2, "bip", "code-mended") in notes()
    assert refused() == (3, "bip", "4.01E+07", "spoilt-code")


def test_a_key_is_the_same_however_its_number_is_written(tmp_path: Path) -> None:
    twice = [{"codigo": "123"}, {"codigo": "123.0"}]
    (tmp_path / "cartera.csv").write_text(as_csv(*twice), encoding="utf-8")

    report = brought(tmp_path)

    assert (report.total.created, report.total.refused) == (1, 1)
    assert refused()[3] == "duplicate-key-different-content"


def test_a_line_break_of_a_workbook_is_no_text(tmp_path: Path) -> None:
    rows = row(nombre="Línea uno_x000D_\nLínea dos")
    parts.pack(tmp_path / "cartera.xlsx", parts.xlsx(HEAD + rows))

    brought(tmp_path)

    assert Initiative.objects.get().name == "Línea uno Línea dos"


@pytest.mark.parametrize(
    ("column", "cell", "value", "reason"),
    [
        ("nombre", '<c t="e"><v>#N/A</v></c>', "#N/A", "error-cell"),
        ("monto_clp", '<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!", "error-cell"),
        ("monto_clp", "<c><f>A1*2</f><v>5</v></c>", "=A1*2", "formula-cell"),
        ("nombre", "a_xD800_b", "a\ufffdb", "broken-text"),
        ("codigo", '<c s="1"><v>45360</v></c>', "2024-03-09", "spoilt-code"),
        ("bip", "<c><v>401000010</v></c>", "401000010", "spoilt-code"),
        ("codigo", "<c><v>12.5</v></c>", "12.5", "spoilt-code"),
        ("monto_clp", "<c><v>12.5</v></c>", "12.5", "not-a-number"),
        ("monto_mclp", "1,234", "1,234", "two-readings"),
        ("nombre", "\u202e", "\u202e", "required-missing"),
    ],
)
def test_a_cell_that_is_more_or_less_than_its_text_is_refused_by_name(
    tmp_path: Path, column: str, cell: str, value: str, reason: str
) -> None:
    made = parts.xlsx(HEAD + row(**{column: cell}), styles=parts.formats("d-mmm"))
    parts.pack(tmp_path / "cartera.xlsx", made)

    brought(tmp_path)

    assert refused() == (2, column, value, reason)
    assert not Initiative.objects.exists()


def test_a_date_in_a_column_of_text_is_said(tmp_path: Path) -> None:
    rows = row(nombre='<c s="1"><v>45360</v></c>')
    parts.pack(tmp_path / "cartera.xlsx", parts.xlsx(HEAD + rows, styles=parts.formats("d-mmm")))

    brought(tmp_path)

    assert (2, "nombre", "not-text") in notes()


def test_both_readings_are_named(tmp_path: Path) -> None:
    rows = as_csv({"monto_mclp": "1,234"}, {"codigo": "C2", "fecha_certificado": "04/13/2024"},
        {"codigo": "C3", "fecha_certificado": "03/04/2024"})  # fmt: skip
    (tmp_path / "cartera.csv").write_text(rows, encoding="utf-8")

    brought(tmp_path)

    told = ImportRow.objects.order_by("line").values_list("line", "reason", "detail")
    assert list(told) == [
        (2, "two-readings", "1234 / 1,234"),
        (3, "not-a-date", ""),
        (4, "two-readings", "2024-04-03 / 2024-03-04"),
    ]


def test_the_sheet_that_nobody_sees_is_not_taken_and_is_named(tmp_path: Path) -> None:
    sheets = {"Oculta": HEAD + row(bip="40100009"), "Datos": HEAD + row()}
    made = parts.xlsx(sheets, states={"Oculta": "veryHidden"})
    parts.pack(tmp_path / "cartera.xlsx", made)

    brought(tmp_path)

    assert Initiative.objects.get().code == "40100001-0"
    reading = ImportFile.objects.get().reading
    assert reading["sheet"] == "Datos"
    assert [name.startswith("Oculta") for name in reading["other_sheets"]] == [True]


def test_a_merged_comuna_counts_for_each_row_with_a_note(tmp_path: Path) -> None:
    rows = [row(codigo=f"C{n}", bip=f"4010000{n}", comuna="BULNES" * (n == 1)) for n in (1, 2, 3)]
    merged = '<mergeCells><mergeCell ref="D2:D4"/></mergeCells>'
    made = parts.xlsx(HEAD + "".join(rows), after=merged)
    parts.pack(tmp_path / "cartera.xlsx", made)

    brought(tmp_path)

    places = Initiative.objects.values_list("comunas__name", flat=True)
    assert list(places) == ["Bulnes"] * 3
    assert [note for note in notes() if note[2] == "merged-cell"] == [
        (3, "comuna", "merged-cell"),
        (4, "comuna", "merged-cell"),
    ]


def test_an_opendocument_and_a_json_come_in_like_the_rest(tmp_path: Path) -> None:
    cells = [parts.ods_text(ROW.get(column, "")) for column in COLUMNS]
    names = [parts.ods_text(column) for column in COLUMNS]
    table = parts.ods_table("Cartera", parts.ods_row(*names), parts.ods_row(*cells))
    parts.pack(tmp_path / "cartera.ods", parts.ods(table))
    other = dict.fromkeys(COLUMNS) | ROW | {"codigo": "C2", "bip": 40100002, "monto_mclp": 58.125}
    (tmp_path / "cartera.json").write_text(json.dumps([other]), encoding="utf-8")

    report = brought(tmp_path)

    assert report.total.created == 2
    assert sorted(Initiative.objects.values_list("code", flat=True)) == ["40100001-0", "40100002-0"]


def test_how_each_file_was_read_is_said(tmp_path: Path) -> None:
    text = "Cartera;;\r\n;;\r\n" + as_csv({}).replace("codigo", "CÓDIGO")
    (tmp_path / "cartera.csv").write_text(f"sep=;\r\n{text}", encoding="cp1252")

    report = brought(tmp_path)

    assert report.total.created == 1
    reading = report.files[0].reading
    assert (reading["encoding"], reading["delimiter"], reading["header_line"]) == ("cp1252", ";", 4)
    assert reading["renamed_columns"] == [["CÓDIGO", "codigo"]]
