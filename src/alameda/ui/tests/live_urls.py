"""A small list page, to test what changes without a reload."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from alameda.ui.parts import ActiveFilter

PAGE = """
{% extends "ui/base.html" %}
{% block content %}
<h1>List</h1>
{% results summary=summary %}
{% active_filters filters clear_url="?left=2" %}
<p id="left">{{ left }}</p><p><a id="away" href="/elsewhere/">Elsewhere</a></p>
{% endresults %}
{% endblock %}
"""


def list_page(request: HttpRequest) -> HttpResponse:
    """A list with one filter that can be taken away."""
    left = request.GET.get("left", "1")
    filters = [ActiveFilter(group="State", label="Late", url="?left=9")]
    values = {"left": left, "summary": f"{left} things", "filters": filters}
    return HttpResponse(engines["django"].from_string(PAGE).render(values, request))


def elsewhere(_request: HttpRequest) -> HttpResponse:
    """Another page."""
    return HttpResponse("<!doctype html><title>x</title><h1>Elsewhere</h1>")


urlpatterns = i18n_patterns(
    path("list/", list_page),
    path("elsewhere/", elsewhere),
    path("", include("alameda.ui.urls")),
    prefix_default_language=False,
)
