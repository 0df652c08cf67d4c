"""What the generator of a council yields: plain rows that know nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Case(NamedTuple):
    """An initiative that the Council decided, or has to decide.

    Attributes:
        subject: primary key of its subject.
        code: permanent code.
        amount_clp: asked of the Council; empty where nobody says it.
        sent_on: the day on which the Council received it.
        decided_on: the day of the session; empty while it waits.
        outcome: ``approved``, ``refused``, or empty while it waits.
        state: of the initiative, while it waits.
        beneficiary: who executes it.
    """

    subject: int
    code: str
    title: str
    amount_clp: int | None
    sent_on: date | None
    decided_on: date | None
    outcome: str
    state: str
    beneficiary: str


class Place(NamedTuple):
    """A comuna: primary key, code of its province, name and inhabitants."""

    key: int
    province: str
    name: str
    population: int


class SeatPlan(NamedTuple):
    """A councillor, or the governor, with the seat, bloc and committees of one term."""

    code: str
    slug: str
    name: str
    sort_name: str
    kind: str
    starts_on: date
    ends_on: date
    circumscription: int | None
    bloc: int | None
    committees: tuple[tuple[str, str], ...] = ()
    ended_by: str = ""
    replaces: str = ""


class LeavePlan(NamedTuple):
    """Days on which a councillor is away."""

    code: str
    kind: str
    starts_on: date
    ends_on: date


class MatterPlan(NamedTuple):
    """What the Council was asked and no other module keeps."""

    code: str
    business: str
    title: str
    summary: str
    applicant: str
    comuna: int | None
    state: str
    received_on: date
    decided_on: date | None


class AgreementPlan(NamedTuple):
    """The decision on an item; without a published moment it waits for it."""

    code: str
    number: int
    outcome: str
    text: str
    certified_at: datetime | None
    published_at: datetime | None


@dataclass(slots=True)
class ItemPlan:
    """An item of an agenda.

    Attributes:
        case: subject of the initiative it is about, where it is about one.
        recused: members who may not take part, with the reason.
        opened_at: when it was opened; empty where it was not dealt with.
        studied: code of the item of the Council that a committee studied in it.
        wanted: outcome that it must have; empty where chance decides.
    """

    code: str
    business: str
    title: str
    section: str = "agenda"
    summary: str = ""
    state: str = "on_agenda"
    number: str = ""
    case: int | None = None
    matter: MatterPlan | None = None
    received_on: date | None = None
    amount_clp: int | None = None
    fund: str = ""
    beneficiary: str = ""
    committee: str = ""
    report: str = ""
    reported_on: date | None = None
    minutes_of: str = ""
    carried_from: str = ""
    studied: str = ""
    point: str = ""
    reason: str = ""
    wanted: str = ""
    is_from_floor: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    recused: list[tuple[str, str]] = field(default_factory=list)
    agreement: AgreementPlan | None = None


@dataclass(slots=True)
class VotePlan:
    """A vote with a choice of each member present, and its count."""

    code: str
    items: list[str]
    question: str
    majority: str
    opened_at: datetime
    closed_at: datetime
    choices: dict[str, str]
    in_office: int
    needed: int
    outcome: str
    casting: str
    lines: list[dict[str, object]]

    def count(self, choice: str) -> int:
        """How many did that."""
        return sum(each == choice for each in self.choices.values())


class CommitmentPlan(NamedTuple):
    """What was asked for in a session."""

    code: str
    kind: str
    raised_by: str
    text: str
    owner: str
    raised_on: date
    due_on: date
    term: str
    state: str
    answer: str
    answered_on: date | None


class StayPlan(NamedTuple):
    """A member in the room, from when to when."""

    code: str
    arrived_at: datetime
    left_at: datetime | None


@dataclass(slots=True)
class SessionPlan:
    """A session with everything that happened in it."""

    code: str
    body: str
    kind: str
    year: int
    number: int
    on: date
    starts_at: datetime
    state: str
    title: str = ""
    in_office: int = 0
    quorum_needed: int = 0
    presided_by: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    recorded_at: datetime | None = None
    attendance: dict[str, str] = field(default_factory=dict)
    stays: list[StayPlan] = field(default_factory=list)
    items: list[ItemPlan] = field(default_factory=list)
    votes: list[VotePlan] = field(default_factory=list)
    commitments: list[CommitmentPlan] = field(default_factory=list)
    has_minutes: bool = False

    def item(self, code: str) -> ItemPlan:
        """One of its items."""
        return next(item for item in self.items if item.code == code)


class PointPlan(NamedTuple):
    """A citizen point and how many supported it."""

    code: str
    title: str
    text: str
    state: str
    needed: int
    supporters: int
    opened_on: date
    closes_on: date
    reached_on: date | None
    reason: str


@dataclass(slots=True)
class CouncilPlan:
    """A council with its history."""

    bodies: list[tuple[str, str, str, str]] = field(default_factory=list)
    circumscriptions: list[tuple[str, str, int, tuple[int, ...]]] = field(default_factory=list)
    blocs: list[tuple[str, str]] = field(default_factory=list)
    starts_on: date = date.max
    seats: list[SeatPlan] = field(default_factory=list)
    leaves: list[LeavePlan] = field(default_factory=list)
    sessions: list[SessionPlan] = field(default_factory=list)
    waiting: list[ItemPlan] = field(default_factory=list)
    points: list[PointPlan] = field(default_factory=list)
