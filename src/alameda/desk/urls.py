"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from alameda.desk import views
from alameda.desk.council.views import (
    ballots,
    commitments,
    council,
    items,
    preparing,
    sitting,
    votes,
)
from alameda.desk.investments.views import mending, registering, sending
from alameda.desk.names import views as names

app_name = "desk"
urlpatterns = [
    path("mesa/", views.queue, name="queue"),
    path("mesa/nombres/", names.names, name="names"),
    path("mesa/voto/", ballots.my_vote, name="my-vote"),
    path("mesa/votaciones/<str:code>/voto/", ballots.send, name="ballot"),
    path("mesa/iniciativas/", mending.initiatives, name="initiatives"),
    path("mesa/iniciativas/nueva/", registering.new_initiative, name="initiative-new"),
    path("mesa/iniciativas/<str:code>/", registering.initiative, name="initiative"),
    path("mesa/iniciativas/<str:code>/corregir/", mending.correction, name="initiative-correct"),
    path("mesa/iniciativas/<str:code>/retirar/", mending.withdrawal, name="initiative-withdraw"),
    path("mesa/consejo/", council.room, name="council"),
    path("mesa/consejo/enviar/<str:code>/", sending.send_initiative, name="send"),
    path("mesa/consejo/temas/nuevo/", council.new_item, name="item-new"),
    path("mesa/consejo/temas/<int:pk>/", items.item, name="item"),
    path("mesa/consejo/compromisos/<str:code>/", commitments.commitment, name="commitment"),
    path("mesa/consejo/sesiones/nueva/", preparing.new_session, name="session-new"),
    path("mesa/consejo/sesiones/<str:code>/", preparing.prepare, name="session"),
    path("mesa/consejo/sesiones/<str:code>/sala/", sitting.sitting, name="sitting"),
    path("mesa/consejo/votaciones/<str:code>/", votes.roll_call, name="vote"),
]
