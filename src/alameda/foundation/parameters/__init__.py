"""Legal parameters as dated data: what the rule says, since when, where, and who says so.

A number that a law, a guide or a region can change is never a constant in the code: it is a table
in a TOML file of this folder, read once. ``docs/rules/parameters.md`` says how to add one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from alameda.foundation.errors import ParameterUnknownError

UNITS: Final = (
    "utm",
    "percent",
    "working_days",
    "calendar_days",
    "months",
    "budget_years",
    "hours",
    "people",
    "count",
)
_UTM_FILE: Final = "utm.toml"
Held = TypeVar("Held", bound="Dated")


@dataclass(frozen=True, kw_only=True)
class Dated:
    """What a rule says between two dates, for all the country or for one region.

    Attributes:
        key: such as ``core.threshold_utm``.
        name_es: what it is, in Spanish.
        name_en: what it is, in English.
        valid_from: first day for which it is known to hold; the rule may be older.
        valid_until: last day, or None while it holds.
        region: two letters of ISO 3166-2:CL where it is of one region, or empty.
        basis: the rule, cited in Spanish as its text is.
        source: where it was read.
        note: what a reader should know, in Spanish, or empty.
        is_disputed: sources disagree, or legal advice is open: let a person confirm it first.
    """

    key: str
    name_es: str
    name_en: str
    valid_from: date
    valid_until: date | None
    region: str
    basis: str
    source: str
    note: str
    is_disputed: bool

    def name(self, language: str) -> str:
        """What it is, in the reader's language."""
        return self.name_es if language.startswith("es") else self.name_en

    def holds_on(self, day: date) -> bool:
        """Whether it holds that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, kw_only=True)
class Parameter(Dated):
    """One value of a legal parameter: a whole number, in ``unit``, one of ``UNITS``."""

    value: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class Utm:
    """The monthly tax unit of one month.

    Attributes:
        month: first day of the month.
        value_clp: whole pesos.
        is_estimate: not confirmed against a published value; ``note`` says how it was derived.
        is_latest: the month is later than any known; this is the value of the latest one.
    """

    month: date
    value_clp: int
    is_estimate: bool
    source: str
    note: str
    is_latest: bool = False


@lru_cache(maxsize=1)
def parameters() -> dict[str, tuple[Parameter, ...]]:
    """Every parameter by key, each with its values in order of date."""
    found: dict[str, tuple[Parameter, ...]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml") or file.name == _UTM_FILE:
            continue
        for key, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in found:
                msg = f"{file.name}: the parameter {key} is there twice"
                raise ValueError(msg)
            found[key] = _read(key, table)
    return found


def _read(key: str, table: dict[str, Any]) -> tuple[Parameter, ...]:
    values = tuple(
        Parameter(
            unit=table["unit"],
            value=row["value"],
            **dated(key, head=table, row=row, region=row.get("region", "")),
        )
        for row in table["values"]
    )
    return tuple(sorted(values, key=lambda value: (value.region, value.valid_from)))


def dated(
    key: str, *, head: Mapping[str, Any], row: Mapping[str, Any], region: str
) -> dict[str, Any]:
    """What ``Dated`` has, from the table of a rule and one of its rows."""
    return {
        "key": key,
        "name_es": head["name_es"],
        "name_en": head["name_en"],
        "valid_from": row["valid_from"],
        "valid_until": row.get("valid_until"),
        "region": region,
        "basis": row["basis"],
        "source": row["source"],
        "note": row.get("note", ""),
        "is_disputed": row.get("is_disputed", False),
    }


def parameter(key: str, *, on: date, region: str = "") -> Parameter:
    """The value of a parameter on a day; the region's own where it has one, else the country's.

    Raises:
        ParameterUnknownError: no such parameter, or none that holds on that day.
    """
    known = parameters().get(key)
    if known is None:
        raise ParameterUnknownError(_("There is no legal parameter %(key)s.") % {"key": key})
    return holding(known, on=on, region=region)


def holding(known: Sequence[Held], *, on: date, region: str) -> Held:
    """Which of the values of one rule holds on a day: the region's own, else the country's.

    Raises:
        ParameterUnknownError: none holds on that day.
    """
    for wanted in (region, "") if region else ("",):
        for value in known:
            if value.region == wanted and value.holds_on(on):
                return value
    raise ParameterUnknownError(
        _("The parameter %(key)s is not known on %(day)s: it is known %(spans)s.")
        % {"key": known[0].key, "day": on.isoformat(), "spans": ", ".join(map(_span, known))}
    )


def _span(value: Dated) -> str:
    return f"{value.region} {value.valid_from} → {value.valid_until or ''}".strip()


@lru_cache(maxsize=1)
def utm_by_month() -> dict[date, Utm]:
    """Every known UTM by the first day of its month."""
    found: dict[date, Utm] = {}
    for block in tomllib.loads((files(__name__) / _UTM_FILE).read_text(encoding="utf-8"))["block"]:
        for text, value_clp in block["values"].items():
            month = date.fromisoformat(f"{text}-01")
            found[month] = Utm(
                month=month,
                value_clp=value_clp,
                is_estimate=block.get("is_estimate", False),
                source=block["source"],
                note=block.get("note", ""),
            )
    return found


def utm(on: date) -> Utm:
    """The UTM of the month of that day.

    Raises:
        ParameterUnknownError: the UTM of that month is not in the table.
    """
    known = utm_by_month()
    found = known.get(on.replace(day=1))
    if found is None:
        first, last = min(known), max(known)
        raise ParameterUnknownError(
            _("The UTM of %(month)s is not known: it is known from %(first)s to %(last)s.")
            % {"month": f"{on:%Y-%m}", "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"}
        )
    return found


def utm_or_latest(on: date) -> Utm:
    """The UTM of the month; for a later month than any known, the latest, marked as an estimate.

    For showing and simulating, and where a rule says that an older value errs on the safe side
    (docs/rules/investment-cycle.md, "Moving"). Elsewhere a threshold is decided with ``utm``.

    Raises:
        ParameterUnknownError: the month is before the table.
    """
    known = utm_by_month()
    latest = known[max(known)]
    if on.replace(day=1) <= latest.month:
        return utm(on)
    return Utm(
        month=on.replace(day=1),
        value_clp=latest.value_clp,
        is_estimate=True,
        is_latest=True,
        source=latest.source,
        note=_("Latest known value, of %(month)s.") % {"month": f"{latest.month:%Y-%m}"},
    )
