"""Addresses of documents."""

from __future__ import annotations

from django.urls import path, re_path

from alameda.documents import views

app_name = "documents"
urlpatterns = [
    path("doc/<str:code>/", views.detail, name="detail"),
    path("doc/<str:code>/comprobar/", views.compare, name="compare"),
    path("doc/<str:code>/v<int:number>/<str:name>", views.content, name="content"),
    re_path(r"^x/(?P<code>D-\d{4}-\d{6,})/$", views.short_address, name="short"),
]
