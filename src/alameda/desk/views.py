"""My queue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.policies import may_enter_items
from alameda.desk.council.selectors.council import me_as_councillor
from alameda.desk.policies import may_keep_room
from alameda.desk.selectors import queue_of
from alameda.foundation.access import ActorRequest, signed_in
from alameda.intake.policies import may_review_names
from alameda.investments.policies import REGISTERING_ROLES
from alameda.territory.selectors import region_letters
from alameda.ui.context import address_of
from alameda.ui.parts import Link


@require_safe
@signed_in
def queue(request: ActorRequest) -> HttpResponse:
    """What waits for me, the most urgent first."""
    found = queue_of(request.actor, today=timezone.localdate(), region=region_letters())
    return render(request, "desk/queue.html", {"queue": found, "rooms": rooms_of(request)})


def rooms_of(request: ActorRequest) -> list[Link]:
    """The other screens of the desk that this person's roles open."""
    actor = request.actor
    links = []
    if may_keep_room(actor):
        links.append(Link(label=_("The secretary's room"), url=address_of("/mesa/consejo/")))
    elif may_enter_items(actor):
        links.append(
            Link(
                label=_("Put business before the Council"),
                url=address_of("/mesa/consejo/temas/nuevo/"),
            )
        )
    if may_review_names(actor):
        links.append(Link(label=_("Names to review"), url=address_of("/mesa/nombres/")))
    if me_as_councillor(actor) is not None:
        links.append(Link(label=_("My vote"), url=address_of("/mesa/voto/")))
    if any(grant.role in REGISTERING_ROLES for grant in actor.grants):
        links.append(
            Link(label=_("Register an initiative"), url=address_of("/mesa/iniciativas/nueva/"))
        )
    return links
