"""Addresses of the interface itself: the pattern page and the reader's preferences."""

from __future__ import annotations

from django.urls import path

from alameda.ui import views

app_name = "ui"
urlpatterns = [
    path("patrones/", views.patterns, name="patterns"),
    path("preferencias/tema/", views.theme, name="theme"),
]
