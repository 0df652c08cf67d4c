"""Rows and files that cannot be taken: each with its clear reason, and nothing half done."""

from __future__ import annotations

import errno
import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from alameda.foundation.actor import SYSTEM
from alameda.intake.actions import tables, workbook
from alameda.intake.models import ImportRow
from alameda.intake.selectors import Report
from alameda.investments.actions.imports import import_folder
from alameda.investments.models import Initiative
from alameda.investments.tests import folders
from alameda.territory.actions import load_region

pytestmark = pytest.mark.django_db
NAME = "nuble_iniciativas.csv"
GOOD = folders.REQUESTS[0]


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


@pytest.fixture(autouse=True)
def nuble() -> None:
    load_region("nuble", actor=SYSTEM)


def brought(folder: Path) -> Report:
    return import_folder(folder, profile="nuble", actor=SYSTEM)


def error_of(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    report = brought(folder)
    assert not report.is_whole
    assert not Initiative.objects.exists()
    (file,) = report.files
    assert file.numbers.rows_in == 0
    return file.error


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("nombre", "", "required-missing"),
        ("anio_ingreso", "veinte", "not-a-number"),
        ("anio_ingreso", "1066", "out-of-range"),
        ("monto_fndr_mclp", "12,5", "not-a-number"),
        ("monto_fndr_mclp", "9" * 30, "out-of-range"),
        ("fecha_recepcion_gore", "2023-02-30", "not-a-date"),
        ("fecha_recepcion_gore", "03/04/23", "not-a-date"),
        ("estado", "QUIZÁS", "unknown-value"),
        ("comuna", "VALPARAÍSO", "unknown-comuna"),
        ("sector", "ASTROLOGÍA", "unknown-value"),
        ("nombre", "x" * 500, "too-long"),
    ],
)
def test_a_row_is_refused_with_its_column_value_and_reason(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    folders.write(tmp_path, NAME, [GOOD, {**GOOD, "cod_unico": "40000009-2023", column: value}])

    report = brought(tmp_path)

    assert (report.total.created, report.total.refused) == (1, 1)
    row = ImportRow.objects.get(outcome="refused")
    assert (row.line, row.reason) == (3, reason)
    assert row.column in {column, "name", "vigencia / estado / rate"}


def test_a_repeated_key_with_other_content_is_refused_and_names_the_first_line(
    tmp_path: Path,
) -> None:
    folders.write(tmp_path, NAME, [GOOD, {**GOOD, "nombre": "Otra cosa"}, GOOD])

    report = brought(tmp_path)

    assert (report.total.created, report.total.refused, report.total.unchanged) == (1, 1, 1)
    row = ImportRow.objects.get(outcome="refused")
    assert (row.reason, row.detail) == ("duplicate-key-different-content", "2")
    assert brought(tmp_path).total.refused == 1


def test_a_row_with_cells_missing_is_refused(tmp_path: Path) -> None:
    text = folders.as_csv([GOOD])
    (tmp_path / NAME).write_text(text + "40000003-2023,VIGENTE\r\n", encoding="utf-8")

    report = brought(tmp_path)

    assert dict(report.reasons) == {"wrong-number-of-cells": 1}


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("latin-1", ";"), ("cp1252", "\t"), ("utf-8", "|")],
)
def test_usual_encodings_and_delimiters_are_read_alike(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = folders.as_csv([{**GOOD, "nombre": "Señalización ñandú"}], delimiter=delimiter)
    (tmp_path / NAME).write_bytes(text.encode(encoding))

    assert brought(tmp_path).total.created == 1

    assert Initiative.objects.get().name == "Señalización ñandú"


def test_a_workbook_is_read_like_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(GOOD))
    sheet.append([*GOOD.values()])
    book.save(tmp_path / "nuble_iniciativas.xlsx")

    assert brought(tmp_path).total.created == 1


def test_a_formula_is_refused_and_never_evaluated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(GOOD))
    sheet.append([*{**GOOD, "nombre": "=1+1"}.values()])
    book.save(tmp_path / "nuble_iniciativas.xlsx")

    report = brought(tmp_path)

    row = ImportRow.objects.get()
    assert (row.reason, row.column, row.value) == ("formula-cell", "nombre", "=1+1")
    assert report.total.refused == 1


def test_a_formula_in_text_stays_text(tmp_path: Path) -> None:
    folders.write(tmp_path, NAME, [{**GOOD, "nombre": "=HYPERLINK(1)"}])
    brought(tmp_path)

    assert Initiative.objects.get().name == "=HYPERLINK(1)"


def bomb_workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (workbook.RATIO_FROM_BYTES + 1))
    return out.getvalue()


