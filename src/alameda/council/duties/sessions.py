"""What each session of a body still needs from its secretary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alameda.acting.selectors import (
    Due,
    Lane,
    Pick,
    Task,
    by_words,
    due_by_clock,
    due_on_day,
    kind_axis,
    lanes_by_term,
)
from alameda.council.models import AgendaItem, Body, Session
from alameda.council.selectors.clocks import RECORDING, recording_clock
from alameda.council.selectors.waiting import RUNNING
from alameda.ui.context import address_of

AHEAD = ("convened", "agenda_published")
OVER = ("closed", "minutes_drafted", "minutes_approved", "published")
PLACE = "/mesa/consejo/sesiones/{code}/"
ROOM = f"{PLACE}sala/"


class Step(NamedTuple):
    """What to do, as the button says it, and where."""

    what: Promise
    place: str


# By the state of the session, or by the name of a lane that holds sessions of several states.
STEPS = {
    "convened": Step(gettext_lazy("Prepare and publish the agenda"), PLACE),
    "agenda_published": Step(gettext_lazy("Open the session"), ROOM),
    "open": Step(gettext_lazy("Go on with the session"), ROOM),
    "suspended": Step(gettext_lazy("Resume the session"), ROOM),
    "closed": Step(gettext_lazy("Draft the minutes"), f"{ROOM}#acta"),
    "minutes_drafted": Step(
        gettext_lazy("Take its minutes to a session"),
        "/mesa/consejo/temas/nuevo/?tipo=minutes&acta={code}",
    ),
    "minutes_approved": Step(gettext_lazy("Publish the minutes"), f"{ROOM}#acta"),
    "attendance": Step(gettext_lazy("Certify who attended"), f"{ROOM}#asistencia"),
    "recording": Step(gettext_lazy("Link the recording"), f"{ROOM}#grabacion"),
}


def place_in_room(session: Session, anchor: str) -> str:
    """A part of the room of a session."""
    return address_of(f"{ROOM}#{anchor}".format(code=session.code))


def session_lanes(bodies: list[Body], *, today: date, region: str) -> Iterator[Lane]:
    """The steps that wait in the sessions of these bodies; past ones were brought in done."""
    held = Session.objects.filter(body__in=bodies, source="")
    since = TruncDate(Coalesce("closed_at", "starts_at"))
    lane = Lane(
        name="now",
        rows=held.filter(state__in=RUNNING),
        since=since,
        is_now=True,
        tell=partial(_told, today=today, region=region),
        axes={"tipo": kind_axis("sesion", _("Session"))},
        having=by_words("subject__title", "title", "body__name"),
    )
    yield lane
    later = replace(lane, is_now=False)
    yield replace(
        later,
        name="ahead",
        rows=held.filter(state__in=AHEAD),
        since=TruncDate("starts_at"),
        last_day=lambda day: day,
        late=Q(starts_at__date__lt=today),
    )
    taken_up = Exists(AgendaItem.objects.filter(minutes_of=OuterRef("pk")))
    papers = Q(state__in=("closed", "minutes_approved")) | Q(~taken_up, state="minutes_drafted")
    yield replace(later, name="minutes", rows=held.filter(papers))
    over = held.filter(state__in=OVER)
    uncertified = over.filter(attendance_certified_at__isnull=True)
    yield replace(later, name="attendance", rows=uncertified)
    unlinked = over.filter(recording_url="", closed_at__isnull=False)
    yield from lanes_by_term(
        replace(later, name="recording", rows=unlinked),
        {RECORDING: Q()},
        column="closed_at__date",
        moment="closed_at",
        today=today,
        region=region,
    )


def _told(picks: Sequence[Pick], *, today: date, region: str) -> dict[Pick, Task]:
    found = Session.objects.select_related("subject", "body")
    rows = found.in_bulk([pick.pk for pick in picks])
    return {
        pick: _task(pick.lane, rows[pick.pk], today=today, region=region)
        for pick in picks
        if pick.pk in rows and _step(pick.lane, rows[pick.pk]) in STEPS
    }


def _step(lane: str, session: Session) -> str:
    return lane if lane in STEPS else session.state


def _task(lane: str, session: Session, *, today: date, region: str) -> Task:
    step = STEPS[_step(lane, session)]
    return Task(
        title=session.subject.title,
        kind=_("Session"),
        what=str(step.what),
        url=address_of(step.place.format(code=session.code)),
        code=session.code,
        detail=session.title or (session.body.name if session.body.kind != "council" else ""),
        due=_due(lane, session, today=today, region=region),
        since=timezone.localdate(session.closed_at or session.starts_at),
        is_now=lane == "now",
    )


def _due(lane: str, session: Session, *, today: date, region: str) -> Due | None:
    if lane == "ahead":
        day = timezone.localdate(session.starts_at)
        since = timezone.localdate(session.convened_at or session.starts_at)
        return due_on_day(day, since=since, today=today, name=_("First summons"))
    if lane == "recording":
        return due_by_clock(lambda: recording_clock(session, region=region), today=today)
    return None
