"""From the cells of a row to values: types, vocabularies and what cannot be read. Pure.

Source: docs/rules/imports.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from alameda.foundation.codes import fold
from alameda.foundation.texts import is_visible, tidy, without_marks
from alameda.intake.rules import values
from alameda.intake.rules.cells import FLAWS, Cell
from alameda.intake.rules.habits import UNKNOWN, Habits
from alameda.intake.rules.profile import CODE_TYPES, Column, Register, Vocabulary
from alameda.intake.rules.values import UnreadableError, shown

NO_HABITS: Final[Mapping[str, Habits]] = MappingProxyType({})
NOT_TEXT: Final = frozenset({"date", "moment", "time", "duration", "percent", "boolean", "scaled"})
_READERS: Final[Mapping[str, Callable[[str, Habits], Any]]] = {
    "clp": values.clp,
    "mclp": values.mclp,
    "count": values.count,
    "days": values.days,
    "year": values.year,
    "month": values.month,
    "date": values.day,
    "pct": values.percentage,
}
_PLAIN_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "bool": values.yes_or_no,
    "rut": values.legal_rut,
}


class Note(NamedTuple):
    """Something understood otherwise than written.

    Attributes:
        column: where.
        value: as written, masked and short.
        reason: key of ``reasons``.
        taken: what was taken instead; may be empty.
    """

    column: str
    value: str
    reason: str
    taken: str = ""


class RowRefusedError(ValueError):
    """A row cannot be taken."""

    def __init__(self, reason: str, *, column: str = "", value: str = "", detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column
        self.value = shown(value)
        self.detail = detail


@dataclass
class Values:
    """What a row says, by ``object.field``; empty cells are not there.

    ``origin`` has the column and the cell that each field came from.
    """

    by_field: dict[str, Any]
    notes: list[Note]
    by_column: dict[str, Any]
    origin: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, thing: str) -> dict[str, Any]:
        """The fields of one object."""
        start = f"{thing}."
        return {
            name.removeprefix(start): value
            for name, value in self.by_field.items()
            if name.startswith(start)
        }

    def get(self, name: str) -> Any:
        """One field, or nothing."""
        return self.by_field.get(name)

    def place_of(self, name: str) -> tuple[str, str] | None:
        """Column and cell that the field of some object came from, where they are known."""
        places = self.origin.items()
        return next((place for field, place in places if field.rpartition(".")[2] == name), None)


def cells_of(register: Register, header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The row by column name, its codes mended where a spreadsheet spoilt them.

    Raises:
        RowRefusedError: ``wrong-number-of-cells``, ``formula-cell``, ``error-cell``,
            ``broken-text`` or ``spoilt-code``.
    """
    extra = [cell for cell in cells[len(header) :] if cell]
    if extra or len(cells) < len(header):
        raise RowRefusedError("wrong-number-of-cells", value=str(len(cells)))
    row = dict(zip(header, cells, strict=False))
    for column, cell in row.items():
        if isinstance(cell, Cell) and column in register.column_names:
            _check_flaw(column, cell)
    _mend_codes(row, register)
    return row


def _mend_codes(row: dict[str, str], register: Register) -> None:
    for column in register.code_columns:
        if cell := row.get(column, ""):
            try:
                row[column] = values.code(cell)
            except UnreadableError as error:
                raise RowRefusedError(error.reason, column=column, value=cell) from error
    if register.joined_code:
        column, joined = register.joined_code
        if joined.fullmatch(row.get(column, "")):
            raise RowRefusedError("spoilt-code", column=column, value=row[column])


def _check_flaw(column: str, cell: Cell) -> None:
    if cell.kind == "absent":
        raise RowRefusedError("wrong-number-of-cells", column=column)
    if cell.kind in FLAWS:
        raise RowRefusedError(FLAWS[cell.kind], column=column, value=cell)


def learn_habits(habits: dict[str, Habits], row: Mapping[str, str], register: Register) -> None:
    """Look at the cells of one row that may be read two ways."""
    for column in register.typed_columns:
        if cell := row.get(column, ""):
            habits.setdefault(column, Habits()).learn(cell)


