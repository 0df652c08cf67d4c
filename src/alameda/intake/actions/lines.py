"""What every reader of files gives: rows of cells, sheets by name, and a refusal in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from unicodedata import category

from django.utils.translation import gettext as _

from alameda.foundation.codes import digest
from alameda.foundation.errors import BadInputError
from alameda.foundation.texts import keepable

MOST_COLUMNS: Final = 256
MOST_CELL: Final = 20_000
MOST_NAME: Final = 120  # of a sheet; office programs stop at 31
MOST_ROW_CELLS: Final = 16_384  # columns of a spreadsheet


MOST_FILE_NAME: Final = 200  # characters that the account of an import keeps


class FileRefusedError(BadInputError):
    """A whole file cannot be read; the sentence says why and what to do."""

    code = "file-refused"


def told_name(path: Path) -> str:
    """The name of a file as it can be kept, shown and told from others.

    What no text can hold (bytes that are no UTF-8, control characters) is written as an escape.
    """
    told = "".join(
        each.encode("unicode_escape").decode() if category(each) in {"Cc", "Cs"} else each
        for each in path.name
    )
    if len(told) <= MOST_FILE_NAME:
        return told
    return f"{told[: MOST_FILE_NAME - 10]}…{digest(told)}"


@contextlib.contextmanager
def plain_file(path: Path) -> Iterator[None]:
    """Read a file that is one, under a name that can be kept; what the system refuses, in words.

    Raises:
        FileRefusedError: it is a link, a folder or a device; its name has to be changed; the system
            does not let it be read.
    """
    said = {"name": told_name(path)}
    try:
        if path.is_symlink() or not path.is_file():
            raise FileRefusedError(_("%(name)s is not a plain file.") % said)
        if said["name"] != path.name:
            raise FileRefusedError(
                _("%(name)s has a name that cannot be kept: give it a short one of plain letters.")
                % said
            )
        yield
    except OSError as error:
        raise _closed(path, error) from error


def entries(folder: Path) -> list[Path]:
    """All that a folder holds, in order: what is no plain file is to be said too.

    Raises:
        FileRefusedError: the system does not let it be read.
    """
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise _closed(folder, error) from error


def _closed(path: Path, error: OSError) -> FileRefusedError:
    said = {"name": told_name(path), "reason": error.strerror or type(error).__name__}
    return FileRefusedError(_("%(name)s cannot be opened: %(reason)s.") % said)


class Line(NamedTuple):
    """One row of a table.

    Attributes:
        number: line in the file, or row of the sheet, from 1.
        cells: without spaces at the ends; each a ``rules.cells.Cell`` where the file says more of
            it than its text.
    """

    number: int
    cells: list[str]


class Span(NamedTuple):
    """Cells that were merged: the value stands in the first, and counts for all.

    Attributes:
        top: first row.
        left: first column, from 0.
        bottom: last row.
        right: last column.
    """

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """A sheet of a workbook, or a list of a JSON object.

    Attributes:
        name: as people see it; empty for a text.
        is_hidden: nobody sees it who opens the file.
    """

    name: str
    is_hidden: bool = False


def named(name: str, *, is_hidden: bool = False) -> Sheet:
    """A sheet under its name, or what of it can be kept and shown."""
    told = keepable(name)
    return Sheet(told if len(told) <= MOST_NAME else f"{told[:MOST_NAME]}…", is_hidden)


class Book(Protocol):
    """A file, opened far enough to know its sheets.

    Attributes:
        kind: ``csv``, ``xlsx``, ``ods`` or ``json``.
        is_gzip: whether the text is compressed.
        encoding: chosen by evidence; empty for workbooks.
        delimiter: empty for all but text.
        is_padded: rows leave out the empty cells at their end.
        sheets: in their order.
    """

    kind: str
    is_gzip: bool
    encoding: str
    delimiter: str
    is_padded: bool
    sheets: Sequence[Sheet]

    def rows(self, place: int) -> Iterator[Line]:
        """The rows of a sheet that hold something, from its top."""

    def spans(self, place: int) -> Sequence[Span]:
        """The merged cells of a sheet."""


def unreadable_from(path: Path, line: int, reason: str) -> FileRefusedError:
    """A file that cannot be read from a line on."""
    said = {"name": path.name, "line": line, "reason": reason}
    return FileRefusedError(_("%(name)s cannot be read from line %(line)s on: %(reason)s.") % said)


def too_wide() -> str:
    """Words for a row of more cells than a spreadsheet has columns."""
    return _("the row has more cells than a sheet has columns")


def too_long() -> str:
    """Words for a cell that is too long."""
    return _("a cell has more than %(most)s characters") % {"most": MOST_CELL}
