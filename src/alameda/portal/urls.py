"""Addresses of the portal: home, search, territory and the pages about the site."""

from __future__ import annotations

from django.urls import path

from alameda.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("buscar/", views.search, name="search"),
    path("territorio/", views.territory, name="territory"),
    path("territorio/<str:cut>/", views.comuna, name="comuna"),
    path("acerca/", views.about, name="about"),
]
