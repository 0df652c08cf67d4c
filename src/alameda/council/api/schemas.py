"""The shapes of the answers. Money is whole pesos, days are ISO 8601, empty means not known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from alameda.council.rules import vocabulary
from alameda.council.rules.states import ITEM_STATES, SESSION_STATES

MAX_LIMIT = 200


def one_of(keys: tuple[str, ...]) -> tuple[object, ...]:
    """What makes a text one of a closed list, in checking and in the description."""

    def check(value: str) -> str:
        if value not in keys:
            message = f"one of: {', '.join(keys)}"
            raise ValueError(message)
        return value

    return AfterValidator(check), Field(json_schema_extra={"enum": list(keys)})


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,80}$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
SessionKind = Annotated[str, *one_of(vocabulary.keys(vocabulary.SESSION_KINDS))]
SessionState = Annotated[str, *one_of(tuple(state.key for state in SESSION_STATES))]
ItemState = Annotated[str, *one_of(tuple(state.key for state in ITEM_STATES))]
BusinessKey = Annotated[str, *one_of(vocabulary.keys(vocabulary.BUSINESS))]
Outcome = Annotated[str, *one_of(vocabulary.keys(vocabulary.OUTCOMES))]
Choice = Annotated[str, *one_of(vocabulary.keys(vocabulary.CHOICES))]
CommitmentState = Annotated[str, *one_of(vocabulary.keys(vocabulary.COMMITMENT_STATES))]
PointState = Annotated[str, *one_of(vocabulary.keys(vocabulary.POINT_STATES))]


class PageQuery(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: str = Field("", max_length=400)


class SessionQuery(PageQuery):
    """Which sessions: each filter narrows, several values of one filter widen."""

    year: list[Year] = Field(default_factory=list, max_length=60)
    body: list[Slug] = Field(default_factory=list, max_length=60)
    kind: list[SessionKind] = Field(default_factory=list)
    state: list[SessionState] = Field(default_factory=list)


class ItemQuery(PageQuery):
    """Which items."""

    session: Code | None = None
    business: list[BusinessKey] = Field(default_factory=list)
    state: list[ItemState] = Field(default_factory=list)
    committee: list[Slug] = Field(default_factory=list, max_length=60)


class VoteQuery(PageQuery):
    """Which votes."""

    session: Code | None = None
    year: list[Year] = Field(default_factory=list, max_length=60)
    outcome: list[Outcome] = Field(default_factory=list)
    is_inconsistent: bool | None = None


class AgreementQuery(PageQuery):
    """Which agreements."""

    session: Code | None = None
    year: list[Year] = Field(default_factory=list, max_length=60)
    business: list[BusinessKey] = Field(default_factory=list)
    outcome: list[Outcome] = Field(default_factory=list)
    committee: list[Slug] = Field(default_factory=list, max_length=60)


class BallotQuery(PageQuery):
    """Which votes of a member."""

    year: list[Year] = Field(default_factory=list, max_length=60)
    choice: list[Choice] = Field(default_factory=list)


class CommitmentQuery(PageQuery):
    """Which commitments."""

    state: list[CommitmentState] = Field(default_factory=list)
    raised_by: list[Code] = Field(default_factory=list, max_length=60)


class PointQuery(PageQuery):
    """Which citizen points."""

    state: list[PointState] = Field(default_factory=list)


class MemberOut(Schema):
    """A member, by code."""

    code: str
    name: str


class ItemOut(Schema):
    """An item of business."""

    code: str
    session: str | None
    business: str
    title: str
    summary: str
    state: str
    section: str
    number: str
    position: int
    committee: str | None
    matter: str | None
    amount_clp: int | None
    fund: str
    beneficiary: str
    is_from_floor: bool
    url: str


class ItemPage(Schema):
    """A page of items; ``next`` is the address of the next one, empty at the end."""

    items: list[ItemOut]
    next: str | None


class SessionOut(Schema):
    """A session as lists show it."""

    code: str
    body: str
    kind: str
    year: int
    number: int
    state: str
    title: str
    place: str
    starts_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    quorum_needed: int | None
    quorum_present: int | None
    is_inconsistent: bool
    source: str
    is_demo: bool
    version: int
    changed_at: datetime
    url: str


class SessionPage(Schema):
    """A page of sessions; ``next`` is the address of the next one, empty at the end."""

    items: list[SessionOut]
    next: str | None


class AttendanceOut(MemberOut):
    """What the certified close, or the source, says of a member."""

    state: str


class FindingOut(Schema):
    """A defect of the source that a session came from."""

    kind: str
    row: str
    vote: str | None
    es: str
    en: str


class SessionDetail(SessionOut):
    """A session with its agenda, who was there, and what was found in its source."""

    agenda: list[ItemOut]
    attendance: list[AttendanceOut]
    votes: list[str]
    agreements: list[str]
    recording_url: str
    findings: list[FindingOut]


class VoteOut(Schema):
    """A vote as lists show it; the counts of an open one are not known yet."""

    code: str
    session: str
    question: str
    majority: str
    state: str
    held_on: date
    in_office: int | None
    present: int | None
    favour: int | None
    against: int | None
    abstain: int | None
    not_voting: int | None
    recused: int | None
    needed: int | None
    casting_choice: str
    outcome: str
    is_inconsistent: bool
    has_all_names: bool
    url: str


class VotePage(Schema):
    """A page of votes; ``next`` is the address of the next one, empty at the end."""

    items: list[VoteOut]
    next: str | None


class BallotOut(MemberOut):
    """What a member did."""

    choice: str
    cast_at: datetime | None


class VoteDetail(VoteOut):
    """A vote by name, once it is closed; while it is open, only how many have voted."""

    items: list[str]
    agreements: list[str]
    ballots: list[BallotOut]
    cast: int
    as_published: dict[str, str | int]


class AgreementOut(Schema):
    """An agreement as lists show it."""

    code: str
    year: int
    number: int | None
    session: str
    item: str
    vote: str
    outcome: str
    title: str
    business: str
    committee: str | None
    amount_clp: int | None
    fund: str
    beneficiary: str
    agreed_on: date
    certified_at: datetime | None
    published_at: datetime | None
    corrects: str | None
    is_demo: bool
    url: str


class AgreementPage(Schema):
    """A page of agreements; ``next`` is the address of the next one, empty at the end."""

    items: list[AgreementOut]
    next: str | None


class AgreementDetail(AgreementOut):
    """An agreement with its text and its certificate."""

    text: str
    publication_due_on: date | None
    certificate_url: str | None
    matter: str | None


class SeatOut(Schema):
    """A seat, a place in a committee or in a bench, between two days."""

    kind: str
    of: str
    starts_on: date
    ends_on: date | None


class CouncillorOut(MemberOut):
    """A member with every place she has or had."""

    sort_name: str
    seats: list[SeatOut]
    is_demo: bool
    url: str


class CouncillorVoteOut(Schema):
    """What a member did in a vote."""

    vote: str
    held_on: date
    choice: str
    outcome: str
    is_inconsistent: bool


class CouncillorVotePage(Schema):
    """A page of a member's votes; ``next`` is the address of the next one, empty at the end."""

    items: list[CouncillorVoteOut]
    next: str | None


