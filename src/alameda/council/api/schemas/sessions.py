"""Sessions and their items."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from alameda.council.api.schemas.base import (
    BusinessKey,
    ItemState,
    MemberOut,
    SessionKind,
    SessionState,
)
from alameda.pages.api.shapes import Code, PageQuery, Slug, Year


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
