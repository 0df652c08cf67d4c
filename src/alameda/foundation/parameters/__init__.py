"""Legal parameters as dated data: what the rule says, since when, where, and who says so.

A number that a law, a guide or a region can change is never a constant in the code: it is a table
in a TOML file of this folder, read once. ``docs/rules/parameters.md`` says how to add one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

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


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One value of a legal parameter, between two dates, for all the country or for one region.

    Attributes:
        key: such as ``core.threshold_utm``.
        value: a whole number, in ``unit``.
        unit: one of ``UNITS``.
        valid_from: first day for which this value is known to hold; the rule may be older.
        valid_until: last day, or None while it holds.
        region: two letters of ISO 3166-2:CL where the value is of one region, or empty.
        basis: the rule, cited in Spanish as its text is.
        source: where the value was read.
        note: what a reader should know, in Spanish, or empty.
        is_disputed: sources disagree: let a person confirm it before relying on it.
    """

    key: str
    name_es: str
    name_en: str
    value: int
    unit: str
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
        """Whether the value holds that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, kw_only=True)
class Utm:
    """The monthly tax unit of one month.

    Attributes:
        month: first day of the month.
        value_clp: whole pesos.
        is_estimate: not confirmed against a published value; ``note`` says how it was derived.
    """

    month: date
    value_clp: int
    is_estimate: bool
    source: str
    note: str


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
            key=key,
            name_es=table["name_es"],
            name_en=table["name_en"],
            unit=table["unit"],
            value=row["value"],
            valid_from=row["valid_from"],
            valid_until=row.get("valid_until"),
            region=row.get("region", ""),
            basis=row["basis"],
            source=row["source"],
            note=row.get("note", ""),
            is_disputed=row.get("is_disputed", False),
        )
        for row in table["values"]
    )
    return tuple(sorted(values, key=lambda value: (value.region, value.valid_from)))


def parameter(key: str, *, on: date, region: str = "") -> Parameter:
    """The value of a parameter on a day; the region's own where it has one, else the country's.

    Raises:
        ParameterUnknownError: no such parameter, or none that holds on that day.
    """
    known = parameters().get(key)
    if known is None:
        raise ParameterUnknownError(_("There is no legal parameter %(key)s.") % {"key": key})
    for wanted in (region, "") if region else ("",):
        for value in known:
            if value.region == wanted and value.holds_on(on):
                return value
    raise unknown_on(key, on=on, spans=_spans(known))


def unknown_on(key: str, *, on: date, spans: str) -> ParameterUnknownError:
    """What to raise where a dated value is not known for a day; ``spans``: when it is."""
    return ParameterUnknownError(
        _("The parameter %(key)s is not known on %(day)s: it is known %(spans)s.")
        % {"key": key, "day": on.isoformat(), "spans": spans}
    )


def _spans(known: tuple[Parameter, ...]) -> str:
    return ", ".join(
        " ".join(
            part
            for part in (
                value.region,
                value.valid_from.isoformat(),
                "→",
                value.valid_until.isoformat() if value.valid_until else "",
            )
            if part
        )
        for value in known
    )


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

    For showing and simulating. To decide whether a threshold is passed, use ``utm``.

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
        source=latest.source,
        note=_("Latest known value, of %(month)s.") % {"month": f"{latest.month:%Y-%m}"},
    )
