"""Addresses of the thread."""

from __future__ import annotations

from django.urls import path

from alameda.thread import views

urlpatterns = [path("x/<str:code>/", views.short_address, name="short_address")]
