"""The organisation chart: seen as a tree, added to, changed and ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.accounts import policies
from alameda.accounts.actions import add_unit, change_unit, end_unit
from alameda.accounts.models import Unit
from alameda.accounts.selectors import get_unit, units_in_force
from alameda.acting.forms import Choices
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.desk.people.forms import EndUnitForm, NewUnitForm, UnitForm
from alameda.desk.people.selectors import chart
from alameda.desk.people.views.wording import CHART, desk_crumb
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]


def _parent(data: Data) -> Unit | None:
    return get_unit(data["parent"]) if data["parent"] else None


def _add(actor: Actor, _thing: None, data: Data) -> Outcome:
    unit = add_unit(
        name=data["name"],
        acronym=data["acronym"],
        code=data["code"],
        parent=_parent(data),
        starts_on=data["starts_on"],
        actor=actor,
    )
    return Outcome(said=_("Unit added: %(name)s.") % {"name": unit.name}, anchor=f"u-{unit.code}")


def _change(actor: Actor, unit: Unit, data: Data) -> Outcome:
    change_unit(unit, name=data["name"], acronym=data["acronym"], parent=_parent(data), actor=actor)
    return Outcome(said=_("Changed."))


def _end(actor: Actor, unit: Unit, data: Data) -> Outcome:
    end_unit(unit, ends_on=data["ends_on"], actor=actor)
    return Outcome(said=_("Its last day is %(day)s.") % {"day": words.day(data["ends_on"])})


ADDING = {"add": Act(form=NewUnitForm, run=_add)}
ACTS = {
    "change": Act(form=UnitForm, run=_change),
    "end": Act(form=EndUnitForm, run=_end),
}


def _choices() -> dict[str, Choices]:
    units = units_in_force(timezone.localdate()).filter(ends_on__isnull=True)
    return {"parent": list(units.values_list("code", "name"))}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*policies.KEEPERS)
def units(request: ActorRequest) -> HttpResponse:
    """The organisation chart, with how many hold a role in each unit."""
    choices, refusal = _choices(), None
    if request.method == "POST":
        done = perform(request, None, acts=ADDING, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=ADDING, choices=choices, refusal=refusal)
    branches, over = chart(today=timezone.localdate())
    may_keep = policies.may_keep_units(request.actor)
    context = {
        "slots": slots,
        "slot": slots.make("add", _("Add"), title=_("Add a unit")) if may_keep else None,
        "branches": branches,
        "over": over,
        "crumbs": [desk_crumb()],
    }
    return render(request, "desk/units.html", context, status=slots.status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*policies.KEEPERS)
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """One unit: what it is called, where it stands, and its end."""
    found = get_unit(code)
    choices, refusal = _choices(), None
    if request.method == "POST":
        done = perform(request, found, acts=ACTS, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
        found = get_unit(code)
    slots = Slots(acts=ACTS, choices=choices, refusal=refusal)
    may_keep = policies.may_keep_units(request.actor)
    context = {
        "slots": slots,
        "acts": _slots_of(found, slots) if may_keep else [],
        "unit": found,
        "crumbs": [desk_crumb(), Crumb(label=_("Units"), url=address_of(CHART))],
    }
    return render(request, "desk/unit.html", context, status=slots.status)


def _slots_of(found: Unit, slots: Slots) -> list[Slot]:
    change = slots.make(
        "change",
        _("Change it"),
        title=_("Change its name or its place"),
        name=found.name,
        acronym=found.acronym,
        parent=found.parent.code if found.parent else "",
        is_quiet=True,
    )
    end = slots.make("end", _("End it"), title=_("End this unit"), is_quiet=True)
    return [change] if found.ends_on else [change, end]
