"""From the plan of a session to rows of every table below it, by ``COPY``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from alameda.council import models
from alameda.council.selectors.clocks import publication_clock_from
from alameda.demonstration.council.actions.people import People
from alameda.demonstration.council.rules.plans import (
    CouncilPlan,
    ItemPlan,
    MatterPlan,
    SessionPlan,
    VotePlan,
)
from alameda.foundation.copying import Copier
from alameda.foundation.hours import wall_of, wall_text
from alameda.thread.models import Link, Subject

PLACE = "Sala del Consejo Regional"
RECORDINGS = "https://grabaciones.demostracion.invalid"
BY = "system"
SECOND_AFTER = timedelta(minutes=30)
_IS_DEMO = True
_NOT_REMOTE = False
_VERSION = 1
COUNTS = ("favour", "against", "abstain", "not_voting", "recused")


class RowWriter:
    """Turns the plan of a council into rows, and writes them table by table."""

    def __init__(self, people: People, *, now: datetime, region: str, held_back: set[str]) -> None:
        self.people = people
        self.now = now
        self.region = region
        self.held_back = held_back  # agreements whose certificate is still to be made
        self.items: dict[str, int] = {}
        self.sessions: dict[str, int] = {}
        self.agreements: dict[str, int] = {}
        self.subjects: dict[str, int] = {}
        self.studies: list[tuple[str, str]] = []
        self.tables = _tables()

    def write(self) -> dict[str, int]:
        """Write everything kept so far; returns how many rows by table."""
        written = {copier.table: copier.write() for copier in self.tables.values()}
        # What a committee studies comes to the Council after it, and has its key by now.
        pairs = [(self.items[one], self.items[other]) for one, other in self.studies]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE council_agendaitem AS i SET studies_id = s.studied"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS s (item, studied) WHERE i.id = s.item",
                [[one for one, _other in pairs], [other for _one, other in pairs]],
            )
            cursor.execute(f"ANALYZE {', '.join(written)}")
        return written

    def add(self, plan: CouncilPlan) -> None:
        """Keep every row of the council's history."""
        self._points(plan)
        self._matters(plan)
        for session in plan.sessions:
            self._session(session)
        for item in plan.waiting:
            self._item(None, item, place=0)
        for session in plan.sessions:
            self._happened(session)

    def subject(  # noqa: PLR0913  # the columns of the row
        self,
        code: str,
        *,
        kind: str,
        title: str,
        address: str,
        state: str = "",
        comuna: int | None = None,
        visibility: str = "public",
    ) -> int:
        """Keep a subject; returns its primary key."""
        key = self.tables["subject"].add(
            code, kind, title[:400], address, comuna, visibility, state, self.now, self.now
        )
        self.subjects[code] = key
        return key

    def link(self, source: int, kind: str, target: int, on: date) -> None:
        """Keep a link of the thread."""
        self.tables["link"].add(source, target, kind, on, BY, self.now)

    def _points(self, plan: CouncilPlan) -> None:
        for point in plan.points:
            subject = self.subject(
                point.code, kind="citizen_point", title=point.title,
                address=f"/consejo/puntos/{point.code}/", state=point.state,
            )  # fmt: skip
            self.items[point.code] = self.tables["point"].add(
                subject, point.code, point.title, point.text, point.state, point.needed,
                point.supporters, point.opened_on, point.closes_on, point.reached_on,
                point.reason, _IS_DEMO,
            )  # fmt: skip

    def _matters(self, plan: CouncilPlan) -> None:
        """Each matter once, as its last item left it."""
        found: dict[str, MatterPlan] = {}
        for item in (*(i for s in plan.sessions for i in s.items), *plan.waiting):
            if item.matter is not None:
                found[item.matter.code] = item.matter
        for matter in found.values():
            subject = self.subject(
                matter.code, kind="matter", title=matter.title, comuna=matter.comuna,
                address=f"/consejo/materias/{matter.code}/", state=matter.state,
            )  # fmt: skip
            self.tables["matter"].add(
                subject, matter.code, matter.business, matter.title, matter.summary,
                matter.applicant, matter.comuna, matter.state, matter.received_on,
                matter.decided_on, _IS_DEMO, _VERSION,
            )  # fmt: skip

    def _session(self, session: SessionPlan) -> None:
        names = {"ordinary": "Sesión ordinaria", "extraordinary": "Sesión extraordinaria"}
        title = (
            f"{names.get(session.kind, 'Sesión de comisión')} {session.number} de {session.year}"
        )
        subject = self.subject(
            session.code, kind="session", title=title, state=session.state,
            address=f"/consejo/sesiones/{session.code}/",
        )  # fmt: skip
        starts, people = session.starts_at, self.people
        is_over = session.closed_at is not None
        agenda_at = None if session.state == "convened" else min(
            starts - timedelta(days=3), self.now
        )  # fmt: skip
        self.sessions[session.code] = self.tables["session"].add(
            subject, session.code, people.bodies[session.body], session.kind, session.year,
            session.number, session.state, session.title, PLACE, starts,
            starts + SECOND_AFTER, min(starts - timedelta(days=7), self.now), agenda_at,
            session.opened_at, session.closed_at, 1 if is_over else None,
            session.in_office or None, session.quorum_needed or None,
            _counted(session) if is_over else None,
            people.councillors.get(session.presided_by), "",
            f"{RECORDINGS}/{session.code}" if session.recorded_at else "", session.recorded_at,
            session.opened_at if session.recorded_at else None,
            session.closed_at, _IS_DEMO, _VERSION, self.now, *_on_the_wall(session),
        )  # fmt: skip
        for place, item in enumerate(session.items, start=1):
            self._item(session, item, place=place)

    def _item(self, session: SessionPlan | None, item: ItemPlan, *, place: int) -> None:
        people = self.people
        seconds = None
        if session and session.recorded_at and session.opened_at and item.opened_at:
            seconds = int((item.opened_at - session.opened_at).total_seconds())
        matter = item.case
        if item.matter is not None:
            matter = self.subjects[item.matter.code]
        elif item.point:
            matter = self.subjects[item.point]
        key = self.tables["item"].add(
            item.code, people.bodies[session.body if session else "consejo"],
            self.sessions[session.code] if session else None, item.business, item.title,
            item.summary, matter, item.state, item.section if session else "", place,
            item.number, people.bodies.get(item.committee), item.report, item.reported_on,
            item.received_on, item.amount_clp, item.fund, item.beneficiary, item.is_from_floor,
            self.items.get(item.carried_from), None, self.items.get(item.point),
            self.sessions.get(item.minutes_of), item.reason, seconds, "", _VERSION, self.now,
            self.now,
        )  # fmt: skip
        self.items[item.code] = key
        if item.studied:
            self.studies.append((item.code, item.studied))
        self._moves(session, item, key)
        for code, why in item.recused:
            self.tables["recusal"].add(key, people.councillors[code], why, item.opened_at)

    def _moves(self, session: SessionPlan | None, item: ItemPlan, key: int) -> None:
        """The way of an item through its states, each at its moment."""
        state = "entered"
        for target, at in _way_of(session, item, now=self.now):
            self.tables["move"].add(
                key, state, target, at, BY, item.reason if _ends(target) else ""
            )
            state = target

    def _happened(self, session: SessionPlan) -> None:
        """Who was there, the votes, what was agreed and asked for; only where it was held."""
        key, people = self.sessions[session.code], self.people
        for code, state in session.attendance.items():
            self.tables["attendance"].add(key, people.councillors[code], state, session.on)
        for stay in session.stays:
            self.tables["presence"].add(
                key, people.councillors[stay.code], stay.arrived_at, stay.left_at, _NOT_REMOTE
            )
        if session.opened_at is None or session.closed_at is None:
            return
        log = self.tables["happening"].add
        log(key, "opened", session.opened_at, None, None, None, "")
        self._log_stays(key, session)
        for item in session.items:
            self._log_item(key, item)
        for vote in session.votes:
            self._vote(key, session, vote)
        self._commitments(key, session)
        log(key, "closed", session.closed_at, None, None, None, "")

    def _log_stays(self, key: int, session: SessionPlan) -> None:
        """Who came after the opening, and who went before the close."""
        log = self.tables["happening"].add
        for stay in session.stays:
            who = self.people.councillors[stay.code]
            if session.opened_at and stay.arrived_at > session.opened_at:
                log(key, "arrived", stay.arrived_at, None, None, who, "")
            if session.closed_at and stay.left_at and stay.left_at < session.closed_at:
                log(key, "left", stay.left_at, None, None, who, "")

    def _log_item(self, session: int, item: ItemPlan) -> None:
        log, key = self.tables["happening"].add, self.items[item.code]
        if _ends(item.state):
            log(session, f"item_{item.state}", item.closed_at, key, None, None, item.reason)
            return
        log(session, "item_opened", item.opened_at, key, None, None, "")
        for code, _why in item.recused:
            who = self.people.councillors[code]
            log(session, "recused", item.opened_at, key, None, who, "")
        log(session, "item_closed", item.closed_at, key, None, None, "")

    def _vote(self, session: int, plan: SessionPlan, vote: VotePlan) -> None:
        counts = [vote.count(choice) for choice in COUNTS]
        key = self.tables["vote"].add(
            vote.code, session, vote.question, vote.majority, "closed", plan.on, vote.opened_at,
            vote.closed_at, vote.in_office, len(vote.choices), *counts, vote.needed, vote.casting,
            vote.outcome, Jsonb(vote.lines), vote.closed_at,
        )  # fmt: skip
        log = self.tables["happening"].add
        first = self.items[vote.items[0]]
        log(session, "vote_opened", vote.opened_at, first, key, None, "")
        for place, (code, choice) in enumerate(vote.choices.items()):
            cast_at = vote.opened_at + timedelta(seconds=2 * place)
            self.tables["ballot"].add(
                key, self.people.councillors[code], choice, plan.on,
                None if choice in {"recused", "not_voting"} else min(cast_at, vote.closed_at),
            )  # fmt: skip
        log(session, "vote_closed", vote.closed_at, first, key, None, vote.outcome)
        for code in vote.items:
            item = plan.item(code)
            self.tables["voted"].add(key, self.items[code])
            self._agreement(session, plan, item, vote=key)
            if item.agreement:
                log(
                    session, "agreement", vote.closed_at, self.items[code], key, None,
                    item.agreement.code,
                )  # fmt: skip

    def _agreement(self, session: int, plan: SessionPlan, item: ItemPlan, *, vote: int) -> None:
        made = item.agreement
        if made is None:
            return
        is_public = made.published_at is not None
        subject = self.subject(
            made.code, kind="agreement", title=item.title, state=made.outcome,
            comuna=item.matter.comuna if item.matter else None,
            visibility="public" if is_public else "internal",
            address=f"/consejo/acuerdos/{made.code}/",
        )  # fmt: skip
        certified_at = None if made.code in self.held_back else made.certified_at
        self.agreements[made.code] = self.tables["agreement"].add(
            subject, made.code, plan.year, made.number, self.items[item.code], vote, session,
            made.outcome, item.title, made.text, item.business,
            self.people.bodies.get(item.committee), item.amount_clp, item.fund, item.beneficiary,
            plan.on, certified_at, made.published_at, self._due_on(plan.on), _IS_DEMO,
            made.published_at or certified_at or plan.closed_at or self.now,
        )  # fmt: skip
        about = self.subjects[item.matter.code] if item.matter else item.case
        if about is not None:
            kind = "approved_by" if made.outcome == "approved" else "discussed_in"
            self.link(about, kind, subject, plan.on)
        self.link(subject, "discussed_in", self.subjects[plan.code], plan.on)

    def _due_on(self, on: date) -> date | None:
        return publication_due_on(on, region=self.region)

    def _commitments(self, session: int, plan: SessionPlan) -> None:
        for made in plan.commitments:
            subject = self.subject(
                made.code, kind="commitment", title=made.text, state=made.state,
                address=f"/consejo/compromisos/{made.code}/",
            )  # fmt: skip
            who = self.people.councillors[made.raised_by]
            self.tables["commitment"].add(
                subject, made.code, made.kind, session, who, made.text, made.owner,
                made.raised_on, made.due_on, made.term, made.state, made.answer,
                made.answered_on, _IS_DEMO, _VERSION,
            )  # fmt: skip
            self.link(self.subjects[plan.code], "originates", subject, plan.on)
            self.tables["happening"].add(
                session, "commitment", plan.closed_at, None, None, who, made.text
            )


