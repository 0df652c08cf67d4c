"""What became of each import, for everybody: numbers that add up, refusals, data quality."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.foundation.access import public
from alameda.foundation.errors import NotFoundError
from alameda.foundation.words import language, number
from alameda.intake.models import ImportRun
from alameda.intake.rules.readings import said
from alameda.intake.rules.reasons import sentence
from alameda.intake.selectors import ROW_COLUMNS, Report, get_run, refused_rows, report_of, runs
from alameda.investments.rules.imports.quality import KINDS, Rule, rule_of
from alameda.investments.selectors import quality
from alameda.pages.views.downloads import csv_file
from alameda.ui.context import address_of
from alameda.ui.parts import Cell, Column, Crumb, Download, Pager

PAGE_ROWS = 100
_LONG_NUMBER = re.compile(r"(?<![\d-])\d{5,}(?![\d-])")
LIST = "/inversiones/importaciones/"


@public
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Every import, the last first."""
    states = {choice.value: str(choice.label) for choice in ImportRun.State}
    rows = [
        [
            Cell(text=str(run.number), url=address_of(run.get_absolute_url())),
            timezone.localtime(run.started_at).strftime("%Y-%m-%d %H:%M"),
            run.profile,
            states[run.state],
        ]
        for run in runs()[:PAGE_ROWS]
    ]
    columns = [
        Column(label=_("Number"), is_heading=True),
        Column(label=_("Started")),
        Column(label=_("Profile")),
        Column(label=_("State")),
    ]
    return render(request, "investments/imports.html", {"columns": columns, "rows": rows})


@public
@require_safe
def import_report(request: HttpRequest, number: int) -> HttpResponse:
    """What became of an import, with the first refused rows and the rest by page."""
    run = get_run(number)
    report = report_of(run)
    page = _page(request)
    rows = refused_rows(run, start=page * PAGE_ROWS, most=PAGE_ROWS)
    context = {
        "run": run,
        "report": report,
        "state": ImportRun.State(run.state).label,
        "crumbs": _crumbs(),
        "file_columns": _file_columns(),
        "file_rows": _file_rows(report),
        "reasons": [(sentence(key, language=language()), count) for key, count in report.reasons],
        "notes": [(sentence(key, language=language()), count) for key, count in report.notes],
        "row_columns": _row_columns(),
        "rows": [_row_cells(row) for row in rows],
        "pager": _pager(page, report.total.refused, anchor="refused"),
        "downloads": [
            Download(label="CSV", url=f"{address_of(run.get_absolute_url())}informe.csv"),
            Download(label="JSON", url=f"{address_of(run.get_absolute_url())}informe.json"),
        ],
    }
    return render(request, "investments/import_report.html", context)


@public
@require_safe
def import_report_csv(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The refused rows of an import as CSV."""
    run = get_run(number)
    return _csv(f"importacion-{run.number}", ROW_COLUMNS, refused_rows(run))


@public
@require_safe
def import_report_json(_request: HttpRequest, number: int) -> HttpResponse:
    """The whole report of an import as JSON, with every refused row."""
    run = get_run(number)
    body = {**report_of(run).as_json(), "refused_rows": list(refused_rows(run))}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, indent=1), content_type="application/json"
    )


@public
@require_safe
def import_quality(request: HttpRequest, number: int) -> HttpResponse:
    """What is missing, contradictory or impossible in what an import brought; one rule's rows."""
    run = get_run(number)
    today = timezone.localdate()
    asked = _rule(request)
    found = quality.findings(run, today=today)
    index = 0 if language() == "es" else 1
    context = {
        "run": run,
        "crumbs": [*_crumbs(), _crumb_of(run)],
        "kinds": [
            (names[index], [_finding(each) for each in found if each.rule.kind == kind])
            for kind, names in KINDS.items()
        ],
        "total": sum(each.count for each in found),
        "asked": _named(asked) if asked else None,
        "columns": _quality_columns(),
        "rows": _quality_rows(run, asked) if asked else [],
        "downloads": _quality_downloads(run, asked),
    }
    return render(request, "investments/import_quality.html", context)


@public
@require_safe
def import_quality_csv(request: HttpRequest, number: int) -> HttpResponseBase:
    """The rows that one rule finds, as CSV; without a rule, how many each finds."""
    run = get_run(number)
    today = timezone.localdate()
    asked = _rule(request)
    if asked:
        rows = quality.rows_of_rule(run, asked.key, today=today)
        return _csv(f"calidad-{run.number}-{asked.key}", quality.COLUMNS, rows)
    found = (
        {"rule": each.rule.key, "kind": each.rule.kind, "es": each.rule.es, "en": each.rule.en,
         "count": each.count}
        for each in quality.findings(run, today=today)
    )  # fmt: skip
    return _csv(f"calidad-{run.number}", ("rule", "kind", "es", "en", "count"), found)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(label=_("Investments"), url=address_of("/inversiones/")),
        Crumb(label=_("Imports"), url=address_of(LIST)),
    ]


