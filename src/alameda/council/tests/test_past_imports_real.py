"""The three real sessions, where ALAMEDA_REAL_DATA names them: every row, every known defect."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from alameda.council.actions.imports import import_past
from alameda.council.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    Body,
    Councillor,
    Finding,
    Mandate,
    PastImport,
    Session,
    Vote,
)
from alameda.foundation.actor import SYSTEM
from alameda.record.models import Entry

NAME = "core_rm_sesiones_2026.json"
WRONG_TOTALS = {"1": 33, "2": 33, "7": 30, "8": 30, "9": 32, "12": 32, "17": 33, "39": 35}
TOLD_BLOCS = (range(35, 40), range(46, 48), range(50, 53))


@pytest.fixture
def sessions_file(real_data: Path) -> Path:
    return real_data / NAME


def told(kind: str) -> dict[str, Finding]:
    return {found.row: found for found in Finding.objects.filter(kind=kind)}


@pytest.mark.django_db
def test_the_real_sessions_come_in_whole(sessions_file: Path) -> None:
    report = import_past(sessions_file, profile="core_rm", actor=SYSTEM)

    assert (report.refused, report.updated, report.unchanged) == (0, 0, 0)
    assert report.created == report.rows == 35 + 7 + 3 + 105 + 52 + 42 + 77
    assert Councillor.objects.count() == 35
    assert Mandate.objects.filter(kind="governor").count() == 1
    assert Body.objects.filter(kind="committee").count() == 7
    assert Session.objects.count() == 3
    assert AgendaItem.objects.count() == 52
    assert Agreement.objects.filter(number=None).count() == 42
    assert Ballot.objects.count() == 77
    assert Attendance.objects.count() == 105
    assert not Vote.objects.filter(has_all_names=True).exists()
    run = PastImport.objects.get()
    assert "modelo de lenguaje" in run.note
    assert set(Session.objects.values_list("import_run", flat=True)) == {run.pk}
    codes = Session.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["S-2026-E02", "S-2026-O06", "S-2026-O07"]
    assert not AgendaItem.objects.filter(business="other", section="agenda").exists()


@pytest.mark.django_db
def test_every_defect_that_is_known_is_found(sessions_file: Path) -> None:
    import_past(sessions_file, profile="core_rm", actor=SYSTEM)

    totals = told("total-not-present")
    assert {row: found.values["total"] for row, found in totals.items()} == WRONG_TOTALS
    assert {found.values["present"] for found in totals.values()} == {34}
    named = Finding.objects.filter(kind="names-missing")
    assert {(found.row, found.values["choice"], found.values["tally"]) for found in named} == {
        ("16", "against", 18),
        ("16", "abstain", 2),
    }
    marked = Vote.objects.filter(is_inconsistent=True).values_list("source_key", flat=True)
    assert {key.rsplit(":")[-1] for key in marked} == {*WRONG_TOTALS, "16"}
    assert set(told("attendance-default")) == {"1", "2", "3"}
    assert not Session.objects.filter(is_inconsistent=False).exists()
    assert sum(f.values["count"] for f in told("agreement-without-number").values()) == 42
    assert set(told("read-by-model")) == {"1", "2", "3"}
    runs = [set(found.values["items"]) for found in told("same-votes-in-a-row").values()]
    for bloc in TOLD_BLOCS:
        assert any({str(item) for item in bloc} <= run for run in runs)
    assert not Finding.objects.filter(kind="result-disagrees").exists()


@pytest.mark.django_db
def test_a_vote_that_contradicts_itself_is_kept_as_published(sessions_file: Path) -> None:
    import_past(sessions_file, profile="core_rm", actor=SYSTEM)

    vote = Vote.objects.get(source_key="core_rm:vote:39")
    assert (vote.favour, vote.abstain, vote.recused, vote.present) == (29, 5, 1, 34)
    assert vote.not_voting is None
    assert vote.as_published["result"] == "mayoria"
    rejected = Vote.objects.get(source_key="core_rm:vote:16")
    assert (rejected.outcome, rejected.ballots.count()) == ("refused", 1)


@pytest.mark.django_db
def test_run_again_it_changes_nothing(sessions_file: Path) -> None:
    first = import_past(sessions_file, profile="core_rm", actor=SYSTEM)
    entries = Entry.objects.count()

    second = import_past(sessions_file, profile="core_rm", actor=SYSTEM)

    assert (second.created, second.updated, second.refused) == (0, 0, 0)
    assert second.unchanged == first.rows
    assert second.findings == first.findings
    assert Entry.objects.count() == entries + 1  # that it was read again
    assert Session.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_rows_as_csv_or_xlsx_are_the_same_import(
    form: str, sessions_file: Path, tmp_path: Path
) -> None:
    first = import_past(sessions_file, profile="core_rm", actor=SYSTEM)
    whole = json.loads(sessions_file.read_text(encoding="utf-8"))
    made = as_folder(whole, tmp_path) if form == "csv" else as_workbook(whole, tmp_path)

    second = import_past(made, profile="core_rm", actor=SYSTEM)

    assert (second.unchanged, second.rows) == (first.rows, first.rows)
    assert second.findings == first.findings


@pytest.mark.django_db
def test_the_record_names_nobody(sessions_file: Path) -> None:
    import_past(sessions_file, profile="core_rm", actor=SYSTEM)

    told = b"".join(bytes(leaf) for leaf in Entry.objects.values_list("leaf", flat=True)).decode()
    assert "CR-004" in told
    for name in Councillor.objects.values_list("name", flat=True):
        assert name not in told


def tables_of(whole: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    tables = {name: rows for name, rows in whole.items() if isinstance(rows, list)}
    return {**tables, "fuente": [{"texto": whole["fuente"]}]}


def as_folder(whole: dict[str, object], folder: Path) -> Path:
    for name, rows in tables_of(whole).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    return folder


def as_workbook(whole: dict[str, object], folder: Path) -> Path:
    book = openpyxl.Workbook()
    for name, rows in tables_of(whole).items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(folder / "sesiones.xlsx")
    return folder / "sesiones.xlsx"
