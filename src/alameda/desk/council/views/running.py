"""What each button of the session's screen does."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.accounts.models import Unit
from alameda.acting.forms import PlainForm, ReasonForm
from alameda.acting.views import Act, Outcome
from alameda.council.actions.commitments import raise_commitment
from alameda.council.actions.items import add_from_floor, deal_with_item, declare_recusal, open_item
from alameda.council.actions.minutes import (
    approve_minutes,
    correct_minutes,
    draft_minutes,
    publish_minutes,
)
from alameda.council.actions.sessions import (
    certify_attendance,
    hand_over_chair,
    link_recording,
    open_session,
    record_arrival,
    record_departure,
    resume_session,
    suspend_session,
)
from alameda.council.actions.votes import open_vote
from alameda.council.models import Agreement, Minutes, Session
from alameda.desk.council.forms.items import FloorForm, NoteForm, RecusalForm
from alameda.desk.council.forms.sessions import (
    ApprovalForm,
    ArrivalForm,
    AttendanceForm,
    CommitmentForm,
    MemberForm,
    MinutesPartForm,
    OpenForm,
    RecordingForm,
    RemoteForm,
)
from alameda.desk.council.forms.votes import OpenVoteForm
from alameda.desk.council.selectors.sittings import Sitting, item_of, member_of
from alameda.desk.council.views import asking
from alameda.desk.council.views.agreeing import AGREEING
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotFoundError
from alameda.journeys.council_does_not_sit import left_postponed, session_closed, session_failed
from alameda.journeys.council_sits import item_postponed, item_withdrawn
from alameda.ui.context import address_of

Data = dict[str, Any]


def open_it(actor: Actor, session: Session, data: Data) -> Outcome:
    """Open the session."""
    sitting = Sitting(session)
    open_session(
        session,
        summons=data["summons"],
        present=[member_of(sitting, code) for code in data["present"]],
        presided_by=member_of(sitting, data["presided_by"]),
        actor=actor,
    )
    return Outcome(said=_("The session is open."), anchor="ahora")


def fail(actor: Actor, session: Session, data: Data) -> Outcome:
    """Say that there was no quorum."""
    session_failed(session, reason=data["reason"], actor=actor)
    return Outcome(said=_("It was not held; its items wait again."))


def arrival(actor: Actor, session: Session, data: Data) -> Outcome:
    """Note who comes in or goes out."""
    sitting = Sitting(session)
    if data["left"]:
        member = member_of(sitting, data["left"])
        record_departure(session, councillor=member, actor=actor)
        return Outcome(said=_("%(name)s left.") % {"name": member.name}, anchor="asistencia")
    member = member_of(sitting, data["arrived"])
    record_arrival(session, councillor=member, actor=actor)
    return Outcome(said=_("%(name)s is here.") % {"name": member.name}, anchor="asistencia")


def remote_arrival(actor: Actor, session: Session, data: Data) -> Outcome:
    """Note who takes part from elsewhere."""
    member = member_of(Sitting(session), data["joining"])
    record_arrival(session, councillor=member, is_remote=True, actor=actor)
    said = _("%(name)s takes part remotely.") % {"name": member.name}
    return Outcome(said=said, anchor="asistencia")


def chair(actor: Actor, session: Session, data: Data) -> Outcome:
    """Hand over the chair."""
    member = member_of(Sitting(session), data["councillor"])
    hand_over_chair(session, councillor=member, actor=actor)
    return Outcome(said=_("%(name)s presides.") % {"name": member.name}, anchor="asistencia")


def suspend(actor: Actor, session: Session, data: Data) -> Outcome:
    """Suspend the session."""
    suspend_session(session, reason=data["reason"], actor=actor)
    return Outcome(said=_("The session is suspended."))


def resume(actor: Actor, session: Session, data: Data) -> Outcome:
    """Go on."""
    del data
    resume_session(session, actor=actor)
    return Outcome(said=_("The session goes on."))


def close(actor: Actor, session: Session, data: Data) -> Outcome:
    """Close the session; what nobody treated waits for the next one."""
    del data
    session_closed(session, actor=actor)
    return Outcome(said=_("The session is over."), anchor="asistencia")


def postpone_all(actor: Actor, session: Session, data: Data) -> Outcome:
    """Leave all that is left of the agenda for another session."""
    count = left_postponed(session, reason=data["reason"], actor=actor)
    said = ngettext("Postponed: %(count)s item.", "Postponed: %(count)s items.", count)
    return Outcome(said=said % {"count": words.number(count)}, anchor="tabla")


def begin_item(actor: Actor, session: Session, data: Data) -> Outcome:
    """Take up an item."""
    item = item_of(session, data["target"])
    open_item(item, actor=actor)
    return Outcome(said=_("Now: %(item)s.") % {"item": item.title}, anchor="ahora")


def deal(actor: Actor, session: Session, data: Data) -> Outcome:
    """End an item without a vote."""
    item = item_of(session, data["target"])
    deal_with_item(item, note=data["note"], actor=actor)
    return Outcome(said=_("Dealt with."), anchor="ahora")


def recuse(actor: Actor, session: Session, data: Data) -> Outcome:
    """Note a recusal."""
    member = member_of(Sitting(session), data["councillor"])
    item = item_of(session, data["target"])
    declare_recusal(item, councillor=member, reason=data["reason"], actor=actor)
    said = _("%(name)s takes no part in it.") % {"name": member.name}
    return Outcome(said=said, anchor="ahora")


def postpone(actor: Actor, session: Session, data: Data) -> Outcome:
    """Leave an item for another session."""
    item = item_of(session, data["target"])
    item_postponed(item, reason=data["reason"], actor=actor)
    return Outcome(said=_("Postponed: it waits for another session."), anchor="ahora")


def withdraw(actor: Actor, session: Session, data: Data) -> Outcome:
    """Withdraw an item."""
    item = item_of(session, data["target"])
    item_withdrawn(item, reason=data["reason"], actor=actor)
    return Outcome(said=_("Withdrawn."), anchor="ahora")


def add(actor: Actor, session: Session, data: Data) -> Outcome:
    """Add an item from the floor."""
    names = ("business", "title", "section", "summary", "amount_clp", "fund")
    item = add_from_floor(session, **{name: data[name] for name in names}, actor=actor)
    return Outcome(said=_("Added: %(item)s.") % {"item": item.title}, anchor=item.anchor)


def commit(actor: Actor, session: Session, data: Data) -> Outcome:
    """Note what somebody asks for."""
    sitting = Sitting(session)
    asker = member_of(sitting, data["raised_by"]) if data["raised_by"] else None
    unit = Unit.objects.filter(code=data["owner_unit"]).first() if data["owner_unit"] else None
    row = raise_commitment(
        kind=data["kind"],
        text=data["text"],
        owner=data["owner"],
        raised_on=timezone.localdate(),
        session=session,
        item=item_of(session, data["target"]) if data["target"] else None,
        raised_by=asker,
        owner_unit=unit,
        due_on=data["due_on"],
        actor=actor,
    )
    return Outcome(said=_("Noted as %(code)s.") % {"code": row.code}, anchor="compromisos")


def begin_vote(actor: Actor, session: Session, data: Data) -> Outcome:
    """Open a vote and go to its roll call."""
    items = [item_of(session, key) for key in data["items"]]
    vote = open_vote(session, items=items, question=data["question"], actor=actor)
    return Outcome(
        said=_("The vote is open."), url=address_of(f"/mesa/consejo/votaciones/{vote.code}/")
    )


def attendance(actor: Actor, session: Session, data: Data) -> Outcome:
    """Certify who attended."""
    sitting = Sitting(session)
    excused = [member_of(sitting, code) for code in data["excused"]]
    certify_attendance(session, excused=excused, actor=actor)
    return Outcome(said=_("The attendance is certified."), anchor="asistencia")


def recording(actor: Actor, session: Session, data: Data) -> Outcome:
    """Link the recording."""
    link_recording(session, url=data["url"], starts_at=data["starts_at"], actor=actor)
    return Outcome(said=_("The recording is public."), anchor="grabacion")


def draft(actor: Actor, session: Session, data: Data) -> Outcome:
    """Draft the minutes."""
    del data
    draft_minutes(session, actor=actor)
    return Outcome(said=_("The minutes are drafted."), anchor="acta")


def part(actor: Actor, session: Session, data: Data) -> Outcome:
    """Correct a part of the minutes."""
    asker = member_of(Sitting(session), data["asked_by"]) if data["asked_by"] else None
    correct_minutes(
        _minutes(session),
        part=data["target"],
        after=data["after"],
        version=data["minutes_version"],
        asked_by=asker,
        reason=data["reason"],
        actor=actor,
    )
    return Outcome(said=_("The correction is kept, with the text before it."), anchor="acta")


def approve(actor: Actor, session: Session, data: Data) -> Outcome:
    """Approve the minutes by an agreement of a later session."""
    by = Agreement.objects.filter(code=data["by"], item__minutes_of=session).first()
    if by is None:
        raise BadInputError(_("Choose the agreement that approves them."), field="by")
    approve_minutes(_minutes(session), by=by, actor=actor)
    return Outcome(said=_("The minutes are approved."), anchor="acta")


def publish_the_minutes(actor: Actor, session: Session, data: Data) -> Outcome:
    """Publish the minutes."""
    del data
    publish_minutes(_minutes(session), actor=actor)
    return Outcome(said=_("The minutes are public."), anchor="acta")


def _minutes(session: Session) -> Minutes:
    found = Minutes.objects.filter(session=session).first()
    if found is None:
        raise NotFoundError(_("The minutes are not drafted yet."))
    return found


SITTING: dict[str, Act[Session]] = {
    "open": Act(form=OpenForm, run=open_it, confirm=asking.ask_open),
    "fail": Act(form=ReasonForm, run=fail, confirm=asking.ask_fail),
    "arrival": Act(form=ArrivalForm, run=arrival, confirm=asking.ask_arrival),
    "remote": Act(form=RemoteForm, run=remote_arrival, confirm=asking.ask_arrival),
    "chair": Act(form=MemberForm, run=chair),
    "suspend": Act(form=ReasonForm, run=suspend),
    "resume": Act(form=PlainForm, run=resume),
    "close": Act(form=PlainForm, run=close, confirm=asking.ask_close),
    "postpone_left": Act(form=ReasonForm, run=postpone_all, confirm=asking.ask_postpone_left),
    "open_item": Act(form=PlainForm, run=begin_item),
    "deal": Act(form=NoteForm, run=deal),
    "recuse": Act(form=RecusalForm, run=recuse),
    "postpone": Act(form=ReasonForm, run=postpone),
    "withdraw": Act(form=ReasonForm, run=withdraw, confirm=asking.ask_withdraw_here),
    "floor": Act(form=FloorForm, run=add),
    "commitment": Act(form=CommitmentForm, run=commit),
    "vote": Act(form=OpenVoteForm, run=begin_vote),
    "attendance": Act(form=AttendanceForm, run=attendance, confirm=asking.ask_attendance),
    "recording": Act(form=RecordingForm, run=recording),
    **AGREEING,
    "draft": Act(form=PlainForm, run=draft),
    "part": Act(form=MinutesPartForm, run=part),
    "approve": Act(form=ApprovalForm, run=approve, confirm=asking.ask_approve),
    "publish_minutes": Act(
        form=PlainForm,
        run=publish_the_minutes,
        confirm=asking.ask_publish_minutes,
        rehearses=False,
    ),
}
