"""Convening a session and preparing its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import PlainForm, ReasonForm
from alameda.acting.views import Act, Outcome, Refusal, Slots, perform
from alameda.council.actions.items import order_agenda
from alameda.council.actions.sessions import convene_session, publish_agenda
from alameda.council.models import AgendaItem, Body, Session
from alameda.council.policies import may_enter_items
from alameda.council.rules.vocabulary import SESSION_KINDS
from alameda.council.selectors.waiting import bodies_run_by, waiting_items
from alameda.desk.council.forms.items import ItemForm, OrderForm, PlaceForm
from alameda.desk.council.forms.sessions import ConveneForm
from alameda.desk.council.selectors.register import beginning
from alameda.desk.council.selectors.sittings import Sitting, get_session, item_of, version_of
from alameda.desk.council.selectors.summons import is_outdated, summons_data, summons_of
from alameda.desk.council.views import asking
from alameda.desk.council.views.beginning import council_first, first_steps
from alameda.desk.council.views.council import entered, item_choices, warnings_of
from alameda.desk.council.views.faster import faster_acts
from alameda.desk.council.views.wording import SECRETARYS_PAGE
from alameda.desk.policies import COUNCIL_ROOM
from alameda.documents.actions import make_document, remake_document
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError
from alameda.foundation.vocabulary import options
from alameda.journeys.council_does_not_sit import session_cancelled
from alameda.journeys.council_sits import item_on_agenda
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

BEFORE = ("convened", "agenda_published")


def prepare_url(session: Session) -> str:
    """The page that prepares a session."""
    return address_of(f"/mesa/consejo/sesiones/{session.code}/")


def convene(actor: Actor, bodies: list[Body], data: dict[str, Any]) -> Outcome:
    """Convene a session."""
    told = {name: value for name, value in data.items() if name not in {"version", "target"}}
    told["body"] = next((body for body in bodies if body.slug == told["body"]), None)
    body = told.pop("body")
    if body is None:
        raise BadInputError(_("Choose a body."), field="body")
    session = convene_session(body, **told, actor=actor)
    said = {"session": session.subject.title}
    return Outcome(said=_("%(session)s is convened.") % said, url=prepare_url(session))


CONVENING = {"convene": Act(form=ConveneForm, run=convene, confirm=asking.ask_convene)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=SECRETARYS_PAGE)
def new_session(request: ActorRequest) -> HttpResponse:
    """Convene a session of the Council or of a committee."""
    if first := council_first(request, title=_("Convene a session"), crumbs=crumbs()):
        return first
    today = timezone.localdate()
    bodies = [
        body
        for body in bodies_run_by(request.actor)
        if body.ends_on is None or body.ends_on >= today
    ]
    found = beginning(today)
    choices = {
        "body": [(body.slug, body.name) for body in bodies],
        "kind": options(SESSION_KINDS),
    }
    refusal = None
    if request.method == "POST":
        done = perform(request, bodies, acts=CONVENING, choices=choices)
        if not isinstance(done, Refusal):
            return done
        refusal = done
    slots = Slots(acts=CONVENING, choices=choices, refusal=refusal)
    main = next((body.slug for body in bodies if body.kind == "council"), "")
    context = {
        "slots": slots,
        "slot": slots.make("convene", _("Convene it"), kind="ordinary", body=main),
        "steps": [] if found.is_ready else first_steps(found),
        "crumbs": crumbs(),
    }
    return render(request, "desk/session_new.html", context, status=slots.status)


def place(actor: Actor, session: Session, data: dict[str, Any]) -> Outcome:
    """Put waiting items on the agenda."""
    for key in data["items"]:
        waiting = waiting_items([session.body]).filter(pk=key).first()
        if waiting is None:
            raise BadInputError(_("Somebody took one of these items meanwhile."), field="items")
        item_on_agenda(waiting, session, actor=actor)
    return Outcome(said=_("On the agenda."), anchor="tabla")


def enter_here(actor: Actor, session: Session, data: dict[str, Any]) -> Outcome:
    """Enter an item straight on this agenda."""
    item = entered(data, body=session.body, actor=actor)
    item_on_agenda(item, session, actor=actor)
    said = " ".join([_("On the agenda."), *warnings_of(item)])
    return Outcome(said=said, anchor="tabla")


def order(actor: Actor, session: Session, data: dict[str, Any]) -> Outcome:
    """Take an item one place up or down within its part."""
    step = -1 if data["up"] else 1
    item = item_of(session, data["up"] or data["down"])
    items = [row for _word, rows in Sitting(session).sections for row in rows]
    order_agenda(session, items=moved(items, item, step), actor=actor)
    return Outcome(said=_("The order changed."), anchor=item.anchor)


def moved(items: list[AgendaItem], item: AgendaItem, step: int) -> list[AgendaItem]:
    """The items with one of them a place further, where its part goes on that far."""
    here = next(at for at, row in enumerate(items) if row.pk == item.pk)
    there = here + step
    if 0 <= there < len(items) and items[there].section == items[here].section:
        items[here], items[there] = items[there], items[here]
    return items


def publish(actor: Actor, session: Session, data: dict[str, Any]) -> Outcome:
    """Publish the agenda, with its files."""
    del data
    publish_agenda(session, actor=actor)
    return Outcome(said=_("The agenda is public."), anchor="tabla")


def summon(actor: Actor, session: Session, data: dict[str, Any]) -> Outcome:
    """Make the summons, or make it again with what changed."""
    del data
    told, now = summons_data(session), timezone.now()
    made = summons_of(session)
    if made is None:
        made = make_document(
            kind="summons",
            template="council_summons",
            data=told,
            title=f"Citación a la {session.subject.title}",
            subject=session.subject,
            at=now,
            actor=actor,
        )
    else:
        remake_document(made, data=told, at=now, reason="Cambió la tabla", actor=actor)
    return Outcome(
        said=_("The summons is made: %(code)s.") % {"code": made.code}, anchor="citacion"
    )


def cancel(actor: Actor, session: Session, data: dict[str, Any]) -> Outcome:
    """Cancel the session."""
    session_cancelled(session, reason=data["reason"], actor=actor)
    return Outcome(said=_("The session is cancelled; its items wait again."))


PREPARING: dict[str, Act[Session]] = {
    "place": Act(form=PlaceForm, run=place),
    "enter": Act(form=ItemForm, run=enter_here),
    "order": Act(form=OrderForm, run=order),
    "publish": Act(form=PlainForm, run=publish, confirm=asking.ask_publish_agenda),
    "summon": Act(form=PlainForm, run=summon, confirm=asking.ask_summon, rehearses=False),
    "cancel": Act(form=ReasonForm, run=cancel, confirm=asking.ask_cancel),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=SECRETARYS_PAGE)
def prepare(request: ActorRequest, code: str) -> HttpResponse:
    """Prepare a session: its agenda, its files, its summons."""
    session = get_session(code, actor=request.actor)
    waiting = list(waiting_items([session.body]).select_related("carried_from__session__subject"))
    choices = {
        **item_choices(),
        "items": [(str(item.pk), offered(item)) for item in waiting],
    }
    refusal = None
    if request.method == "POST":
        done = perform(
            request, session, acts=PREPARING, choices=choices, version=lambda: version_of(session)
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        session = get_session(code, actor=request.actor)
    slots = Slots(acts=PREPARING, version=session.version, choices=choices, refusal=refusal)
    made = summons_of(session)
    is_old = made is not None and is_outdated(session, made)
    context = {
        "session": session,
        "sitting": Sitting(session),
        "summons": made,
        "is_summons_old": is_old,
        "slots": slots,
        "faster": faster_acts(session, refusal),
        **(enter_slot(slots, session) if may_enter_items(request.actor) else {}),
        **prepare_slots(slots, session, waiting=waiting),
        **summon_slot(slots, session, is_made=made is not None, is_old=is_old),
        "crumbs": crumbs(),
    }
    return render(request, "desk/session.html", context, status=slots.status)


def offered(item: AgendaItem) -> str:
    """A waiting item as the agenda is offered it: with the session it was left in."""
    origin = item.carried_from
    if origin is None or origin.session is None:
        return item.title
    told = {"title": item.title, "session": origin.session.subject.title, "code": origin.number}
    if origin.state == "untreated":
        return _("%(title)s (not treated in %(session)s)") % told
    return _("%(title)s (postponed in %(session)s)") % told


def summon_slot(
    slots: Slots, session: Session, *, is_made: bool, is_old: bool
) -> dict[str, object]:
    """Make the summons; made again with one press where it is older than its agenda."""
    if session.state not in BEFORE:
        return {}
    label = _("Make it again (PDF)") if is_made else _("Make the summons (PDF)")
    return {"summon_slot": slots.make("summon", label, is_quiet=not is_old)}


def enter_slot(slots: Slots, session: Session) -> dict[str, object]:
    """The form of new business: of who puts business before the Council, which not all do."""
    if session.state not in BEFORE:
        return {}
    made = slots.make(
        "enter",
        _("Enter it on this agenda"),
        title=_("Enter a new item"),
        is_quiet=True,
        business="report",
    )
    return {"enter_slot": made}


def prepare_slots(
    slots: Slots, session: Session, *, waiting: Sequence[AgendaItem]
) -> dict[str, object]:
    """The forms of the page, by where the session stands."""
    if session.state not in BEFORE:
        return {}
    made: dict[str, object] = {
        "order_slot": slots.make("order", ""),
        "cancel_slot": slots.make(
            "cancel", _("Cancel the session"), title=_("Cancel the session"), is_quiet=True
        ),
    }
    if waiting:
        carried = [str(item.pk) for item in waiting if item.carried_from_id is not None]
        note = _("What an earlier session left is chosen already.") if carried else ""
        made["place_slot"] = slots.make(
            "place", _("Put on the agenda"), is_quiet=True, items=carried, note=note
        )
    if session.state == "convened":
        made["publish_slot"] = slots.make(
            "publish",
            _("Publish the agenda"),
            note=_("Everybody can read it from then on, with its files."),
        )
    return made


def crumbs() -> list[Crumb]:
    """The places above the screens of a session."""
    return [
        Crumb(label=_("Desk"), url=address_of("/mesa/")),
        Crumb(label=_("The secretary's room"), url=address_of("/mesa/consejo/")),
    ]
