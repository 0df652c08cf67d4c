"""Registering an initiative, and sending one to the Council."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.accounts.models import Unit
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.desk.investments.forms import InitiativeForm, SendForm
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import options
from alameda.investments.actions.register import register_initiative
from alameda.investments.models import Initiative
from alameda.investments.policies import REGISTERING_ROLES, SENDERS
from alameda.investments.rules.vocabulary import KINDS, ROUTES, STAGES
from alameda.investments.selectors.initiatives import get_initiative
from alameda.journeys.council_receives import send_to_council
from alameda.territory.models import Comuna
from alameda.territory.selectors import comunas
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]


def register(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Register a draft."""
    row = register_initiative(
        name=data["name"],
        kind=data["kind"],
        route=data["route"],
        stage=data["stage"],
        comunas=list(Comuna.objects.select_related("province").filter(cut__in=data["comunas"])),
        bip=data["bip"],
        division=Unit.objects.filter(code=data["division"]).first() if data["division"] else None,
        actor=actor,
    )
    return Outcome(
        said=_("Registered as %(code)s. It is a draft: its next step is to enter it.")
        % {"code": row.code},
        url=address_of(row.get_absolute_url()),
    )


REGISTERING = {"register": Act(form=InitiativeForm, run=register)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*REGISTERING_ROLES)
def new_initiative(request: ActorRequest) -> HttpResponse:
    """Register a new initiative."""
    own = {grant.comuna for grant in request.actor.grants if grant.role in REGISTERING_ROLES}
    places = comunas() if "" in own else comunas().filter(cut__in=own)
    choices = {
        "kind": options(KINDS),
        "route": options(ROUTES),
        "stage": options(STAGES),
        "comunas": [(place.cut, place.name) for place in places],
        "division": [
            (unit.code, unit.name) for unit in Unit.objects.filter(name__startswith="División")
        ],
    }
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=REGISTERING, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=REGISTERING, choices=choices, refusal=refusal)
    start: Data = {"kind": "project", "route": "sni"}
    if len(choices["comunas"]) == 1:
        start["comunas"] = [choices["comunas"][0][0]]
    context = {
        "slots": slots,
        "slot": slots.make("register", _("Register it"), **start),
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/initiative_new.html", context, status=slots.status)


def send(actor: Actor, initiative: Initiative, data: Data) -> Outcome:
    """Send it to the Council."""
    item = send_to_council(
        initiative,
        version=data["version"] or initiative.version,
        happened_on=data["happened_on"],
        document=data["document"],
        file=data["file"],
        actor=actor,
    )
    said = {"code": item.code, "name": initiative.name}
    return Outcome(
        said=_("“%(name)s” is before the Council as %(code)s; its 30 days run.") % said,
        url=address_of(initiative.get_absolute_url()),
    )


SENDING = {"send": Act(form=SendForm, run=send)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SENDERS)
def send_initiative(request: ActorRequest, code: str) -> HttpResponse:
    """Send a prioritised initiative to the Council."""
    initiative = get_initiative(code, actor=request.actor)
    refusal = None
    if request.method == "POST":
        done = perform(
            request,
            initiative,
            acts=SENDING,
            version=lambda: get_initiative(code, actor=request.actor).version,
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        initiative = get_initiative(code, actor=request.actor)
    slots = Slots(acts=SENDING, version=initiative.version, refusal=refusal)
    context = {
        "initiative": initiative,
        "slots": slots,
        "slot": slots.make("send", _("Send it to the Council"), happened_on=timezone.localdate()),
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/initiative_send.html", context, status=slots.status)
