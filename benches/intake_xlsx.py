"""Reading an XLSX of 300,000 rows: seconds and memory, beside openpyxl's own read-only loop."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benches import Figure
from benches._sites import ROOT

ROWS = 300_000
COLUMNS = ("codigo", "bip", "nombre", "comuna", "anio", "monto_mclp", "avance_pct", "fecha")
MOST_RATIO = 1.0
MOST_MB_MORE = 60


def run() -> list[Figure]:
    """Write the workbook, then read it by each reader in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="alameda-bench-") as folder:
        path, few = Path(folder) / "cartera.xlsx", Path(folder) / "few.xlsx"
        # Written elsewhere too: a process begins with the peak of the one that starts it.
        told("write", path, ROWS)
        told("write", few, ROWS // 100)
        ours, theirs, small = told("ours", path), told("openpyxl", path), told("ours", few)
    more = ours["peak_mb"] - small["peak_mb"]
    return [
        Figure(
            name=f"reading an XLSX of {ROWS:,} rows",
            value=ours["seconds"],
            unit="s",
            reference=f"openpyxl's read-only loop: {theirs['seconds']:.1f} s",
            aim=f"≤ {MOST_RATIO} × openpyxl",
            is_met=ours["seconds"] <= MOST_RATIO * theirs["seconds"],
        ),
        Figure(
            name="memory that its rows add",
            value=more,
            unit="MB",
            reference=f"with a hundredth of the rows: {small['peak_mb']:.0f} MB in all",
            aim=f"≤ {MOST_MB_MORE} MB",
            is_met=more <= MOST_MB_MORE,
        ),
    ]


def write(path: Path, rows: int) -> None:
    """A workbook with what registers hold: texts, codes, amounts, percentages, dates."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": False}) as book:
        sheet = book.add_worksheet("Cartera")
        percent = book.add_format({"num_format": "0.0%"})
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, COLUMNS)
        for number in range(1, rows + 1):
            texts = [f"C{number}", 40_000_000 + number, f"Obra de prueba número {number}", "BULNES"]
            sheet.write_row(number, 0, [*texts, 2024, number * 0.125])
            sheet.write_number(number, 6, number % 1000 / 1000, percent)
            sheet.write_datetime(number, 7, datetime.date(2024, 1, number % 28 + 1), day)


def told(what: str, path: Path, rows: int = 0) -> dict[str, float]:
    """Seconds and peak memory of writing or reading, in a process of its own."""
    finished = subprocess.run(
        [sys.executable, "-m", "benches.intake_xlsx", what, str(path), str(rows)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "alameda.settings.test"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return found


def measure(reader: str, path: Path) -> dict[str, float]:
    """Read every row, in this process."""
    import resource
    import time

    import django

    django.setup()
    import openpyxl

    from alameda.intake.actions import tables

    started = time.perf_counter()
    if reader == "ours":
        table = tables.inspect(path, known=frozenset(COLUMNS), required=COLUMNS)
        rows = sum(1 for _line in table.lines())
    else:
        book = openpyxl.load_workbook(path, read_only=True)
        loop = book.worksheets[0].iter_rows()
        rows = sum(bool([(cell.value, cell.number_format) for cell in row]) for row in loop) - 1
    if rows < 1:
        message = "no row was read"
        raise RuntimeError(message)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 1), "peak_mb": round(peak)}


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
        print("{}")
    else:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
