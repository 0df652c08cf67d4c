"""Addresses of the record: pages for people, and the log's files for any client of C2SP."""

from __future__ import annotations

from django.urls import URLPattern, path

from alameda.record import views

app_name = "record"
urlpatterns = [
    path("registro/", views.index, name="index"),
    path("registro/<int:index>/", views.entry, name="entry"),
]

# The same in every language, so outside of the language prefixes.
log_urlpatterns: list[URLPattern] = [
    path("record/checkpoint", views.checkpoint, name="record-checkpoint"),
    path("record/key", views.key, name="record-key"),
    path("record/tile/<path:rest>", views.tile, name="record-tile"),
]
