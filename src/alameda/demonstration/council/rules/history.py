"""The history of an invented council: its sessions, one after another, and what lies ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

from alameda.council.rules.standing_orders import StandingOrders, standing_orders
from alameda.demonstration.council.rules import calibration as measured
from alameda.demonstration.council.rules.agenda import Agendas
from alameda.demonstration.council.rules.asked import commitments_of, points_of
from alameda.demonstration.council.rules.people import fill_people, seats_of
from alameda.demonstration.council.rules.plans import (
    Case,
    CouncilPlan,
    ItemPlan,
    Place,
    SeatPlan,
    SessionPlan,
)
from alameda.demonstration.council.rules.sitting import Day, Numbers, sit

WEDNESDAY = 2
STARTS = time(9, 45)
MOST_ON_NEXT_AGENDA = 12


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the council is invented from.

    Attributes:
        seed: the same facts give the same council.
        region: two letters of ISO 3166-2:CL.
        places: comunas.
        seats: councillors; nothing: as the law says for the inhabitants.
        cases: initiatives that the Council decided, or has to.
        today: the day everything is told up to.
        now: the moment.
        zone: time zone of the region.
        due_on: last day to publish the agreements of a day.
    """

    seed: int
    region: str
    places: Sequence[Place]
    seats: int | None
    cases: Sequence[Case]
    today: date
    now: datetime
    zone: tzinfo
    due_on: Callable[[date], date]


def invent_council(facts: Facts) -> CouncilPlan:
    """The council with everything that happened to it."""
    return _Chronicle(facts).plan


