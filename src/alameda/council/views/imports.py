"""What became of each import of past sessions, for everybody: every defect, in words."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.models import Finding, PastImport, Session
from alameda.council.rules.imports.defects import sentence
from alameda.council.selectors.imports import findings_of, get_past_import, past_imports
from alameda.foundation.access import public
from alameda.foundation.words import day, language, moment, number
from alameda.intake.selectors import report_of
from alameda.intake.views import Shown, file_columns, file_rows
from alameda.pages.views.downloads import csv_file
from alameda.ui.parts import Cell, Column, Crumb, Download

MOST = 200
COLUMNS = ("table", "row", "kind", "is_refusal", "session", "vote", "es", "en")


@public
@require_safe
def past_import_list(request: HttpRequest) -> HttpResponse:
    """Every import of past sessions, the last first."""
    rows = [
        [
            Cell(text=str(run.number), url=_address(run.get_absolute_url())),
            moment(run.started_at),
            run.file_name,
            number(run.rows),
            number(getattr(run, "defects", 0)),
        ]
        for run in past_imports()[:MOST]
    ]
    columns = [
        Column(label=_("Number"), is_heading=True),
        Column(label=_("Read on")),
        Column(label=_("File")),
        Column(label=_("Rows"), is_number=True),
        Column(label=_("Defects"), is_number=True),
    ]
    context = {"columns": columns, "rows": rows, "crumbs": _crumbs()[:1]}
    return render(request, "council/past_imports.html", context)


@public
@require_safe
def past_import(request: HttpRequest, number: int, *, shown: Shown) -> HttpResponse:
    """One import: its numbers, what the source says of itself, and every defect in words."""
    run = get_past_import(number)
    found = list(findings_of(run))
    sessions = run.sessions.order_by("starts_at")
    context = {
        "run": run,
        "shown": shown,
        "account": run.account,
        "table_columns": file_columns(_("Table")),
        "table_rows": file_rows(report_of(run.account)) if run.account else [],
        "crumbs": _crumbs(),
        "sessions": [(_session_name(session), _address(session)) for session in sessions],
        "refused_rows": [_told(each) for each in found if each.is_refusal],
        "kinds": _by_kind([each for each in found if not each.is_refusal]),
        "downloads": [
            Download(label="CSV", url=f"{_address(run.get_absolute_url())}hallazgos.csv")
        ],
        "row_downloads": [
            Download(label=label, url=f"{_address(run.get_absolute_url())}{name}")
            for label, name in (
                (_("Refused rows (CSV)"), "informe.csv"),
                (_("Every row (CSV)"), "filas.csv"),
                (_("Whole report (JSON)"), "informe.json"),
            )
        ],
    }
    return render(request, "council/past_import.html", context)


@public
@require_safe
def past_import_csv(_request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Every defect of an import, as CSV."""
    run = get_past_import(number)
    rows = (_cells(found) for found in findings_of(run).iterator(chunk_size=500))
    return csv_file(f"consejo-importacion-{run.number}", COLUMNS, rows)


def _address(of: str | PastImport | Session) -> str:
    """An address in the reader's language."""
    path = of if isinstance(of, str) else of.get_absolute_url()
    return f"/en{path}" if language() == "en" else path


def _crumbs() -> list[Crumb]:
    return [
        Crumb(label=_("Council"), url=_address("/consejo/")),
        Crumb(label=_("Past sessions"), url=_address("/consejo/importaciones/")),
    ]


def _session_name(session: Session) -> str:
    on = day(timezone.localdate(session.starts_at))
    return f"{session.subject.title} ({on})"


def _told(found: Finding) -> dict[str, str]:
    about = found.vote or found.session
    return {
        "row": f"{found.table} {found.row}",
        "sentence": sentence(found.kind, found.values, language=language()),
        "url": _address(about.get_absolute_url()) if about else "",
        "code": about.code if about else "",
    }


def _by_kind(found: list[Finding]) -> list[tuple[str, list[dict[str, str]]]]:
    """The defects by kind, each kind where its first one stands."""
    order = list(dict.fromkeys(each.kind for each in found))
    ranked = sorted(found, key=lambda each: order.index(each.kind))
    return [
        (kind, [_told(each) for each in group])
        for kind, group in groupby(ranked, key=lambda each: each.kind)
    ]


def _cells(found: Finding) -> list[str]:
    return [
        found.table,
        found.row,
        found.kind,
        "true" if found.is_refusal else "false",
        found.session.code if found.session else "",
        found.vote.code if found.vote else "",
        *(sentence(found.kind, found.values, language=code) for code in ("es", "en")),
    ]
