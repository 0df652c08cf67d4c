"""From the cells of a row to values: types, vocabularies and reviewed names. Pure.

Source: docs/rules/imports.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from alameda.foundation.codes import fold, slug
from alameda.foundation.texts import tidy
from alameda.intake.rules import values
from alameda.intake.rules.habits import Habits
from alameda.intake.rules.profile import Column
from alameda.intake.rules.rows import NO_HABITS, Reader, RowRefusedError, Values
from alameda.investments.rules.imports.profile import Profile, Register

_SPLIT: Final = re.compile(r"\s*[/,;]\s*")


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


def read_row(
    row: Mapping[str, str],
    register: Register,
    profile: Profile,
    names: Names,
    *,
    habits: Mapping[str, Habits] = NO_HABITS,
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
    found = _Reader(profile, names, habits).read_all(row, register)
    _settle_municipality(found, names)
    for name, value in register.defaults.items():
        found.by_field.setdefault(name, value)
    return found


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


class _Reader(Reader):
    """Reads what registers of investment say of places, bodies, sectors, units and tenders."""

    def __init__(self, profile: Profile, names: Names, habits: Mapping[str, Habits]) -> None:
        super().__init__(profile.vocabularies, habits)
        self.names = names

    def own_types(self) -> Mapping[str, Callable[[str, Column], Any]]:
        return {
            "comunas": self._place,
            "province": self._province,
            "organisation": self._organisation,
            "sector": self._sector,
            "unit": self._unit,
            "market_ids": self._market_ids,
        }

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
        self.note(column, written, "new-organisation", key)
        return Organisation(key, tidy(written), "other", is_known=False)

    def _sector(self, written: str, column: Column) -> tuple[str, str] | None:
        known = self.names.sectors.get(fold(written))
        if known is None:
            raise RowRefusedError("unknown-value", column=column.name, value=written)
        if not known[0]:
            self.note(column, written, "value-ignored")
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
            self.note(column, word, "not-a-market-id")
        return found
