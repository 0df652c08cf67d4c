"""Registering an initiative: a draft kept and gone on with, then entered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import fresh_key
from alameda.acting.views import Act, Outcome, Refusal, perform
from alameda.desk.investments.forms import DraftForm, EntryForm
from alameda.desk.investments.views import mending, sheets
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.investments.actions.registering import (
    change_draft,
    enter_draft,
    register_draft,
    register_initiative,
)
from alameda.investments.models import Initiative
from alameda.investments.policies import REGISTERING_ROLES, may_keep_draft
from alameda.investments.selectors.initiatives import get_initiative, is_private_draft
from alameda.investments.selectors.sheets import sheet_of
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]
DESK = "/mesa/iniciativas/"


def page_of(row: Initiative) -> str:
    """The page of an initiative at the desk."""
    return address_of(f"{DESK}{row.code}/")


def _saved(row: Initiative) -> Outcome:
    said = _("Saved as %(code)s. It is a draft: nobody outside sees it until it is entered.")
    return Outcome(said=said % {"code": row.code}, url=page_of(row))


def _entered(row: Initiative) -> Outcome:
    said = _("Entered as %(code)s, and public from now on.") % {"code": row.code}
    return Outcome(said=said, url=address_of(row.get_absolute_url()))


def save_new(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Keep a new draft."""
    return _saved(
        register_draft(
            sheets.sheet_from(data),
            confirmed=sheets.confirmed_in(data),
            files=sheets.files_in(data),
            actor=actor,
        )
    )


def enter_new(actor: Actor, _thing: None, data: Data) -> Outcome:
    """Register and enter at once."""
    return _entered(
        register_initiative(
            sheets.sheet_from(data),
            confirmed=sheets.confirmed_in(data),
            files=sheets.files_in(data),
            actor=actor,
        )
    )


def save(actor: Actor, row: Initiative, data: Data) -> Outcome:
    """Go on with a draft."""
    return _saved(_changed(actor, row, data))


def enter(actor: Actor, row: Initiative, data: Data) -> Outcome:
    """Enter a draft as the form says it now."""
    changed = _changed(actor, row, data)
    return _entered(enter_draft(changed, version=changed.version, actor=actor))


def _changed(actor: Actor, row: Initiative, data: Data) -> Initiative:
    return change_draft(
        row,
        sheets.sheet_from(data),
        version=data["version"] or row.version,
        confirmed=sheets.confirmed_in(data),
        files=sheets.files_in(data),
        actor=actor,
    )


NEW = {"save": Act(form=DraftForm, run=save_new), "enter": Act(form=EntryForm, run=enter_new)}
DRAFT = {"save": Act(form=DraftForm, run=save), "enter": Act(form=EntryForm, run=enter)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*REGISTERING_ROLES)
def new_initiative(request: ActorRequest) -> HttpResponse:
    """Register a new initiative, or keep it as a draft."""
    lists = sheets.lists_for(request.actor)
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=NEW, choices=lists)
        if not isinstance(done, Refusal):
            return _not_again(request, done)
        refusal = done
    start: Data = {"kind": "project", "route": "sni", "once": fresh_key()}
    if len(lists["comunas"]) == 1:
        start["comunas"] = [lists["comunas"][0][0]]
    return _page(request, refusal, lists=lists, start=start, row=None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*mending.WORKING_ROLES)
def initiative(request: ActorRequest, code: str) -> HttpResponse:
    """Go on with a draft; of what was entered, what can be done with it from here."""
    row = get_initiative(code, actor=request.actor)
    if not is_private_draft(row) or row.state != "draft" or not may_keep_draft(request.actor, row):
        return mending.overview(request, row)
    lists = sheets.lists_for(request.actor)
    refusal = None
    if request.method == "POST":
        done = perform(
            request,
            row,
            acts=DRAFT,
            choices=lists,
            version=lambda: get_initiative(code, actor=request.actor).version,
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_initiative(code, actor=request.actor)
    start = {**sheets.typed_of(sheet_of(row)), "once": fresh_key(), "version": row.version}
    return _page(request, refusal, lists=lists, start=start, row=row)


def _not_again(request: ActorRequest, done: HttpResponse) -> HttpResponse:
    """The same sending again leads to what it made the first time, not to an empty form."""
    if done.get("Location", "") != request.path:
        return done
    messages.info(request, _("It was saved the first time: it stands in this list."))
    return redirect(address_of(DESK))


def _page(
    request: ActorRequest,
    refusal: Refusal | None,
    *,
    lists: sheets.Lists,
    start: Data,
    row: Initiative | None,
) -> HttpResponse:
    form: Any = refusal.form if refusal else EntryForm(initial=start)
    form.offer(lists)
    is_read = refusal is not None and not refusal.stale and hasattr(form, "cleaned_data")
    doubts = sheets.doubts_of(
        refusal,
        sheets.sheet_from(form.cleaned_data)
        if is_read and form.cleaned_data.keys() >= sheets.NEEDED
        else None,
        actor=request.actor,
        besides=row,
        on=timezone.localdate(),
    )
    context = {
        "form": form,
        "slots": {"refusal": refusal},
        "doubts": doubts,
        "row": row,
        "files": mending.files_of(row, request.actor) if row else [],
        "suggestions": sheets.suggestions(),
        "crumbs": [
            Crumb(label=_("Desk"), url=address_of("/mesa/")),
            Crumb(label=_("Initiatives"), url=address_of(DESK)),
        ],
    }
    status = refusal.status if refusal else 200
    return render(request, "desk/initiative_sheet.html", context, status=status)
