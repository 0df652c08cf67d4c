"""Addresses of the open standards; in no language, so outside the pages' prefix."""

from __future__ import annotations

from django.urls import path

from alameda.opendata.views import council, oparl

urlpatterns = [
    path("data/ocd.json", council.ocd, name="council-ocd"),
    path("data/popolo.json", council.popolo_file, name="council-popolo"),
    path("oparl/v1.1/", oparl.system, name="oparl-system"),
    path("oparl/v1.1/<slug:kind>", oparl.listing, name="oparl-list"),
    path("oparl/v1.1/<slug:kind>/<str:key>", oparl.thing, name="oparl-thing"),
]
