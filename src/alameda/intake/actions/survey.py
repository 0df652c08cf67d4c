"""The first reading of a folder: which files feed which register, and what they hold.

Nothing is written. It finds every fault that refuses a whole file before a single row is written,
counts the rows, and finds the keys that repeat (in eight bytes a row).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from django.utils.translation import gettext as _

from alameda.foundation.errors import BadInputError
from alameda.intake.actions import tables
from alameda.intake.actions.lines import FileRefusedError, entries, plain_file, told_name
from alameda.intake.actions.tables import Table
from alameda.intake.rules.habits import Habits
from alameda.intake.rules.profile import Register
from alameda.intake.rules.rows import RowRefusedError, cells_of, learn_habits

MOST_ROWS = 2_000_000
R = TypeVar("R", bound=Register)
# The key of a row of a register; called for each, so that a module may count more as they pass.
KeyOf = Callable[[Mapping[str, str], R], str]


@dataclass
class Source(Generic[R]):
    """A file of the import.

    Attributes:
        register: the register it feeds.
        path: where it is.
        sha256: of the file.
        table: how to read it; nothing when it is refused whole.
        error: why it is refused whole.
        rows: how many rows it holds.
        repeated: hashes of the keys that come more than once.
        unknown: columns that the profile does not know.
        habits: how each column writes its numbers and dates.
    """

    register: R
    path: Path
    sha256: str
    table: Table | None = None
    error: str = ""
    rows: int = 0
    repeated: frozenset[int] = frozenset()
    unknown: tuple[str, ...] = ()
    habits: dict[str, Habits] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the file, for reports."""
        return told_name(self.path)


@dataclass
class Survey(Generic[R]):
    """What a folder holds for a profile."""

    sources: list[Source[R]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    fingerprint: str = ""

    @property
    def rows(self) -> int:
        """Rows in all its files."""
        return sum(source.rows for source in self.sources)

    def seal(self, profile_sha256: str) -> None:
        """Take the fingerprint of the files and of what reads them."""
        total = hashlib.sha256(profile_sha256.encode())
        for source in self.sources:
            total.update(f"\n{source.name} {source.sha256}".encode())
        self.fingerprint = total.hexdigest()


def key_hash(key: str) -> int:
    """A key in eight bytes: enough to find candidates; the key itself is compared later."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())


def survey_folder(
    folder: Path,
    registers: Sequence[R],
    *,
    profile: str,
    profile_sha256: str,
    key_of: KeyOf[R],
    on_file: Callable[[str], None] = lambda _name: None,
) -> Survey[R]:
    """Read every file of a folder that the profile knows, once.

    Args:
        folder: where they are.
        registers: of the profile.
        profile: its name.
        profile_sha256: of its file.
        key_of: the key of a row.
        on_file: whom to tell which file is being read.

    Raises:
        BadInputError: there is no such folder, or none of its files belongs to the profile.
    """
    if not folder.is_dir():
        raise BadInputError(_("%(folder)s is not a folder.") % {"folder": folder})
    found = Survey[R]()
    for path in entries(folder):
        register = next((one for one in registers if one.matches(path.name)), None)
        if register is None:
            found.ignored.append(told_name(path))
            continue
        on_file(told_name(path))
        found.sources.append(_survey_file(path, register, key_of))
    if not found.sources:
        raise BadInputError(
            _("No file in %(folder)s belongs to the profile %(profile)s.")
            % {"folder": folder, "profile": profile}
        )
    found.sources.sort(key=lambda source: (source.register.order, source.name))
    found.seal(profile_sha256)
    return found


def survey_file(path: Path, register: R, *, key_of: KeyOf[R]) -> Survey[R]:
    """Read the only file of an import, once.

    Args:
        path: where it is.
        register: that it feeds.
        key_of: the key of a row.

    Raises:
        FileRefusedError: it cannot be read, or lacks a column.
    """
    source = _survey_file(path, register, key_of)
    if source.error:
        raise FileRefusedError(source.error)
    found = Survey([source])
    found.seal(register.name)
    return found


def _survey_file(path: Path, register: R, key_of: KeyOf[R]) -> Source[R]:
    source = Source(register=register, path=path, sha256="")
    try:
        with plain_file(path):
            source.sha256 = tables.sha256_of(path)
            table = tables.inspect(
                path,
                known=register.column_names,
                required=register.required,
                sheet=register.sheet,
            )
            source.unknown = _checked_columns(table, register)
            source.rows, hashes = _read(source, table, key_of)
    except FileRefusedError as error:
        source.error = str(error)
        return source
    source.table = table
    source.repeated = _repeated(hashes)
    return source


def _checked_columns(table: Table, register: Register) -> tuple[str, ...]:
    unknown = tuple(name for name in table.header if name and name not in register.column_names)
    if unknown and register.unknown_columns == "refuse":
        raise FileRefusedError(
            _("%(name)s has columns that the profile does not know: %(columns)s.")
            % {"name": table.name, "columns": ", ".join(unknown)}
        )
    return unknown


def _read(source: Source[R], table: Table, key_of: KeyOf[R]) -> tuple[int, array[int]]:
    register = source.register
    hashes = array("Q")
    rows = 0
    for line in table.lines():
        rows += 1
        if rows > MOST_ROWS:
            raise FileRefusedError(
                _("%(name)s has more than %(most)s rows: split it.")
                % {"name": table.name, "most": MOST_ROWS}
            )
        try:
            row = cells_of(register, table.header, line.cells)
        except RowRefusedError:
            continue
        learn_habits(source.habits, row, register)
        hashes.append(key_hash(key_of(row, register)))
    return rows, hashes


def _repeated(hashes: array[int]) -> frozenset[int]:
    if not hashes:
        return frozenset()
    found, counts = np.unique(np.frombuffer(hashes, dtype=np.uint64), return_counts=True)
    return frozenset(int(value) for value in found[counts > 1])
