"""A matter that the Council was asked about, and what it said."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alameda.council.models import AgendaItem, Matter
from alameda.council.rules.vocabulary import MATTER_STATES, business
from alameda.council.selectors.decisions import ties_of
from alameda.council.selectors.matters import get_matter
from alameda.council.selectors.work import public_items_of
from alameda.council.views.wording import business_label, crumbs, session_title, state_of_item
from alameda.following.selectors import follow_of
from alameda.foundation import words
from alameda.foundation.access import ActorRequest, public
from alameda.foundation.vocabulary import find, say
from alameda.pages.views.clocks import clock_of
from alameda.pages.views.keeping import kept_while_nothing_happens
from alameda.pages.views.lists import shown
from alameda.pages.views.recorded import record_of
from alameda.pages.views.tied import steps_of
from alameda.territory.selectors import region_letters
from alameda.ui.context import address_of
from alameda.ui.parts import Clock, Entry, Fact

WAITING = ("entered", "before_council")


@public
@require_safe
@kept_while_nothing_happens("council", is_tied=True)
def matter_page(request: ActorRequest, code: str) -> HttpResponse:
    """What was asked of the Council, where it dealt with it, and how it ended."""
    matter = get_matter(code)
    state = find(MATTER_STATES, matter.state)
    context = {
        "matter": matter,
        "kind": business_label(matter.business),
        "state": state,
        "state_label": say(state),
        "clock": _clock(matter),
        "facts": _facts(matter),
        "items": [_entry(item) for item in public_items_of(matter)],
        "steps": steps_of(ties_of(matter.subject_id, actor=request.actor)),
        "entries": record_of(matter.code),
        "crumbs": crumbs(),
        "permalink": settings.BASE_URL + matter.get_absolute_url(),
        "follow": follow_of(matter.title, feed=f"x/{matter.code}"),
        "today": timezone.localdate(),
    }
    return shown(request, "council/matter.html", context)


def _clock(matter: Matter) -> Clock | None:
    term = business(matter.business).clock
    if not term or matter.state not in WAITING:
        return None
    return clock_of(
        term,
        who=_("Regional Council"),
        what=_("Decides on what was proposed."),
        start=matter.received_on,
        region=region_letters(),
    )


def _facts(matter: Matter) -> list[Fact]:
    found = [
        Fact(label=_("Code"), value=matter.code),
        Fact(label=_("Received"), value=words.day_long(matter.received_on)),
    ]
    if matter.applicant:
        found.append(Fact(label=_("Asked by"), value=matter.applicant))
    if matter.comuna is not None:
        url = address_of(matter.comuna.get_absolute_url())
        found.append(Fact(label=_("Comuna"), value=matter.comuna.name, url=url))
    if matter.amount_clp is not None:
        found.append(Fact(label=_("Amount"), value=words.money(matter.amount_clp)))
    if matter.fund:
        found.append(Fact(label=_("Fund"), value=matter.fund))
    if matter.paper:
        found.append(Fact(label=_("Paper"), value=matter.paper))
    if matter.decided_on is not None:
        found.append(Fact(label=_("Decided"), value=words.day_long(matter.decided_on)))
    return found


def _entry(item: AgendaItem) -> Entry:
    state = state_of_item(item.state)
    title = session_title(item.session) if item.session else item.title
    return Entry(
        title=title,
        url=address_of(item.get_absolute_url()),
        state_key=state.key,
        state_label=say(state),
        tone=state.tone,  # type: ignore[arg-type]  # checked where it is made
        meta=[item.session.body.name] if item.session else [],
        detail=item.reason,
    )
