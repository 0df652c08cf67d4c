"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from alameda.desk.views import queue

app_name = "desk"
urlpatterns = [
    path("mesa/", queue.queue, name="queue"),
]
