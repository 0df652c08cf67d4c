"""Sending an initiative to the Council."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.desk.investments.forms import SendForm
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.investments.models import Initiative
from alameda.investments.policies import SENDERS
from alameda.investments.selectors.initiatives import get_initiative
from alameda.investments.selectors.sheets import fund_of
from alameda.journeys.council_receives import send_to_council
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]


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
        "fund": fund_of(initiative),
        "slots": slots,
        "slot": slots.make("send", _("Send it to the Council"), happened_on=timezone.localdate()),
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/initiative_send.html", context, status=slots.status)
