"""What is missing, contradictory or impossible in what an import brought, for everybody."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.foundation.access import public
from alameda.foundation.errors import NotFoundError
from alameda.foundation.words import language, number
from alameda.intake.models import ImportRun
from alameda.intake.selectors import get_run
from alameda.intake.views import PAGE_ROWS, Shown, as_csv, breakable, crumb_of, crumbs_of
from alameda.investments.rules.imports.quality import KINDS, Rule, rule_of
from alameda.investments.selectors import quality
from alameda.ui.context import address_of
from alameda.ui.parts import Cell, Column, Download

_LONG_NUMBER = re.compile(r"(?<![\d-])\d{5,}(?![\d-])")


@public
@require_safe
def import_quality(request: HttpRequest, number: int, *, shown: Shown) -> HttpResponse:
    """What is missing, contradictory or impossible in what an import brought; one rule's rows."""
    run = get_run(number, noun=shown.importer.noun)
    today = timezone.localdate()
    asked = _rule(request)
    found = quality.findings(run, today=today)
    index = 0 if language() == "es" else 1
    context = {
        "run": run,
        "crumbs": [*crumbs_of(shown), crumb_of(run, shown)],
        "kinds": [
            (names[index], [_finding(each) for each in found if each.rule.kind == kind])
            for kind, names in KINDS.items()
        ],
        "total": sum(each.count for each in found),
        "asked": _named(asked) if asked else None,
        "columns": _quality_columns(),
        "rows": _quality_rows(run, asked) if asked else [],
        "downloads": _quality_downloads(shown.address(run), asked),
    }
    return render(request, "investments/import_quality.html", context)


@public
@require_safe
def import_quality_csv(request: HttpRequest, number: int, *, shown: Shown) -> HttpResponseBase:
    """The rows that one rule finds, as CSV; without a rule, how many each finds."""
    run = get_run(number, noun=shown.importer.noun)
    today = timezone.localdate()
    asked = _rule(request)
    if asked:
        rows = quality.rows_of_rule(run, asked.key, today=today)
        return as_csv(f"calidad-{run.number}-{asked.key}", quality.COLUMNS, rows)
    found = (
        {"rule": each.rule.key, "kind": each.rule.kind, "es": each.rule.es, "en": each.rule.en,
         "count": each.count}
        for each in quality.findings(run, today=today)
    )  # fmt: skip
    return as_csv(f"calidad-{run.number}", ("rule", "kind", "es", "en", "count"), found)


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
            breakable(row["file"]),
            number(row["line"]) if row["line"] else "",
            _LONG_NUMBER.sub(lambda found: number(int(found[0])), row["detail"] or ""),
        ]
        for row in rows
    ]


def _quality_downloads(address: str, asked: Rule | None) -> list[Download]:
    tail = f"?regla={asked.key}" if asked else ""
    url = f"{address}calidad.csv{tail}"
    return [Download(label="CSV", url=url)]
