"""The portfolio as files: exactly what the filters leave, streamed row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from alameda.investments.rules.columns import INITIATIVES
from alameda.pages.rules.formulas import neutral

Row = dict[str, object]
BATCH_ROWS = 500


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8 with a mark at the start, so that spreadsheets read the accents."""
    writer = csv.writer(_Line())
    names = [column.name for column in INITIATIVES]
    lines = ["\ufeff" + writer.writerow(names)]
    for row in rows:
        lines.append(writer.writerow([_cell(row[name]) for name in names]))
        if len(lines) >= BATCH_ROWS:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return neutral(";".join(map(str, value)))
        case str():
            return neutral(value)
        case _:
            return str(value)


def as_json(rows: Iterable[Row], *, about: dict[str, object]) -> Iterator[bytes]:
    """One JSON object: what it is, then the initiatives."""
    head = json.dumps(about, ensure_ascii=False)
    yield f'{head[:-1]}, "initiatives": ['.encode()
    lines: list[str] = []
    separator = "\n"
    for row in rows:
        lines.append(separator + json.dumps(row, ensure_ascii=False, default=_plain))
        separator = ",\n"
        if len(lines) >= BATCH_ROWS:
            yield "".join(lines).encode()
            lines.clear()
    yield ("".join(lines) + "\n]}\n").encode()


def _plain(value: object) -> str | float:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    message = f"{type(value)} has no place in JSON"
    raise TypeError(message)
