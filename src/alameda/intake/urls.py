"""Addresses of the imports of a module: it spreads them among its own.

The same for all: the list, each import, and its report for machines.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from alameda.intake import views
from alameda.intake.views import Shown


def pages_of(shown: Shown) -> list[URLPattern]:
    """The list of a module's imports and the page of each, with the files of each."""
    start = shown.importer.address.lstrip("/")
    ours = {"shown": shown}
    return [
        path(start, views.import_list, ours, name="imports"),
        path(f"{start}<int:number>/", views.import_report, ours, name="import"),
        *files_of(shown),
    ]


def files_of(shown: Shown) -> list[URLPattern]:
    """The files of each import alone, for a module whose pages of its imports are its own."""
    start = f"{shown.importer.address.lstrip('/')}<int:number>"
    ours = {"shown": shown}
    return [
        path(f"{start}/informe.csv", views.import_report_csv, ours, name="import-csv"),
        path(f"{start}/informe.json", views.import_report_json, ours, name="import-json"),
        path(f"{start}/filas.csv", views.import_rows_csv, ours, name="import-rows"),
    ]
