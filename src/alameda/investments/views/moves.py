"""Moving an initiative a step, from its page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.views import BACK, CONFIRM, Confirmation, confirmation_page
from alameda.foundation import words
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
from alameda.ui.site import role_names


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
    if BACK in request.POST or not form.is_valid():
        return _page(request, initiative, form, _status(request, form, has_moves=bool(moves)))
    try:
        if request.POST.get(CONFIRM) != "1":
            with transaction.atomic():  # done and undone: what would refuse it does so first
                move_initiative(initiative, **form.cleaned_data, actor=request.actor)
                transaction.set_rollback(True)
            told = _asked(initiative, form.cleaned_data)
            return confirmation_page(request, told, version=initiative.version)
        moved = move_initiative(initiative, **form.cleaned_data, actor=request.actor)
    except StaleError as error:
        return _stale_page(request, initiative, str(error))
    except (RuleBrokenError, BadInputError) as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, initiative, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = {"state": state_label(state_of(moved.state))}
    messages.success(request, _("It is now in “%(state)s”, and the record says so.") % said)
    return redirect(address_of(moved.get_absolute_url()))


def _status(request: ActorRequest, form: MoveForm, *, has_moves: bool) -> HTTPStatus:
    """Of the page with the form: who went back has nothing to mend."""
    if not has_moves:
        return HTTPStatus.FORBIDDEN
    is_wrong = form.is_bound and BACK not in request.POST
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


def _asked(initiative: Initiative, data: dict[str, Any]) -> Confirmation:
    """What the move does, before it is made."""
    said = {
        "name": initiative.name,
        "from": state_label(state_of(initiative.state)),
        "to": state_label(state_of(data["to"])),
        "day": words.day_long(data["happened_on"]),
        "document": data["document"],
        "reason": data["reason"],
    }
    happens = [_("It goes from “%(from)s” to “%(to)s”, on %(day)s.") % said]
    if data["document"]:
        happens.append(_("Its page names the document: %(document)s.") % said)
    if data["reason"]:
        happens.append(_("Its page says why: %(reason)s") % said)
    happens += [
        _("Everybody sees it at once, on its page, in the lists and counts, and in its feed."),
        _("The record keeps it with your role, never with your name."),
        _("It cannot be taken back: a mistake is mended by another move."),
        _("No mail is sent."),
    ]
    return Confirmation(
        title=_("Move “%(name)s” to “%(to)s”?") % said,
        button=_("Move it, and publish it"),
        happens=happens,
    )


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


def _movers(initiative: Initiative) -> list[str]:
    """Names of the roles that make a move from here, somewhere."""
    keys = {role for each in moves_from(initiative.state) if not each.ground for role in each.roles}
    return role_names(sorted(keys))


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
        "movers": [] if moves else _movers(initiative),
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
