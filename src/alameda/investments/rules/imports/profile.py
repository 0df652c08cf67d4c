"""What a profile may say: registers, columns, vocabularies, aliases. Pure: no Django, no files.

A profile is data (TOML). ``parse_profile`` turns it into frozen values or says what is wrong.
Source: docs/rules/imports.md, "Writing a profile".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from alameda.foundation.codes import fold
from alameda.intake.rules import profile as intake
from alameda.intake.rules.profile import (
    ProfileError,
    Vocabulary,
    parts_of_register,
    tuples,
    vocabulary,
)

TYPES: Final = frozenset(
    {
        "text", "clp", "mclp", "count", "days", "year", "date", "pct", "bool", "words", "comunas",
        "province", "organisation", "sector", "unit", "rut", "market_ids", "month",
    }
)  # fmt: skip
TARGETS: Final = frozenset({"request", "line", "agreement", "event", "payment", "follow_up",
    "amendment", "programme", "grant"})  # fmt: skip
ANY_REGION: Final = "*"  # of a profile that names nothing of one region
_JOINED_BIP: Final = re.compile(r"\d{9}")
UNKNOWN_INITIATIVE: Final = frozenset({"create", "refuse", "leave", "none"})


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


@dataclass(frozen=True, kw_only=True)
class Register(intake.Register):
    """One kind of file.

    Attributes:
        target: what each row makes (``TARGETS``).
        unknown_initiative: ``create``, ``refuse``, ``leave`` without a link, ``none``: has none.
        identity: how a row names its initiative.
    """

    target: str
    unknown_initiative: str
    identity: Identity

    @cached_property
    def code_columns(self) -> tuple[str, ...]:
        """Those of the key, and those that name the initiative."""
        identity = self.identity
        return self.codes_among(*super().key_columns, identity.bip, identity.digit, identity.own)

    @property
    def joined_code(self) -> tuple[str, re.Pattern[str]] | None:
        """A BIP from which a spreadsheet took the hyphen, or into which a digit came."""
        return (self.identity.bip, _JOINED_BIP) if self.identity.bip else None


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
            key: vocabulary(table) for key, table in data.get("vocabularies", {}).items()
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
        sectors=tuples(aliases.get("sectors", {})),
        units=tuples(aliases.get("units", {})),
        comunas=tuples(aliases.get("comunas", {})),
        provinces=tuples(aliases.get("provinces", {})),
        region_wide=frozenset(fold(word) for word in aliases.get("region_wide", ())),
        municipality_patterns=tuple(municipalities.get("patterns", ())),
        municipality_of_row=frozenset(fold(word) for word in municipalities.get("of_row", ())),
        stable_codes=tuple(re.compile(text) for text in data.get("stable_codes", ())),
    )


def _register(name: str, table: Mapping[str, Any], words: Mapping[str, Vocabulary]) -> Register:
    register = Register(
        **parts_of_register(name, table, words, types=TYPES),
        target=table["target"],
        unknown_initiative=table.get("unknown_initiative", "refuse"),
        identity=_identity(table.get("identity", {})),
    )
    _check(register)
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


def _check(register: Register) -> None:
    where = f"register {register.name}"
    if register.target not in TARGETS:
        message = f"{where}: unknown target “{register.target}”"
        raise ProfileError(message)
    if register.unknown_initiative not in UNKNOWN_INITIATIVE:
        message = f"{where}: unknown_initiative may not be “{register.unknown_initiative}”"
        raise ProfileError(message)
    named = {*register.key, *register.key_otherwise, *register.identity.name}
    named |= {column for entry in register.combined for column in entry.columns}
    named |= {column.lstrip("-") for column in register.rank}
    missing = sorted(named - register.column_names)
    if missing:
        message = f"{where}: columns that it does not declare: {', '.join(missing)}"
        raise ProfileError(message)