class BodyMemberOut(MemberOut):
    """A member of a committee."""

    post: str
    starts_on: date
    ends_on: date | None


class BodyOut(Schema):
    """The Council or a committee."""

    slug: str
    kind: str
    name: str
    parent: str | None
    remit: str
    starts_on: date
    ends_on: date | None
    members: list[BodyMemberOut]
    url: str


class CommitmentOut(Schema):
    """Something asked for, with who owes it and until when."""

    code: str
    kind: str
    session: str | None
    raised_by: str | None
    text: str
    owner: str
    raised_on: date
    due_on: date
    state: str
    answer: str
    answered_on: date | None
    is_demo: bool
    url: str


class CommitmentPage(Schema):
    """A page of commitments; ``next`` is the address of the next one, empty at the end."""

    items: list[CommitmentOut]
    next: str | None


class PointOut(Schema):
    """A citizen point; who proposed or supports it is nobody's business."""

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
    is_demo: bool
    url: str


class PointPage(Schema):
    """A page of citizen points; ``next`` is the address of the next one, empty at the end."""

    items: list[PointOut]
    next: str | None


class BallotIn(Schema):
    """A ballot sent from a member's phone."""

    choice: Choice
    request_key: str = Field("", max_length=40, description="Made by the phone for this sending")
    councillor: Code | None = Field(
        None, description="Whose it is, where the secretary sends it; else the member's own"
    )


class RollIn(Schema):
    """Several ballots at once, by the secretary: choice by code of the member."""

    choices: dict[Code, Choice] = Field(max_length=200)


class CloseIn(Schema):
    """How a vote is closed."""

    marks_pending: bool = False


class ArrivalIn(Schema):
    """Who arrived."""

    councillor: Code
    is_remote: bool = False
