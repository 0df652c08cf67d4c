"""Addresses of the portal: home, search, territory and the pages about the site."""

from __future__ import annotations

from django.urls import path

from alameda.portal.views import pages, search

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("buscar/", search.search, name="search"),
    path("territorio/", pages.territory, name="territory"),
    path("territorio/<str:cut>/", pages.comuna, name="comuna"),
    path("acerca/", pages.about, name="about"),
]
