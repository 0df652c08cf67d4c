"""500 spreadsheets of known values: each cell is read right or refused by name, never otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from alameda.foundation.texts import tidy
from alameda.intake.actions import tables
from alameda.intake.rules import values
from alameda.intake.rules.cells import FLAWS, kind_of
from alameda.intake.rules.values import UnreadableError
from alameda.intake.tests import sheets
from alameda.intake.tests.sheets import TYPES, Sheet, Trial

SEEDS = 500
READERS: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "clp": values.clp,
    "mclp": values.mclp,
    "pct": values.percentage,
    "date": values.day,
    "hour": lambda cell: f"{values.hour(cell):%H:%M}",
    "bool": values.yes_or_no,
    "code": values.code,
    "count": values.count,
}


def read(kind: str, cell: str) -> tuple[Any, str]:
    """A cell as its type, or the reason why not."""
    if kind_of(cell) in FLAWS:
        return None, FLAWS[kind_of(cell)]
    try:
        return READERS[kind](cell), ""
    except UnreadableError as error:
        return None, error.reason


def is_right(trial: Trial, found: Any, reason: str) -> bool:
    if reason or trial.refusals:
        return reason in trial.refusals
    if trial.type == "text":
        return tidy(found) == tidy(trial.right)
    return bool(found == trial.right)


def wrong_in(sheet: Sheet) -> list[str]:
    table = tables.inspect(sheet.path, known=frozenset(TYPES), required=TYPES)
    lines = list(table.lines())
    expected = sheets.expected(sheet)
    where = f"seed {sheet.seed}, {sheet.writer}"
    if len(lines) != len(expected):
        return [f"{where}: {len(lines)} rows, not {len(expected)}"]
    wrong = []
    for line, trials in zip(lines, expected, strict=True):
        row = dict(zip(table.header, line.cells, strict=False))
        for kind, trial in zip(TYPES, trials, strict=True):
            if trial is None:
                continue
            found, reason = read(kind, row[kind])
            if not is_right(trial, found, reason):
                wrong.append(f"{where}, row {line.number}: {trial} read {found!r} {reason}")
    return wrong


def test_every_seeded_spreadsheet_is_read_right_or_refused_by_name(tmp_path: Path) -> None:
    writers: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(SEEDS):
        sheet = sheets.made(seed, tmp_path)
        writers[sheet.writer] += 1
        wrong += wrong_in(sheet)
        sheet.path.unlink()

    assert wrong == []
    assert min(writers.values()) > SEEDS / 20
    assert len(writers) == 6