@lru_cache(maxsize=1_000)
def publication_due_on(on: date, *, region: str) -> date:
    """The last day to publish the agreements of a day."""
    return publication_clock_from(on, region=region).due_on or on


def _on_the_wall(session: SessionPlan) -> tuple[str, str, str]:
    """Both summons as the clock shows them, and its zone, of a session that is ahead."""
    if session.opened_at is not None:
        return "", "", ""
    zone = timezone.get_default_timezone_name()
    both = (session.starts_at, session.starts_at + SECOND_AFTER)
    first, second = (wall_text(wall_of(at, zone)) for at in both)
    return first, second, zone


def _counted(session: SessionPlan) -> int:
    """Present when it opened."""
    return sum(stay.arrived_at == session.opened_at for stay in session.stays)


def _ends(state: str) -> bool:
    return state in {"withdrawn", "postponed"}


def _way_of(
    session: SessionPlan | None, item: ItemPlan, *, now: datetime
) -> Iterator[tuple[str, datetime]]:
    """Each state that an item entered, and when."""
    if session is None:
        if item.state == "in_committee":
            yield "in_committee", now - timedelta(days=2)
        return
    start = min(session.starts_at, now)
    if item.committee:
        yield "in_committee", start - timedelta(days=8)
        yield "reported", start - timedelta(days=1)
    yield "on_agenda", start - timedelta(hours=20)
    if _ends(item.state):
        yield item.state, item.closed_at or now
    if item.opened_at is None or item.closed_at is None:
        return
    yield "debated", item.opened_at
    if item.agreement is None:
        yield "dealt_with", item.closed_at
        return
    yield "voted", item.closed_at
    yield "agreement_issued", item.closed_at
    if item.agreement.certified_at:
        yield "certified", item.agreement.certified_at


