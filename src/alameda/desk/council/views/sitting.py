"""Running a session: one screen from the opening to the published minutes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alameda.accounts.models import Unit
from alameda.acting.views import Refusal, Slot, Slots, perform
from alameda.council.rules import vocabulary
from alameda.council.rules.minutes_text import is_heading
from alameda.desk.council.selectors.sittings import Sitting, get_session, version_of
from alameda.desk.council.views.agreeing import agreement_slots
from alameda.desk.council.views.faster import faster_acts
from alameda.desk.council.views.preparing import crumbs
from alameda.desk.council.views.running import SITTING
from alameda.desk.council.views.wording import SECRETARYS_PAGE, roll
from alameda.desk.policies import COUNCIL_ROOM
from alameda.foundation.access import ActorRequest, requires
from alameda.foundation.vocabulary import options

RUNNING = ("open", "suspended")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*COUNCIL_ROOM, why=SECRETARYS_PAGE)
def sitting(request: ActorRequest, code: str) -> HttpResponse:
    """The session as its secretary runs it."""
    session = get_session(code, actor=request.actor)
    choices = choices_of(Sitting(session))
    refusal = None
    if request.method == "POST":
        done = perform(
            request, session, acts=SITTING, choices=choices, version=lambda: version_of(session)
        )
        if not isinstance(done, Refusal):
            return done
        refusal = done
        session = get_session(code, actor=request.actor)
    now = Sitting(session)
    slots = Slots(acts=SITTING, version=session.version, choices=choices_of(now), refusal=refusal)
    context = {
        "session": session,
        "sitting": now,
        "slots": slots,
        "faster": faster_acts(session, refusal),
        "crumbs": crumbs(),
        **slots_of(now, slots),
    }
    return render(request, "desk/sitting.html", context, status=slots.status)


def choices_of(sitting: Sitting) -> dict[str, list[tuple[str, str]]]:
    """The lists that the forms of the page choose from."""
    members = roll(seat.councillor for seat in sitting.seats)
    absent = roll(seat.councillor for seat in sitting.seats if not seat.has_been)
    return {
        "present": members,
        "presided_by": members,
        "councillor": roll(seat.councillor for seat in sitting.present),
        "joining": members,
        "raised_by": members,
        "asked_by": members,
        "excused": absent,
        "summons": [("1", _("First")), ("2", _("Second"))],
        "business": options(vocabulary.BUSINESS),
        "section": options(vocabulary.SECTIONS),
        "kind": options(vocabulary.COMMITMENT_KINDS),
        "reason": options(vocabulary.RECUSAL_REASONS),
        "owner_unit": [(unit.code, unit.name) for unit in Unit.objects.order_by("name")],
        "items": [(str(item.pk), _numbered(item.number, item.title)) for item in sitting.votable],
        "by": [(row.code, row.code) for row in sitting.minutes_agreements],
    }


def _numbered(number: str, title: str) -> str:
    return f"{number} {title}".strip()


def slots_of(sitting: Sitting, slots: Slots) -> dict[str, object]:
    """The forms of the page, by where the session stands."""
    state = sitting.session.state
    if state == "agenda_published":
        return before(sitting, slots)
    if state in RUNNING:
        return during(sitting, slots)
    if state in {"closed", "minutes_drafted", "minutes_approved", "published"}:
        return after(sitting, slots)
    return {}


def before(sitting: Sitting, slots: Slots) -> dict[str, object]:
    """Opening it, or saying that it failed."""
    chair = next((seat.councillor.code for seat in sitting.seats if seat.is_governor), "")
    second = sitting.session.second_starts_at
    is_second = second is not None and second <= timezone.now()
    open_slot = slots.make(
        "open", _("Open the session"), summons=2 if is_second else 1, presided_by=chair
    )
    ticked = open_slot.form["present"].value() or []
    return {
        "open_slot": open_slot,
        "seat_boxes": [(seat, seat.councillor.code in ticked) for seat in sitting.seats],
        "fail_slot": slots.make(
            "fail", _("It was not held"), title=_("There was no quorum"), is_quiet=True
        ),
    }


def during(sitting: Sitting, slots: Slots) -> dict[str, object]:
    """The acts of a session that lasts."""
    current = sitting.current
    made: dict[str, object] = {
        "arrival_slot": slots.make("arrival", ""),
        "remote_slot": slots.make(
            "remote",
            _("Note the arrival"),
            title=_("Somebody takes part remotely"),
            is_quiet=True,
            choices={
                "joining": roll(seat.councillor for seat in sitting.seats if not seat.is_present)
            },
        ),
        "chair_slot": slots.make(
            "chair", _("Hand over the chair"), title=_("Somebody else presides"), is_quiet=True
        ),
        "open_item_slot": slots.make("open_item", ""),
        "floor_slot": slots.make(
            "floor",
            _("Add it"),
            title=_("Add an item from the floor"),
            is_quiet=True,
            business="other",
            section="other",
        ),
        "commitment_slot": slots.make(
            "commitment",
            _("Note it"),
            title=_("Somebody asks for something (varios)"),
            is_quiet=True,
            target=current.pk if current else "",
        ),
    }
    if sitting.session.state == "suspended":
        made["resume_slot"] = slots.make("resume", _("Resume the session"))
    else:
        made["suspend_slot"] = slots.make(
            "suspend", _("Suspend"), title=_("Suspend the session"), is_quiet=True
        )
    if not sitting.is_all_done:
        made["left_slot"] = slots.make(
            "postpone_left",
            _("Postpone all of it"),
            title=_("Postpone all that is left"),
            is_quiet=True,
        )
    made["close_slot"] = slots.make(
        "close",
        _("Close the session"),
        title="" if sitting.is_all_done else _("Close the session"),
        is_quiet=not sitting.is_all_done,
    )
    made.update(agreement_slots(sitting, slots))
    if current is not None and sitting.open_vote is None:
        made["item_slots"] = item_slots(slots, current.pk, has_vote=_has_vote(current.business))
        made["vote_slot"] = slots.make(
            "vote",
            _("Open the vote"),
            items=[str(current.pk)],
            title="" if _has_vote(current.business) else _("Put it to the vote"),
        )
    return made


def _has_vote(business: str) -> bool:
    return vocabulary.business(business).has_vote


def item_slots(slots: Slots, pk: int, *, has_vote: bool) -> list[Slot]:
    """What can be done with the item that is being discussed, besides voting it."""
    return [
        slots.make(
            "deal",
            _("It was dealt with"),
            target=pk,
            title=_("End it without a vote") if has_vote else "",
            is_quiet=has_vote,
        ),
        slots.make(
            "recuse",
            _("Note the recusal"),
            target=pk,
            title=_("A member is recused"),
            is_quiet=True,
        ),
        slots.make("postpone", _("Postpone it"), target=pk, title=_("Postpone it"), is_quiet=True),
        slots.make("withdraw", _("Withdraw it"), target=pk, title=_("Withdraw it"), is_quiet=True),
    ]


def after(sitting: Sitting, slots: Slots) -> dict[str, object]:
    """What is left to do once it is over."""
    session = sitting.session
    made: dict[str, object] = {}
    if session.attendance_certified_at is None:
        made["attendance_slot"] = slots.make("attendance", _("Certify who attended"))
    if not session.recording_url:
        made["recording_slot"] = slots.make(
            "recording", _("Publish the recording"), starts_at=session.opened_at
        )
    made.update(agreement_slots(sitting, slots))
    made.update(minutes_slots(sitting, slots))
    return made


def minutes_slots(sitting: Sitting, slots: Slots) -> dict[str, object]:
    """Drafting, correcting, approving and publishing the minutes."""
    minutes = sitting.minutes
    if minutes is None:
        return {"draft_slot": slots.make("draft", _("Draft the minutes"))}
    if minutes.state == "approved":
        return {"publish_minutes_slot": slots.make("publish_minutes", _("Publish the minutes"))}
    if minutes.state != "drafted":
        return {}
    made: dict[str, object] = {
        "part_slots": [
            (
                part,
                None
                if is_heading(part)
                else slots.make(
                    "part",
                    _("Keep the text"),
                    target=part["key"],
                    title=_("Correct this part"),
                    is_quiet=True,
                    after=part.get("text", ""),
                    minutes_version=minutes.version,
                ),
            )
            for part in minutes.parts
        ]
    }
    if sitting.minutes_agreements:
        made["approve_slot"] = slots.make("approve", _("Approve the minutes"))
    return made
