"""Addresses of the investment cycle."""

from __future__ import annotations

from django.urls import path

from alameda.investments.views import moves, portfolio
from alameda.investments.views.detail import detail

app_name = "investments"
urlpatterns = [
    path("inversiones/", portfolio.portfolio, name="portfolio"),
    path("inversiones.csv", portfolio.portfolio_csv, name="portfolio-csv"),
    path("inversiones.json", portfolio.portfolio_json, name="portfolio-json"),
    path("inversiones/<str:code>/", detail, name="detail"),
    path("inversiones/<str:code>/mover/", moves.move, name="move"),
]
