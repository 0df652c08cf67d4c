"""What waits in the Council: for its secretary, and for whoever votes now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.acting.selectors import Due, Task, due_by_term, due_on_day
from alameda.council.models import AgendaItem, Agreement, Ballot, Body, Councillor, Session, Vote
from alameda.council.policies import SECRETARY, may_run_body
from alameda.council.rules.vocabulary import business
from alameda.council.selectors.members import holds_on
from alameda.council.selectors.titles import title_of_vote, titles_of_votes
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of

WAITING = ("entered", "in_committee", "reported")
RUNNING = ("open", "suspended")
OVER = ("closed", "minutes_drafted", "minutes_approved", "published")
SHOWN = 40


def bodies_run_by(actor: Actor) -> list[Body]:
    """The bodies whose sessions the actor runs."""
    if actor.kind != "system" and not any(grant.role == SECRETARY for grant in actor.grants):
        return []
    return [body for body in Body.objects.order_by("kind", "slug") if may_run_body(actor, body)]


def waiting_items(bodies: list[Body]) -> QuerySet[AgendaItem]:
    """The items that have no session yet."""
    return (
        AgendaItem.objects.filter(body__in=bodies, session__isnull=True, state__in=WAITING)
        .select_related("body", "committee", "matter")
        .order_by("received_on", "pk")
    )


def silence_of(item: AgendaItem, *, today: date, region: str) -> Due | None:
    """The clock of silence on the governor's proposal; nothing where none runs."""
    key = business(item.business).clock
    if not key or item.received_on is None:
        return None
    return due_by_term(key, start=item.received_on, today=today, region=region)


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


def me_as_councillor(actor: Actor) -> Councillor | None:
    """The councillor that the actor is today, or nobody."""
    holds = actor.has("councillor") or actor.has("governor")
    if actor.kind != "person" or actor.person_id is None or not holds:
        return None
    return Councillor.objects.filter(account_id=actor.person_id).select_related("subject").first()


def session_now_of(councillor: Councillor, *, today: date) -> Session | None:
    """The session under way of a body in which the councillor sits."""
    seats = Q(body__kind="council", body__in=Body.objects.filter(kind="council")) | Q(
        body__in=councillor.memberships.filter(holds_on(today)).values("body_id")
    )
    mine = Ballot.objects.filter(councillor=councillor)
    votes = Vote.objects.filter(state="open").prefetch_related(
        "items", Prefetch("ballots", queryset=mine, to_attr="mine")
    )
    return (
        Session.objects.filter(seats, state__in=RUNNING)
        .select_related("body", "subject")
        .prefetch_related(Prefetch("votes", queryset=votes, to_attr="open_votes"))
        .order_by("-opened_at")
        .first()
    )


def voter_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """The session under way and the vote that waits for this councillor, if any."""
    del region
    councillor = me_as_councillor(actor)
    session = session_now_of(councillor, today=today) if councillor else None
    if session is None:
        return
    votes: list[Vote] = getattr(session, "open_votes", [])
    waits = bool(votes) and any(not ballot.choice for ballot in getattr(votes[0], "mine", []))
    yield Task(
        title=votes[0].question if waits else session.subject.title,
        kind=_("Vote") if waits else _("Session"),
        what=_("Vote") if waits else _("Follow the session"),
        url=address_of("/mesa/voto/"),
        code=votes[0].code if waits else session.code,
        detail=_("The vote is open: your vote is missing.") if waits else _("In session now."),
        is_now=True,
    )


def _named(word: object) -> str:
    return str(getattr(word, words.language()))