def archive_of(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        (NAME, gzip.compress(b"a,b\n1,2\n", mtime=0), "leído como CSV, gzip, utf-8"),
        (f"{NAME}.gz", b"a,b\n1,2\n", "leído como CSV, utf-8"),
        (f"{NAME}.gz", gzip.compress(b"cod_unico,bip\n" * 999, mtime=0)[:-20], "trunca"),
        (f"{NAME}.gz", gzip.compress(b"cod_unico\n" * 1_000_000, mtime=0), "bom"),
        (NAME, archive_of("x.txt"), "XLSX"),
        ("nuble_iniciativas.xlsx", archive_of("x.txt"), "XLSX"),
        ("nuble_iniciativas.xlsx", b"PK\x03\x04 nothing", "XLSX"),
        ("nuble_iniciativas.xlsx", bomb_workbook(), "mucho más de lo que pesa"),
        (NAME, b"\xd0\xcf\x11\xe0 old workbook", "old-excel"),
        (NAME, "cod_unico".encode("utf-16"), "leído como CSV, utf-16"),
        (NAME, b"<html><table></table></html>", "markup"),
        (NAME, b"%PDF-1.7", "pdf"),
        (NAME, b"cod_unico,bip\n1\x00,2\n", "binar"),
        (NAME, b"", "encabezado"),
        (NAME, b"cod_unico,cod_unico\n1,2\n", "cod_unico"),
        (NAME, b"cod_unico,bip\n1,2\n", "nombre"),
        (NAME, (",".join(f"c{n}" for n in range(300)) + "\n").encode(), "300"),
    ],
)
def test_a_file_that_is_no_honest_table_is_refused_whole(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    assert word.lower() in error_of(tmp_path, name, content).lower()


def test_broken_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    text = folders.as_csv([{**GOOD, "nombre": "Señal ñandú"}, GOOD]).encode()
    broken = text + "40000003-2023,áéí".encode()[:-1] + b"\n"

    assert "4" in error_of(tmp_path, NAME, broken)


def test_bytes_that_no_encoding_explains_are_refused(tmp_path: Path) -> None:
    text = folders.as_csv([GOOD]).encode("cp1252") + b"\x81\x8d\n"

    assert "3" in error_of(tmp_path, NAME, text)


def test_a_huge_cell_is_refused(tmp_path: Path) -> None:
    text = folders.as_csv([{**GOOD, "nombre": "x" * (tables.MOST_CELL + 1)}]).encode()

    assert "2" in error_of(tmp_path, NAME, text)


def test_a_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folders.make(tmp_path / "x")
    (tmp_path / "x" / "nuble_ejecucion_mensual.csv").write_bytes(b"%PDF")

    report = brought(tmp_path / "x")

    assert not report.is_whole
    assert report.total.is_reconciled
    assert Initiative.objects.filter(code="40000001-0").exists()


def test_unknown_columns_are_reported(tmp_path: Path) -> None:
    folders.write(tmp_path, NAME, [{**GOOD, "columna_nueva": "x"}])

    report = brought(tmp_path)

    assert report.files[0].reading["unknown_columns"] == ["columna_nueva"]


def test_the_rut_of_a_person_is_neither_kept_nor_shown(tmp_path: Path) -> None:
    line = {**folders.LINES[0], "rut_empresa": "12.345.678-5", "empresa_adjudicada": "PERSONA X"}
    folders.write(tmp_path, "nuble_cartera_ejecucion.csv", [line])

    brought(tmp_path)

    row = ImportRow.objects.get()
    assert "12.345" not in str(row.notes)
    assert "rut-not-published" in str(row.notes)
    assert not Initiative.objects.get().contracts.exclude(contractor=None).exists()


def test_what_is_no_plain_file_is_refused_by_name_and_never_waited_for(tmp_path: Path) -> None:
    folders.write(tmp_path, NAME, [GOOD])
    os.mkfifo(tmp_path / "nuble_convenios.csv")
    (tmp_path / "nuble_cartera_ejecucion.csv").mkdir()
    (tmp_path / "nuble_ejecucion_mensual.csv").symlink_to("/nowhere")
    (tmp_path / "nuble_seguimiento_obras.csv").symlink_to(tmp_path / NAME)
    (tmp_path / "otra").mkdir()

    report = brought(tmp_path)

    refused = {file.name: file.error for file in report.files if file.error}
    assert len(refused) == 4
    assert all(error == f"{name} no es un archivo corriente." for name, error in refused.items())
    assert report.ignored == ["otra"]
    assert report.total.created == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"nuble_iniciativas.\xff.csv", "nuble_iniciativas.\\udcff.csv"),
        (b"nuble_iniciativas.\x1b[31m.csv", "nuble_iniciativas.\\x1b[31m.csv"),
        (b"nuble_iniciativas." + b"x" * 220, "nuble_iniciativas.xxx"),
    ],
)
def test_a_file_whose_name_no_account_keeps_is_refused(
    tmp_path: Path, name: bytes, told: str
) -> None:
    folders.write(tmp_path, NAME, [GOOD])
    (tmp_path / os.fsdecode(name)).write_bytes((tmp_path / NAME).read_bytes())
    (tmp_path / os.fsdecode(b"otra\xff.csv")).touch()

    report = brought(tmp_path)

    (bad,) = (file for file in report.files if file.error)
    assert bad.name.startswith(told)
    assert "un nombre que no se puede guardar" in bad.error
    assert report.ignored == ["otra\\udcff.csv"]
    assert report.total.created == 1


def test_a_file_that_the_system_keeps_closed_is_refused_and_the_others_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.write(tmp_path, NAME, [GOOD])
    closed = tmp_path / "nuble_convenios.csv"
    closed.touch()
    digest = tables.sha256_of

    def sha256_of(path: Path) -> str:
        if path == closed:
            raise PermissionError(errno.EACCES, "Permission denied")
        return digest(path)

    monkeypatch.setattr(tables, "sha256_of", sha256_of)
    report = brought(tmp_path)

    (bad,) = (file for file in report.files if file.error)
    assert bad.error == "nuble_convenios.csv no se puede abrir: Permission denied."
    assert report.total.created == 1


def test_a_code_with_a_mark_that_nobody_sees_is_the_same_initiative(tmp_path: Path) -> None:
    other = {**GOOD, "cod_unico": "4000\u200b0001-2023", "bip": "4000\u200b0001"}
    folders.write(tmp_path, NAME, [GOOD, other])

    report = brought(tmp_path)

    said = list(ImportRow.objects.order_by("line").values_list("outcome", "reason", "column"))
    same_key = ("refused", "duplicate-key-different-content", "cod_unico + etapa")
    assert said == [("created", "", ""), same_key]
    assert report.total.created == 1
    assert list(Initiative.objects.values_list("code", flat=True)) == ["40000001-0"]
