"""Addresses of the Council."""

from __future__ import annotations

from django.urls import path

from alameda.council.views import imports, live, sessions

app_name = "council"
urlpatterns = [
    path("consejo/sesiones/", sessions.session_list, name="sessions"),
    path("consejo/sesiones/<str:code>/", sessions.session_page, name="session"),
    path("consejo/sesiones/<str:code>/vivo/", live.session_live, name="session-live"),
    path("consejo/sesiones/<str:code>/acta/", sessions.session_minutes, name="session-minutes"),
    path("consejo/importaciones/", imports.past_import_list, name="past-imports"),
    path("consejo/importaciones/<int:number>/", imports.past_import, name="past-import"),
    path(
        "consejo/importaciones/<int:number>/hallazgos.csv",
        imports.past_import_csv,
        name="past-import-csv",
    ),
]
