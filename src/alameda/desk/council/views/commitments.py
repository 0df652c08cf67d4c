"""Answering what was asked in the Council."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import ReasonForm
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.commitments import answer_commitment, withdraw_commitment
from alameda.council.models import Commitment
from alameda.council.policies import SECRETARY, may_answer
from alameda.council.selectors.commitments import due_of, get_commitment
from alameda.desk.council.forms.sessions import AnswerForm
from alameda.desk.council.views import asking
from alameda.desk.policies import ANSWERERS
from alameda.documents.actions import upload_document
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.territory.selectors import region_letters
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]


def answer(actor: Actor, row: Commitment, data: Data) -> Outcome:
    """Answer it, with the document where there is one."""
    file = data["file"]
    document = None
    if file is not None:
        document = upload_document(
            file=file,
            name=file.name or "",
            title=_("Answer to %(code)s") % {"code": row.code},
            subject=row.subject,
            visibility="public",
            actor=actor,
        )
    answer_commitment(
        row,
        answer=data["answer"],
        answered_on=data["answered_on"],
        document=document,
        actor=actor,
    )
    return Outcome(said=_("%(code)s is answered.") % {"code": row.code})


def withdraw(actor: Actor, row: Commitment, data: Data) -> Outcome:
    """Take it back."""
    withdraw_commitment(row, reason=data["reason"], actor=actor)
    return Outcome(said=_("%(code)s is withdrawn.") % {"code": row.code})


ANSWERING: dict[str, Act[Commitment]] = {
    "answer": Act(form=AnswerForm, run=answer),
    "withdraw": Act(form=ReasonForm, run=withdraw, confirm=asking.ask_withdraw_commitment),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ANSWERERS)
def commitment(request: ActorRequest, code: str) -> HttpResponse:
    """What was asked, its clock, and its answer."""
    row = get_commitment(code)
    if not may_answer(request.actor, row):
        raise NotAllowedError(_("Another unit answers this."))
    refusal = None
    if request.method == "POST":
        done = perform(request, row, acts=ANSWERING, version=lambda: get_commitment(code).version)
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_commitment(code)
    slots = Slots(acts=ANSWERING, version=row.version, refusal=refusal)
    today = timezone.localdate()
    context: dict[str, object] = {
        "row": row,
        "due": due_of(row, today=today, region=region_letters()),
        "slots": slots,
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    if row.state == "open":
        context["answer_slot"] = slots.make("answer", _("Answer it"), answered_on=today)
        if request.actor.has(SECRETARY):
            context["withdraw_slot"] = slots.make(
                "withdraw", _("Withdraw it"), title=_("Whoever asked takes it back"), is_quiet=True
            )
    return render(request, "desk/commitment.html", context, status=slots.status)
