"""What a councillor is paid for attending, from certified attendance. Pure.

Source: docs/rules/council.md, "Allowance".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from alameda.council.rules.standing_orders import StandingOrders
from alameda.foundation.money import format_clp, format_number, round_clp

Line = dict[str, Any]
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Attended:
    """Sessions of the Council in a month or a year, as certified, while the member was in office.

    Attributes:
        held: that took place.
        present: of those, attended.
        justified: of those, missed with a reason that the Council accepts.
        committees: committee sessions attended; only counts in a month.
    """

    held: int
    present: int
    justified: int = 0
    committees: int = 0

    def __post_init__(self) -> None:
        counts = (self.held, self.present, self.justified, self.committees)
        if min(counts) < 0 or self.present + self.justified > self.held:
            msg = f"nobody attends more sessions than were held: {self}"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """An amount and why.

    Attributes:
        utm: with two decimals, to be shown; the pesos are computed without rounding it.
        clp: whole pesos; nothing where the UTM of the month is not known.
        lines: how it was computed, as keys and values that JSON holds; ``explain`` words them.
    """

    utm: Decimal
    clp: int | None
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The UTM with which an allowance becomes pesos.

    Attributes:
        clp: whole pesos; nothing where it is not known.
        latest: the month it is of, as ``2026-09``, where it is the latest known and not its own:
            the pesos are provisional.
    """

    clp: int | None
    latest: str = ""


def allowance_of(month: Attended, *, orders: StandingOrders, unit: Unit) -> Allowance:
    """What a councillor earns in a month: the Council's sessions and the committees'.

    Args:
        month: her certified attendance.
        orders: of the last day of the month.
        unit: the UTM of the month.
    """
    counted = _counted(month, orders)
    plenary = Fraction(0)
    if month.held:
        share = Fraction(counted, month.held)
        if not orders.is_proportional:
            share = Fraction(int(share))
        plenary = orders.plenary_utm * share
    raw_utm = month.committees * orders.committee_utm
    committees_utm = min(raw_utm, orders.committee_max_utm)
    lines: list[Line] = [
        _attended_line(month),
        {"key": "plenary", "utm": str(_shown(plenary)), "full": orders.plenary_utm},
        {"key": "committees", "count": month.committees, "utm": committees_utm},
    ]
    if raw_utm > committees_utm:
        lines.append({"key": "capped", "raw": raw_utm, "most": orders.committee_max_utm})
    return _allowance(plenary + committees_utm, unit, lines)


def yearly_allowance_of(year: Attended, *, orders: StandingOrders, unit: Unit) -> Allowance:
    """What a councillor earns for the year's attendance, or nothing below the share it needs.

    Args:
        year: her certified attendance of the calendar year, sessions of the Council only.
        orders: of the last day of the year.
        unit: the UTM of the month in which it is paid.
    """
    counted = _counted(year, orders)
    is_due = bool(year.held) and counted * 100 >= orders.yearly_percent * year.held
    key = "yearly_due" if is_due else "yearly_not_due"
    lines = [
        _attended_line(year),
        {"key": key, "percent": orders.yearly_percent, "utm": orders.yearly_utm},
    ]
    return _allowance(Fraction(orders.yearly_utm if is_due else 0), unit, lines)


def explain(lines: Sequence[Line], *, language: str) -> list[str]:
    """The computation, a sentence each, in the reader's language; unknown lines are left out."""
    words = _SPANISH if language.startswith("es") else _ENGLISH
    return [words[line["key"]](line) for line in lines if line.get("key") in words]


def _counted(attended: Attended, orders: StandingOrders) -> int:
    return attended.present + (attended.justified if orders.justified_counts else 0)


def _attended_line(attended: Attended) -> Line:
    return {
        "key": "attended",
        "held": attended.held,
        "present": attended.present,
        "justified": attended.justified,
    }


