"""The legal terms that run from a session or an item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from alameda.council.models import AgendaItem, Session
from alameda.council.rules.vocabulary import business
from alameda.council.selectors.orders import held_on
from alameda.council.selectors.room import region_code
from alameda.foundation.clocks import Clock, Reading
from alameda.foundation.terms import term

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
    rule = term(SILENCE, on=item.received_on, region=region_code())
    return Clock(term=rule, start=item.received_on)


def session_clock_readings(session: Session, today: date) -> list[SessionClock]:
    """The terms that run from a session that was held: its agreements, its recording.

    The agreements' stops when the last of them is public; without agreements it does not run.

    Raises:
        ParameterUnknownError: a term is not known for that day.
    """
    if session.state in NEVER_HELD:
        return []
    region, day = region_code(), held_on(session)
    clocks = {}
    published = list(session.agreements.values_list("published_at", flat=True))
    if published:
        done = [timezone.localdate(at) for at in published if at is not None]
        is_done = len(done) == len(published)
        clocks[PUBLICATION] = Clock(
            term=term(PUBLICATION, on=day, region=region),
            start=day,
            stopped_on=max(*done, day) if is_done else None,
        )
    if session.closed_at is not None:
        end = timezone.localtime(session.closed_at)
        linked = session.recording_published_at
        clocks[RECORDING] = Clock(
            term=term(RECORDING, on=end.date(), region=region),
            start=end.date(),
            start_at=end,
            stopped_on=max(timezone.localdate(linked), end.date()) if linked else None,
        )
    return [
        SessionClock(key=key, clock=clock, reading=clock.reading(today))
        for key, clock in clocks.items()
    ]
