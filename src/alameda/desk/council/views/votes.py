"""The roll call: one screen for all the members of a vote."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import PlainForm, ReasonForm
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.votes import (
    annul_vote,
    break_tie,
    call_roll,
    close_vote,
    correct_ballot,
    open_vote,
)
from alameda.council.models import Councillor, Vote
from alameda.council.rules.results import explain
from alameda.desk.council.forms.votes import SENT, TIE, CloseForm, CorrectionForm, RollForm, TieForm
from alameda.desk.council.selectors.rolls import Roll, get_vote
from alameda.desk.council.selectors.sittings import version_of
from alameda.desk.council.views.faster import faster_acts
from alameda.desk.council.views.preparing import crumbs
from alameda.desk.council.views.wording import SECRETARYS_PAGE, roll
from alameda.desk.policies import COUNCIL_ROOM
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.foundation.vocabulary import options
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]


def sitting_url(vote: Vote) -> str:
    """The screen of its session."""
    return address_of(f"/mesa/consejo/sesiones/{vote.session.code}/sala/")


def member(vote: Vote, code: str) -> Councillor:
    """A member of the roll by code.

    Raises:
        NotFoundError: nobody of that code is on it.
    """
    found = Councillor.objects.filter(code=code[:20], ballots__vote=vote).first()
    if found is None:
        raise NotFoundError(_("%(code)s is not on the roll of this vote.") % {"code": code[:20]})
    return found


def note(actor: Actor, vote: Vote, data: Data) -> Outcome:
    """Note what several members answered."""
    choices = {member(vote, code): choice for code, choice in data["choices"].items()}
    made = call_roll(vote, choices=choices, actor=actor)
    return Outcome(said=_("Noted: %(count)s.") % {"count": len(made)}, anchor="lista")


def correct(actor: Actor, vote: Vote, data: Data) -> Outcome:
    """Correct a ballot in the open."""
    who = member(vote, data["councillor"])
    correct_ballot(vote, councillor=who, choice=data["choice"], reason=data["reason"], actor=actor)
    return Outcome(said=_("The vote of %(name)s is corrected.") % {"name": who.name})


def close(actor: Actor, vote: Vote, data: Data) -> Outcome:
    """Close the vote and count it."""
    closed = close_vote(vote, marks_pending=data["marks_pending"], actor=actor)
    if closed.outcome == "tied":
        return Outcome(said=_("The vote ended in a tie."))
    return Outcome(said=_("The vote is closed and counted."), url=sitting_url(vote), anchor="ahora")


def tie(actor: Actor, vote: Vote, data: Data) -> Outcome:
    """Note the casting vote."""
    break_tie(vote, choice=data["choice"], actor=actor)
    return Outcome(said=_("The tie is broken."), url=sitting_url(vote), anchor="ahora")


def again(actor: Actor, vote: Vote, data: Data) -> Outcome:
    """Vote on the same again, after a tie."""
    del data
    items = list(vote.items.all())
    opened = open_vote(
        vote.session, items=items, question=vote.question, majority=vote.majority, actor=actor
    )
    url = address_of(f"/mesa/consejo/votaciones/{opened.code}/")
    return Outcome(said=_("The second vote is open."), url=url)


def annul(actor: Actor, vote: Vote, data: Data) -> Outcome:
    """Annul the vote."""
    annul_vote(vote, reason=data["reason"], actor=actor)
    return Outcome(
        said=_("The vote is annulled: its items can be voted again."), url=sitting_url(vote)
    )


VOTING: dict[str, Act[Vote]] = {
    "roll": Act(form=RollForm, run=note),
    "correct": Act(form=CorrectionForm, run=correct),
    "close": Act(form=CloseForm, run=close, expects_change=True),
    "tie": Act(form=TieForm, run=tie),
    "again": Act(form=PlainForm, run=again),
    "annul": Act(form=ReasonForm, run=annul),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=SECRETARYS_PAGE)
def roll_call(request: ActorRequest, code: str) -> HttpResponse:
    """Call the roll: each member a row, the counts as they grow, who is missing."""
    vote = get_vote(code, actor=request.actor)
    choices = choices_of(Roll(vote))
    refusal = None
    if request.method == "POST":
        done = perform(
            request,
            vote,
            acts=VOTING,
            choices=choices,
            version=lambda: version_of(vote.session),
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        vote = get_vote(code, actor=request.actor)
    called = Roll(vote)
    slots = Slots(acts=VOTING, version=vote.session.version, choices=choices, refusal=refusal)
    context = {
        "vote": vote,
        "session": vote.session,
        "roll": called,
        "choices": SENT,
        "kept": kept(refusal),
        "explanation": explain(vote.explanation, language=words.language()),
        "slots": slots,
        "faster": faster_acts(vote.session, refusal),
        "crumbs": [*crumbs(), Crumb(label=vote.session.subject.title, url=sitting_url(vote))],
        **slots_of(called, slots, wanted=request.GET.get("corregir", "")),
    }
    return render(request, "desk/vote.html", context, status=slots.status)


def choices_of(called: Roll) -> dict[str, list[tuple[str, str]]]:
    """The lists that the forms of the page choose from."""
    return {
        "councillor": roll(ballot.councillor for ballot in called.voted),
        "choice": options(TIE) if called.is_tied else options(SENT),
    }


def kept(refusal: Refusal | None) -> dict[str, str]:
    """What was marked in a roll call that was refused, by code."""
    if refusal is None or refusal.key != "roll":
        return {}
    return {
        name.removeprefix("c-"): str(value)
        for name, value in refusal.form.data.items()
        if name.startswith("c-")
    }


def slots_of(called: Roll, slots: Slots, *, wanted: str) -> dict[str, object]:
    """The forms of the page, by how the vote stands."""
    annul_slot = slots.make("annul", _("Annul it"), title=_("Annul this vote"), is_quiet=True)
    if called.is_tied:
        may_break = called.may_be_broken
        again_slot = slots.make(
            "again",
            _("Vote again"),
            title=_("Vote on it again") if may_break else "",
            is_quiet=may_break,
            note=_("A new vote by name, on the same, with who is in the room now."),
        )
        return {
            **({"tie_slot": slots.make("tie", _("Break the tie"))} if may_break else {}),
            "again_slot": again_slot,
            "annul_slot": annul_slot,
        }
    if not called.is_open:
        return {}
    made: dict[str, object] = {
        "roll_slot": slots.make("roll", ""),
        "close_slot": slots.make("close", _("Close the vote")),
        "annul_slot": annul_slot,
    }
    if called.voted:
        made["correct_slot"] = slots.make(
            "correct",
            _("Correct it"),
            title=_("Correct a vote"),
            is_quiet=True,
            is_open=bool(wanted),
            councillor=wanted,
        )
    return made
