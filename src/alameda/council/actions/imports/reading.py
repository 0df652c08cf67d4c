"""Opening a file that a stranger made: JSON, a folder of CSV, or XLSX; bounded, never trusted.

Whatever the form, every cell comes out as the same text. Source: docs/rules/past-sessions.md.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from alameda.council.rules.imports.profile import Profile
from alameda.council.rules.imports.shapes import Raw
from alameda.foundation.errors import BadInputError

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ROWS: Final = 500_000
MOST_COLUMNS: Final = 100
MOST_CELL: Final = 20_000
MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_RATIO: Final = 200
RATIO_FROM_BYTES: Final = 8 * 1024 * 1024
MOST_MEMBERS: Final = 1_000
DELIMITERS: Final = ",;\t"


class FileRefusedError(BadInputError):
    """A whole file cannot be read; the sentence says why and what to do."""

    code = "file-refused"


class Source(NamedTuple):
    """A source as it was read.

    Attributes:
        tables: rows by the name of their list, sheet or file.
        fingerprint: SHA-256 of the file, or of the files of a folder in order.
    """

    tables: dict[str, list[Raw]]
    fingerprint: str


class _Sheet(NamedTuple):
    """A table before its rows are told apart: header, then cells and the formulas among them."""

    header: list[str]
    rows: Iterator[tuple[list[str], tuple[int, ...]]]


def read_tables(path: Path, *, profile: Profile) -> Source:
    """The tables of a source that the profile names, whatever its form.

    Raises:
        FileRefusedError: it is absent, hostile, damaged, too big, or lacks a table or a column.
    """
    wanted = {table.name: table.all_columns for table in profile.tables.values()}
    name, column = profile.statement
    if path.is_dir():
        source = _folder(path, wanted | {name: (column,)})
    elif not path.is_file():
        raise FileRefusedError(_("There is no file %(name)s.") % {"name": path.name})
    else:
        source = _file(path, wanted, statement=profile.statement)
    if missing := sorted(set(wanted) - set(source.tables)):
        said = {"name": path.name, "table": missing[0]}
        raise FileRefusedError(_("%(name)s has no table “%(table)s”.") % said)
    return source


def _file(path: Path, wanted: dict[str, tuple[str, ...]], *, statement: tuple[str, str]) -> Source:
    data = _bytes(path)
    fingerprint = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PK"):
        tables = _workbook(path, data, wanted | {statement[0]: (statement[1],)})
    else:
        tables = _json(path, data, wanted, statement=statement)
    return Source(tables, fingerprint)


def _bytes(path: Path) -> bytes:
    if path.is_symlink() or path.stat().st_size > MOST_BYTES:
        said = {"name": path.name, "most": MOST_BYTES // 1024**2}
        raise FileRefusedError(_("%(name)s is not a plain file of at most %(most)s MB.") % said)
    return path.read_bytes()


def _text(path: Path, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError(
            _("%(name)s is not in UTF-8: save it again in that encoding.") % {"name": path.name}
        ) from error
    if "\x00" in text:
        raise _damaged(path, _("it holds null characters"))
    return text


def _damaged(path: Path, reason: str) -> FileRefusedError:
    said = {"name": path.name, "reason": reason}
    return FileRefusedError(_("%(name)s cannot be read: %(reason)s.") % said)


# JSON


def _json(
    path: Path, data: bytes, wanted: dict[str, tuple[str, ...]], *, statement: tuple[str, str]
) -> dict[str, list[Raw]]:
    text = _text(path, data)
    try:
        whole = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else _("it is nested too deep")
        raise _damaged(path, reason[:200]) from error
    if not isinstance(whole, dict):
        raise _damaged(path, _("it is not an object of lists"))
    tables = {}
    for name, columns in wanted.items():
        if name not in whole:
            continue
        rows = whole[name]
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _damaged(path, _("“%(table)s” is not a list of objects") % {"table": name})
        tables[name] = list(_raws(path, name, columns, _object_rows(path, columns, rows)))
    name, column = statement
    if isinstance(whole.get(name), str):
        tables[name] = [Raw(1, {column: _cell(path, whole[name])})]
    return tables


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for name, _value in pairs if [key for key, _v in pairs].count(name) > 1)
        raise ValueError(_("an object names “%(name)s” twice") % {"name": twice[:40]})
    return found


def _no_constant(name: str) -> None:
    raise ValueError(_("%(name)s is not a number") % {"name": name})


def _object_rows(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> _Sheet:
    def cells() -> Iterator[tuple[list[str], tuple[int, ...]]]:
        for row in rows:
            # An absent name is not an empty value: the row is not of this shape.
            if all(column in row for column in columns):
                yield [_cell(path, row[column]) for column in columns], ()
            else:
                yield [_cell(path, row.get(column)) for column in columns[:-1]], ()

    return _Sheet(list(columns), cells())


# CSV


def _folder(path: Path, wanted: dict[str, tuple[str, ...]]) -> Source:
    tables = {}
    total = hashlib.sha256()
    for name in sorted(wanted):
        file = path / f"{name}.csv"
        if not file.is_file():
            continue
        data = _bytes(file)
        total.update(hashlib.sha256(data).digest())
        sheet = _csv(file, _text(file, data), wanted[name])
        tables[name] = list(_raws(file, name, wanted[name], sheet))
    return Source(tables, total.hexdigest())


def _csv(path: Path, text: str, columns: Sequence[str]) -> _Sheet:
    first = text.partition("\n")[0]
    delimiter = max(
        DELIMITERS, key=lambda sign: len({*columns} & {c.strip(' \r"') for c in first.split(sign)})
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def rows() -> Iterator[tuple[list[str], tuple[int, ...]]]:
        try:
            for row in reader:
                if row:
                    yield [_cell(path, cell) for cell in row], ()
        except csv.Error as error:
            reason = _("line %(line)s: %(error)s") % {"line": reader.line_num, "error": error}
            raise _damaged(path, reason) from error

    found = rows()
    header, _formulas = next(found, ([], ()))
    return _Sheet(header, found)


# XLSX


def _workbook(path: Path, data: bytes, wanted: dict[str, tuple[str, ...]]) -> dict[str, list[Raw]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _check_archive(path, data)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        tables = {}
        for sheet in book.worksheets:
            if sheet.title in wanted:
                columns = wanted[sheet.title]
                tables[sheet.title] = list(_raws(path, sheet.title, columns, _sheet(path, sheet)))
    except (
        InvalidFileException, KeyError, IndexError, TypeError, ValueError, OSError, SyntaxError,
        zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise _damaged(path, _("it is damaged")) from error
    return tables


def _check_archive(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _damaged(path, _("it is damaged")) from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise _damaged(path, _("it is an archive, not an XLSX workbook"))
    is_bomb = (
        len(members) > MOST_MEMBERS
        or sum(member.file_size for member in members) > MOST_UNPACKED
        or any(
            member.file_size > RATIO_FROM_BYTES
            and member.file_size > max(member.compress_size, 1) * MOST_RATIO
            for member in members
        )
    )
    if is_bomb:
        raise _damaged(path, _("it unpacks to far more than it weighs"))


def _sheet(path: Path, sheet: Any) -> _Sheet:
    sheet.reset_dimensions()

    def rows() -> Iterator[tuple[list[str], tuple[int, ...]]]:
        for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
            cells = [_cell(path, cell.value) for cell in row]
            if any(cells):
                formulas = (i for i, cell in enumerate(row) if cell.data_type == "f")
                yield cells, tuple(formulas)

    found = rows()
    header, _formulas = next(found, ([], ()))
    while header and not header[-1]:
        header.pop()
    return _Sheet(header, _padded(header, found))


def _padded(
    header: list[str], rows: Iterator[tuple[list[str], tuple[int, ...]]]
) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    # A sheet leaves out the empty cells at the end of a row, and may hold more than the header.
    width = len(header)
    for cells, formulas in rows:
        kept = cells[:width] if not any(cells[width:]) else cells
        yield [*kept, *[""] * (width - len(kept))], formulas


# Rows


def _raws(path: Path, name: str, columns: Sequence[str], sheet: _Sheet) -> Iterator[Raw]:
    header = [cell.strip() for cell in sheet.header]
    _check_header(path, name, columns, header)
    for number, (cells, formulas) in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            said = {"table": name, "most": MOST_ROWS}
            raise _damaged(path, _("“%(table)s” has more than %(most)s rows") % said)
        row = dict(zip(header, cells, strict=False))
        kept = {column: row.get(column, "") for column in columns}
        if len(cells) != len(header):
            yield Raw(number, kept, "wrong-cells")
        elif found := [header[index] for index in formulas if header[index] in columns]:
            yield Raw(number, kept, "formula-cell", found[0])
        else:
            yield Raw(number, kept)


def _check_header(path: Path, name: str, columns: Sequence[str], header: list[str]) -> None:
    if len(header) > MOST_COLUMNS:
        said = {"table": name, "most": MOST_COLUMNS}
        raise _damaged(path, _("“%(table)s” has more than %(most)s columns") % said)
    twice = [column for column in columns if header.count(column) > 1]
    missing = [column for column in columns if column not in header]
    if twice or missing:
        said = {"table": name, "column": (twice or missing)[0]}
        reason = (
            _("“%(table)s” has the column “%(column)s” twice")
            if twice
            else _("“%(table)s” has no column “%(column)s”")
        )
        raise _damaged(path, reason % said)


def _cell(path: Path, value: Any) -> str:
    text = _written(path, value).strip()
    if len(text) > MOST_CELL:
        said = {"most": MOST_CELL}
        raise _damaged(path, _("a cell has more than %(most)s characters") % said)
    return text


def _written(path: Path, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | float | datetime | date | time):
        return _typed(value)
    if isinstance(value, str | int):
        return str(value).replace("\x00", "")
    raise _damaged(path, _("a cell holds a list or an object"))


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat(timespec="minutes") if isinstance(value, time) else str(value)
