"""Addresses of the Council."""

from __future__ import annotations

from django.urls import path

from alameda.council.registers import SHOWN
from alameda.council.views import (
    agreements,
    attendance,
    commitments,
    committees,
    councillors,
    imports,
    live,
    matters,
    overview,
    points,
    sessions,
    votes,
)
from alameda.intake.urls import files_of

app_name = "council"
OURS = {"shown": SHOWN}
urlpatterns = [
    path("consejo/", overview.council_page, name="council"),
    path("consejo/sesiones/", sessions.session_list, name="sessions"),
    path("consejo/sesiones/<str:code>/", sessions.session_page, name="session"),
    path("consejo/sesiones/<str:code>/vivo/", live.session_live, name="session-live"),
    path("consejo/sesiones/<str:code>/acta/", sessions.session_minutes, name="session-minutes"),
    path("consejo/acuerdos/", agreements.agreement_list, name="agreements"),
    path("consejo/acuerdos.csv", agreements.agreements_csv, name="agreements-csv"),
    path("consejo/acuerdos/<str:code>/", agreements.agreement_page, name="agreement"),
    path("consejo/votaciones/<str:code>/", votes.vote_page, name="vote"),
    path("consejo/integrantes/", councillors.councillor_list, name="councillors"),
    path("consejo/integrantes/<str:slug>/", councillors.councillor_page, name="councillor"),
    path("consejo/comisiones/", committees.committee_list, name="committees"),
    path("consejo/comisiones/<str:slug>/", committees.committee_page, name="committee"),
    path("consejo/importaciones/", imports.past_import_list, name="past-imports"),
    path("consejo/importaciones/<int:number>/", imports.past_import, OURS, name="past-import"),
    path(
        "consejo/importaciones/<int:number>/hallazgos.csv",
        imports.past_import_csv,
        name="past-import-csv",
    ),
    *files_of(SHOWN),
    path("consejo/compromisos/", commitments.commitment_list, name="commitments"),
    path("consejo/compromisos/<str:code>/", commitments.commitment_page, name="commitment"),
    path("consejo/puntos/", points.point_list, name="points"),
    path("consejo/puntos/nuevo/", points.point_new, name="point-new"),
    path("consejo/puntos/<str:code>/apoyo/", points.point_support, name="point-support"),
    path("consejo/puntos/<str:code>/", points.point_page, name="point"),
    path("consejo/materias/<str:code>/", matters.matter_page, name="matter"),
    path("consejo/asistencia/", attendance.attendance_page, name="attendance"),
    path("consejo/asistencia.csv", attendance.attendance_csv, name="attendance-csv"),
]
