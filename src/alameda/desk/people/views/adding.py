"""Adding somebody; and the link of an invitation, shown in the answer to its making, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.accounts import policies
from alameda.accounts.models import Person, Unit
from alameda.accounts.rules import OPERATOR, ROLES, Role
from alameda.accounts.selectors import reach_of, units_in_force
from alameda.acting.forms import Choices
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.desk.people.forms import AddAloneForm, AddForm
from alameda.desk.people.views.wording import HOME, crumbs
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import say
from alameda.journeys.people_are_appointed import Appointment, committees, welcome
from alameda.territory.selectors import comunas
from alameda.ui.context import address_of

Data = dict[str, Any]


@dataclass
class Invited:
    """Whom a page is about, and the link that it may show, once.

    Attributes:
        person: who; nobody before they are added.
        link: of an invitation just made; it is kept nowhere else.
    """

    person: Person | None = None
    link: str = ""


def _add(actor: Actor, new: Invited, data: Data) -> Outcome:
    invite = ""
    if data["is_invited"]:
        invite = "mail" if settings.SMTP else "link"
    done = welcome(
        name=data["name"],
        email=data["email"],
        appointment=appointment_of(data) if data["role"] else None,
        invite=invite,
        actor=actor,
    )
    new.person, new.link = done.person, done.link
    said = (
        _("%(name)s was added.")
        if invite != "mail"
        else _("%(name)s was added, and the invitation is on its way.")
    )
    return Outcome(
        said=said % {"name": done.person.name}, url=address_of(f"{HOME}{done.person.pk}/")
    )


def appointment_of(data: Data) -> Appointment:
    """The role that was typed."""
    code = data.get("unit", "")
    return Appointment(
        role=data["role"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        unit=Unit.objects.filter(code=code).first() if code else None,
        comuna_cut=data.get("comuna_cut", ""),
        body=data.get("body", ""),
        act=data["appointed_by"],
    )


ADDING = {"add": Act(form=AddAloneForm, run=_add)}
ADDING_WITH_ROLE = {"add": Act(form=AddForm, run=_add)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*policies.KEEPERS)
def new_person(request: ActorRequest) -> HttpResponse:
    """Add somebody, with their role and their invitation."""
    acts = ADDING if request.actor.has(OPERATOR) else ADDING_WITH_ROLE
    choices = choices_for(request.actor, today=timezone.localdate())
    new, refusal = Invited(), None
    if request.method == "POST":
        done = perform(request, new, acts=acts, choices=choices)
        if not isinstance(done, Refusal):
            return shown_once(request, new) if new.link else done
        refusal = done
    slots = Slots(acts=acts, choices=choices, refusal=refusal)
    slot = slots.make("add", _("Add"), starts_on=timezone.localdate(), is_invited=True)
    context = {
        "slots": slots,
        "slot": slot,
        "has_mail": settings.SMTP is not None,
        "crumbs": crumbs(),
    }
    return render(request, "desk/person_new.html", context, status=slots.status)


def shown_once(request: ActorRequest, made: Invited) -> HttpResponse:
    """The link of an invitation, in the answer to its making: read again, it is not there."""
    context = {
        "person": made.person,
        "link": made.link,
        "crumbs": crumbs(),
    }
    return render(request, "desk/person_link.html", context)


def choices_for(actor: Actor, *, today: date) -> Mapping[str, Choices]:
    """The roles that the actor may give, and the places in which those may hold."""
    units = units_in_force(today)
    if actor.has(OPERATOR):
        return {
            "role": _grouped(ROLES),
            "unit": list(units.values_list("code", "name")),
            "comuna_cut": list(comunas().values_list("cut", "name")),
            "body": committees(),
        }
    reach = reach_of(actor)
    hers = [role for role in ROLES if _is_hers(actor, role, reach)]
    return {
        "role": _grouped(hers),
        "unit": list(units.filter(code__in=reach).values_list("code", "name")),
    }


def _is_hers(actor: Actor, role: Role, reach: frozenset[str]) -> bool:
    return "unit" in role.takes and any(
        policies.may_give_role(actor, role=role.key, unit=code, reach=reach) for code in reach
    )


def _grouped(roles: Sequence[Role]) -> list[tuple[str, object]]:
    needs = {
        "unit": _("%(role)s (of a unit)"),
        "comuna": _("%(role)s (of a comuna)"),
        "body": _("%(role)s (of a body)"),
    }
    groups: dict[str, list[tuple[str, str]]] = {}
    for role in roles:
        group = _("In the regional government") if role.is_staff else _("Outside it")
        label = needs[role.needs] % {"role": say(role)} if role.needs else say(role)
        groups.setdefault(group, []).append((role.key, label))
    return list(groups.items())
