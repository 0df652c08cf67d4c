"""The secretary's room: what waits, the sessions, what is owed, who sits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.files import LABEL_LETTERS
from alameda.council.actions.items import attach_proposal, enter_item
from alameda.council.models import AgendaItem, Body, Session
from alameda.council.policies import may_keep_members
from alameda.council.rules.vocabulary import BUSINESS
from alameda.council.selectors.commitments import due_of, open_commitments
from alameda.council.selectors.matters import ended_matter_of, waiting_matters
from alameda.council.selectors.members import council, members_on
from alameda.council.selectors.points import points
from alameda.council.selectors.waiting import bodies_run_by, silence_of, waiting_items
from alameda.desk.council.forms.items import ItemForm
from alameda.desk.council.selectors.register import beginning
from alameda.desk.council.selectors.sittings import sessions_of
from alameda.desk.council.views.beginning import council_first, first_steps
from alameda.desk.council.views.wording import SECRETARYS_PAGE
from alameda.desk.policies import COUNCIL_ROOM, PROPOSERS
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError
from alameda.foundation.vocabulary import options, say
from alameda.territory.selectors import region_letters
from alameda.thread.models import Subject
from alameda.thread.selectors import subjects_visible_to
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

SESSIONS_SHOWN = 12
OWED_SHOWN = 20
PROPOSAL_LABEL = "Proposición"  # in the language of the papers


@require_http_methods(["GET", "HEAD"])
@requires(*COUNCIL_ROOM, why=SECRETARYS_PAGE)
def room(request: ActorRequest) -> HttpResponse:
    """Everything that the secretary keeps, on one page."""
    today, region = timezone.localdate(), region_letters()
    bodies = bodies_run_by(request.actor)
    waiting = [
        (item, silence_of(item, today=today, region=region)) for item in waiting_items(bodies)
    ]
    kinds = [
        (say(kind), [row for row in waiting if row[0].business == kind.key]) for kind in BUSINESS
    ]
    owed = open_commitments()
    found, is_keeper = beginning(today), may_keep_members(request.actor)
    context = {
        "steps": first_steps(found) if is_keeper and not found.is_ready else [],
        "is_keeper": is_keeper,
        "has_council": found.council,
        "matter_count": waiting_matters().count(),
        "point_count": points().filter(state="reached").count(),
        "kinds": [(name, rows) for name, rows in kinds if rows],
        "waiting_count": len(waiting),
        "sessions": list(sessions_of(bodies)[:SESSIONS_SHOWN]),
        "owed": [(row, due_of(row, today=today, region=region)) for row in owed[:OWED_SHOWN]],
        "owed_count": owed.count(),
        "bodies": [
            (body, members_on(today, body=body).count())
            for body in bodies
            if body.ends_on is None or body.ends_on >= today
        ],
        "crumbs": [Crumb(label=_("Desk"), url=address_of("/mesa/"))],
    }
    return render(request, "desk/council.html", context)


def enter(actor: Actor, _thing: None, data: dict[str, Any]) -> Outcome:
    """Enter an item."""
    item = entered(data, actor=actor)
    said = _("“%(item)s” waits for a session or a committee.") % {"item": item.title}
    return Outcome(
        said=" ".join([said, *warnings_of(item)]),
        url=address_of(f"/mesa/consejo/temas/{item.pk}/"),
    )


ENTERING = {"enter": Act(form=ItemForm, run=enter)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PROPOSERS)
def new_item(request: ActorRequest) -> HttpResponse:
    """Put business before the Council."""
    above = [Crumb(label=_("Desk"), url=address_of("/mesa/"))]
    if first := council_first(request, title=_("Enter an item"), crumbs=above):
        return first
    choices = item_choices()
    refusal = None
    if request.method == "POST":
        done = perform(request, None, acts=ENTERING, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=ENTERING, choices=choices, refusal=refusal)
    start: dict[str, Any] = {
        "business": request.GET.get("tipo", "concession"),
        "matter": request.GET.get("codigo", "")[:80],
        "minutes_of": request.GET.get("acta", "")[:80],
        "received_on": None if "acta" in request.GET else timezone.localdate(),
    }
    context = {
        "slots": slots,
        "slot": slots.make("enter", _("Enter it"), **start),
        "crumbs": above,
    }
    return render(request, "desk/item_new.html", context, status=slots.status)


def item_choices() -> dict[str, list[tuple[str, str]]]:
    """The lists that the form of a new item chooses from."""
    lacking = (
        Session.objects.filter(body=council(), state="minutes_drafted")
        .select_related("subject")
        .order_by("-starts_at")
    )
    return {
        "business": options(BUSINESS),
        "minutes_of": [(row.code, row.subject.title) for row in lacking],
    }


def entered(data: dict[str, Any], *, body: Body | None = None, actor: Actor) -> AgendaItem:
    """An item entered as it was typed, with the file that proposes it."""
    told = item_data(data, actor)
    file = told.pop("file")
    item = enter_item(**told, body=body, actor=actor)
    if file is not None:
        label = f"{PROPOSAL_LABEL}: {item.title}"[:LABEL_LETTERS]
        attach_proposal(item, file=file, label=label, actor=actor)
    return item


def warnings_of(item: AgendaItem) -> list[str]:
    """What to know before anybody votes on it."""
    ended = ended_matter_of(item)
    if ended is None:
        return []
    sentence = _(
        "But %(code)s ended already: an agreement on it is certified only where it corrects the"
        " one that ended it. A new decision is entered as a new matter, without this code."
    )
    return [sentence % {"code": ended.code}]


def item_data(data: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """What was typed of an item, with its subject and its session found by their codes.

    Raises:
        BadInputError: nothing here has that code.
    """
    told = {name: value for name, value in data.items() if name not in {"version", "target"}}
    told["matter"] = _matter(told["matter"], actor)
    code = told["minutes_of"]
    told["minutes_of"] = Session.objects.filter(code=code).first() if code else None
    return told


def _matter(code: str, actor: Actor) -> Subject | None:
    if not code.strip():
        return None
    found = subjects_visible_to(actor).filter(code=code.strip()).first()
    if found is None:
        sentence = _("Nothing here has the code %(code)s.") % {"code": code[:80]}
        raise BadInputError(sentence, field="matter")
    return found
