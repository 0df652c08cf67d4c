"""From the cells of a row to values: types, vocabularies and reviewed names. Pure.

Source: docs/rules/imports.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from alameda.foundation.codes import fold, slug
from alameda.foundation.texts import is_visible, tidy, without_marks
from alameda.intake.rules import values
from alameda.intake.rules.cells import FLAWS, Cell
from alameda.intake.rules.habits import UNKNOWN, Habits
from alameda.intake.rules.values import UnreadableError, shown
from alameda.investments.rules.imports.profile import CODE_TYPES, Column, Profile, Register

NOT_TEXT: Final = frozenset({"date", "moment", "time", "duration", "percent", "boolean", "scaled"})
_JOINED_BIP: Final = re.compile(r"\d{9}")  # a spreadsheet took the hyphen, or a digit came in
_SPLIT: Final = re.compile(r"\s*[/,;]\s*")
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


class Place(NamedTuple):
    """Where an initiative is.

    Attributes:
        cuts: codes of its comunas, in order.
        province: code of the province it covers, where no comuna is named.
        is_region_wide: it covers the whole region.
    """

    cuts: tuple[str, ...] = ()
    province: str = ""
    is_region_wide: bool = False


class Organisation(NamedTuple):
    """An organisation as a row names it.

    Attributes:
        slug: key; the same for every reviewed variant.
        name: public name.
        kind: key of its kind.
        is_known: whether the profile or the alias table names it.
    """

    slug: str
    name: str
    kind: str
    is_known: bool


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
class Names:
    """The reviewed names, folded: what the profile and the alias table know."""

    comunas: dict[str, str] = field(default_factory=dict)
    provinces: dict[str, str] = field(default_factory=dict)
    region_wide: frozenset[str] = frozenset()
    organisations: dict[str, Organisation] = field(default_factory=dict)
    sectors: dict[str, tuple[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    municipality_of_row: frozenset[str] = frozenset()
    municipality_of: dict[str, Organisation] = field(default_factory=dict)


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
    for column in register.code_columns:
        if cell := row.get(column, ""):
            try:
                row[column] = values.code(cell)
            except UnreadableError as error:
                raise RowRefusedError(error.reason, column=column, value=cell) from error
    bip = register.identity.bip
    if _JOINED_BIP.fullmatch(row.get(bip, "")):
        raise RowRefusedError("spoilt-code", column=bip, value=row[bip])
    return row


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


def read_row(
    row: Mapping[str, str],
    register: Register,
    profile: Profile,
    names: Names,
    *,
    habits: Mapping[str, Habits] = MappingProxyType({}),
) -> Values:
    """Read every column of a row that the register knows.

    Args:
        row: its cells by column.
        register: what its columns mean.
        profile: the vocabularies.
        names: the reviewed names.
        habits: how each column of the file writes its numbers and dates.

    Raises:
        RowRefusedError: a required cell is empty, or a cell cannot be read.
    """
    reader = _Reader(profile, names, habits)
    for column in register.columns:
        reader.read(row.get(column.name, ""), column)
    for entry in register.combined:
        written = " / ".join(tidy(row.get(name, "")) for name in entry.columns)
        fallback = Column(" / ".join(entry.columns), to=entry.to, type=entry.type)
        if not reader.read_combined(written, fallback) and entry.fallback:
            reader.found.by_field.setdefault(entry.to, entry.fallback)
    _settle_municipality(reader.found, names)
    for name, value in register.defaults.items():
        reader.found.by_field.setdefault(name, value)
    return reader.found


def _settle_municipality(found: Values, names: Names) -> None:
    place = found.get("initiative.place")
    for name, value in list(found.by_field.items()):
        if value is not MUNICIPALITY:
            continue
        cuts: tuple[str, ...] = place.cuts if place else ()
        one = names.municipality_of.get(cuts[0]) if len(cuts) == 1 else None
        if one:
            found.by_field[name] = one
        else:
            del found.by_field[name]


MUNICIPALITY: Final = Organisation("", "", "", is_known=True)


class _Reader:
    def __init__(self, profile: Profile, names: Names, habits: Mapping[str, Habits]) -> None:
        self.profile = profile
        self.names = names
        self.habits = habits
        self.found = Values({}, [], {})
        self.noted: set[str] = set()

    def read(self, cell: str, column: Column) -> None:
        written = cell if isinstance(cell, Cell) else cell.strip()
        if not is_visible(written) or fold(written) in column.absent:
            if column.is_required:
                raise RowRefusedError("required-missing", column=column.name, value=written)
            return
        self._note_origin(written, column)
        try:
            value = self._value(written, column)
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
            self._note(column, written.written, "code-mended", str(written))
        if written.kind in NOT_TEXT and column.type in CODE_TYPES:
            self._note(column, written, "not-text")
        if written.is_merged:
            self._note(column, written, "merged-cell")

    def read_combined(self, written: str, column: Column) -> bool:
        if column.to in self.found.by_field:
            return True
        vocabulary = self.profile.vocabularies[column.type.removeprefix("vocab:")]
        is_known, key = vocabulary.look_up(written)
        if not is_known:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        if key is None:
            return False
        self.found.by_field[column.to] = key
        return True

    def _unreadable(self, written: str, column: Column, error: UnreadableError) -> Any:
        if error.reason == "several-years":
            self._note(column, written, "several-years", error.detail)
            return values.year(error.detail)
        if column.type == "rut":
            masked = "•••" if error.reason == "rut-not-published" else written
            self.found.notes.append(Note(column.name, shown(masked), error.reason))
            self.found.by_field[f"{column.to}_problem"] = error.reason
            return None
        if column.on_bad == "note":
            self._note(column, written, "value-left-out")
            return None
        raise RowRefusedError(
            error.reason, column=column.name, value=written, detail=error.detail
        ) from error

    def _note(self, column: Column, written: str, reason: str, taken: str = "") -> None:
        self.found.notes.append(Note(column.name, shown(written), reason, taken))

    def _value(self, written: str, column: Column) -> Any:
        kind = column.type
        if kind in _READERS:
            return _READERS[kind](written, self.habits.get(column.name, UNKNOWN))
        if kind in _PLAIN_READERS:
            return _PLAIN_READERS[kind](written)
        if kind.startswith("vocab:"):
            return self._word(written, column)
        if kind in {"text", "words"}:
            return tidy(without_marks(written))
        readers: dict[str, Callable[[str, Column], Any]] = {
            "comunas": self._place,
            "province": self._province,
            "organisation": self._organisation,
            "sector": self._sector,
            "unit": self._unit,
            "market_ids": self._market_ids,
        }
        return readers[kind](written, column)

    def _word(self, written: str, column: Column) -> Any:
        vocabulary = self.profile.vocabularies[column.type.removeprefix("vocab:")]
        is_known, key = vocabulary.look_up(written)
        if not is_known:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        if key is None:
            self._note(column, written, "value-ignored")
        return key

    def _place(self, written: str, column: Column) -> Place:
        whole = fold(written)
        if whole in self.names.region_wide:
            return Place(is_region_wide=True)
        cuts: list[str] = []
        for part in _SPLIT.split(written):
            folded = fold(part)
            if folded in self.names.comunas:
                cuts.append(self.names.comunas[folded])
            elif folded in self.names.provinces and not cuts:
                return Place(province=self.names.provinces[folded])
            elif folded:
                raise RowRefusedError("unknown-comuna", column=column.name, value=written)
        return Place(cuts=tuple(sorted(set(cuts))))

    def _province(self, written: str, column: Column) -> str | None:
        folded = fold(written)
        if folded in self.names.region_wide:
            return None
        if folded not in self.names.provinces:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        return self.names.provinces[folded]

    def _organisation(self, written: str, column: Column) -> Organisation:
        folded = fold(written)
        if folded in self.names.municipality_of_row:
            return MUNICIPALITY
        known = self.names.organisations.get(folded)
        if known:
            return known
        key = slug(written)
        self._note(column, written, "new-organisation", key)
        return Organisation(key, tidy(written), "other", is_known=False)

    def _sector(self, written: str, column: Column) -> tuple[str, str] | None:
        known = self.names.sectors.get(fold(written))
        if known is None:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        if not known[0]:
            self._note(column, written, "value-ignored")
            return None
        return known

    def _unit(self, written: str, column: Column) -> str:
        known = self.names.units.get(fold(written))
        if known is None:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        return known

    def _market_ids(self, written: str, column: Column) -> list[str]:
        found, other = values.market_ids(written)
        for word in other:
            self._note(column, word, "not-a-market-id")
        return found
