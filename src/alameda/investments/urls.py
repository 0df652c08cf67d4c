"""Addresses of the investment cycle."""

from __future__ import annotations

from django.urls import path

from alameda.intake import views as imports
from alameda.investments.registers import SHOWN
from alameda.investments.views import moves, portfolio, quality
from alameda.investments.views.detail import detail

app_name = "investments"
OURS = {"shown": SHOWN}
urlpatterns = [
    path("inversiones/", portfolio.portfolio, name="portfolio"),
    path("inversiones.csv", portfolio.portfolio_csv, name="portfolio-csv"),
    path("inversiones.json", portfolio.portfolio_json, name="portfolio-json"),
    path("inversiones/importaciones/", imports.import_list, OURS, name="imports"),
    path("inversiones/importaciones/<int:number>/", imports.import_report, OURS, name="import"),
    path(
        "inversiones/importaciones/<int:number>/informe.csv",
        imports.import_report_csv,
        OURS,
        name="import-csv",
    ),
    path(
        "inversiones/importaciones/<int:number>/informe.json",
        imports.import_report_json,
        OURS,
        name="import-json",
    ),
    path(
        "inversiones/importaciones/<int:number>/filas.csv",
        imports.import_rows_csv,
        OURS,
        name="import-rows",
    ),
    path(
        "inversiones/importaciones/<int:number>/calidad/",
        quality.import_quality,
        OURS,
        name="import-quality",
    ),
    path(
        "inversiones/importaciones/<int:number>/calidad.csv",
        quality.import_quality_csv,
        OURS,
        name="import-quality-csv",
    ),
    # Last: a code may be any word.
    path("inversiones/<str:code>/", detail, name="detail"),
    path("inversiones/<str:code>/mover/", moves.move, name="move"),
]
