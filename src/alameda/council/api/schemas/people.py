"""Members and their votes, committees, commitments, citizen points."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from alameda.council.api.schemas.base import Choice, CommitmentState, MemberOut, PointState
from alameda.pages.api.shapes import Code, PageQuery, Year


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
