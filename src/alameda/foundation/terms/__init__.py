"""Legal terms as data: what starts each, whether it pauses, what follows when it lapses.

The amount, its unit and its legal basis are a dated parameter, so that a term that began under one
rule keeps it. The TOML files of this folder are read once; a wrong one fails when it is read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.parameters import Parameter, parameter, parameters


@dataclass(frozen=True, kw_only=True)
class Term:
    """A legal term, as the rule in force on its first day has it.

    Attributes:
        key: such as ``evaluation.answer``.
        amount: how many of ``unit``.
        unit: ``working_days``, ``calendar_days``, ``months``, ``budget_years`` or ``hours``.
        extension_amount: how many more of ``unit`` may be granted; zero: it is not extended.
        rolls_forward: when the last day is not a working day, it moves to the next one.
        parameter: where the amount comes from, with its legal basis.
        starts_es: the event that starts it; the day of that event is not counted.
        lapse_es: what follows when nobody acts in time.
    """

    key: str
    name_es: str
    name_en: str
    starts_es: str
    starts_en: str
    lapse_es: str
    lapse_en: str
    amount: int
    unit: str
    extension_amount: int
    can_pause: bool
    rolls_forward: bool
    region: str
    parameter: Parameter

    @property
    def basis(self) -> str:
        """The rule, cited in Spanish as its text is."""
        return self.parameter.basis

    def name(self, language: str) -> str:
        """What it is called."""
        return self.name_es if language.startswith("es") else self.name_en

    def starts(self, language: str) -> str:
        """The event that starts it."""
        return self.starts_es if language.startswith("es") else self.starts_en

    def lapse(self, language: str) -> str:
        """What follows when nobody acts in time."""
        return self.lapse_es if language.startswith("es") else self.lapse_en

    def length(self, language: str) -> str:
        """Its amount in words: ``60 working days``."""
        with override(language[:2]):
            return format_amount(self.amount, self.unit)


def format_amount(amount: int, unit: str) -> str:
    """An amount of a unit of time, in the active language."""
    sentence = {
        "working_days": ngettext("%(n)s working day", "%(n)s working days", amount),
        "calendar_days": ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        "months": ngettext("%(n)s month", "%(n)s months", amount),
        "budget_years": ngettext("%(n)s budget year", "%(n)s budget years", amount),
        "hours": ngettext("%(n)s hour", "%(n)s hours", amount),
    }[unit]
    return sentence % {"n": amount}


@lru_cache(maxsize=1)
def terms() -> dict[str, dict[str, Any]]:
    """Every term as its file has it, by key."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            found.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def term(key: str, *, on: date, region: str = "") -> Term:
    """The term as it is for a clock that starts on a day, in a region.

    Raises:
        ParameterUnknownError: no such term, or its amount is not known there on that day.
    """
    row = terms().get(key)
    if row is None:
        raise ParameterUnknownError(_("There is no legal term %(key)s.") % {"key": key})
    length = parameter(row["parameter"], on=on, region=region)
    more = row.get("extension_parameter", "")
    return Term(
        key=key,
        name_es=row["name_es"],
        name_en=row["name_en"],
        starts_es=row["starts_es"],
        starts_en=row["starts_en"],
        lapse_es=row["lapse_es"],
        lapse_en=row["lapse_en"],
        amount=length.value,
        unit=length.unit,
        extension_amount=parameter(more, on=on, region=region).value if more else 0,
        can_pause=row["can_pause"],
        rolls_forward=row["rolls_forward"],
        region=region,
        parameter=length,
    )


def spans_of(key: str, *, region: str = "") -> list[tuple[date, date | None]]:
    """The runs of days from which one length of the term counts, first and last, in order.

    Of two days of one run the later one is never due earlier. Days in no run have no known length.
    """
    row = terms().get(key, {})
    named = [row.get("parameter", ""), row.get("extension_parameter", "")]
    values = [
        value
        for name in named
        for value in parameters().get(name, ())
        if value.region in {"", region}
    ]
    turns = {value.valid_from for value in values}
    turns |= {value.valid_until + timedelta(days=1) for value in values if value.valid_until}
    firsts = sorted(turns)
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), None]
    return [
        (first, last)
        for first, last in zip(firsts, lasts, strict=False)
        if _is_known(key, first, region)
    ]


def _is_known(key: str, day: date, region: str) -> bool:
    try:
        term(key, on=day, region=region)
    except ParameterUnknownError:
        return False
    return True
