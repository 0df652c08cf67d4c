"""What a Council still needs before it can meet, told where it is lacking, with where to do it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.council.policies import may_keep_members
from alameda.desk.council.selectors.register import Beginning, beginning
from alameda.foundation import words
from alameda.foundation.access import ActorRequest
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

REGISTER = "/mesa/consejo/integrantes/"


@dataclass(frozen=True)
class First:
    """One step to the first session.

    Attributes:
        label: what is to be done, or what is.
        url: where.
        is_done: whether it is.
    """

    label: str
    url: str
    is_done: bool


def first_steps(found: Beginning) -> list[First]:
    """The steps from nothing to the first session, in their order."""
    register = address_of(REGISTER)
    return [
        First(_("Set up the Council"), f"{register}#council", bool(found.council)),
        First(_places(found), f"{register}#circunscripciones", bool(found.places)),
        First(_members(found), f"{register}#arrive", bool(found.sitting)),
        First(_("Enter the governor, who presides"), f"{register}#arrive", found.has_governor),
        First(
            _("Convene the first session"),
            address_of("/mesa/consejo/sesiones/nueva/"),
            is_done=False,
        ),
    ]


def _places(found: Beginning) -> str:
    if not found.places:
        return _("Enter the circumscriptions, with their seats")
    said = ngettext("%(count)s circumscription", "%(count)s circumscriptions", found.places)
    return said % {"count": words.number(found.places)}


def _members(found: Beginning) -> str:
    if not found.sitting:
        return _("Enter the councillors, one by one, or all at once with “alameda seat import”")
    said = {"sitting": words.number(found.sitting), "seats": words.number(found.seats)}
    if found.seats:
        return _("Councillors with a seat: %(sitting)s of %(seats)s") % said
    return _("Councillors with a seat: %(sitting)s") % said


def council_first(request: ActorRequest, *, title: str, crumbs: list[Crumb]) -> HttpResponse | None:
    """The page that says what comes first, where there is no Council yet; else nothing."""
    found = beginning(timezone.localdate())
    if found.council is not None:
        return None
    context = {
        "title": title,
        "steps": first_steps(found),
        "may_keep": may_keep_members(request.actor),
        "crumbs": crumbs,
    }
    return render(request, "desk/council_first.html", context)
