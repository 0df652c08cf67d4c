"""One item: its file, its committee, its place on an agenda, how it ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.acting.forms import PlainForm, ReasonForm
from alameda.acting.views import Act, Outcome, Refusal, Slot, Slots, perform
from alameda.council.actions.items import (
    attach_file,
    declare_recusal,
    note_recording_second,
    state_money,
)
from alameda.council.actions.money import OPEN_TO_STATE
from alameda.council.models import AgendaItem, Body, ItemFile, Session
from alameda.council.rules.money import DECIDES_MONEY, lacks
from alameda.council.rules.vocabulary import RECUSAL_REASONS, SECTIONS
from alameda.council.selectors.members import members_on
from alameda.council.selectors.waiting import WAITING, silence_of
from alameda.desk.council.forms.items import (
    CommitteeForm,
    FileForm,
    MoneyForm,
    OnAgendaForm,
    RecusalForm,
    ReportForm,
    SecondForm,
)
from alameda.desk.council.forms.matters import ReplaceForm
from alameda.desk.council.selectors.items import get_item, version_of_item
from alameda.desk.council.views import asking
from alameda.desk.council.views.preparing import crumbs, prepare_url
from alameda.desk.council.views.replacing import replaced, replacing
from alameda.desk.council.views.wording import SECRETARYS_PAGE, roll
from alameda.desk.policies import COUNCIL_ROOM
from alameda.documents.actions import upload_document
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.foundation.vocabulary import options
from alameda.journeys.council_sits import item_on_agenda, item_postponed, item_withdrawn
from alameda.journeys.council_stays_silent import stand_by_silence
from alameda.journeys.council_studies import item_reported, item_to_committee
from alameda.territory.selectors import region_letters
from alameda.ui.context import address_of
from alameda.ui.parts import Crumb

Data = dict[str, Any]
VISIBILITIES = ("public", "internal", "reserved")
RECORDED = ("voted", "agreement_issued", "certified", "followed_up", "dealt_with")


def item_url(item: AgendaItem) -> str:
    """The page of an item at the desk."""
    return address_of(f"/mesa/consejo/temas/{item.pk}/")


def study(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Send it to a committee."""
    committee = Body.objects.filter(slug=data["committee"]).first()
    if committee is None:
        raise BadInputError(_("Choose a committee."), field="committee")
    item_to_committee(item, committee, actor=actor)
    return Outcome(said=_("%(committee)s studies it.") % {"committee": committee.name})


