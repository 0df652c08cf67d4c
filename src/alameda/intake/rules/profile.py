"""What a profile may say of any register: columns, vocabularies, keys, claims. Pure: no Django.

A profile is data (TOML). Each module has its own around these parts: what its registers make, and
how a row says what it is about. Source: docs/rules/imports.md, "Writing a profile".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Final
from unicodedata import normalize

from alameda.foundation.codes import fold

WRITTEN_TWO_WAYS: Final = frozenset(
    {"clp", "mclp", "count", "days", "year", "month", "date", "pct"}
)
CODE_TYPES: Final = frozenset({"text", "words"})


class ProfileError(ValueError):
    """The profile says something it may not; the message says where and what."""


@dataclass(frozen=True)
class Column:
    """What one column feeds.

    Attributes:
        name: as the header writes it.
        to: ``object.field`` that it fills, or empty: only part of the key or identity.
        type: one of ``TYPES``, or ``vocab:NAME``.
        is_required: an empty cell refuses the row.
        on_bad: ``refuse`` the row, or ``note`` and leave empty, when the cell cannot be read.
        absent: values that mean an empty cell, folded.
    """

    name: str
    to: str = ""
    type: str = "text"
    is_required: bool = False
    on_bad: str = "refuse"
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Combined:
    """A field read from several columns joined by `` / ``, through a vocabulary."""

    columns: tuple[str, ...]
    to: str
    type: str
    fallback: str = ""


@dataclass(frozen=True, kw_only=True)
class Register:
    """One kind of file.

    Attributes:
        name: stable; prefixes the source keys.
        order: registers are read in this order, whatever the names of the files.
        files: globs of file names.
        sheet: the only sheet of a workbook to be read; empty where it is told by its columns.
        key: columns that make the row's natural key.
        key_pattern: what the first of them must look like; otherwise ``key_otherwise`` is used.
        key_otherwise: columns that make it instead.
        repeat: ``refuse`` a key that comes again with other content, or ``number`` it, where the
            register's key cannot tell apart rows that are both right.
        unknown_columns: ``note`` the columns that nobody declared, or ``refuse`` the file.
        columns: each column and what it feeds.
        combined: fields that several columns make together.
        claims: precedence of each shared field that the register feeds.
        rank: columns that decide among rows of one register; ``-column``: the lowest wins.
        defaults: constant values of fields.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    order: int = 0
    files: tuple[str, ...] = ("*",)
    sheet: str = ""
    key_pattern: str = ""
    key_otherwise: tuple[str, ...] = ()
    repeat: str = "refuse"
    unknown_columns: str = "note"
    combined: tuple[Combined, ...] = ()
    claims: Mapping[str, int] = field(default_factory=dict)
    rank: tuple[str, ...] = ()
    rank_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def column_names(self) -> frozenset[str]:
        """Every column that the register knows."""
        return frozenset(column.name for column in self.columns)

    @cached_property
    def typed_columns(self) -> tuple[str, ...]:
        """The columns of numbers and dates, which can be written in more than one way."""
        names = (column.name for column in self.columns if column.type in WRITTEN_TWO_WAYS)
        return tuple(dict.fromkeys(names))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that tell a row."""
        return (*self.key, *self.key_otherwise)

    @cached_property
    def code_columns(self) -> tuple[str, ...]:
        """The columns that tell a row, and hold no number or date."""
        return self.codes_among(*self.key_columns)

    def codes_among(self, *named: str) -> tuple[str, ...]:
        """Those of some columns that hold no number or date."""
        typed = {column.name for column in self.columns if column.type not in CODE_TYPES}
        return tuple(dict.fromkeys(name for name in named if name and name not in typed))

    @property
    def joined_code(self) -> tuple[str, re.Pattern[str]] | None:
        """A column, and what its codes look like once a spreadsheet spoilt them for good."""
        return None

    def type_of(self, column: str) -> str:
        """The first type that a column is read as."""
        return self._types.get(column, "text")

    @cached_property
    def _types(self) -> dict[str, str]:
        return {column.name: column.type for column in reversed(self.columns)}

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that the header must have."""
        return tuple(dict.fromkeys(column.name for column in self.columns if column.is_required))

    def matches(self, file_name: str) -> bool:
        """Whether a file of that name belongs to the register."""
        name = normalize("NFC", file_name).lower()
        return any(fnmatchcase(name, normalize("NFC", glob)) for glob in self.files)