def _allowance(amount_utm: Fraction, unit: Unit, lines: list[Line]) -> Allowance:
    shown = _shown(amount_utm)
    if unit.clp is None:
        total: Line = {"key": "total_utm", "utm": str(shown)}
        return Allowance(utm=shown, clp=None, lines=[*lines, total])
    clp = amount_utm * unit.clp
    whole_clp = round_clp(Decimal(clp.numerator) / clp.denominator)
    total = {"key": "total", "utm": str(shown), "utm_clp": unit.clp, "clp": whole_clp}
    if unit.latest:
        total |= {"key": "provisional", "latest": unit.latest}
    return Allowance(utm=shown, clp=whole_clp, lines=[*lines, total])


def _shown(amount_utm: Fraction) -> Decimal:
    exact = Decimal(amount_utm.numerator) / amount_utm.denominator
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)


def _utm(value: str | int, language: str) -> str:
    amount = Decimal(value)
    decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{format_number(amount, language=language, decimals=decimals)} UTM"


def _total(line: Line, language: str) -> str:
    unit, clp = (format_clp(line[key], language=language) for key in ("utm_clp", "clp"))
    amount = _utm(line["utm"], language)
    if language == "es":
        return f"Total: {amount}, con la UTM a {unit}: {clp}."
    return f"Total: {amount}, with the UTM at {unit}: {clp}."


def _provisional(line: Line, language: str) -> str:
    unit, clp = (format_clp(line[key], language=language) for key in ("utm_clp", "clp"))
    amount = _utm(line["utm"], language)
    if language == "es":
        return (
            f"Total: {amount}. En pesos es provisorio: con la última UTM conocida, la de"
            f" {line['latest']} ({unit}), son {clp}."
        )
    return (
        f"Total: {amount}. In pesos it is provisional: with the latest UTM known, that of"
        f" {line['latest']} ({unit}), it is {clp}."
    )


_Words = dict[str, Callable[[Line], str]]
_SPANISH: Final[_Words] = {
    "attended": lambda line: (
        f"Sesiones del Consejo: {line['held']}. Asistió a {line['present']} y justificó"
        f" {line['justified']}."
    ),
    "plenary": lambda line: (
        f"Por las sesiones del Consejo: {_utm(line['utm'], 'es')} de {_utm(line['full'], 'es')}."
    ),
    "committees": lambda line: (
        f"Por sesiones de comisión a las que asistió ({line['count']}): {_utm(line['utm'], 'es')}."
    ),
    "capped": lambda line: (
        f"Sin tope serían {_utm(line['raw'], 'es')}: el máximo del mes es"
        f" {_utm(line['most'], 'es')}."
    ),
    "yearly_due": lambda line: (
        f"Alcanza el {line['percent']} % de asistencia del año: {_utm(line['utm'], 'es')}."
    ),
    "yearly_not_due": lambda line: (
        f"No alcanza el {line['percent']} % de asistencia del año: no hay dieta anual."
    ),
    "total": lambda line: _total(line, "es"),
    "provisional": lambda line: _provisional(line, "es"),
    "total_utm": lambda line: (
        f"Total: {_utm(line['utm'], 'es')}. No se conoce la UTM de ese mes: no hay monto en pesos."
    ),
}
_ENGLISH: Final[_Words] = {
    "attended": lambda line: (
        f"Sessions of the Council: {line['held']}. Attended {line['present']} and justified"
        f" {line['justified']}."
    ),
    "plenary": lambda line: (
        f"For the sessions of the Council: {_utm(line['utm'], 'en')} of {_utm(line['full'], 'en')}."
    ),
    "committees": lambda line: (
        f"For committee sessions attended ({line['count']}): {_utm(line['utm'], 'en')}."
    ),
    "capped": lambda line: (
        f"Without a limit it would be {_utm(line['raw'], 'en')}: the most in a month is"
        f" {_utm(line['most'], 'en')}."
    ),
    "yearly_due": lambda line: (
        f"It reaches {line['percent']}% of the year's attendance: {_utm(line['utm'], 'en')}."
    ),
    "yearly_not_due": lambda line: (
        f"It does not reach {line['percent']}% of the year's attendance: no yearly allowance."
    ),
    "total": lambda line: _total(line, "en"),
    "provisional": lambda line: _provisional(line, "en"),
    "total_utm": lambda line: (
        f"Total: {_utm(line['utm'], 'en')}. The UTM of that month is not known: there is no amount"
        " in pesos."
    ),
}
