"""The legal terms that run from a session or an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from alameda.council.models import AgendaItem, Session
from alameda.council.rules.vocabulary import business
from alameda.council.selectors.orders import held_on
from alameda.foundation.clocks import Clock, Reading
from alameda.foundation.terms import term
from alameda.territory.selectors import region_letters

SILENCE = "core.silence"
PUBLICATION = "core.agreement_publication"
RECORDING = "core.recording"
NEVER_HELD = ("convened", "agenda_published", "failed", "cancelled")


@dataclass(frozen=True, kw_only=True)
class SessionClock:
    """A legal term of a session.

    Attributes:
        key: of the term.
        clock: how it runs.
        reading: how it stands on the day that was asked for.
    """

    key: str
    clock: Clock
    reading: Reading


def silence_clock(item: AgendaItem) -> Clock | None:
    """The Council's term to decide on a proposal; None where none runs for it.

    Raises:
        ParameterUnknownError: the term is not known for the day of reception.
    """
    if item.received_on is None or business(item.business).clock != SILENCE:
        return None
    rule = term(SILENCE, on=item.received_on, region=region_letters())
    return Clock(term=rule, start=item.received_on)


def publication_clock_from(
    agreed_on: date, *, region: str, published_on: date | None = None
) -> Clock:
    """The term to publish an agreement: from the day of the agreement, which is its session's.

    The one rule of it, on every page, in every panel and at the desk.

    Args:
        agreed_on: the day of the session that agreed it, though it went on past midnight.
        region: ISO letters, for its holidays.
        published_on: the day on which it was published, if it was.

    Raises:
        ParameterUnknownError: the term is not known for that day.
    """
    rule = term(PUBLICATION, on=agreed_on, region=region)
    stopped = max(published_on, agreed_on) if published_on is not None else None
    return Clock(term=rule, start=agreed_on, stopped_on=stopped)


def publication_clock_of_all(
    session: Session, published: Sequence[datetime | None], *, region: str
) -> Clock | None:
    """The term to publish all the agreements of a session; stopped when the last is public.

    Args:
        session: the session.
        published: when each of its agreements was published; None where it was not.
        region: ISO letters, for its holidays.

    Raises:
        ParameterUnknownError: the term is not known for that day.
    """
    if not published:
        return None
    done = [timezone.localdate(at) for at in published if at is not None]
    last = max(done) if len(done) == len(published) else None
    return publication_clock_from(held_on(session), region=region, published_on=last)


def recording_clock(session: Session, *, region: str) -> Clock | None:
    """The term to publish the recording: from the minute of the close; none before it.

    Raises:
        ParameterUnknownError: the term is not known for that day.
    """
    if session.closed_at is None:
        return None
    end = timezone.localtime(session.closed_at)
    linked = session.recording_published_at
    return Clock(
        term=term(RECORDING, on=end.date(), region=region),
        start=end.date(),
        start_at=end,
        stopped_at=max(timezone.localtime(linked), end) if linked else None,
    )


def session_clock_readings(session: Session, today: date) -> list[SessionClock]:
    """The terms that run from a session that was held: its agreements, its recording.

    The agreements' stops when the last of them is public; without agreements it does not run.

    Raises:
        ParameterUnknownError: a term is not known for that day.
    """
    if session.state in NEVER_HELD:
        return []
    region = region_letters()
    published = list(session.agreements.values_list("published_at", flat=True))
    clocks = {
        PUBLICATION: publication_clock_of_all(session, published, region=region),
        RECORDING: recording_clock(session, region=region),
    }
    return [
        SessionClock(key=key, clock=clock, reading=clock.reading(today))
        for key, clock in clocks.items()
        if clock is not None
    ]
