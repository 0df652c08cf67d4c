"""Attendance by month, and the allowance that comes out of it, explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alameda.council.rules.allowance import explain
from alameda.council.selectors.rolls import Month, MonthRow, month_of, months_known
from alameda.council.views.agreements import as_csv
from alameda.council.views.narrowing import shown
from alameda.council.views.terms import region_code
from alameda.council.views.wording import address_of, crumbs
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.clocks import add_months
from alameda.foundation.errors import BadInputError
from alameda.ui import words
from alameda.ui.parts import Cell, Column, Download, Pager

COLUMNS = (
    "month",
    "councillor",
    "name",
    "sessions_held",
    "sessions_present",
    "sessions_justified",
    "committee_sessions_present",
    "allowance_utm",
    "allowance_clp",
)


def _asked(request: ActorRequest) -> Month | None:
    """The month of the address, or the last one that is known; nothing where there is none.

    Raises:
        BadInputError: the address names no month.
    """
    known = months_known()
    text = request.GET.get("mes", "")
    if text:
        try:
            first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a month has no hour
        except ValueError as error:
            said = _("“%(value)s” is not a month: write it as 2026-04.")
            raise BadInputError(said % {"value": text[:20]}, field="mes") from error
    elif known is None:
        return None
    else:
        first = known[1]
    return month_of(first, region=region_code(), actor=request.actor)


@public
@require_safe
def attendance_page(request: ActorRequest) -> HttpResponseBase:
    """Who attended what in a month, and what she is paid for it."""
    month = _asked(request)
    known = months_known()
    context: dict[str, object] = {"crumbs": crumbs(), "month": month}
    if month is not None:
        context |= {
            "title": words.month_long(month.first),
            "summary": _summary(month),
            "columns": _columns(),
            "rows": [_cells(row) for row in month.rows],
            "explained": [
                (
                    row.member.councillor.name,
                    explain(row.allowance.lines, language=words.language()),
                )
                for row in month.rows
                if row.allowance is not None
            ],
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


def _columns() -> list[Column]:
    return [
        Column(label=_("Member"), is_heading=True),
        Column(label=_("Sessions attended"), is_number=True),
        Column(label=_("Justified"), is_number=True),
        Column(label=_("Committees"), is_number=True),
        Column(label=_("Allowance, UTM"), is_number=True),
        Column(label=_("In pesos"), is_number=True),
    ]


def _cells(row: MonthRow) -> list[str | Cell]:
    person, attended, allowance = row.member.councillor, row.attended, row.allowance
    return [
        Cell(text=person.name, url=address_of(f"/consejo/integrantes/{person.slug}/")),
        _("%(present)s of %(held)s")
        % {"present": words.number(attended.present), "held": words.number(attended.held)},
        words.number(attended.justified),
        words.number(attended.committees),
        words.number(float(allowance.utm), 2) if allowance else "",
        words.money(allowance.clp) if allowance else "",
    ]


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
    month = _asked(request)
    rows = _lines(month) if month else iter(())
    body = as_csv(COLUMNS, rows)
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"asistencia-{month.first:%Y-%m}.csv" if month else "asistencia.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(month: Month) -> Iterator[tuple[object, ...]]:
    for row in month.rows:
        allowance = row.allowance
        yield (
            f"{month.first:%Y-%m}",
            row.member.councillor.code,
            row.member.councillor.name,
            row.attended.held,
            row.attended.present,
            row.attended.justified,
            row.attended.committees,
            allowance.utm if allowance else None,
            allowance.clp if allowance else None,
        )
