"""What a profile may say: registers, columns, vocabularies, aliases. Pure: no Django, no files.

A profile is data (TOML). ``parse_profile`` turns it into frozen values or says what is wrong.
Source: docs/rules/imports.md, "Writing a profile".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Final

from alameda.foundation.codes import fold

TYPES: Final = frozenset(
    {
        "text", "clp", "mclp", "count", "days", "year", "date", "pct", "bool", "words", "comunas",
        "province", "organisation", "sector", "unit", "rut", "market_ids", "month",
    }
)  # fmt: skip
TARGETS: Final = frozenset({"request", "line", "agreement", "event", "payment", "follow_up",
    "amendment", "programme", "grant"})  # fmt: skip
WRITTEN_TWO_WAYS: Final = frozenset(
    {"clp", "mclp", "count", "days", "year", "month", "date", "pct"}
)
CODE_TYPES: Final = frozenset({"text", "words"})
UNKNOWN_INITIATIVE: Final = frozenset({"create", "refuse", "leave", "none"})


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


@dataclass(frozen=True)
class Identity:
    """How a row says which initiative it belongs to.

    Attributes:
        bip: column of the BIP code.
        digit: column of its check digit, or empty.
        own: column of the register's own code, used where there is no BIP.
        own_year: column of the year that tells apart own codes that are used every year.
        name: columns that make the code where there is neither; empty: such rows are refused.
        absent: values that mean an empty cell, folded.
    """

    bip: str = ""
    digit: str = ""
    own: str = ""
    own_year: str = ""
    name: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Register:
    """One kind of file.

    Attributes:
        name: stable; prefixes the source keys.
        order: registers are read in this order, whatever the names of the files.
        files: globs of file names.
        sheet: the only sheet of a workbook to be read; empty where it is told by its columns.
        target: what each row makes (``TARGETS``).
        key: columns that make the row's natural key.
        key_pattern: what the first of them must look like; otherwise ``key_otherwise`` is used.
        key_otherwise: columns that make it instead.
        repeat: ``refuse`` a key that comes again with other content, or ``number`` it, where the
            register's key cannot tell apart rows that are both right.
        unknown_initiative: ``create``, ``refuse``, ``leave`` without a link, ``none``: has none.
        claims: precedence of each initiative field that the register feeds.
        rank: columns that decide among rows of one register; ``-column``: the lowest wins.
        defaults: constant values of fields.
    """

    name: str
    order: int
    files: tuple[str, ...]
    sheet: str
    target: str
    key: tuple[str, ...]
    key_pattern: str
    key_otherwise: tuple[str, ...]
    repeat: str
    unknown_initiative: str
    unknown_columns: str
    identity: Identity
    columns: tuple[Column, ...]
    combined: tuple[Combined, ...]
    claims: Mapping[str, int]
    rank: tuple[str, ...]
    rank_of: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, Any]

    @cached_property
    def column_names(self) -> frozenset[str]:
        """Every column that the register knows."""
        return frozenset(column.name for column in self.columns)

    @cached_property
    def typed_columns(self) -> tuple[str, ...]:
        """The columns of numbers and dates, which can be written in more than one way."""
        names = (column.name for column in self.columns if column.type in WRITTEN_TWO_WAYS)
        return tuple(dict.fromkeys(names))

    @cached_property
    def code_columns(self) -> tuple[str, ...]:
        """The columns that tell a row or an initiative, and hold no number or date."""
        identity = self.identity
        named = (*self.key, *self.key_otherwise, identity.bip, identity.digit, identity.own)
        typed = {column.name for column in self.columns if column.type not in CODE_TYPES}
        return tuple(dict.fromkeys(name for name in named if name and name not in typed))

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
        return any(fnmatchcase(file_name.lower(), glob) for glob in self.files)


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


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation that the profile names, with its reviewed variants."""

    name: str
    kind: str
    variants: tuple[str, ...]
    comuna: str = ""


@dataclass(frozen=True)
class Profile:
    """A whole profile."""

    name: str
    region: str
    registers: tuple[Register, ...]
    vocabularies: Mapping[str, Vocabulary]
    organisations: tuple[KnownOrganisation, ...]
    sectors: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    comunas: Mapping[str, tuple[str, ...]]
    provinces: Mapping[str, tuple[str, ...]]
    region_wide: frozenset[str]
    municipality_patterns: tuple[str, ...]
    municipality_of_row: frozenset[str]
    stable_codes: tuple[re.Pattern[str], ...] = field(default=())