class Reader:
    """Reads the cells of a row into values; a module adds the types that only it has.

    Attributes:
        vocabularies: by name, for the columns of type ``vocab:NAME``.
        habits: how each column of the file writes its numbers and dates.
        noted: columns of which something was said already.
        found: what the row says so far.
    """

    def __init__(
        self, vocabularies: Mapping[str, Vocabulary], habits: Mapping[str, Habits] = NO_HABITS
    ) -> None:
        self.vocabularies, self.habits = vocabularies, habits
        self.found = Values({}, [], {})
        self.noted: set[str] = set()

    def read_all(self, row: Mapping[str, str], register: Register) -> Values:
        """Read every column of a row that the register knows.

        Raises:
            RowRefusedError: a required cell is empty, or a cell cannot be read.
        """
        for column in register.columns:
            self.read(row.get(column.name, ""), column)
        for entry in register.combined:
            written = " / ".join(tidy(row.get(name, "")) for name in entry.columns)
            fallback = Column(" / ".join(entry.columns), to=entry.to, type=entry.type)
            if not self.read_combined(written, fallback) and entry.fallback:
                self.found.by_field.setdefault(entry.to, entry.fallback)
        return self.found

    def read(self, cell: str, column: Column) -> None:
        """Read one cell."""
        written = cell if isinstance(cell, Cell) else cell.strip()
        if not is_visible(written) or fold(written) in column.absent:
            if column.is_required:
                raise RowRefusedError("required-missing", column=column.name, value=written)
            return
        self._note_origin(written, column)
        try:
            value = self.value(written, column)
        except UnreadableError as error:
            value = self._unreadable(written, column, error)
        if value is None:
            return
        self.found.by_column[column.name] = value
        if column.to and column.to not in self.found.by_field:
            self.found.by_field[column.to] = value
            self.found.origin[column.to] = (column.name, written)

    def _note_origin(self, written: str, column: Column) -> None:
        """Say, once for each cell, that it was mended or stands for several."""
        if not isinstance(written, Cell) or column.name in self.noted:
            return
        self.noted.add(column.name)
        if written.kind == "mended":
            self.note(column, written.written, "code-mended", str(written))
        if written.kind in NOT_TEXT and column.type in CODE_TYPES:
            self.note(column, written, "not-text")
        if written.is_merged:
            self.note(column, written, "merged-cell")

    def read_combined(self, written: str, column: Column) -> bool:
        """Read a field that several cells make; whether they said something."""
        if column.to in self.found.by_field:
            return True
        vocabulary = self.vocabularies[column.type.removeprefix("vocab:")]
        is_known, key = vocabulary.look_up(written)
        if not is_known:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        if key is None:
            return False
        self.found.by_field[column.to] = key
        return True

    def note(self, column: Column, written: str, reason: str, taken: str = "") -> None:
        """Say that a cell was understood otherwise than written."""
        self.found.notes.append(Note(column.name, shown(written), reason, taken))

    def value(self, written: str, column: Column) -> Any:
        """What a cell that is not empty says."""
        kind = column.type
        if kind in _READERS:
            return _READERS[kind](written, self.habits.get(column.name, UNKNOWN))
        if kind in _PLAIN_READERS:
            return _PLAIN_READERS[kind](written)
        if kind.startswith("vocab:"):
            return self._word(written, column)
        if kind in {"text", "words"}:
            return tidy(without_marks(written))
        return self.own_types()[kind](written, column)

    def own_types(self) -> Mapping[str, Callable[[str, Column], Any]]:
        """The types that only a module has."""
        return {}

    def _unreadable(self, written: str, column: Column, error: UnreadableError) -> Any:
        if error.reason == "several-years":
            self.note(column, written, "several-years", error.detail)
            return values.year(error.detail)
        if column.type == "rut":
            masked = "•••" if error.reason == "rut-not-published" else written
            self.found.notes.append(Note(column.name, shown(masked), error.reason))
            self.found.by_field[f"{column.to}_problem"] = error.reason
            return None
        if column.on_bad == "note":
            self.note(column, written, "value-left-out")
            return None
        raise RowRefusedError(
            error.reason, column=column.name, value=written, detail=error.detail
        ) from error

    def _word(self, written: str, column: Column) -> Any:
        vocabulary = self.vocabularies[column.type.removeprefix("vocab:")]
        is_known, key = vocabulary.look_up(written)
        if not is_known:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        if key is None:
            self.note(column, written, "value-ignored")
        return key