def _tables() -> dict[str, Copier]:
    """What each table is given; the rest takes the default of its model."""
    voted = models.Vote.items.through
    return {
        "subject": Copier(
            Subject, "code", "kind", "title", "address", "comuna", "visibility", "state",
            "created_at", "changed_at",
        ),
        "point": Copier(
            models.CitizenPoint, "subject", "code", "title", "text", "state", "needed",
            "supporters", "opened_on", "closes_on", "reached_on", "reason", "is_demo",
        ),
        "matter": Copier(
            models.Matter, "subject", "code", "business", "title", "summary", "applicant",
            "comuna", "state", "received_on", "decided_on", "is_demo", "version",
        ),
        "session": Copier(
            models.Session, "subject", "code", "body", "kind", "year", "number", "state", "title",
            "place", "starts_at", "second_starts_at", "convened_at", "agenda_published_at",
            "opened_at", "closed_at", "summons", "in_office", "quorum_needed", "quorum_present",
            "presided_by", "broadcast_url", "recording_url", "recording_published_at",
            "recording_starts_at", "attendance_certified_at", "is_demo", "version", "changed_at",
            "starts_wall", "second_starts_wall", "zone",
        ),
        "item": Copier(
            models.AgendaItem, "code", "body", "session", "business", "title", "summary",
            "matter", "state", "section", "position", "number", "committee", "report",
            "reported_on", "received_on", "amount_clp", "fund", "beneficiary", "is_from_floor",
            "carried_from", "studies", "citizen_point", "minutes_of", "reason",
            "recording_second", "source_key", "version", "created_at", "changed_at",
        ),
        "move": Copier(
            models.ItemMove, "item", "from_state", "to_state", "happened_at", "by_role", "reason"
        ),
        "recusal": Copier(models.Recusal, "item", "councillor", "reason", "declared_at"),
        "attendance": Copier(models.Attendance, "session", "councillor", "state", "held_on"),
        "presence": Copier(
            models.Presence, "session", "councillor", "arrived_at", "left_at", "is_remote"
        ),
        "vote": Copier(
            models.Vote, "code", "session", "question", "majority", "state", "held_on",
            "opened_at", "closed_at", "in_office", "present", *COUNTS, "needed",
            "casting_choice", "outcome", "explanation", "changed_at",
        ),
        "ballot": Copier(models.Ballot, "vote", "councillor", "choice", "held_on", "cast_at"),
        "voted": Copier(voted, "vote", "agendaitem"),
        "agreement": Copier(
            models.Agreement, "subject", "code", "year", "number", "item", "vote", "session",
            "outcome", "title", "text", "business", "committee", "amount_clp", "fund",
            "beneficiary", "agreed_on", "certified_at", "published_at", "publication_due_on",
            "is_demo", "changed_at",
        ),
        "happening": Copier(
            models.Happening, "session", "kind", "at", "item", "vote", "councillor", "text"
        ),
        "commitment": Copier(
            models.Commitment, "subject", "code", "kind", "session", "raised_by", "text", "owner",
            "raised_on", "due_on", "term", "state", "answer", "answered_on", "is_demo", "version",
        ),
        "link": Copier(Link, "source", "target", "kind", "linked_on", "linked_by", "created_at"),
    }  # fmt: skip