def parse_profile(name: str, data: Mapping[str, Any]) -> Profile:
    """A profile from its parsed TOML.

    Raises:
        ProfileError: a key is missing, or a value may not stand there.
    """
    try:
        vocabularies = {
            key: _vocabulary(table) for key, table in data.get("vocabularies", {}).items()
        }
        registers = tuple(
            sorted(
                (_register(key, table, vocabularies) for key, table in data["registers"].items()),
                key=lambda register: register.order,
            )
        )
        return _whole(name, data, registers, vocabularies)
    except (KeyError, TypeError, AttributeError, re.error) as error:
        message = f"profile {name}: {type(error).__name__}: {error}"
        raise ProfileError(message) from error


def _whole(
    name: str,
    data: Mapping[str, Any],
    registers: tuple[Register, ...],
    vocabularies: Mapping[str, Vocabulary],
) -> Profile:
    aliases = data.get("aliases", {})
    municipalities = data.get("municipalities", {})
    return Profile(
        name=name,
        region=data["region"],
        registers=registers,
        vocabularies=vocabularies,
        organisations=tuple(
            KnownOrganisation(
                name=entry["name"],
                kind=entry["kind"],
                variants=tuple(entry.get("variants", ())),
            )
            for entry in data.get("organisation", ())
        ),
        sectors=_tuples(aliases.get("sectors", {})),
        units=_tuples(aliases.get("units", {})),
        comunas=_tuples(aliases.get("comunas", {})),
        provinces=_tuples(aliases.get("provinces", {})),
        region_wide=frozenset(fold(word) for word in aliases.get("region_wide", ())),
        municipality_patterns=tuple(municipalities.get("patterns", ())),
        municipality_of_row=frozenset(fold(word) for word in municipalities.get("of_row", ())),
        stable_codes=tuple(re.compile(text) for text in data.get("stable_codes", ())),
    )


def _tuples(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(variants) for key, variants in table.items()}


def _vocabulary(table: Mapping[str, Any]) -> Vocabulary:
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


def _register(name: str, table: Mapping[str, Any], words: Mapping[str, Vocabulary]) -> Register:
    claims = dict(table.get("claims", {}))
    register = Register(
        name=name,
        order=int(table["order"]),
        files=tuple(glob.lower() for glob in table["files"]),
        sheet=table.get("sheet", ""),
        target=table["target"],
        key=tuple(table["key"]),
        key_pattern=table.get("key_pattern", ""),
        key_otherwise=tuple(table.get("key_otherwise", ())),
        repeat=table.get("repeat", "refuse"),
        unknown_initiative=table.get("unknown_initiative", "refuse"),
        unknown_columns=table.get("unknown_columns", "note"),
        identity=_identity(table.get("identity", {})),
        columns=tuple(_columns(name, table["columns"], words)),
        combined=tuple(
            Combined(
                columns=tuple(entry["columns"]),
                to=entry["to"],
                type=entry["type"],
                fallback=entry.get("fallback", ""),
            )
            for entry in table.get("combined", ())
        ),
        claims=claims,
        rank=tuple(table.get("rank", ())),
        rank_of=_tuples(table.get("rank_of", {})),
        defaults=dict(table.get("defaults", {})),
    )
    _check(register, words)
    return register


def _identity(table: Mapping[str, Any]) -> Identity:
    return Identity(
        bip=table.get("bip", ""),
        digit=table.get("digit", ""),
        own=table.get("own", ""),
        own_year=table.get("own_year", ""),
        name=tuple(table.get("name", ())),
        absent=frozenset(fold(word) for word in table.get("absent", ())),
    )


def _columns(
    register: str, table: Mapping[str, Any], words: Mapping[str, Vocabulary]
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
            _check_type(register, column.name, column.type, words)
            found.append(column)
    return found


def _check_type(register: str, where: str, kind: str, words: Mapping[str, Vocabulary]) -> None:
    is_known = kind.removeprefix("vocab:") in words if kind.startswith("vocab:") else kind in TYPES
    if not is_known:
        message = f"register {register}, {where}: unknown type “{kind}”"
        raise ProfileError(message)


def _check(register: Register, words: Mapping[str, Vocabulary]) -> None:
    where = f"register {register.name}"
    if register.target not in TARGETS:
        message = f"{where}: unknown target “{register.target}”"
        raise ProfileError(message)
    if register.unknown_initiative not in UNKNOWN_INITIATIVE:
        message = f"{where}: unknown_initiative may not be “{register.unknown_initiative}”"
        raise ProfileError(message)
    for entry in register.combined:
        _check_type(register.name, " / ".join(entry.columns), entry.type, words)
    named = {*register.key, *register.key_otherwise, *register.identity.name}
    named |= {column for entry in register.combined for column in entry.columns}
    named |= {column.lstrip("-") for column in register.rank}
    missing = sorted(named - register.column_names)
    if missing:
        message = f"{where}: columns that it does not declare: {', '.join(missing)}"
        raise ProfileError(message)
