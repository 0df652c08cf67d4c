"""Reading the first sheet of an XLSX as text, without evaluating or unpacking too much."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError

MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_SHARED_STRINGS: Final = 64 * 1024 * 1024
MOST_RATIO: Final = 200
RATIO_FROM_BYTES: Final = 8 * 1024 * 1024
MOST_MEMBERS: Final = 1_000
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 256
MOST_CELL: Final = 20_000
SHARED_STRINGS: Final = "xl/sharedStrings.xml"


class FileRefusedError(BadInputError):
    """A whole file cannot be read; the sentence says why and what to do."""

    code = "file-refused"


class Line(NamedTuple):
    """One row of a table.

    Attributes:
        number: line in the file; the header is line 1 unless blank lines stand above it.
        cells: as written, without spaces at the ends.
        formulas: indexes of the cells that hold a formula.
    """

    number: int
    cells: list[str]
    formulas: tuple[int, ...] = ()


def check(path: Path) -> None:
    """Refuse what is no workbook, or unpacks to too much, by its directory alone.

    Raises:
        FileRefusedError: not an XLSX, damaged, encrypted, or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise FileRefusedError(
            _("%(name)s is damaged or truncated: it cannot be opened as XLSX.")
            % {"name": path.name}
        ) from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise FileRefusedError(
            _("%(name)s is an archive, not an XLSX workbook.") % {"name": path.name}
        )
    if len(members) > MOST_MEMBERS or _is_bomb(members):
        raise FileRefusedError(
            _("%(name)s unpacks to far more than it weighs: it is not read (bomb).")
            % {"name": path.name}
        )


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        return True
    return any(
        (member.filename == SHARED_STRINGS and member.file_size > MOST_SHARED_STRINGS)
        or (
            member.file_size > RATIO_FROM_BYTES
            and member.file_size > max(member.compress_size, 1) * MOST_RATIO
        )
        for member in members
    )


def lines(path: Path) -> Iterator[Line]:
    """The rows of the first sheet, the header too; cells as text, formulas marked.

    Raises:
        FileRefusedError: the sheet is damaged, or a cell is too long.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(path, 1) from error
    number = 0
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            cells = [_text(cell.value) for cell in row]
            if any(len(cell) > MOST_CELL for cell in cells):
                raise FileRefusedError(
                    _("%(name)s cannot be read from line %(line)s on: %(reason)s.")
                    % {
                        "name": path.name,
                        "line": number,
                        "reason": _("a cell has more than %(most)s characters")
                        % {"most": MOST_CELL},
                    }
                )
            formulas = tuple(
                index for index, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"
            )
            yield Line(number, cells, formulas)
    except (KeyError, IndexError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise _damaged(path, number + 1) from error
    finally:
        book.close()


def _damaged(path: Path, line: int) -> FileRefusedError:
    return FileRefusedError(
        _("%(name)s is damaged: its sheet cannot be read from line %(line)s on.")
        % {"name": path.name, "line": line}
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "SI" if value else "NO"
    return str(value).strip()
