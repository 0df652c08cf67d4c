"""What can be followed of the Council: its sessions, agreements, committees and members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.models import (
    Agreement,
    Ballot,
    Body,
    Commitment,
    Councillor,
    Session,
    Vote,
)
from alameda.council.rules import vocabulary
from alameda.council.rules.states import SESSION
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.members import council
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.council.selectors.titles import title_of_vote, titles_of_votes
from alameda.following.rules.calendars import Calendar, Event
from alameda.following.rules.feeds import ENTRIES_MAX, Entry, Feed
from alameda.following.selectors import tell_calendar, tell_feed
from alameda.foundation import words
from alameda.foundation.actor import VISITOR
from alameda.foundation.errors import NotFoundError
from alameda.foundation.hours import ending_of, instant_of
from alameda.foundation.vocabulary import find, say
from alameda.thread.models import Subject
from alameda.ui.context import address_of

USUAL_HOURS = 3
EVENTS_MAX = 200
NOT_HELD = ("cancelled", "failed")
SLUG = r"(?P<slug>[-\w]+)"


def tell_all() -> None:
    """Register every feed and calendar of the Council."""
    tell_feed("consejo", council_feed)
    tell_feed("consejo/acuerdos", agreements_feed)
    tell_feed(f"consejo/comisiones/{SLUG}", committee_feed)
    tell_feed(f"consejo/integrantes/{SLUG}", councillor_feed)
    tell_calendar("consejo", council_calendar)
    tell_calendar(f"consejo/comisiones/{SLUG}", committee_calendar)


# Feeds


def council_feed() -> Feed:
    """The sessions of the Council and what it agreed."""
    body = council()
    told = [*_sessions(_sessions_of(body)), *_agreements(agreements_visible_to(VISITOR))]
    return Feed(
        title=body.name,
        subtitle=_("Sessions and agreements"),
        path=address_of("/consejo/"),
        entries=_newest(told),
    )


def agreements_feed() -> Feed:
    """What the Council agreed."""
    return Feed(
        title=_("Agreements of the Council"),
        path=address_of("/consejo/acuerdos/"),
        entries=_newest(_agreements(agreements_visible_to(VISITOR))),
    )


def committee_feed(slug: str) -> Feed:
    """The sessions of a committee and the agreements on what it studied."""
    body = _committee(slug)
    agreements = agreements_visible_to(VISITOR).filter(committee=body)
    return Feed(
        title=body.name,
        subtitle=_("Sessions and agreements"),
        path=address_of(body.get_absolute_url()),
        entries=_newest([*_sessions(_sessions_of(body)), *_agreements(agreements)]),
    )


def councillor_feed(slug: str) -> Feed:
    """How a member voted and what she asked for."""
    member = Councillor.objects.filter(
        slug=slug, subject__visibility=Subject.Visibility.PUBLIC
    ).first()
    if member is None:
        raise NotFoundError(_("There is no such member of the Council."))
    return Feed(
        title=member.name,
        subtitle=_("Votes and commitments"),
        path=address_of(member.get_absolute_url()),
        entries=_newest([*_votes(member), *_commitments(member)]),
    )


# Calendars


def council_calendar() -> Calendar:
    """The sessions of the Council."""
    body = council()
    return Calendar(
        title=body.name,
        path=address_of("/consejo/sesiones/"),
        events=[event_of(row) for row in _sessions_of(body)[:EVENTS_MAX]],
    )


def committee_calendar(slug: str) -> Calendar:
    """The sessions of a committee."""
    body = _committee(slug)
    return Calendar(
        title=body.name,
        path=address_of(body.get_absolute_url()),
        events=[event_of(row) for row in _sessions_of(body)[:EVENTS_MAX]],
    )


# What they tell


def _committee(slug: str) -> Body:
    public = Subject.Visibility.PUBLIC
    body = Body.objects.filter(slug=slug, subject__visibility=public).exclude(kind="council")
    found = body.first()
    if found is None:
        raise NotFoundError(_("There is no such committee."))
    return found


def _sessions_of(body: Body) -> QuerySet[Session]:
    return sessions_visible_to(VISITOR).filter(body=body).order_by("-starts_at", "-pk")


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)
    return ordered[:ENTRIES_MAX]


def _sessions(rows: QuerySet[Session]) -> list[Entry]:
    return [
        Entry(
            key=row.code,
            title=f"{_named(row)}: {say(SESSION.state(row.state))}",
            path=address_of(row.get_absolute_url()),
            at=row.changed_at,
            published_at=row.convened_at,
            summary=_when(row),
        )
        for row in rows[:ENTRIES_MAX]
    ]


def _agreements(rows: QuerySet[Agreement]) -> list[Entry]:
    return [
        Entry(
            key=row.code,
            title=f"{say(find(vocabulary.OUTCOMES, row.outcome))}: {row.title}",
            path=address_of(row.get_absolute_url()),
            at=row.changed_at,
            published_at=row.published_at or _start_of(row.agreed_on),
            summary=row.text,
        )
        for row in rows.order_by("-agreed_on", "-pk")[:ENTRIES_MAX]
    ]


def _votes(member: Councillor) -> list[Entry]:
    """Only votes that are closed: nobody follows a ballot while it can still be cast."""
    ballots = (
        Ballot.objects.filter(
            councillor=member,
            vote__state=Vote.State.CLOSED,
            vote__session__in=sessions_visible_to(VISITOR).values("pk"),
        )
        .exclude(choice="")
        .select_related("vote")
        .order_by("-held_on", "-pk")[:ENTRIES_MAX]
    )
    titles = titles_of_votes(ballot.vote_id for ballot in ballots)
    return [
        Entry(
            key=f"{ballot.vote.code}:{member.code}",
            title=f"{say(find(vocabulary.CHOICES, ballot.choice))}:"
            f" {title_of_vote(ballot.vote, titles[ballot.vote_id])}",
            path=address_of(ballot.vote.get_absolute_url()),
            at=ballot.vote.changed_at,
            published_at=ballot.vote.closed_at or _start_of(ballot.held_on),
            summary=say(find(vocabulary.OUTCOMES, ballot.vote.outcome))
            if ballot.vote.outcome
            else "",
        )
        for ballot in ballots
    ]


def _commitments(member: Councillor) -> list[Entry]:
    rows = (
        Commitment.objects.filter(raised_by=member, subject__visibility=Subject.Visibility.PUBLIC)
        .select_related("subject")
        .order_by("-raised_on", "-pk")[:ENTRIES_MAX]
    )
    return [
        Entry(
            key=row.code,
            title=row.subject.title,
            path=address_of(row.get_absolute_url()),
            at=row.subject.changed_at,
            published_at=_start_of(row.raised_on),
            summary=_("Owed by %(owner)s, until %(due)s.")
            % {"owner": row.owner, "due": words.day_long(row.due_on)},
        )
        for row in rows
    ]


def event_of(row: Session) -> Event:
    """A session in a calendar: by the clock on the wall while it is ahead, then as it was."""
    is_by_the_wall = row.opened_at is None and bool(row.starts_wall)
    starts_at = row.opened_at or row.starts_at
    if is_by_the_wall:
        starts_at = instant_of(datetime.fromisoformat(row.starts_wall), row.zone)
    return Event(
        key=row.code,
        title=_named(row),
        path=address_of(row.get_absolute_url()),
        starts_at=starts_at,
        ends_at=ending_of(starts_at, row.closed_at, usual=timedelta(hours=USUAL_HOURS)),
        zone=row.zone if is_by_the_wall else "",
        changed_at=row.changed_at,
        sequence=row.version,
        place=row.place,
        detail="\n".join(filter(None, (say(SESSION.state(row.state)), _second(row)))),
        is_cancelled=row.state in NOT_HELD,
    )


def _named(row: Session) -> str:
    kind = say(find(vocabulary.SESSION_KINDS, row.kind))
    name = f"{kind} {row.number}"
    if row.body.kind != "council":
        name = f"{row.body.name}, {name.lower()}"
    return f"{name}: {row.title}" if row.title else name


def _when(row: Session) -> str:
    return ". ".join(filter(None, (words.moment(row.starts_at), row.place)))


def _second(row: Session) -> str:
    if row.second_starts_at is None or row.opened_at is not None:
        return ""
    return _("Second summons: %(at)s") % {"at": words.moment(row.second_starts_at)}


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
