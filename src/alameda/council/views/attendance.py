"""Attendance by month, and the allowance that comes out of it, explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.rules.allowance import explain
from alameda.council.selectors.attendance import AttendanceRow, attendance_by_month, csv_rows
from alameda.council.selectors.overview import months_with_attendance
from alameda.council.views.wording import crumbs
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.addresses import month_of
from alameda.foundation.clocks import add_months
from alameda.foundation.errors import BadAddressError
from alameda.pages.views.downloads import csv_file
from alameda.pages.views.lists import shown
from alameda.ui.context import address_of
from alameda.ui.parts import Cell, Column, Download, Pager


@dataclass(frozen=True)
class Month:
    """A month of certified attendance."""

    first: date
    rows: Sequence[AttendanceRow]

    @property
    def latest_utm(self) -> str:
        """The month of the UTM that was used, where it is not that of this one."""
        return next((row.latest_utm for row in self.rows if row.latest_utm), "")

    @property
    def sessions(self) -> int:
        """How many sessions of the Council were certified in it."""
        return max((row.attended.held for row in self.rows), default=0)


def _asked(request: ActorRequest, known: tuple[date, date] | None) -> Month | None:
    """The month of the address, or the last one that is known; nothing where there is none.

    Raises:
        BadAddressError: the address names no month.
    """
    text = request.GET.get("mes", "")
    if text:
        first = _month(text)
    elif known is None:
        return None
    else:
        first = known[1]
    return Month(first, attendance_by_month(year=first.year, month=first.month))


def _month(text: str) -> date:
    try:
        return month_of(text)
    except ValueError as error:
        said = _("“%(value)s” is not a month: write it as 2026-04.")
        raise BadAddressError(said % {"value": text[:20]}, field="mes") from error


@public
@require_safe
def attendance_page(request: ActorRequest) -> HttpResponseBase:
    """Who attended what in a month, and what she is paid for it."""
    known = months_with_attendance()
    month = _asked(request, known)
    context: dict[str, object] = {"crumbs": crumbs(), "month": month}
    if month is not None:
        context |= {
            "title": words.month_long(month.first),
            "summary": _summary(month),
            "columns": _columns(is_provisional=bool(month.latest_utm)),
            "rows": [_cells(row) for row in month.rows],
            "provisional": _provisional(month),
            "pager": _pager(month.first, known),
            "downloads": [
                Download(
                    label="CSV",
                    url=address_of(f"/consejo/asistencia.csv?mes={month.first:%Y-%m}"),
                )
            ],
        }
    return shown(request, "council/attendance.html", context)


def _summary(month: Month) -> str:
    return ngettext(
        "%(count)s certified session of the Council",
        "%(count)s certified sessions of the Council",
        month.sessions,
    ) % {"count": words.number(month.sessions)}


def _explained(row: AttendanceRow) -> list[str]:
    if row.allowance is None:
        return [row.is_unknown_because]
    return explain(row.allowance.lines, language=words.language())


def _provisional(month: Month) -> str:
    """Why the pesos are provisional; empty where they are not."""
    if not month.latest_utm:
        return ""
    return _(
        "The UTM of %(month)s is not known here yet: the pesos are provisional, with the latest"
        " one known, that of %(latest)s. What is owed in UTM does not change."
    ) % {
        "month": words.month_long(month.first),
        "latest": words.month_long(date.fromisoformat(f"{month.latest_utm}-01")),
    }


def _columns(*, is_provisional: bool) -> list[Column]:
    return [
        Column(label=_("Member"), is_heading=True),
        Column(label=_("Sessions attended"), is_number=True),
        Column(label=_("Justified"), is_number=True),
        Column(label=_("Committees"), is_number=True),
        Column(label=_("Allowance, UTM"), is_number=True),
        Column(
            label=_("In pesos, provisional") if is_provisional else _("In pesos"), is_number=True
        ),
    ]


def _cells(row: AttendanceRow) -> list[str | Cell]:
    person, attended, allowance = row.councillor, row.attended, row.allowance
    return [
        Cell(text=person.name, url=address_of(f"/consejo/integrantes/{person.slug}/")),
        _("%(present)s of %(held)s")
        % {"present": words.number(attended.present), "held": words.number(attended.held)},
        words.number(attended.justified),
        words.number(attended.committees),
        words.number(float(allowance.utm), 2) if allowance else _("Not known"),
        Cell(text=_pesos(row), lines=_explained(row)),
    ]


def _pesos(row: AttendanceRow) -> str:
    if row.allowance is None or row.allowance.clp is None:
        return _("Not known")
    return words.money(row.allowance.clp)


def _pager(first: date, known: tuple[date, date] | None) -> Pager:
    if known is None:
        return Pager()
    before, after = add_months(first, -1), add_months(first, 1)
    return Pager(
        previous_url=f"?mes={before:%Y-%m}" if before >= known[0] else "",
        next_url=f"?mes={after:%Y-%m}" if after <= known[1] else "",
        summary=words.month_long(first),
    )


@public
@require_safe
def attendance_csv(request: ActorRequest) -> HttpResponseBase:
    """The same month as CSV."""
    month = _asked(request, months_with_attendance())
    names, *rows = csv_rows(month.rows if month else ())
    return csv_file(f"asistencia-{month.first:%Y-%m}" if month else "asistencia", names, rows)
