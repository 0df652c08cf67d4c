"""One person: the roles they hold and held, and what can be done with the account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.accounts import policies
from alameda.accounts.actions import (
    close_person,
    correct_person,
    end_role,
    invite_person,
    reopen_person,
)
from alameda.accounts.models import Person, RoleGrant
from alameda.accounts.rules import OPERATOR
from alameda.accounts.selectors import get_person, grants_visible_to, reach_of
from alameda.acting.forms import PlainForm
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.desk.people.forms import EndForm, PersonForm, RoleForm
from alameda.desk.people.selectors import STATES, places_by_name, standing_of
from alameda.desk.people.views.adding import Invited, appointment_of, choices_for, shown_once
from alameda.desk.people.views.wording import crumbs, role_said
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError
from alameda.foundation.vocabulary import Word, find, say
from alameda.journeys.people_are_appointed import appoint

Data = dict[str, Any]


def _give(actor: Actor, seen: Invited, data: Data) -> Outcome:
    grant = appoint(_who(seen), appointment_of(data), actor=actor)
    return Outcome(
        said=_("Role given: %(role)s.") % {"role": role_said(grant.role)}, anchor="roles"
    )


def _end(actor: Actor, seen: Invited, data: Data) -> Outcome:
    sent = data["target"]
    is_key = sent.isascii() and sent.isdigit() and len(sent) < 18  # noqa: PLR2004  fits a key
    held = grants_visible_to(actor).filter(person=_who(seen))
    grant = held.filter(pk=int(sent)).first() if is_key else None
    if grant is None:
        raise BadInputError(_("This page has no such role. Open it again."))
    end_role(grant, ends_on=data["ends_on"], actor=actor)
    said = {"role": role_said(grant.role)}
    if data["ends_on"] is None:
        return Outcome(said=_("Role ended: %(role)s.") % said, anchor="roles")
    said["day"] = words.day(data["ends_on"])
    return Outcome(said=_("Its last day is %(day)s: %(role)s.") % said, anchor="roles")


def _correct(actor: Actor, seen: Invited, data: Data) -> Outcome:
    correct_person(_who(seen), name=data["name"], email=data["email"], actor=actor)
    return Outcome(said=_("Corrected."))


def _invite(actor: Actor, seen: Invited, _data: Data) -> Outcome:
    is_by_mail = settings.SMTP is not None
    seen.link = invite_person(_who(seen), is_by_mail=is_by_mail, now=timezone.now(), actor=actor)
    if is_by_mail:
        return Outcome(said=_("The invitation is on its way. An earlier one opens nothing now."))
    return Outcome(said=_("The invitation is made. An earlier one opens nothing now."))


def _close(actor: Actor, seen: Invited, _data: Data) -> Outcome:
    close_person(_who(seen), now=timezone.now(), actor=actor)
    return Outcome(said=_("The account is closed, and its roles ended."))


def _reopen(actor: Actor, seen: Invited, _data: Data) -> Outcome:
    reopen_person(_who(seen), actor=actor)
    return Outcome(said=_("The account is open again. Its roles stay ended: give those it needs."))


def _who(seen: Invited) -> Person:
    if seen.person is None:  # a page of one person always has one
        raise BadInputError(_("This page has no such button. Open it again."))
    return seen.person


ACTS = {
    "give": Act(form=RoleForm, run=_give),
    "end": Act(form=EndForm, run=_end),
    "correct": Act(form=PersonForm, run=_correct),
    "invite": Act(form=PlainForm, run=_invite),
    "close": Act(form=PlainForm, run=_close),
    "reopen": Act(form=PlainForm, run=_reopen),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*policies.KEEPERS)
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """One person: the roles they hold and held, and what can be done with the account."""
    actor, today = request.actor, timezone.localdate()
    seen = Invited(person=get_person(pk, actor=actor))
    choices = choices_for(actor, today=today)
    refusal = None
    if request.method == "POST":
        done = perform(request, seen, acts=ACTS, choices=choices)
        if not isinstance(done, Refusal):
            return shown_once(request, seen) if seen.link else done
        refusal = done
    slots = Slots(acts=ACTS, choices=choices, refusal=refusal)
    context = _shown(get_person(pk, actor=actor), slots, actor=actor, today=today)
    return render(request, "desk/person.html", context, status=slots.status)


def _shown(who: Person, slots: Slots, *, actor: Actor, today: date) -> dict[str, object]:
    where, reach = places_by_name(), reach_of(actor)
    held, past = [], []
    for grant in grants_visible_to(actor).filter(person=who):
        if _is_over(grant, today):
            past.append((grant, role_said(grant.role), where.said(grant)))
            continue
        unit = grant.unit.code if grant.unit else ""
        is_hers = policies.may_give_role(actor, role=grant.role, unit=unit, reach=reach)
        slot = _end_slot(slots, grant) if is_hers else None
        held.append((grant, role_said(grant.role), where.said(grant), slot))
    standing = Person.objects.filter(pk=who.pk).values_list(standing_of(timezone.now()), flat=True)
    state: Word = find(STATES, str(standing.get()))
    can_give = (
        who.is_active
        and bool(actor.has(OPERATOR) or reach)
        and policies.may_give_to(actor, person_id=who.pk)
    )
    roles = [(grant.role, grant.unit.code if grant.unit else "") for grant, *_rest in held]
    may_invite = policies.may_invite(actor, held=roles, reach=reach) and state.key in {
        "invited",
        "uninvited",
    }
    return {
        "person": who,
        "invitation": getattr(who, "invitation", None),
        "state": state,
        "state_label": say(state),
        "slots": slots,
        "held": held,
        "past": past,
        "today": today,
        "give": slots.make("give", _("Give the role"), title=_("Give a role"), starts_on=today)
        if can_give
        else None,
        "account": _account_slots(slots, who, actor=actor, may_invite=may_invite),
        "crumbs": crumbs(),
    }


def _is_over(grant: RoleGrant, today: date) -> bool:
    return grant.ended_at is not None or (grant.ends_on is not None and grant.ends_on < today)


def _end_slot(slots: Slots, grant: RoleGrant) -> Slot:
    return slots.make("end", _("End it"), target=grant.pk, title=_("End this role"), is_quiet=True)


def _account_slots(slots: Slots, who: Person, *, actor: Actor, may_invite: bool) -> list[Slot]:
    made = []
    if may_invite:
        made.append(
            slots.make(
                "invite",
                _("Invite"),
                note=_("An earlier invitation opens nothing from then on."),
                is_quiet=True,
            )
        )
    if not policies.may_keep_people(actor):
        return made
    correct = _("Correct the name or the address")
    made.append(
        slots.make(
            "correct", _("Correct"), title=correct, is_quiet=True, name=who.name, email=who.email
        )
    )
    if who.is_active:
        made.append(
            slots.make(
                "close",
                _("Close the account"),
                title=_("Close the account"),
                note=_("Nobody signs in with it any more, and all its roles end this moment."),
                is_quiet=True,
            )
        )
    else:
        made.append(slots.make("reopen", _("Open the account again"), is_quiet=True))
    return made
