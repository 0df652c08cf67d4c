"""Addresses of the investment cycle."""

from __future__ import annotations

from django.urls import path

from alameda.intake.urls import pages_of
from alameda.investments.registers import SHOWN
from alameda.investments.views import moves, portfolio, quality
from alameda.investments.views.detail import detail

app_name = "investments"
OURS = {"shown": SHOWN}
urlpatterns = [
    path("inversiones/", portfolio.portfolio, name="portfolio"),
    path("inversiones.csv", portfolio.portfolio_csv, name="portfolio-csv"),
    path("inversiones.json", portfolio.portfolio_json, name="portfolio-json"),
    *pages_of(SHOWN),
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
