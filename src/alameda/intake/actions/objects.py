"""Reading JSON as data: an object of lists, or one list, of objects of plain values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from alameda.foundation.texts import keepable
from alameda.intake.actions import text
from alameda.intake.actions.lines import (
    MOST_CELL,
    MOST_ROW_CELLS,
    FileRefusedError,
    Line,
    Sheet,
    Span,
    named,
    too_long,
    too_wide,
    unreadable_from,
)
from alameda.intake.rules.cells import Cell, boolean, text_cell

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_POWER: Final = 30
ABSENT: Final = Cell("", "absent")
NESTED: Final = Cell("{…}", "nested")


class Objects:
    """A JSON whose lists are known; ``Book`` says what its parts mean.

    A text beside the lists is a list of one row, with the column that ``texts`` names for it.
    """

    kind = "json"
    delimiter = ""
    is_padded = False

    def __init__(self, path: Path, *, is_gzip: bool, texts: dict[str, str]) -> None:
        self.path, self.is_gzip = path, is_gzip
        self.encoding = "utf-8"
        whole = self._parsed()
        if isinstance(whole, list):
            whole = {"": whole}
        if not isinstance(whole, dict):
            raise self._damaged(_("it is not an object of lists"))
        self._lists: list[list[Any]] = []
        sheets = []
        for name, rows in whole.items():
            if isinstance(rows, str) and name in texts:
                rows = [{texts[name]: rows}]  # noqa: PLW2901  the same, as a list
            if isinstance(rows, list):
                sheets.append(named(name))
                self._lists.append(rows)
        self.sheets: Sequence[Sheet] = sheets

    def _parsed(self) -> Any:
        data = bytearray()
        for block in text.blocks(self.path, is_gzip=self.is_gzip):
            data += block
            if len(data) > MOST_BYTES:
                said = {"name": self.path.name, "most": MOST_BYTES // 1024**2}
                raise FileRefusedError(_("%(name)s is larger than %(most)s MB.") % said)
        try:
            written = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileRefusedError(
                _("%(name)s is not in UTF-8: save it again in that encoding.")
                % {"name": self.path.name}
            ) from error
        del data
        if "\0" in written:
            raise self._damaged(_("it holds null characters"))
        try:
            return json.loads(
                written,
                object_pairs_hook=_once,
                parse_constant=_no_constant,
                parse_int=_whole,
                parse_float=_fraction,
            )
        except json.JSONDecodeError as error:
            reason = _("from line %(line)s on it is no JSON") % {"line": error.lineno}
            raise self._damaged(reason) from error
        except RecursionError as error:
            raise self._damaged(_("it is nested too deep")) from error
        except ValueError as error:
            raise self._damaged(str(error)[:200]) from error

    def _damaged(self, reason: str) -> FileRefusedError:
        said = {"name": self.path.name, "reason": reason}
        return FileRefusedError(_("%(name)s cannot be read: %(reason)s.") % said)

    def rows(self, place: int) -> Iterator[Line]:
        """The names of a list's columns as row 0, then its objects.

        A row that lacks a name is shorter than the header: an absent name is no empty value.

        Raises:
            FileRefusedError: the list holds something else, with its row and column.
        """
        table, rows = self.sheets[place].name, self._lists[place]
        if not all(isinstance(row, dict) for row in rows):
            raise self._damaged(_("“%(table)s” is not a list of objects") % {"table": table})
        names = self._names(rows)
        yield Line(0, names)
        for number, row in enumerate(rows, start=1):
            found = {text_cell(name): value for name, value in row.items()}
            if len(found) < len(row):
                raise unreadable_from(self.path, number, _("an object names a column twice"))
            cells = [
                self._cell(found[name], table, number, name) if name in found else ABSENT
                for name in names
            ]
            yield Line(number, cells)

    def _names(self, rows: Sequence[dict[str, Any]]) -> list[str]:
        """The columns of a list, in the order in which its objects name them."""
        names: dict[str, None] = {}
        for number, row in enumerate(rows, start=1):
            names.update(dict.fromkeys(map(text_cell, row)))
            if len(names) > MOST_ROW_CELLS:
                raise unreadable_from(self.path, number, too_wide())
        return list(names)

    def spans(self, _place: int) -> Sequence[Span]:
        """No list merges cells."""
        return ()

    def _cell(self, value: Any, table: str, number: int, name: str) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return boolean(is_true=value)
        if not isinstance(value, str):
            return NESTED
        if len(value) > MOST_CELL:
            said = {"table": table, "row": number, "column": name}
            where = _("“%(table)s”, row %(row)s, “%(column)s”") % said
            raise self._damaged(f"{where}: {too_long()}")
        return value if isinstance(value, Cell) else text_cell(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _value in pairs)
        twice = keepable(max(times, key=times.__getitem__))
        raise ValueError(_("an object names “%(name)s” twice") % {"name": twice[:40]})
    return found


def _no_constant(name: str) -> None:
    raise ValueError(_("%(name)s is not a number") % {"name": name})


def _whole(written: str) -> Cell:
    return Cell(written, "number")


def _fraction(written: str) -> Cell:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return Cell(written, "broken")
    if abs(number.adjusted()) > MOST_POWER:
        return Cell(written, "broken")
    plain = f"{number:f}"
    return Cell(plain.rstrip("0").rstrip(".") if "." in plain else plain, "number")
