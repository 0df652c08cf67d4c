"""A councillor's own vote, from her phone, and each vote as a script sends it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alameda.accounts.models import Unit
from alameda.acting.forms import fresh_key
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.commitments import raise_commitment
from alameda.council.actions.items import declare_recusal
from alameda.council.actions.votes import cast_ballot
from alameda.council.models import Councillor, Vote
from alameda.council.policies import may_run
from alameda.council.rules.vocabulary import CHOICES, COMMITMENT_KINDS, RECUSAL_REASONS
from alameda.council.selectors.waiting import me_as_councillor
from alameda.council.views.wording import word_of
from alameda.desk.council.forms.items import OwnRecusalForm
from alameda.desk.council.forms.sessions import AskForm
from alameda.desk.council.forms.votes import CAST, BallotForm
from alameda.desk.council.selectors.phones import Phone, phone_of
from alameda.desk.council.selectors.rolls import find_vote
from alameda.desk.council.views.votes import member
from alameda.desk.council.views.wording import VOTERS_PAGE
from alameda.desk.policies import COUNCIL_ROOM, VOTERS
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    AlamedaError,
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
)
from alameda.foundation.vocabulary import options
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb


@require_POST
@requires(*COUNCIL_ROOM, *VOTERS)
def send(request: ActorRequest, code: str) -> JsonResponse:
    """Take one vote as a script sends it; the same sending twice is the same vote."""
    form = BallotForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInputError(_("This vote cannot be understood."))  # one way out
        vote = find_vote(code)
        who = voter(request.actor, vote, form.cleaned_data["councillor"])
        ballot = cast_ballot(
            vote,
            councillor=who,
            choice=form.cleaned_data["choice"],
            request_key=form.cleaned_data["request_key"],
            actor=request.actor,
        )
    except AlamedaError as error:
        return JsonResponse({"said": str(error)}, status=error.status)
    at = timezone.localtime(ballot.cast_at) if ballot.cast_at else timezone.localtime()
    told = {"choice": word_of(CHOICES, ballot.choice), "time": f"{at:%H:%M:%S}"}
    return JsonResponse({"choice": ballot.choice, "said": _("%(choice)s, %(time)s") % told})


def voter(actor: Actor, vote: Vote, code: str) -> Councillor:
    """Whose vote it is: that of a member of the roll for its secretary, else one's own.

    Raises:
        NotAllowedError: the actor is no councillor, or named another one.
        NotFoundError: nobody of that code is on the roll.
    """
    if code and may_run(actor, vote.session):
        return member(vote, code)
    me = me_as_councillor(actor)
    if me is None:
        raise NotAllowedError(_("Your account is not that of a councillor."))
    if code not in {"", me.code}:
        raise NotAllowedError(_("You vote for nobody but yourself."))
    return me


def cast(actor: Actor, phone: Phone, data: dict[str, Any]) -> Outcome:
    """Vote."""
    if phone.councillor is None or phone.vote is None or phone.vote.code != data["target"]:
        raise RuleBrokenError(_("That vote is not open any more."))
    ballot = cast_ballot(
        phone.vote,
        councillor=phone.councillor,
        choice=data["choice"],
        request_key=data["request_key"],
        actor=actor,
    )
    return Outcome(said=_("Your vote: %(choice)s.") % {"choice": word_of(CHOICES, ballot.choice)})


def recuse(actor: Actor, phone: Phone, data: dict[str, Any]) -> Outcome:
    """Take no part in the item that is being discussed."""
    item = phone.item
    if phone.councillor is None or item is None or str(item.pk) != data["target"]:
        raise RuleBrokenError(_("That item is not being discussed any more."))
    declare_recusal(item, councillor=phone.councillor, reason=data["reason"], actor=actor)
    return Outcome(said=_("You take no part in it."))


def ask(actor: Actor, phone: Phone, data: dict[str, Any]) -> Outcome:
    """Ask for something from the floor, under the item that is being discussed."""
    if phone.councillor is None or phone.session is None:
        raise RuleBrokenError(_("There is no session now: ask the secretary to note it."))
    if not phone.is_present:
        raise RuleBrokenError(
            _("The secretary has not noted you as present. Tell them you are here.")
        )
    unit = Unit.objects.filter(code=data["owner_unit"]).first() if data["owner_unit"] else None
    row = raise_commitment(
        kind=data["kind"],
        text=data["text"],
        owner=data["owner"],
        owner_unit=unit,
        raised_on=timezone.localdate(),
        raised_by=phone.councillor,
        session=phone.session,
        item=phone.item,
        actor=actor,
    )
    said = {"code": row.code, "day": words.day_long(row.due_on)}
    return Outcome(said=_("Noted as %(code)s: it is due on %(day)s.") % said)


PHONE: dict[str, Act[Phone]] = {
    "cast": Act(form=BallotForm, run=cast),
    "recuse": Act(form=OwnRecusalForm, run=recuse),
    "ask": Act(form=AskForm, run=ask),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*VOTERS, why=VOTERS_PAGE)
def my_vote(request: ActorRequest) -> HttpResponse:
    """What is on now, and my vote in it."""
    phone = phone_of(me_as_councillor(request.actor), today=timezone.localdate())
    choices = {
        "reason": options(RECUSAL_REASONS),
        "kind": options(COMMITMENT_KINDS),
        "owner_unit": [(unit.code, unit.name) for unit in Unit.objects.order_by("name")],
    }
    refusal = None
    if request.method == "POST":
        done = perform(request, phone, acts=PHONE, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
        phone = phone_of(me_as_councillor(request.actor), today=timezone.localdate())
    slots = Slots(acts=PHONE, choices=choices, refusal=refusal)
    context = {
        "phone": phone,
        "choices": CAST,
        "request_key": fresh_key(),
        "slots": slots,
        "recuse_slot": slots.make(
            "recuse",
            _("I take no part in it"),
            target=phone.item.pk,
            title=_("I have an interest in it"),
            is_quiet=True,
        )
        if phone.may_recuse and phone.item
        else None,
        "ask_slot": slots.make(
            "ask",
            _("Ask for it"),
            title=_("I ask for something (varios)"),
            is_quiet=True,
            kind="request",
        )
        if phone.session and phone.is_present
        else None,
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/my_vote.html", context, status=slots.status)
