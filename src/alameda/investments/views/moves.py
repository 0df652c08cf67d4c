"""Moving an initiative a step, from its page."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.errors import BadInputError, RuleBrokenError, StaleError
from alameda.investments import policies
from alameda.investments.actions.moves import move_initiative
from alameda.investments.forms.moves import MoveForm
from alameda.investments.models import Initiative, StateChange
from alameda.investments.rules.states import moves_from, state_of
from alameda.investments.selectors.initiatives import get_initiative
from alameda.investments.views.wording import state_label, tone_of
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*policies.MOVING_ROLES)
def move(request: ActorRequest, code: str) -> HttpResponse:
    """Show the moves that this person may make from here, or make one and return to the page."""
    initiative = get_initiative(code, actor=request.actor)
    moves = policies.moves_open_to(request.actor, initiative)
    form = MoveForm(request.POST or None, initial=_initial(initiative))
    listed = [each for each in moves_from(initiative.state) if not each.ground]
    form.allow(listed if form.is_bound else moves)
    if form.is_bound and _is_stale(request, initiative):
        return _stale_page(request, initiative, "")
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        if not moves:
            status = HTTPStatus.FORBIDDEN
        return _page(request, initiative, form, status)
    try:
        moved = move_initiative(initiative, **form.cleaned_data, actor=request.actor)
    except StaleError as error:
        return _stale_page(request, initiative, str(error))
    except (RuleBrokenError, BadInputError) as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, initiative, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = {"state": state_label(state_of(moved.state))}
    messages.success(request, _("It is now in “%(state)s”, and the record says so.") % said)
    return redirect(address_of(moved.get_absolute_url()))


def _initial(initiative: Initiative) -> dict[str, object]:
    return {"version": initiative.version, "happened_on": timezone.localdate()}


def _is_stale(request: ActorRequest, initiative: Initiative) -> bool:
    """Whether the page was drawn from another version: its choices may not exist any more."""
    return request.POST.get("version", "") not in {"", str(initiative.version)}


def _stale_page(request: ActorRequest, initiative: Initiative, sentence: str) -> HttpResponse:
    """What changed since, with what was typed kept, so that it can be sent again or left."""
    fresh = get_initiative(initiative.code, actor=request.actor)
    kept = {name: request.POST.get(name, "") for name in ("happened_on", "document", "reason")}
    form = MoveForm(initial={**_initial(fresh), **{k: v for k, v in kept.items() if v}})
    form.allow(policies.moves_open_to(request.actor, fresh))
    said = sentence or _("Somebody moved it since you opened the page.")
    return _page(request, fresh, form, HTTPStatus.CONFLICT, stale=said)


def _page(
    request: ActorRequest,
    initiative: Initiative,
    form: MoveForm,
    status: HTTPStatus,
    *,
    stale: str = "",
) -> HttpResponse:
    moves = policies.moves_open_to(request.actor, initiative)
    form.allow(moves)
    state = state_of(initiative.state)
    own = address_of(initiative.get_absolute_url())
    context = {
        "initiative": initiative,
        "form": form,
        "moves": moves,
        "state_label": state_label(state),
        "state_tone": tone_of(state),
        "stale": stale,
        "last": StateChange.objects.filter(initiative=initiative).order_by("pk").last()
        if stale
        else None,
        "crumbs": [
            Crumb(label=_("Investments"), url=address_of("/inversiones/")),
            Crumb(label=initiative.name, url=own),
        ],
        "own_url": own,
    }
    return render(request, "investments/move.html", context, status=status)