class _Chronicle:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.plan = CouncilPlan()
        self.numbers = Numbers()
        self.agendas = Agendas(facts.places, numbers=self.numbers)
        self.latest = facts.today - timedelta(days=(facts.today.weekday() - WEDNESDAY) % 7)
        self.detailed_since = facts.today - timedelta(days=measured.DETAILED_DAYS)
        self.decided: dict[date, list[Case]] = defaultdict(list)
        for case in facts.cases:
            if case.decided_on:
                self.decided[case.decided_on].append(case)
        days = self._days()
        seats = facts.seats or seats_of(sum(place.population for place in facts.places))
        fill_people(
            self.plan,
            facts.places,
            seats=seats,
            since=min((self.detailed_since, *days)),
            today=facts.today,
            rng=self._chance("people"),
        )
        self.plan.points = points_of(
            self._chance("points"), today=facts.today, orders=self._orders(facts.today)
        )
        for on in days:
            self._sit_on(on)
        self._look_ahead()

    def _chance(self, what: str) -> Random:
        return Random(f"{self.facts.seed}/council/{what}")  # noqa: S311  invented data, not a secret

    def _orders(self, on: date) -> StandingOrders:
        return standing_orders(on, region=self.facts.region)

    def _days(self) -> list[date]:
        """The days on which the Council sat: those of a decision, and two a month lately."""
        days = set(self.decided)
        on = self.latest
        while on >= self.detailed_since:
            days.add(on)
            on -= timedelta(days=measured.SESSION_EVERY_DAYS)
        return sorted(days)

    def _is_ordinary(self, on: date) -> bool:
        return (self.latest - on).days % measured.SESSION_EVERY_DAYS == 0

    def _session(
        self, on: date, *, kind: str, body: str = "consejo", title: str = ""
    ) -> SessionPlan:
        letter = {"ordinary": "O", "extraordinary": "E"}.get(kind, "")
        number = self.numbers.next(f"S{letter}{body}", on.year)
        series = f"{letter}{number:02d}" if letter else f"{body.upper()}-{number:02d}"
        return SessionPlan(
            code=f"S-{on.year}-{series}",
            body=body,
            kind=kind,
            year=on.year,
            number=number,
            on=on,
            starts_at=datetime.combine(on, STARTS, tzinfo=self.facts.zone),
            state="closed",
            title=title,
        )

    def _sit_on(self, on: date) -> None:
        kind = "ordinary" if self._is_ordinary(on) else "extraordinary"
        title = "" if kind == "ordinary" else "Iniciativas de inversión"
        session = self._session(on, kind=kind, title=title)
        rng = self._chance(session.code)
        agendas = self.agendas
        is_detailed = kind == "ordinary" and on >= self.detailed_since
        if kind == "ordinary":
            agendas.report(session)
            agendas.minutes(session)
        agendas.cases(session, self.decided.get(on, ()))
        if is_detailed:
            agendas.left_over(session)
            agendas.usual(rng, session)
            self._points(session)
            agendas.other(rng, session)
            self._committees(session)
        sit(rng, session, self._day(on), numbers=self.numbers)
        agendas.settle(session)
        if is_detailed:
            session.commitments = commitments_of(
                rng, session, self.facts.places, numbers=self.numbers, today=self.facts.today
            )
        self.plan.sessions.append(session)

    def _points(self, session: SessionPlan) -> None:
        """A point comes to the first ordinary session after it reached its supporters."""
        for point in self.plan.points:
            reached = point.reached_on
            if point.state != "dealt_with" or reached is None:
                continue
            if reached <= session.on < reached + timedelta(days=measured.SESSION_EVERY_DAYS):
                self.agendas.point(session, code=point.code, title=point.title)

    def _day(self, on: date, *, committee: str = "") -> Day:
        seats = [seat for seat in self.plan.seats if seat.starts_on <= on <= seat.ends_on]
        if committee:
            seats = [seat for seat in seats if _sits_in(seat, committee)]
        away = {each.code for each in self.plan.leaves if each.starts_on <= on <= each.ends_on}
        return Day(
            seats=sorted(seats, key=lambda seat: seat.sort_name),
            on_leave=frozenset(away),
            orders=self._orders(on),
            now=self.facts.now,
            due_on=self.facts.due_on(on),
        )

    def _committees(self, session: SessionPlan) -> None:
        """The day before, each committee sat on what it reports; the others, once a month."""
        studied: dict[str, list[ItemPlan]] = defaultdict(list)
        for item in session.items:
            if item.committee and item.business != "minutes":
                studied[item.committee].append(item)
        on = session.on - timedelta(days=1)
        is_monthly = session.on.day <= measured.SESSION_EVERY_DAYS
        for slug, name, _remit in measured.COMMITTEES:
            items = studied.get(slug, [])
            day = self._day(on, committee=slug)
            if not day.seats or not (items or is_monthly):
                continue
            meeting = self._session(on, kind="committee", body=slug)
            rng = self._chance(meeting.code)
            if not items:
                meeting.items.append(
                    ItemPlan(f"{meeting.code}-I01", "other", f"Plan de trabajo, {name}", number="1")
                )
            for place, item in enumerate(items, start=1):
                meeting.items.append(
                    ItemPlan(
                        f"{meeting.code}-I{place:02d}",
                        item.business,
                        item.title,
                        number=str(place),
                        case=item.case,
                        matter=item.matter,
                        studied=item.code,
                    )
                )
            sit(rng, meeting, day, numbers=self.numbers)
            self.plan.sessions.append(meeting)

    def _look_ahead(self) -> None:
        """The next two sessions of the Council, and what waits for one."""
        waiting = [case for case in self.facts.cases if case.decided_on is None]
        waiting.sort(key=lambda case: (case.sent_on or date.max, case.code))
        soon = [case for case in waiting if case.state != "sent_to_council"][:MOST_ON_NEXT_AGENDA]
        rng = self._chance("ahead")
        on = self.latest + timedelta(days=measured.EXTRAORDINARY_AFTER_DAYS)
        title = "Iniciativas de inversión cuyo plazo vence"
        urgent = self._session(on, kind="extraordinary", title=title)
        urgent.state = "agenda_published"
        self.agendas.cases(urgent, soon)
        if not soon:
            self.agendas.usual(rng, urgent, aside=False)
        later = self._session(
            self.latest + timedelta(days=measured.SESSION_EVERY_DAYS), kind="ordinary"
        )
        later.state = "convened"
        self.agendas.report(later)
        self.agendas.minutes(later)
        self.agendas.left_over(later)
        self.agendas.usual(rng, later, aside=False)
        self.plan.sessions += [urgent, later]
        year = self.facts.today.year
        for case in waiting:
            if case not in soon:
                item = self.agendas.item_of(case, on=self.facts.today)
                item.wanted = ""
                state = "in_committee" if case.state == "in_committee" else "entered"
                self.plan.waiting.append(self.agendas.waiting(item, state=state, year=year))
        for business, state in (("concession", "in_committee"), ("environmental", "entered")):
            item = self.agendas.invented(rng, business, on=self.facts.today + timedelta(days=2))
            self.plan.waiting.append(self.agendas.waiting(item, state=state, year=year))


def _sits_in(seat: SeatPlan, committee: str) -> bool:
    return any(slug == committee for slug, _post in seat.committees)
