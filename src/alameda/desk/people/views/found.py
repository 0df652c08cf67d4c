"""The people of the region, found by name, address or what they hold."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.accounts import policies
from alameda.accounts.models import Person, Unit
from alameda.accounts.rules import ROLE_KEYS, ROLES
from alameda.accounts.selectors import reach_of
from alameda.desk.people.selectors import (
    STATE,
    STATES,
    Search,
    Where,
    page_by_name,
    places_by_name,
)
from alameda.desk.people.views.wording import HOME, desk_crumb, role_said
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.vocabulary import find, keys, options, say
from alameda.pages.forms import parse
from alameda.pages.views.lists import LeftOut, Listing, Names, active, facet, pager_of
from alameda.ui.context import address_of
from alameda.ui.parts import Entry, FacetGroup


@require_safe
@requires(*policies.KEEPERS)
def people(request: ActorRequest) -> HttpResponse:
    """Who has an account here and what they hold, by name."""
    where = places_by_name()
    units = dict(Unit.objects.order_by("name").values_list("code", "name"))
    known = {"rol": ROLE_KEYS, "unidad": units, "comuna": where.comunas, STATE: keys(STATES)}
    asked = parse(request.GET, known)
    look = Search(asked=asked, actor=request.actor, today=timezone.localdate(), now=timezone.now())
    found = look.people()
    page = page_by_name(found, cursor=asked.cursor, held=look.held(besides="rol"))
    names: Names = {
        STATE: (_("Account"), dict(options(STATES))),
        "rol": (_("Role"), dict(options(ROLES))),
        "unidad": (_("Unit"), units),
        "comuna": (_("Comuna"), where.comunas),
    }
    entries = [_entry(person, where) for person in page.rows]
    listing = Listing(
        count=len(entries),
        pager=pager_of(asked, page),
        groups=_groups(look, names),
        active=active(asked, names),
        words=asked.words,
        kept=[(name, value) for name, values in asked.chosen for value in values],
        entries=entries,
        left_out=[LeftOut(fault) for fault in asked.faults],
    )
    context = {
        "listing": listing,
        "total": found.count(),
        "is_whole": asked.is_empty,
        "may_add": policies.may_add_person(request.actor, reach=reach_of(request.actor)),
        "crumbs": [desk_crumb()],
    }
    return render(request, "desk/people.html", context)


def _groups(look: Search, names: Names) -> list[FacetGroup]:
    made = []
    for param, (label, values) in names.items():
        counts = look.counts(param)
        rows = [(value, name, counts.get(value, 0)) for value, name in values.items()]
        chosen, url = look.asked.values(param), partial(look.asked.toggled, param)
        made.append(facet(param, label, rows, chosen=chosen, url=url, is_open=param != "comuna"))
    return [group for group in made if group.options]


def _entry(person: Person, where: Where) -> Entry:
    state = find(STATES, getattr(person, "standing", ""))
    held = [f"{role_said(grant.role)}: {where.said(grant)}" for grant in person.grants.all()]
    return Entry(
        title=str(person),
        url=address_of(f"{HOME}{person.pk}/"),
        state_key=state.key,
        state_label=say(state),
        tone=state.tone,  # type: ignore[arg-type]  # a word's tone is one of those of ``ui``
        meta=[person.email] if person.name else [],
        detail=" · ".join(held) or _("No role"),
    )
