"""What became of each import, for everybody: numbers that add up, and every refused row.

The same pages for every module: its addresses say which (``Shown``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.foundation.access import public
from alameda.foundation.words import language, moment, number
from alameda.intake.actions.importer import Importer
from alameda.intake.models import ImportRun
from alameda.intake.rules.readings import said
from alameda.intake.rules.reasons import sentence
from alameda.intake.selectors import (
    ALL_COLUMNS,
    ROW_COLUMNS,
    Report,
    Tell,
    all_rows,
    get_run,
    refused_rows,
    report_of,
    runs,
    told,
)
from alameda.pages.views.downloads import csv_file
from alameda.ui.context import address_of
from alameda.ui.parts import Cell, Column, Crumb, Download, Pager

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_ROWS = 100


@dataclass(frozen=True)
class Shown:
    """How a module shows its imports.

    Attributes:
        importer: whose they are.
        module: its name, for people.
        home: its first page, without language prefix.
        about: what its imports bring, in a sentence.
        undone: what it means that one was taken back.
        has_quality: whether each has a page of what is wrong in its data, at ``calidad/``.
        tell: why a row was refused, in the module's words.
    """

    importer: Importer
    module: StrOrPromise
    home: str
    about: StrOrPromise
    undone: StrOrPromise
    has_quality: bool = False
    tell: Tell = told

    def address(self, run: ImportRun) -> str:
        """Where an import is shown, in the reader's language."""
        return address_of(self.importer.address_of(run.number))


@public
@require_safe
def import_list(request: HttpRequest, *, shown: Shown) -> HttpResponse:
    """Every import, the last first."""
    states = {choice.value: str(choice.label) for choice in ImportRun.State}
    rows = [
        [
            Cell(text=str(run.number), url=shown.address(run)),
            moment(run.started_at),
            run.profile,
            states[run.state],
        ]
        for run in runs(shown.importer.noun)[:PAGE_ROWS]
    ]
    columns = [
        Column(label=_("Number"), is_heading=True),
        Column(label=_("Started")),
        Column(label=_("Profile")),
        Column(label=_("State")),
    ]
    return render(
        request, "intake/imports.html", {"columns": columns, "rows": rows, "shown": shown}
    )


@public
@require_safe
def import_report(request: HttpRequest, number: int, *, shown: Shown) -> HttpResponse:
    """What became of an import, with the first refused rows and the rest by page."""
    run = get_run(number, noun=shown.importer.noun)
    report = report_of(run)
    page = _page(request)
    rows = refused_rows(run, start=page * PAGE_ROWS, most=PAGE_ROWS, tell=shown.tell)
    context = {
        "run": run,
        "shown": shown,
        "report": report,
        "state": ImportRun.State(run.state).label,
        "crumbs": crumbs_of(shown),
        "file_columns": file_columns(),
        "file_rows": file_rows(report),
        "reasons": [(sentence(key, language=language()), count) for key, count in report.reasons],
        "notes": [(sentence(key, language=language()), count) for key, count in report.notes],
        "row_columns": _row_columns(),
        "rows": [_row_cells(row) for row in rows],
        "pager": _pager(page, report.total.refused, anchor="refused"),
        "downloads": [
            Download(label="CSV", url=f"{shown.address(run)}informe.csv"),
            Download(label=_("Every row (CSV)"), url=f"{shown.address(run)}filas.csv"),
            Download(label="JSON", url=f"{shown.address(run)}informe.json"),
        ],
    }
    return render(request, "intake/report.html", context)


@public
@require_safe
def import_report_csv(_request: HttpRequest, number: int, *, shown: Shown) -> HttpResponseBase:
    """The refused rows of an import as CSV."""
    run = get_run(number, noun=shown.importer.noun)
    return as_csv(run.code, ROW_COLUMNS, refused_rows(run, tell=shown.tell))


@public
@require_safe
def import_rows_csv(_request: HttpRequest, number: int, *, shown: Shown) -> HttpResponseBase:
    """What became of every row of an import, as CSV."""
    run = get_run(number, noun=shown.importer.noun)
    return as_csv(f"{run.code}-filas", ALL_COLUMNS, all_rows(run, tell=shown.tell))


@public
@require_safe
def import_report_json(
    _request: HttpRequest,
    number: int,
    *,
    shown: Shown,
) -> HttpResponse:
    """The whole report of an import as JSON, with every refused row."""
    run = get_run(number, noun=shown.importer.noun)
    body = {**report_of(run).as_json(), "refused_rows": list(refused_rows(run, tell=shown.tell))}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, indent=1), content_type="application/json"
    )


def crumbs_of(shown: Shown) -> list[Crumb]:
    """The way to the list of a module's imports."""
    return [
        Crumb(label=str(shown.module), url=address_of(shown.home)),
        Crumb(label=_("Imports"), url=address_of(shown.importer.address)),
    ]


def crumb_of(run: ImportRun, shown: Shown) -> Crumb:
    """The way to one import."""
    label = _("Import %(number)s") % {"number": run.number}
    return Crumb(label=label, url=shown.address(run))


def _page(request: HttpRequest) -> int:
    text = request.GET.get("pagina", "1")
    return max(int(text), 1) - 1 if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004  no list is that long


def _pager(page: int, count: int, *, anchor: str) -> Pager:
    last = max((count - 1) // PAGE_ROWS, 0)
    return Pager(
        previous_url=f"?pagina={page}#{anchor}" if 0 < page <= last else "",
        next_url=f"?pagina={page + 2}#{anchor}" if page < last else "",
        summary=_("Page %(page)s of %(last)s")
        % {"page": number(page + 1), "last": number(last + 1)},
    )


def file_columns(first: str = "") -> list[Column]:
    """What is told of each file of an import, or of each table of its one file.

    Args:
        first: what the first column holds; its files, unless said otherwise.
    """
    numbers = (_("Rows"), _("Created"), _("Updated"), _("Unchanged"), _("Refused"))
    return [
        Column(label=first or _("File"), is_heading=True),
        Column(label=_("Read as")),
        *(Column(label=label, is_number=True) for label in numbers),
    ]


def file_rows(report: Report) -> list[list[str]]:
    """Each file of an import, with what became of its rows."""
    rows = []
    for file in report.files:
        numbers = file.numbers
        counts = (
            numbers.rows_in,
            numbers.created,
            numbers.updated,
            numbers.unchanged,
            numbers.refused,
        )
        read_as = file.error or said(file.reading, language=language())
        rows.append([breakable(file.name), read_as, *(number(count) for count in counts)])
    return rows


def breakable(name: str) -> str:
    """A file's name that may break after its underscores, on a narrow screen."""
    return name.replace("_", "_\u200b")


def _row_columns() -> list[Column]:
    return [
        Column(label=_("File"), is_heading=True),
        Column(label=_("Line")),
        Column(label=_("Column")),
        Column(label=_("Value")),
        Column(label=_("Reason")),
    ]


def _row_cells(row: dict[str, Any]) -> list[str]:
    reason = row[language()]
    if row["detail"]:
        reason = f"{reason} ({row['detail']})"
    return [breakable(row["file"]), number(row["line"]), row["column"], row["value"], reason]


def as_csv(
    name: str, columns: Iterable[str], rows: Iterable[dict[str, Any]]
) -> StreamingHttpResponse:
    """Rows as CSV, written while they are read; no cell is run as a formula."""
    names = list(columns)
    return csv_file(name, names, ([row[column] for column in names] for row in rows))