def _crumb_of(run: ImportRun) -> Crumb:
    label = _("Import %(number)s") % {"number": run.number}
    return Crumb(label=label, url=address_of(run.get_absolute_url()))


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


def _rule(request: HttpRequest) -> Rule | None:
    """The rule that the address asks for.

    Raises:
        NotFoundError: there is no such rule.
    """
    key = request.GET.get("regla", "")
    if not key:
        return None
    rule = rule_of(key)
    if rule is None:
        raise NotFoundError(_("There is no such rule of data quality."))
    return rule


def _file_columns() -> list[Column]:
    numbers = (_("Rows"), _("Created"), _("Updated"), _("Unchanged"), _("Refused"))
    return [
        Column(label=_("File"), is_heading=True),
        Column(label=_("Read as")),
        *(Column(label=label, is_number=True) for label in numbers),
    ]


def _file_rows(report: Report) -> list[list[str]]:
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
        rows.append([_breakable(file.name), read_as, *(number(count) for count in counts)])
    return rows


def _breakable(name: str) -> str:
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
    return [_breakable(row["file"]), number(row["line"]), row["column"], row["value"], reason]


def _finding(found: quality.Finding) -> dict[str, object]:
    return {**_named(found.rule), "count": found.count}


def _named(rule: Rule) -> dict[str, object]:
    is_spanish = language() == "es"
    return {
        "key": rule.key,
        "name": rule.es if is_spanish else rule.en,
        "why": rule.why_es if is_spanish else rule.why_en,
    }


def _quality_columns() -> list[Column]:
    return [
        Column(label=_("Initiative"), is_heading=True),
        Column(label=_("Name")),
        Column(label=_("File")),
        Column(label=_("Line")),
        Column(label=_("What was found")),
    ]


def _quality_rows(run: ImportRun, asked: Rule) -> list[list[str | Cell]]:
    rows = quality.rows_of_rule(run, asked.key, today=timezone.localdate(), most=5 * PAGE_ROWS)
    return [
        [
            Cell(
                text=row["code"] or "–",
                url=address_of(f"/inversiones/{row['code']}/") if row["name"] else "",
            ),
            row["name"],
            _breakable(row["file"]),
            number(row["line"]) if row["line"] else "",
            _LONG_NUMBER.sub(lambda found: number(int(found[0])), row["detail"] or ""),
        ]
        for row in rows
    ]


def _quality_downloads(run: ImportRun, asked: Rule | None) -> list[Download]:
    tail = f"?regla={asked.key}" if asked else ""
    url = f"{address_of(run.get_absolute_url())}calidad.csv{tail}"
    return [Download(label="CSV", url=url)]


def _csv(
    name: str, columns: Iterable[str], rows: Iterable[dict[str, Any]]
) -> StreamingHttpResponse:
    names = list(columns)
    return csv_file(name, names, ([row[column] for column in names] for row in rows))
