"""What is done with an initiative that is registered: found, corrected, withdrawn."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.desk.investments.forms import CorrectionForm, WithdrawForm
from alameda.desk.investments.views import sheets
from alameda.documents.models import Document
from alameda.documents.policies import may_read
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.investments import policies
from alameda.investments.actions.registering import correct_initiative
from alameda.investments.models import Initiative
from alameda.investments.policies import MOVING_ROLES, REGISTERING_ROLES
from alameda.investments.rules.registering import CORRECTABLE, fields_open_in
from alameda.investments.rules.states import BEFORE_COUNCIL, state_of
from alameda.investments.selectors.initiatives import (
    drafts_visible_to,
    get_initiative,
    initiatives_found,
    is_private_draft,
)
from alameda.investments.selectors.sheets import Sheet, sheet_of
from alameda.investments.views.wording import state_label, tone_of
from alameda.journeys.initiative_is_withdrawn import withdraw_everywhere
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]
WORKING_ROLES: Final = tuple(sorted({*MOVING_ROLES, *REGISTERING_ROLES}))
DESK: Final = "/mesa/iniciativas/"
SHOWN: Final = 40
WORDS: Final = 120


@require_safe
@requires(*WORKING_ROLES)
def initiatives(request: ActorRequest) -> HttpResponse:
    """The drafts to go on with, and any initiative by its code or its words."""
    actor = request.actor
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:WORDS]
    found = list(initiatives_found(asked, actor=actor)[:SHOWN]) if asked else []
    drafts = drafts_visible_to(actor)
    context = {
        "asked": asked,
        "found": [_line(row) for row in found],
        "is_cut": len(found) == SHOWN,
        "drafts": [_line(row) for row in drafts[:SHOWN]],
        "drafts_count": drafts.count(),
        "may_register": any(grant.role in REGISTERING_ROLES for grant in actor.grants),
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/initiatives.html", context)


def overview(request: ActorRequest, row: Initiative) -> HttpResponse:
    """What can be done with an initiative from where it stands."""
    if request.method == "POST":
        return redirect(address_of(f"{DESK}{row.code}/"))
    actor, state = request.actor, state_of(row.state)
    is_private = is_private_draft(row)
    context = {
        "initiative": row,
        "sheet": sheet_of(row),
        "state_label": state_label(state),
        "state_tone": tone_of(state),
        "files": files_of(row, actor),
        "can_move": bool(policies.moves_open_to(actor, row)) and not is_private,
        "can_send": row.state == "prioritised" and any(map(actor.has, policies.SENDERS)),
        "can_correct": not is_private
        and policies.may_correct(actor, row)
        and bool(fields_open_in(row.state)),
        "can_withdraw": may_take_back(actor, row),
        "crumbs": _crumbs(),
    }
    return render(request, "desk/initiative.html", context)


def may_take_back(actor: Actor, row: Initiative) -> bool:
    """Whether the page of withdrawing has anything for this person."""
    if row.state in BEFORE_COUNCIL:
        return any(map(actor.has, policies.TAKING_BACK_ROLES))
    return row.state != "withdrawn" and policies.may_withdraw(actor, row)


def files_of(row: Initiative, actor: Actor) -> list[tuple[Document, bool]]:
    """The papers of its file, and whether the actor may open each."""
    held = Document.objects.filter(subject=row.subject_id, kind__in=("letter", "background"))
    return [(document, may_read(actor, document)) for document in held.order_by("pk")]


def correct(actor: Actor, row: Initiative, data: Data) -> Outcome:
    """Correct it."""
    changes = {name: data[name] for name in CORRECTABLE if name in data} | sheets.found_in(data)
    fresh = correct_initiative(
        row,
        version=data["version"] or row.version,
        changes=changes,
        reason=data["reason"],
        confirmed=sheets.confirmed_in(data),
        actor=actor,
    )
    return Outcome(
        said=_("Corrected. What it said before, and why, stand in the public record."),
        url=address_of(f"{DESK}{fresh.code}/"),
    )


def withdraw(actor: Actor, row: Initiative, data: Data) -> Outcome:
    """Withdraw it."""
    withdraw_everywhere(
        row,
        version=data["version"] or row.version,
        happened_on=data["happened_on"],
        document=data["document"],
        reason=data["reason"],
        actor=actor,
    )
    return Outcome(said=_("Withdrawn."), url=address_of(f"{DESK}{row.code}/"))


CORRECTING = {"correct": Act(form=CorrectionForm, run=correct)}
WITHDRAWING = {"withdraw": Act(form=WithdrawForm, run=withdraw)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*REGISTERING_ROLES)
def correction(request: ActorRequest, code: str) -> HttpResponse:
    """Correct what a registered initiative says."""
    row = get_initiative(code, actor=request.actor)
    if is_private_draft(row):
        return redirect(address_of(f"{DESK}{row.code}/"))
    if not policies.may_correct(request.actor, row):
        raise NotAllowedError(_("You may not correct this initiative."))
    lists = sheets.lists_for(request.actor)
    lists["open"] = [(name, name) for name in fields_open_in(row.state)]
    refusal = None
    if request.method == "POST":
        done = perform(
            request,
            row,
            acts=CORRECTING,
            choices=lists,
            version=lambda: get_initiative(code, actor=request.actor).version,
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_initiative(code, actor=request.actor)
    slots = Slots(acts=CORRECTING, version=row.version, choices=lists, refusal=refusal)
    slot = slots.make("correct", _("Correct it, and publish it"), **sheets.typed_of(sheet_of(row)))
    doubts = []
    if refusal is not None and not refusal.stale:
        held = {name: getattr(sheet_of(row), name) for name in CORRECTABLE}
        read: Data = getattr(refusal.form, "cleaned_data", {})  # nothing was: it was sent back
        typed = {name: read[name] for name in CORRECTABLE if name in read}
        sheet = Sheet(**(held | typed | sheets.found_in(typed)))
        doubts = sheets.doubts_of(
            refusal, sheet, actor=request.actor, besides=row, on=timezone.localdate()
        )
    context = {
        "initiative": row,
        "slots": slots,
        "slot": slot,
        "form": slot.form,
        "doubts": doubts,
        "suggestions": sheets.suggestions(),
        "is_partial": len(fields_open_in(row.state)) < len(CORRECTABLE),
        "crumbs": [*_crumbs(), Crumb(label=row.code, url=address_of(f"{DESK}{row.code}/"))],
    }
    return render(request, "desk/initiative_correct.html", context, status=slots.status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WORKING_ROLES)
def withdrawal(request: ActorRequest, code: str) -> HttpResponse:
    """Withdraw an initiative; with it, its item before the Council."""
    row = get_initiative(code, actor=request.actor)
    if not may_take_back(request.actor, row):
        raise NotAllowedError(_("You may not withdraw this initiative."))
    refusal = None
    if request.method == "POST":
        done = perform(
            request,
            row,
            acts=WITHDRAWING,
            version=lambda: get_initiative(code, actor=request.actor).version,
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_initiative(code, actor=request.actor)
    slots = Slots(acts=WITHDRAWING, version=row.version, refusal=refusal)
    context = {
        "initiative": row,
        "is_private": is_private_draft(row),
        "is_before_council": row.state in BEFORE_COUNCIL,
        "slots": slots,
        "slot": slots.make(
            "withdraw",
            _("Withdraw the initiative"),
            happened_on=timezone.localdate(),
            is_quiet=True,
        ),
        "crumbs": [*_crumbs(), Crumb(label=row.code, url=address_of(f"{DESK}{row.code}/"))],
    }
    return render(request, "desk/initiative_withdraw.html", context, status=slots.status)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(label=_("Desk"), url=address_of("/mesa/")),
        Crumb(label=_("Initiatives"), url=address_of(DESK)),
    ]


def _line(row: Initiative) -> dict[str, object]:
    state = state_of(row.state)
    return {
        "row": row,
        "url": address_of(f"{DESK}{row.code}/"),
        "label": state_label(state),
        "tone": tone_of(state),
    }
