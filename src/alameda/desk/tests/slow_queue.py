"""What waits for an actor, counted one thing after another, in plain Python and by the policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils import timezone

from alameda.acting.selectors import Due, due_by_clock, due_by_term
from alameda.council.models import AgendaItem, Agreement, Commitment, Session, Vote
from alameda.council.policies import may_run_body
from alameda.council.rules.vocabulary import business
from alameda.council.selectors.clocks import recording_clock
from alameda.foundation.actor import Actor
from alameda.investments.models import Initiative
from alameda.investments.policies import SENDERS, moves_open_to
from alameda.investments.rules.standing import term_of
from alameda.investments.rules.states import BEFORE_COUNCIL, state_of

WITH_THE_COUNCIL = ("entered", "in_committee", "reported")
OVER = ("closed", "minutes_drafted", "minutes_approved", "published")


@dataclass(frozen=True)
class Slow:
    """One duty: the code of the thing, its last day, and whether that is past."""

    code: str
    last: date | None
    since: date | None
    is_late: bool = False
    is_now: bool = False

    @property
    def urgency(self) -> tuple[bool, bool, date]:
        """What comes first."""
        return not self.is_now, self.last is None, self.last or self.since or date.max


@dataclass(frozen=True)
class SlowQueue:
    """Counts for one actor on one day."""

    actor: Actor
    today: date
    region: str

    def all(self) -> list[Slow]:
        """Everything, the most urgent first."""
        found = [*self._initiatives(), *self._items(), *self._sessions(), *self._decided()]
        found += self._commitments()
        return sorted(found, key=lambda duty: duty.urgency)

    def _by_term(self, code: str, key: str, start: date | None) -> Slow:
        due: Due | None = None
        if key and start is not None:
            due = due_by_term(key, start=start, today=self.today, region=self.region)
        return Slow(code, due.on if due else None, start, due is not None and due.is_late)

    def _initiatives(self) -> Iterator[Slow]:
        sends = any(self.actor.has(role) for role in SENDERS)
        for row in Initiative.objects.all():
            state = state_of(row.state)
            if sends and row.state == "prioritised":
                yield Slow(row.code, None, row.state_since)
            elif (
                state.decider and row.state not in BEFORE_COUNCIL and moves_open_to(self.actor, row)
            ):
                runs = term_of(row.state, state.term, route=row.route, is_first_round=True)
                key = runs.key if runs and not runs.event else ""
                yield self._by_term(row.code, key, row.state_since)

    def _items(self) -> Iterator[Slow]:
        for row in AgendaItem.objects.filter(session=None).select_related("body"):
            if row.state in WITH_THE_COUNCIL and may_run_body(self.actor, row.body):
                key = business(row.business).clock if row.received_on else ""
                since = row.received_on or timezone.localdate(row.created_at)
                yield self._by_term(row.code, key, since)

    def _sessions(self) -> Iterator[Slow]:
        for row in Session.objects.filter(source="").select_related("body"):
            if may_run_body(self.actor, row.body):
                yield from self._of_session(row)

    def _of_session(self, row: Session) -> Iterator[Slow]:
        since = timezone.localdate(row.closed_at or row.starts_at)
        starts = timezone.localdate(row.starts_at)
        if row.state in ("convened", "agenda_published"):
            yield Slow(row.code, starts, since, starts < self.today)
        if row.state in ("open", "suspended"):
            yield Slow(row.code, None, since, is_now=True)
        if row.state in ("closed", "minutes_approved"):
            yield Slow(row.code, None, since)
        if row.state == "minutes_drafted" and not row.approved_by_items.exists():
            yield Slow(row.code, None, since)
        if row.state in OVER and row.attendance_certified_at is None:
            yield Slow(row.code, None, since)
        if row.state in OVER and not row.recording_url and row.closed_at:
            due = due_by_clock(partial(recording_clock, row, region=self.region), today=self.today)
            yield Slow(row.code, due.on if due else None, since, due is not None and due.is_late)

    def _decided(self) -> Iterator[Slow]:
        key = "core.agreement_publication"
        for vote in Vote.objects.select_related("session__body"):
            session = vote.session
            is_mine = may_run_body(self.actor, session.body) and session.body.kind == "council"
            is_decided = vote.state == "closed" and vote.outcome != "tied"
            states = {item.state for item in vote.items.all()}
            if is_mine and not session.source and is_decided and "voted" in states:
                yield self._by_term(vote.code, key, vote.held_on)
        for row in Agreement.objects.select_related("session__body"):
            is_mine = may_run_body(self.actor, row.session.body) and not row.session.source
            if is_mine and row.published_at is None:
                yield self._by_term(row.code, key, row.agreed_on)

    def _commitments(self) -> Iterator[Slow]:
        for row in Commitment.objects.filter(state="open").select_related("owner_unit"):
            unit = row.owner_unit.code if row.owner_unit else ""
            house = self.actor.has("governor") or self.actor.has("cabinet")
            if (house and not unit) or (unit and self.actor.has("division_head", unit=unit)):
                yield Slow(row.code, row.due_on, row.raised_on, row.due_on < self.today)
