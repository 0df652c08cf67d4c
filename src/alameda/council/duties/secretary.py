"""What waits for the secretary of the Council, or of a committee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.acting.selectors import Due, Task, due_by_term, due_on_day
from alameda.council.models import AgendaItem, Agreement, Body, Session, Vote
from alameda.council.rules.vocabulary import business
from alameda.council.selectors.titles import title_of_vote, titles_of_votes
from alameda.council.selectors.waiting import (
    RUNNING,
    bodies_run_by,
    silence_of,
    waiting_items,
)
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of

OVER = ("closed", "minutes_drafted", "minutes_approved", "published")
SHOWN = 40


def secretary_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """What waits for who runs the Council's or a committee's sessions."""
    bodies = bodies_run_by(actor)
    if not bodies:
        return
    yield from _items(bodies, today, region)
    yield from _sessions(bodies, today, region)
    yield from _agreements(bodies, today, region)


def _items(bodies: list[Body], today: date, region: str) -> Iterator[Task]:
    for item in waiting_items(bodies)[:SHOWN]:
        yield Task(
            title=item.title,
            kind=_named(business(item.business)),
            what=_("Put it before the Council"),
            url=address_of(f"/mesa/consejo/#{item.anchor}"),
            code=item.code,
            detail=_("It waits for a session or a committee."),
            due=silence_of(item, today=today, region=region),
            since=item.received_on or item.created_at.date(),
        )


def _sessions(bodies: list[Body], today: date, region: str) -> Iterator[Task]:
    over = Q(state__in=("closed", "minutes_drafted", "minutes_approved"))
    unrecorded = Q(state__in=OVER, recording_url="", source="", closed_at__isnull=False)
    rows = (
        Session.objects.filter(
            Q(state__in=("convened", "agenda_published", *RUNNING)) | over | unrecorded,
            body__in=bodies,
            source="",
        )
        .annotate(is_taken_up=Exists(AgendaItem.objects.filter(minutes_of=OuterRef("pk"))))
        .select_related("body", "subject")
        .order_by("-starts_at")[:SHOWN]
    )
    for session in rows:
        yield from _of_session(session, today, region)


def _of_session(session: Session, today: date, region: str) -> Iterator[Task]:
    prepare = address_of(f"/mesa/consejo/sesiones/{session.code}/")
    room = f"{prepare}sala/"
    starts = due_on_day(timezone.localdate(session.starts_at), today=today, name=_("First summons"))
    steps: dict[str, tuple[str, str, Due | None]] = {
        "convened": (_("Prepare and publish the agenda"), prepare, starts),
        "agenda_published": (_("Open the session"), room, starts),
        "open": (_("Go on with the session"), room, None),
        "suspended": (_("Resume the session"), room, None),
        "closed": (_("Draft the minutes"), f"{room}#acta", None),
        "minutes_approved": (_("Publish the minutes"), f"{room}#acta", None),
    }
    if session.state in steps:
        what, url, due = steps[session.state]
        yield _session_task(session, what, url, due, is_now=session.state in RUNNING)
    if session.state == "minutes_drafted" and not getattr(session, "is_taken_up", False):
        enter = address_of(f"/mesa/consejo/temas/nuevo/?tipo=minutes&acta={session.code}")
        yield _session_task(session, _("Take its minutes to a session"), enter, None)
    if session.state in OVER and session.attendance_certified_at is None:
        yield _session_task(session, _("Certify who attended"), f"{room}#asistencia", None)
    if session.state in OVER and not session.recording_url and session.closed_at:
        day = timezone.localdate(session.closed_at)
        due = due_by_term(
            "core.recording", start=day, start_at=session.closed_at, today=today, region=region
        )
        yield _session_task(session, _("Link the recording"), f"{room}#grabacion", due)


def _session_task(
    session: Session, what: str, url: str, due: Due | None, *, is_now: bool = False
) -> Task:
    return Task(
        title=session.subject.title,
        kind=_("Session"),
        what=what,
        url=url,
        code=session.code,
        detail=session.title,
        due=due,
        since=timezone.localdate(session.closed_at or session.starts_at),
        is_now=is_now,
    )


def _agreements(bodies: list[Body], today: date, region: str) -> Iterator[Task]:
    voted = (
        Vote.objects.filter(session__body__in=bodies, state="closed", items__state="voted")
        .exclude(outcome="tied")
        .select_related("session")
        .distinct()
        .order_by("held_on")[:SHOWN]
    )
    titles = titles_of_votes(vote.pk for vote in voted)
    for vote in voted:
        yield Task(
            title=title_of_vote(vote, titles[vote.pk]),
            kind=_("Vote"),
            what=_("Issue the agreement"),
            url=_place(vote.session, "acuerdos"),
            code=vote.code,
            due=_publication(vote.held_on, today, region),
            since=vote.held_on,
        )
    pending = (
        Agreement.objects.filter(session__body__in=bodies, published_at__isnull=True)
        .filter(session__source="")
        .select_related("session")
        .order_by("agreed_on", "pk")[:SHOWN]
    )
    for agreement in pending:
        is_certified = agreement.certified_at is not None
        yield Task(
            title=agreement.title,
            kind=_("Agreement"),
            what=_("Publish the agreement") if is_certified else _("Certify the agreement"),
            url=_place(agreement.session, "acuerdos"),
            code=agreement.code,
            due=_publication(agreement.agreed_on, today, region),
            since=agreement.agreed_on,
        )


def _publication(agreed_on: date, today: date, region: str) -> Due | None:
    return due_by_term("core.agreement_publication", start=agreed_on, today=today, region=region)


def _place(session: Session, anchor: str) -> str:
    return address_of(f"/mesa/consejo/sesiones/{session.code}/sala/#{anchor}")


def _named(word: object) -> str:
    return str(getattr(word, words.language()))
