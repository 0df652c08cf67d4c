"""Lists as files: exactly what the filters leave, streamed row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import StreamingHttpResponse

from alameda.foundation.cells import neutral
from alameda.ui.site import demonstration_note, marked_name

BATCH_ROWS = 500


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_file(
    name: str, columns: Sequence[str], rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    """A CSV file to keep; ``name`` without its ending. Of a demonstration its name says so."""
    return _file(f"{marked_name(name)}.csv", as_csv(columns, rows), "text/csv; charset=utf-8")


def json_file(
    name: str, rows: Iterable[Mapping[str, object]], *, key: str, about: Mapping[str, object]
) -> StreamingHttpResponse:
    """A JSON file to keep; ``name`` without its ending, the rest as ``as_json``.

    Of a demonstration its name says so, and the first thing in it.
    """
    told = {**demonstration_note(), **about}
    return _file(
        f"{marked_name(name)}.json", as_json(rows, key=key, about=told), "application/json"
    )


def _file(name: str, body: Iterator[bytes], content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8 with a mark at the start, so that spreadsheets read the accents.

    Args:
        columns: their names, in the order of the cells.
        rows: the cells of each row.
    """
    writer = csv.writer(_Line())
    lines = ["\ufeff" + writer.writerow(columns)]
    for row in rows:
        lines.append(writer.writerow([_cell(value) for value in row]))
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


def as_json(
    rows: Iterable[Mapping[str, object]], *, key: str, about: Mapping[str, object]
) -> Iterator[bytes]:
    """One JSON object: what it is, then the rows under the key."""
    head = json.dumps(about, ensure_ascii=False)
    yield f'{head[:-1]}, "{key}": ['.encode()
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