def report(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Note what the committee recommends."""
    item_reported(item, report=data["report"], reported_on=data["reported_on"], actor=actor)
    return Outcome(said=_("The report is noted."))


def schedule(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Put it on the agenda of a session."""
    session = Session.objects.filter(code=data["session"]).first()
    if session is None:
        raise BadInputError(_("Choose a session."), field="session")
    item_on_agenda(item, session, actor=actor)
    return Outcome(said=_("On the agenda."), url=prepare_url(session), anchor=item.anchor)


def state(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Say its amount and its fund."""
    state_money(item, amount_clp=data["amount_clp"], fund=data["fund"], actor=actor)
    return Outcome(said=_("Its amount and its fund are stated."))


def attach(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Add a file."""
    file = data["file"]
    document = upload_document(
        file=file,
        name=file.name or "",
        title=data["label"],
        subject=item.matter,
        visibility=data["visibility"],
        actor=actor,
    )
    attach_file(item, document=document, label=data["label"], actor=actor)
    return Outcome(
        said=_("%(label)s is in its file.") % {"label": data["label"]}, anchor="archivos"
    )


def replace(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Replace a file by a new version."""
    held = [file.document for file in item.files.select_related("document")]
    return replaced(held, data, actor=actor)


def recuse(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Note a recusal."""
    body = item.body
    who = members_on(timezone.localdate(), body=body).filter(code=data["councillor"]).first()
    if who is None:
        raise NotFoundError(_("Nobody of that code sits in it."))
    declare_recusal(item, councillor=who, reason=data["reason"], actor=actor)
    return Outcome(said=_("%(name)s takes no part in it.") % {"name": who.name})


def postpone(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Leave it for another session."""
    fresh = item_postponed(item, reason=data["reason"], actor=actor)
    return Outcome(said=_("Postponed: it waits for another session."), url=item_url(fresh))


def withdraw(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Withdraw it."""
    item_withdrawn(item, reason=data["reason"], actor=actor)
    return Outcome(said=_("Withdrawn."))


def second(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Say where it begins in the recording."""
    note_recording_second(item, second=data["second"], actor=actor)
    return Outcome(said=_("Its place in the recording is noted."))


def silence(actor: Actor, item: AgendaItem, data: Data) -> Outcome:
    """Record that the proposal stands because the Council did not decide."""
    del data
    record = stand_by_silence(item, on=timezone.localdate(), actor=actor)
    return Outcome(said=_("It stands by silence; the record is %(code)s.") % {"code": record.code})


ITEM: dict[str, Act[AgendaItem]] = {
    "study": Act(form=CommitteeForm, run=study),
    "report": Act(form=ReportForm, run=report),
    "schedule": Act(form=OnAgendaForm, run=schedule),
    "state": Act(form=MoneyForm, run=state),
    "attach": Act(form=FileForm, run=attach),
    "replace": Act(form=ReplaceForm, run=replace),
    "recuse": Act(form=RecusalForm, run=recuse),
    "postpone": Act(form=ReasonForm, run=postpone),
    "withdraw": Act(form=ReasonForm, run=withdraw, confirm=asking.ask_withdraw),
    "second": Act(form=SecondForm, run=second),
    "silence": Act(form=PlainForm, run=silence, confirm=asking.ask_silence, rehearses=False),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=SECRETARYS_PAGE)
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """An item, and what can be done with it from where it stands."""
    row = get_item(pk, actor=request.actor)
    choices = choices_of(row)
    refusal = None
    if request.method == "POST":
        done = perform(
            request, row, acts=ITEM, choices=choices, version=lambda: version_of_item(row)
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        row = get_item(pk, actor=request.actor)
    slots = Slots(acts=ITEM, version=row.version, choices=choices, refusal=refusal)
    due = None
    if row.state in {*WAITING, "on_agenda"}:
        due = silence_of(row, today=timezone.localdate(), region=region_letters())
    places = crumbs()
    if row.session is not None:
        places.append(Crumb(label=row.session.subject.title, url=prepare_url(row.session)))
    context = {
        "item": row,
        "due": due,
        "slots": slots,
        "made": slots_of(row, slots, is_late=bool(due and due.is_late)),
        "papers": _papers(row, slots),
        "attach_slot": slots.make(
            "attach", _("Add it"), title=_("Add a file"), is_quiet=True, visibility="public"
        ),
        "crumbs": places,
    }
    return render(request, "desk/item.html", context, status=slots.status)


def _papers(row: AgendaItem, slots: Slots) -> list[tuple[ItemFile, Slot | None]]:
    """The files, each with the form that replaces it."""
    files = list(row.files.all())
    forms = dict(replacing([file.document for file in files], slots))
    return [(file, forms[file.document]) for file in files]


def choices_of(row: AgendaItem) -> dict[str, list[tuple[str, str]]]:
    """The lists that the forms of the page choose from."""
    today = timezone.localdate()
    coming = (
        Session.objects.filter(state__in=("convened", "agenda_published"), body=row.body)
        .select_related("subject")
        .order_by("starts_at")
    )
    return {
        "committee": [
            (body.slug, body.name)
            for body in Body.objects.exclude(kind="council").filter(ends_on__isnull=True)
        ],
        "session": [(session.code, session.subject.title) for session in coming],
        "councillor": roll(members_on(today, body=row.body)),
        "reason": options(RECUSAL_REASONS),
        "section": options(SECTIONS),
        "visibility": [
            ("public", _("Everybody")),
            ("internal", _("Who works in the regional government")),
            ("reserved", _("Only who needs it for this item")),
        ],
    }


def slots_of(row: AgendaItem, slots: Slots, *, is_late: bool) -> list[object]:
    """The forms of the page, by where the item stands."""
    made: list[object] = [*money_slots(row, slots)]
    if is_late and row.state in {*WAITING, "on_agenda"}:
        made.append(slots.make("silence", _("Record that it stands by silence")))
    if row.state in WAITING:
        made.append(slots.make("schedule", _("Put it on the agenda")))
    if row.state in {"entered", "reported"}:
        made.append(
            slots.make("study", _("Send it"), title=_("Send it to a committee"), is_quiet=True)
        )
    if row.state == "in_committee":
        made.append(slots.make("report", _("Note the report"), title=_("The committee reported")))
    if row.state in {"on_agenda", "debated"}:
        made.append(
            slots.make("recuse", _("Note it"), title=_("A member is recused"), is_quiet=True)
        )
        made.append(slots.make("postpone", _("Postpone it"), title=_("Postpone it"), is_quiet=True))
    if row.state in {*WAITING, "on_agenda", "debated"}:
        made.append(slots.make("withdraw", _("Withdraw it"), title=_("Withdraw it"), is_quiet=True))
    if row.state in RECORDED and row.session is not None and row.session.recording_url:
        made.append(slots.make("second", _("Keep it"), is_quiet=True))
    return made


def money_slots(row: AgendaItem, slots: Slots) -> list[object]:
    """The form of its amount and its fund, where it decides money that nobody voted yet."""
    if row.business not in DECIDES_MONEY or row.state not in OPEN_TO_STATE or row.votes.exists():
        return []
    is_lacking = bool(lacks(row.business, amount_clp=row.amount_clp, fund=row.fund))
    title = _("State its amount and its fund") if is_lacking else _("Correct its amount or fund")
    return [
        slots.make(
            "state",
            _("State them"),
            title=title,
            is_quiet=not is_lacking,
            is_open=is_lacking,
            amount_clp=row.amount_clp,
            fund=row.fund,
        )
    ]
