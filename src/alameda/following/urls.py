"""Addresses of feeds and calendars: the same in every language."""

from __future__ import annotations

from django.urls import path

from alameda.following import views

app_name = "following"
urlpatterns = [
    path("feeds/<path:name>.atom", views.feed, name="feed"),
    path("cal/<path:name>.ics", views.calendar, name="calendar"),
]
