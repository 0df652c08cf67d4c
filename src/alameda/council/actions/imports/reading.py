"""Which tables of a source the profile means, whatever its form; ``intake`` reads them.

Source: docs/rules/past-sessions.md, "Files".
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from django.utils.translation import gettext as _

from alameda.council.rules.imports.profile import Profile
from alameda.council.rules.imports.shapes import Raw
from alameda.intake.actions import tables
from alameda.intake.actions.lines import FileRefusedError, entries, plain_file, told_name
from alameda.intake.actions.tables import Table
from alameda.intake.rules.cells import FLAWS, kind_of

MOST_ROWS: Final = 500_000
ENDINGS: Final = (".csv", ".tsv", ".txt", ".csv.gz", ".xlsx", ".ods", ".json")
Wanted = Mapping[str, Sequence[str]]


class Source(NamedTuple):
    """A source as it was read.

    Attributes:
        tables: rows by the name of their list, sheet or file.
        fingerprint: SHA-256 of the file, or of the files of a folder in order.
        reading: how each table was read: sheet, header row, encoding, delimiter.
        others: sheets, lists or files that hold something and were not read.
    """

    tables: dict[str, list[Raw]]
    fingerprint: str
    reading: dict[str, dict[str, Any]]
    others: tuple[str, ...]


def read_tables(path: Path, *, profile: Profile) -> Source:
    """The tables of a source that the profile names, whatever its form.

    Raises:
        FileRefusedError: it is absent, hostile, damaged, too big, or lacks a table or a column.
    """
    wanted = {table.name: table.all_columns for table in profile.tables.values()}
    name, column = profile.statement
    if path.is_dir():
        found, fingerprint, others = _folder(path, wanted | {name: (column,)})
    elif not os.path.lexists(path):
        raise FileRefusedError(_("There is no file %(name)s.") % {"name": told_name(path)})
    else:
        with plain_file(path):
            found, others = tables.inspect_all(
                path, wanted | {name: (column,)}, texts={name: column}
            )
            fingerprint = tables.sha256_of(path)
    if missing := sorted(set(wanted) - set(found)):
        said = {"name": path.name, "table": missing[0]}
        raise FileRefusedError(_("%(name)s has no table “%(table)s”.") % said)
    every = wanted | {name: (column,)}
    rows = {each: list(_raws(table, each, every[each])) for each, table in found.items()}
    return Source(rows, fingerprint, {each: found[each].reading for each in found}, others)


def _folder(path: Path, wanted: Wanted) -> tuple[dict[str, Table], str, tuple[str, ...]]:
    files = [(normalize("NFC", file.name).lower(), file) for file in entries(path)]
    found: dict[str, Table] = {}
    total = hashlib.sha256()
    for name in sorted(wanted):
        endings = {f"{name}{ending}" for ending in ENDINGS}
        mine = [file for written, file in files if written in endings]
        if len(mine) > 1:
            said = {"name": told_name(path), "files": ", ".join(map(told_name, mine))}
            raise FileRefusedError(_("%(name)s holds the same table twice: %(files)s.") % said)
        for file in mine:
            with plain_file(file):
                columns = wanted[name]
                table = tables.inspect(file, known=frozenset(columns), required=columns)
            total.update(bytes.fromhex(table.sha256))
            found[name] = table
    read = {table.path for table in found.values()}
    others = tuple(
        told_name(file) for written, file in files if file not in read and written.endswith(ENDINGS)
    )
    return found, total.hexdigest(), others


def _raws(table: Table, name: str, columns: Sequence[str]) -> Iterator[Raw]:
    for number, line in enumerate(table.lines(), start=1):
        if number > MOST_ROWS:
            said = {"name": table.name, "table": name, "most": MOST_ROWS}
            raise FileRefusedError(
                _("%(name)s cannot be read: “%(table)s” has more than %(most)s rows.") % said
            )
        row = dict(zip(table.header, line.cells, strict=False))
        kept = {column: row.get(column, "") for column in columns}
        flaw, column = _flaw(kept, is_whole=_is_whole(line.cells, len(table.header)))
        yield Raw(number, kept, flaw, column)


def _is_whole(cells: Sequence[str], width: int) -> bool:
    return len(cells) >= width and not any(cells[width:])


def _flaw(cells: Mapping[str, str], *, is_whole: bool) -> tuple[str, str]:
    """What is wrong with a row itself, and in which column."""
    kinds = {column: kind_of(cell) for column, cell in cells.items()}
    if not is_whole or "absent" in kinds.values():
        return "wrong-cells", ""
    return next(
        ((FLAWS[kind], column) for column, kind in kinds.items() if kind in FLAWS), ("", "")
    )
