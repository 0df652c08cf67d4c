"""Votes by name, and agreements."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from alameda.council.api.schemas.base import BusinessKey, MemberOut, Outcome
from alameda.pages.api.shapes import Code, PageQuery, Slug, Year


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
