"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from alameda.desk import views
from alameda.desk.council.views import (
    ballots,
    bodies,
    commitments,
    council,
    items,
    matters,
    member,
    members,
    points,
    preparing,
    sitting,
    votes,
)
from alameda.desk.investments.views import mending, registering, sending
from alameda.desk.names import views as names
from alameda.desk.people.views import adding, found, person, units

app_name = "desk"
urlpatterns = [
    path("mesa/", views.queue, name="queue"),
    path("mesa/nombres/", names.names, name="names"),
    path("mesa/personas/", found.people, name="people"),
    path("mesa/personas/nueva/", adding.new_person, name="person-new"),
    path("mesa/personas/<int:pk>/", person.person, name="person"),
    path("mesa/unidades/", units.units, name="units"),
    path("mesa/unidades/<str:code>/", units.unit, name="unit"),
    path("mesa/voto/", ballots.my_vote, name="my-vote"),
    path("mesa/votaciones/<str:code>/voto/", ballots.send, name="ballot"),
    path("mesa/iniciativas/", mending.initiatives, name="initiatives"),
    path("mesa/iniciativas/nueva/", registering.new_initiative, name="initiative-new"),
    path("mesa/iniciativas/<str:code>/", registering.initiative, name="initiative"),
    path("mesa/iniciativas/<str:code>/corregir/", mending.correction, name="initiative-correct"),
    path("mesa/iniciativas/<str:code>/retirar/", mending.withdrawal, name="initiative-withdraw"),
    path("mesa/consejo/", council.room, name="council"),
    path("mesa/consejo/enviar/<str:code>/", sending.send_initiative, name="send"),
    path("mesa/consejo/integrantes/", members.members, name="members"),
    path("mesa/consejo/integrantes/<str:code>/", member.member, name="member"),
    path("mesa/consejo/comisiones/", bodies.bodies, name="bodies"),
    path("mesa/consejo/comisiones/<str:slug>/", bodies.body, name="body"),
    path("mesa/consejo/materias/", matters.matters, name="matters"),
    path("mesa/consejo/materias/nueva/", matters.new_matter, name="matter-new"),
    path("mesa/consejo/materias/<str:code>/", matters.matter, name="matter"),
    path("mesa/consejo/puntos/", points.judge, name="points"),
    path("mesa/consejo/temas/nuevo/", council.new_item, name="item-new"),
    path("mesa/consejo/temas/<int:pk>/", items.item, name="item"),
    path("mesa/consejo/compromisos/<str:code>/", commitments.commitment, name="commitment"),
    path("mesa/consejo/sesiones/nueva/", preparing.new_session, name="session-new"),
    path("mesa/consejo/sesiones/<str:code>/", preparing.prepare, name="session"),
    path("mesa/consejo/sesiones/<str:code>/sala/", sitting.sitting, name="sitting"),
    path("mesa/consejo/votaciones/<str:code>/", votes.roll_call, name="vote"),
]