@dataclass(frozen=True)
class Vocabulary:
    """Written value to key; ``*`` and ``?`` in a written value match as in file names.

    Attributes:
        exact: folded written value to key.
        patterns: (glob over the tidy upper-case value, key), in order.
        ignored: folded values that say nothing.
    """

    exact: Mapping[str, Any]
    patterns: tuple[tuple[str, Any], ...]
    ignored: frozenset[str]

    def look_up(self, written: str) -> tuple[bool, Any]:
        """Whether the value is known, and its key; ``None`` when it is to be ignored."""
        folded = fold(written)
        if folded in self.exact:
            return True, self.exact[folded]
        if folded in self.ignored or written.strip() in self.ignored:
            return True, None
        for glob, key in self.patterns:
            if fnmatchcase(written.upper(), glob):
                return True, key
        return False, None


def parts_of_register(
    name: str,
    table: Mapping[str, Any],
    words: Mapping[str, Vocabulary],
    *,
    types: frozenset[str],
) -> dict[str, Any]:
    """What the table of a register says, by attribute of ``Register``.

    Raises:
        ProfileError: a type or a column is named that is not there.
        KeyError: something that must be said is not.
    """
    columns = tuple(_columns(name, table["columns"], words, types))
    combined = tuple(
        Combined(
            columns=tuple(entry["columns"]),
            to=entry["to"],
            type=entry["type"],
            fallback=entry.get("fallback", ""),
        )
        for entry in table.get("combined", ())
    )
    for entry in combined:
        _check_type(name, " / ".join(entry.columns), entry.type, words, types)
    return {
        "name": name,
        "order": int(table["order"]),
        "files": tuple(glob.lower() for glob in table["files"]),
        "sheet": table.get("sheet", ""),
        "key": tuple(table["key"]),
        "key_pattern": table.get("key_pattern", ""),
        "key_otherwise": tuple(table.get("key_otherwise", ())),
        "repeat": table.get("repeat", "refuse"),
        "unknown_columns": table.get("unknown_columns", "note"),
        "columns": columns,
        "combined": combined,
        "claims": dict(table.get("claims", {})),
        "rank": tuple(table.get("rank", ())),
        "rank_of": tuples(table.get("rank_of", {})),
        "defaults": dict(table.get("defaults", {})),
    }


def tuples(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """A table of lists, frozen."""
    return {key: tuple(variants) for key, variants in table.items()}


def vocabulary(table: Mapping[str, Any]) -> Vocabulary:
    """The words of a table: each key with what is written for it; ``ignore`` says nothing.

    Raises:
        ProfileError: one written word means two things.
    """
    exact: dict[str, Any] = {}
    patterns: list[tuple[str, Any]] = []
    ignored: set[str] = set()
    for key, written in table.items():
        if key == "ignore":
            ignored |= {fold(word) or word for word in written}
            continue
        meaning = {"yes": True, "no": False}.get(key, key)
        for word in written:
            if "*" in word or "?" in word:
                patterns.append((word.upper(), meaning))
            elif exact.setdefault(fold(word), meaning) != meaning:
                message = f"“{word}” means both {exact[fold(word)]} and {meaning}"
                raise ProfileError(message)
    return Vocabulary(exact=exact, patterns=tuple(patterns), ignored=frozenset(ignored))


def _columns(
    register: str,
    table: Mapping[str, Any],
    words: Mapping[str, Vocabulary],
    types: frozenset[str],
) -> list[Column]:
    found = []
    for name, entries in table.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            column = Column(
                name=name,
                to=entry.get("to", ""),
                type=entry.get("type", "text"),
                is_required=bool(entry.get("required", False)),
                on_bad=entry.get("on_bad", "refuse"),
                absent=frozenset(fold(word) for word in entry.get("absent", ())),
            )
            _check_type(register, column.name, column.type, words, types)
            found.append(column)
    return found


def _check_type(
    register: str,
    where: str,
    kind: str,
    words: Mapping[str, Vocabulary],
    types: frozenset[str],
) -> None:
    is_known = kind.removeprefix("vocab:") in words if kind.startswith("vocab:") else kind in types
    if not is_known:
        message = f"register {register}, {where}: unknown type “{kind}”"
        raise ProfileError(message)
