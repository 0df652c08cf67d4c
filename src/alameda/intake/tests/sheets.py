"""Seeded spreadsheets: types × formats × places, each with what is right to read from it.

A cell is right when it is read as its value, or refused by one of the reasons that name its fault.
Three writers make them: openpyxl, XlsxWriter, and parts put together by hand (XLSX, ODS, CSV,
JSON), so that no one writer's habits decide what the reader knows.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter

from alameda.intake.tests import parts

EPOCH: Final = date(1899, 12, 30)
EPOCH_1904: Final = date(1904, 1, 1)
LONG: Final = 12_345_678_901_234_567  # more digits than a spreadsheet keeps
NAMES: Final = ("Ñiquén", "Obra <1> & “más”", "Línea\ndos", "_x000D_", "😀 plaza", "58+88", "=1+1")


@dataclass(frozen=True)
class Trial:
    """One cell.

    Attributes:
        type: what its column is read as.
        raw: what a spreadsheet holds: a number, text, truth, date, or an error.
        format: of the number; empty: General.
        right: the value, or nothing where it must be refused.
        refusals: reasons by which it may be refused; empty: it may not.
    """

    type: str
    raw: Any
    format: str = ""
    right: Any = None
    refusals: frozenset[str] = frozenset()


@dataclass
class Sheet:
    """One file, and what each of its cells means."""

    seed: int
    writer: str
    rows: list[tuple[int, list[Trial]]]
    titles: int = 0
    gap: int = 0
    left: int = 0
    is_1904: bool = False
    path: Path = field(default_factory=Path)


TYPES: Final = ("text", "clp", "mclp", "pct", "date", "hour", "bool", "code", "count")


def _refused(kind: str, raw: Any, *reasons: str, code: str = "") -> Trial:
    return Trial(kind, raw, code, refusals=frozenset(reasons))


def _text(chance: random.Random) -> Trial:
    name = chance.choice(NAMES)
    return Trial("text", name, right=name)


def _clp(chance: random.Random) -> Trial:
    number = chance.randrange(-(10**9), 10**12)
    grouped = f"{number:,}"
    return chance.choice(
        [
            Trial("clp", number, chance.choice(["", "#,##0", '"$"#,##0', "0"]), number),
            Trial("clp", float(number), "0.00", number),
            Trial("clp", str(number), right=number),
            Trial("clp", grouped.replace(",", "."), right=number),
            Trial("clp", f"$ {grouped.replace(',', '.')}", right=number),
            Trial("clp", f"{number}.0", right=number),
            _refused("clp", number + 0.5, "not-a-number"),
            _refused("clp", 12.5, "two-readings", code="#,##0,"),
            _refused("clp", 0.355, "not-a-number", code="0.0%"),
            _refused("clp", "12,5", "not-a-number"),
            _refused("clp", "1.2.3", "not-a-number"),
            _refused("clp", True, "not-a-number"),
            _refused("clp", date(2024, 3, 9), "not-a-number", code="dd-mm-yyyy"),
            _refused("clp", 10**16, "out-of-range"),
            _refused("clp", "27 08", "not-a-number"),
        ]
    )


def _mclp(chance: random.Random) -> Trial:
    pesos = chance.randrange(1, 10**9)
    thousands = chance.randrange(1, 10**6)
    return chance.choice(
        [
            Trial("mclp", pesos / 1000, chance.choice(["", "#,##0", "0.000"]), pesos),
            Trial("mclp", thousands, right=thousands * 1000),
            Trial("mclp", str(thousands), right=thousands * 1000),
            Trial(
                "mclp", f"{thousands + 10**6:_}".replace("_", "."), right=(thousands + 10**6) * 1000
            ),
            _refused("mclp", 0.0005, "not-a-number"),
            _refused("mclp", "12,5", "not-a-number"),
            _refused("mclp", "1,234", "two-readings"),
            _refused("mclp", 10**13, "out-of-range"),
            _refused("mclp", 58125, "two-readings", code="0,"),
        ]
    )


def _pct(chance: random.Random) -> Trial:
    hundredths = chance.randrange(0, 10_001)
    value = Decimal(hundredths) / 100
    return chance.choice(
        [
            Trial(
                "pct",
                hundredths / 10_000,
                chance.choice(["0%", "0.0%", "0.00%", "[Red]0.0%"]),
                value,
            ),
            Trial("pct", hundredths / 100, chance.choice(["", "0.00", '0.0" %"']), value),
            Trial("pct", f"{value}", right=value),
            Trial("pct", f"{value} %".replace(".", ","), right=value),
            _refused("pct", 1.5, "out-of-range", code="0%"),
            _refused("pct", "1e1", "not-a-percentage"),
            _refused("pct", 0.5, "two-readings", code="0%%"),
            _refused("pct", True, "not-a-percentage"),
        ]
    )


def _date(chance: random.Random) -> Trial:
    day = date(1900, 3, 1) + timedelta(days=chance.randrange(0, 90_000))
    codes = ["dd-mm-yyyy", "d/m/yy", "yyyy\\-mm\\-dd", "[$-340A]d mmmm yyyy", "mmm-yy"]
    return chance.choice(
        [
            Trial("date", day, chance.choice(codes), day),
            Trial("date", day.isoformat(), right=day),
            Trial("date", f"{day:%d/%m/%Y}", right=day),
            Trial("date", f"{day.day}-{day.month}-{day.year}", right=day),
            _refused("date", 45_000, "not-a-date"),
            _refused("date", "03/04/24", "not-a-date"),
            _refused("date", "2024-02-30", "not-a-date"),
            _refused("date", "2151-01-01", "out-of-range"),
            _refused("date", datetime(2024, 3, 9, 10, 30), "not-a-date", code="dd-mm-yyyy hh:mm"),  # noqa: DTZ001  a spreadsheet has no zones
        ]
    )


def _hour(chance: random.Random) -> Trial:
    minutes = chance.randrange(0, 24 * 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return chance.choice(
        [
            Trial(
                "hour",
                minutes / 1440,
                chance.choice(["hh:mm", "[h]:mm", "h:mm AM/PM", "[hh]:mm:ss"]),
                text,
            ),
            Trial("hour", text, right=text),
            Trial("hour", text.lstrip("0") if minutes >= 60 else text, right=text),
            _refused("hour", 1.5, "not-a-date", code="[h]:mm"),
            _refused("hour", minutes / 1440 or 0.1, "not-a-date"),
            _refused("hour", "24:30", "not-a-date"),
            _refused("hour", "12:30Z", "not-a-date"),
        ]
    )


def _bool(chance: random.Random) -> Trial:
    truth = chance.random() < 0.5
    return chance.choice(
        [
            Trial("bool", truth, right=truth),
            Trial("bool", "SÍ" if truth else "no", right=truth),
            _refused("bool", "quizás", "not-yes-or-no"),
            _refused("bool", 0.5, "not-yes-or-no"),
        ]
    )


def _code(chance: random.Random) -> Trial:
    code = str(chance.randrange(20_000_000, 49_999_999))
    return chance.choice(
        [
            Trial("code", int(code), chance.choice(["", "0"]), code),
            Trial("code", code, right=code),
            Trial("code", f"{code}.0", right=code),
            Trial("code", f"{code[0]}.{code[1:]}E+7", right=code),
            Trial("code", int(code), '0000000"-"0', f"{code[:-1]}-{code[-1]}"),
            Trial("code", 5602, "00000", "05602"),
            _refused("code", f"{code[0]}.{code[1:3]}E+07", "spoilt-code"),
            _refused("code", date(2024, 2, 1), "spoilt-code", code="d-mmm"),
            _refused("code", int(code) + 0.5, "spoilt-code"),
            _refused("code", True, "spoilt-code"),
            _refused("code", LONG, "spoilt-code"),
        ]
    )


def _count(chance: random.Random) -> Trial:
    number = chance.randrange(0, 2**31)
    return chance.choice(
        [
            Trial("count", number, right=number),
            Trial("count", str(number), right=number),
            _refused("count", -1, "out-of-range"),
            _refused("count", 2**31, "out-of-range"),
            _refused("count", "dos", "not-a-number"),
        ]
    )


_MAKERS: Final[Mapping[str, Callable[[random.Random], Trial]]] = {
    "text": _text, "clp": _clp, "mclp": _mclp, "pct": _pct, "date": _date, "hour": _hour,
    "bool": _bool, "code": _code, "count": _count,
}  # fmt: skip


def made(seed: int, folder: Path) -> Sheet:
    """The spreadsheet of a seed, written."""
    chance = random.Random(seed)  # noqa: S311  the same for a seed, no secret
    writer = chance.choice(list(_WRITERS))
    rows: list[tuple[int, list[Trial]]] = []
    sheet = Sheet(
        seed,
        writer,
        rows,
        titles=chance.randrange(0, 4),
        gap=chance.randrange(0, 3),
        left=chance.randrange(0, 3),
        is_1904=writer in {"openpyxl", "xlsxwriter", "parts"} and chance.random() < 0.3,
    )
    line = sheet.titles + sheet.gap + 1
    for _row in range(chance.randrange(1, 12)):
        line += 1 + (chance.random() < 0.1) * chance.randrange(1, 4)
        rows.append((line, [_MAKERS[kind](chance) for kind in TYPES]))
    sheet.path = _WRITERS[writer](sheet, folder)
    return sheet


# Writers.


def _cells(sheet: Sheet) -> dict[tuple[int, int], Any]:
    """What stands where, by row from 1 and column from 0."""
    found: dict[tuple[int, int], Any] = {}
    for title in range(sheet.titles):
        found[title + 1, sheet.left] = f"Título {title}"
    top = sheet.titles + sheet.gap + 1
    for place, name in enumerate(TYPES):
        found[top, sheet.left + place] = name.upper() if sheet.seed % 2 else name
    for line, trials in sheet.rows:
        for place, trial in enumerate(trials):
            found[line, sheet.left + place] = trial
    return found


def _by_openpyxl(sheet: Sheet, folder: Path) -> Path:
    book = openpyxl.Workbook()
    if sheet.is_1904:
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001  a spreadsheet has no zones
    page = book.worksheets[0]
    for (row, column), told in _cells(sheet).items():
        trial = told if isinstance(told, Trial) else Trial("text", told)
        cell = page.cell(row, column + 1)
        cell.value = (
            trial.raw.replace("_x", "_x005F_x") if isinstance(trial.raw, str) else trial.raw
        )
        if isinstance(trial.raw, str):
            cell.data_type = "s"
        if trial.format:
            cell.number_format = trial.format
    book.save(folder / f"{sheet.seed}.xlsx")
    return folder / f"{sheet.seed}.xlsx"


def _by_xlsxwriter(sheet: Sheet, folder: Path) -> Path:
    path = folder / f"{sheet.seed}.xlsx"
    options = {"date_1904": sheet.is_1904, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet("Datos")
        book.add_worksheet("Vacía").hide()
        for (row, column), told in _cells(sheet).items():
            trial = told if isinstance(told, Trial) else Trial("text", told)
            style = book.add_format({"num_format": trial.format}) if trial.format else None
            if isinstance(trial.raw, date):
                page.write_datetime(row - 1, column, trial.raw, style)
            else:
                page.write(row - 1, column, trial.raw, style)
    return path


def _serial(day: date, *, is_1904: bool) -> Decimal:
    whole = day.date() if isinstance(day, datetime) else day
    days = (whole - (EPOCH_1904 if is_1904 else EPOCH)).days
    if isinstance(day, datetime):
        return days + Decimal(day.hour * 60 + day.minute) / 1440
    return Decimal(days)


def _part_cell(trial: Trial, style: int, *, is_1904: bool) -> str:
    raw = trial.raw
    if isinstance(raw, str):
        return parts.inline(raw.replace("_x", "_x005F_x"), more=f' s="{style}"')
    if isinstance(raw, bool):
        return f'<c t="b" s="{style}"><v>{int(raw)}</v></c>'
    value = _serial(raw, is_1904=is_1904) if isinstance(raw, date) else repr(raw)
    return f'<c s="{style}"><v>{value}</v></c>'


def _by_parts(sheet: Sheet, folder: Path) -> Path:
    codes: list[str] = []
    rows: dict[int, dict[int, str]] = {}
    for (row, column), told in _cells(sheet).items():
        trial = told if isinstance(told, Trial) else Trial("text", told)
        if trial.format and trial.format not in codes:
            codes.append(trial.format)
        style = codes.index(trial.format) + 1 if trial.format else 0
        cell = _part_cell(trial, style, is_1904=sheet.is_1904)
        rows.setdefault(row, {})[column] = cell
    lines = []
    for row, cells in rows.items():
        blank = "<c/>" * min(cells)
        lines.append(f'<row r="{row}">{blank}{"".join(cells.values())}<c/></row>')
    made_of = parts.xlsx(
        "".join(lines),
        styles=parts.formats(*codes),
        properties=f'date1904="{int(sheet.is_1904)}"',
    )
    return parts.pack(folder / f"{sheet.seed}.xlsx", made_of)


def _ods_cell(trial: Trial) -> str:
    raw, code = trial.raw, trial.format
    if isinstance(raw, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in raw.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
    if isinstance(raw, bool):
        told = f'office:value-type="boolean" office:boolean-value="{str(raw).lower()}"'
    elif isinstance(raw, date):
        told = f'office:value-type="date" office:date-value="{raw.isoformat()}"'
    elif "%" in code and '"' not in code:
        told = f'office:value-type="percentage" office:value="{raw!r}"'
    elif "h" in code:
        seconds = round(raw * 86_400)
        told = (
            f'office:value-type="time" office:time-value="PT{seconds // 3600:02d}H'
            f'{seconds // 60 % 60:02d}M{seconds % 60:02d}S"'
        )
    else:
        told = f'office:value-type="float" office:value="{raw!r}"'
        if code in {"0,", "#,##0,"}:
            told += ' table:style-name="ce1"'
    shown = ""
    if trial.type == "code" and isinstance(trial.right, str) and isinstance(raw, int):
        shown = f"<text:p>{trial.right}</text:p>"
    return f"<table:table-cell {told}>{shown}</table:table-cell>"


def _by_ods(sheet: Sheet, folder: Path) -> Path:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), told in _cells(sheet).items():
        trial = told if isinstance(told, Trial) else Trial("text", told)
        rows.setdefault(row, {})[column] = _ods_cell(trial)
    lines, last = [], 0
    for row, cells in rows.items():
        if row > last + 1:
            more = f' table:number-rows-repeated="{row - last - 1}"'
            lines.append(parts.ods_row("<table:table-cell/>", more=more))
        before = f'<table:table-cell table:number-columns-repeated="{min(cells)}"/>' * bool(
            min(cells)
        )
        lines.append(parts.ods_row(before, *cells.values()))
        last = row
    styles = (
        '<number:number-style style:name="N1"><number:number number:display-factor="1000"/>'
        '</number:number-style><style:style style:name="ce1" style:data-style-name="N1"/>'
    )
    table = parts.ods_table("Datos", *lines)
    return parts.pack(folder / f"{sheet.seed}.ods", parts.ods(table, styles=styles))


def shown(trial: Trial) -> str | None:
    """What a cell is in a text; nothing where a text cannot hold what it is."""
    if isinstance(trial.raw, str):
        return trial.raw
    if trial.type == "text" or trial.format or isinstance(trial.raw, bool | float | date):
        return None
    return str(trial.raw)


def _by_csv(sheet: Sheet, folder: Path) -> Path:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";,\t|"[sheet.seed % 4])
    last = 0
    rows: dict[int, dict[int, str]] = {}
    for (row, column), told in _cells(sheet).items():
        rows.setdefault(row, {})[column] = (shown(told) or "") if isinstance(told, Trial) else told
    width = sheet.left + len(TYPES) + 1
    for row, cells in rows.items():
        out.write("\r\n" * (row - last - 1))
        writer.writerow([cells.get(column, "") for column in range(width)])
        last = row + sum(cell.count("\n") for cell in cells.values())
    path = folder / f"{sheet.seed}.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig" if sheet.seed % 3 else "utf-16"))
    return path


def _by_json(sheet: Sheet, folder: Path) -> Path:
    whole = [
        {
            kind: None if isinstance(trial.raw, date) or trial.format else trial.raw
            for kind, trial in zip(TYPES, trials, strict=True)
        }
        for _line, trials in sheet.rows
    ]
    path = folder / f"{sheet.seed}.json"
    path.write_text(json.dumps({"datos": whole}), encoding="utf-8")
    return path


_WRITERS: Final[Mapping[str, Callable[[Sheet, Path], Path]]] = {
    "openpyxl": _by_openpyxl,
    "xlsxwriter": _by_xlsxwriter,
    "parts": _by_parts,
    "ods": _by_ods,
    "csv": _by_csv,
    "json": _by_json,
}


def expected(sheet: Sheet) -> Sequence[list[Trial | None]]:
    """The trials that a file can hold, row by row; nothing where its cell is empty in this form."""

    def held(trial: Trial) -> Trial | None:
        if trial.type == "code" and trial.raw == LONG and sheet.writer in {"csv", "json"}:
            return Trial("code", LONG, right=str(LONG))  # neither loses digits
        if trial.format == "0%%" and sheet.writer == "ods":
            return None  # an OpenDocument has no such format
        if sheet.writer == "csv":
            return trial if shown(trial) is not None else None
        if sheet.writer == "json":
            return None if isinstance(trial.raw, date) or trial.format else trial
        return trial

    return [[held(trial) for trial in trials] for _line, trials in sheet.rows]
