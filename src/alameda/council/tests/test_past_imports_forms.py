"""The Council's source in every form, with the tolerance that every other file has."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alameda.council.actions.imports import FileRefusedError, import_past
from alameda.council.models import Finding, PastImport, Session, Vote
from alameda.council.tests.test_past_imports import WHOLE, row, written
from alameda.foundation.actor import SYSTEM
from alameda.intake.models import ImportFile

pytestmark = pytest.mark.django_db
ROWS = sum(len(rows) for rows in WHOLE.values() if isinstance(rows, list))


def as_folder(folder: Path, *, extra: int = 0, encoding: str = "utf-8") -> Path:
    for name, rows in WHOLE.items():
        table = rows if isinstance(rows, list) else [{"texto": rows}]
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as target:
            writer = csv.writer(target, delimiter=";")
            writer.writerow(table[0])
            writer.writerows([*each.values(), *[""] * extra] for each in table)
    return folder


def as_book(folder: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for name, rows in WHOLE.items():
        sheet = book.create_sheet(name.upper())
        table = rows if isinstance(rows, list) else [{"texto": rows}]
        sheet.append(list(table[0]))
        for each in table:
            sheet.append(list(each.values()))
    return book


def refusals() -> list[tuple[str, str, str]]:
    rows = Finding.objects.filter(is_refusal=True).order_by("pk")
    return list(rows.values_list("kind", "table", "row"))


def test_trailing_commas_and_latin_letters_are_read(tmp_path: Path) -> None:
    report = import_past(
        as_folder(tmp_path, extra=2, encoding="cp1252"), profile="core_rm", actor=SYSTEM
    )

    assert (report.created, report.refused) == (ROWS, 0)
    assert report.reading["temas"]["delimiter"] == ";"
    assert PastImport.objects.get().note == WHOLE["fuente"]


@pytest.mark.parametrize("hour", ["[h]:mm", "hh:mm"])
def test_an_hour_of_a_spreadsheet_is_an_hour(tmp_path: Path, hour: str) -> None:
    book = as_book(tmp_path)
    cell = book["SESIONES"]["E2"]
    cell.value, cell.number_format = 0.395833333333333, hour
    book.save(tmp_path / "x.xlsx")

    report = import_past(tmp_path / "x.xlsx", profile="core_rm", actor=SYSTEM)

    assert report.refused == 0
    assert f"{Session.objects.get().starts_at:%H:%M}" == "12:30"  # 09:30 in Santiago
    assert report.reading["sesiones"]["sheet"] == "SESIONES"


def test_keys_that_a_spreadsheet_made_numbers_join_as_before(tmp_path: Path) -> None:
    ballot = {"acuerdo_id": "5.0", "consejero_id": "3.0", "voto": "contra"}
    vote = row("acuerdos", sesion_id="1.0", votos_favor="2.0")

    report = import_past(
        written(tmp_path, acuerdos=[vote], votos_no_favorables=[ballot]),
        profile="core_rm",
        actor=SYSTEM,
    )

    assert report.refused == 0
    assert Vote.objects.get().favour == 2


@pytest.mark.parametrize(
    ("table", "changed", "kind"),
    [
        ("temas", {"titulo": "Concesión \ud800 de uso"}, "broken-text"),
        ("temas", {"titulo": "\u202e"}, "missing-value"),
        ("sesiones", {"hora_inicio": "01:30Z"}, "not-a-date"),
        ("sesiones", {"fecha": "2151-01-01"}, "not-a-date"),
        ("sesiones", {"fecha": "9999-12-31"}, "not-a-date"),
        ("votos_no_favorables", {"acuerdo_id": "4.0E+07"}, "spoilt-code"),
    ],
)
def test_a_cell_that_cannot_be_kept_refuses_its_row(
    tmp_path: Path, table: str, changed: dict[str, Any], kind: str
) -> None:
    import_past(
        written(tmp_path, **{table: [row(table, **changed)]}), profile="core_rm", actor=SYSTEM
    )

    assert (kind, table) in [(found, name) for found, name, _row in refusals()]
    assert PastImport.objects.get().finished_at


def test_errors_formulas_and_dated_numbers_of_a_sheet_refuse_their_rows(tmp_path: Path) -> None:
    book = as_book(tmp_path)
    items = book["TEMAS"]
    for key, (number, title) in enumerate((("2", "#N/A"), ("3", "=1+1"), ("4", "Plan")), start=8):
        items.append([key, 1, number, "tabla", 1, title])
    items["F3"].data_type = "e"
    items["C5"].value, items["C5"].number_format = 45_360, "d-mmm"
    book.save(tmp_path / "x.xlsx")

    import_past(tmp_path / "x.xlsx", profile="core_rm", actor=SYSTEM)

    assert refusals() == [
        ("error-cell", "temas", "8"),
        ("formula-cell", "temas", "9"),
        ("spoilt-code", "temas", "10"),
    ]


def test_what_the_profile_does_not_name_is_said_and_a_hidden_table_is_refused(
    tmp_path: Path,
) -> None:
    book = as_book(tmp_path)
    book.create_sheet("Notas").append(["algo"])
    book.save(tmp_path / "x.xlsx")
    import_past(tmp_path / "x.xlsx", profile="core_rm", actor=SYSTEM)
    assert list(Finding.objects.filter(kind="not-read").values_list("table", flat=True)) == [
        "Notas"
    ]
    readings = [file.reading["other_sheets"] for file in ImportFile.objects.all()]
    assert readings
    assert [others for others in readings if others != ["Notas"]] == []

    book["TEMAS"].sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(FileRefusedError, match="TEMAS"):
        import_past(tmp_path / "x.xlsx", profile="core_rm", actor=SYSTEM)


def test_a_table_that_comes_twice_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = as_folder(tmp_path)
    (folder / "temas.json").write_text(json.dumps(WHOLE["temas"]), encoding="utf-8")

    with pytest.raises(FileRefusedError, match=r"temas\.csv"):
        import_past(folder, profile="core_rm", actor=SYSTEM)

    (folder / "temas.csv").unlink()
    assert import_past(folder, profile="core_rm", actor=SYSTEM).refused == 0


def test_a_file_of_a_folder_is_known_by_its_name_however_it_is_typed(tmp_path: Path) -> None:
    as_folder(tmp_path)
    (tmp_path / "sesiones.csv").rename(tmp_path / "SESIONES.CSV")

    assert import_past(tmp_path, profile="core_rm", actor=SYSTEM).refused == 0

    (tmp_path / "temas.csv").rename(tmp_path / "Temas.csv")
    (tmp_path / "temas.tsv").touch()
    with pytest.raises(FileRefusedError, match=r"Temas\.csv, temas\.tsv"):
        import_past(tmp_path, profile="core_rm", actor=SYSTEM)


def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sesiones.json")
    with pytest.raises(FileRefusedError, match=r"sesiones\.json no es un archivo corriente"):
        import_past(tmp_path / "sesiones.json", profile="core_rm", actor=SYSTEM)

    folder = tmp_path / "folder"
    folder.mkdir()
    as_folder(folder)
    (folder / "temas.csv").unlink()
    os.mkfifo(folder / "temas.csv")
    with pytest.raises(FileRefusedError, match=r"temas\.csv no es un archivo corriente"):
        import_past(folder, profile="core_rm", actor=SYSTEM)
    assert not PastImport.objects.exists()


def test_names_that_no_account_keeps_are_shown_and_refused(tmp_path: Path) -> None:
    bad = written(tmp_path).rename(tmp_path / os.fsdecode(b"sesiones\xff.json"))
    with pytest.raises(FileRefusedError, match=r"sesiones\\udcff\.json"):
        import_past(bad, profile="core_rm", actor=SYSTEM)

    path = tmp_path / "x.json"
    path.write_text(json.dumps({**WHOLE, "otra\ud800": [{"a": 1}]}), encoding="utf-8")
    report = import_past(path, profile="core_rm", actor=SYSTEM)

    assert report.findings["not-read"] == 1
    assert Finding.objects.get(kind="not-read").values == {"value": "otra\ufffd"}
