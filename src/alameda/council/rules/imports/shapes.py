"""What a source of past sessions holds once it is read: plain rows, by their keys. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from alameda.council.rules.imports.defects import Found


class Raw(NamedTuple):
    """A row as it stands, every cell as text.

    Attributes:
        number: its place in the list, from 1.
        cells: by column.
        flaw: key of a defect of the row itself; empty where it has none.
        flaw_column: the column with that defect.
    """

    number: int
    cells: dict[str, str]
    flaw: str = ""
    flaw_column: str = ""


class CouncillorRow(NamedTuple):
    """A member."""

    key: str
    name: str
    is_governor: bool


class CommitteeRow(NamedTuple):
    """A committee; ``chair`` is the key of a member, or empty."""

    key: str
    name: str
    chair: str


class SessionRow(NamedTuple):
    """A session; ``starts_at`` in the region's time, without a zone."""

    key: str
    number: int
    kind: str
    starts_at: datetime
    source: str


class AttendanceRow(NamedTuple):
    """What the source says of a member in a session."""

    session: str
    councillor: str
    state: str


class ItemRow(NamedTuple):
    """An item; ``committee`` may be empty."""

    key: str
    session: str
    number: str
    section: str
    committee: str
    title: str
    business: str
    is_withdrawn: bool


class VoteRow(NamedTuple):
    """A vote and what it agreed; ``result`` as written, ``outcome`` as it is understood."""

    key: str
    item: str
    session: str
    result: str
    outcome: str
    favour: int
    against: int
    abstain: int
    recused: int
    amount_clp: int | None
    fund: str
    beneficiary: str

    @property
    def total(self) -> int:
        """The votes that are published, added up."""
        return self.favour + self.against + self.abstain + self.recused


class BallotRow(NamedTuple):
    """What a named member did."""

    vote: str
    councillor: str
    choice: str


@dataclass
class Past:
    """A whole source.

    Attributes:
        statement: what it says of itself.
        rows: how many it has, taken or not.
        councillors: by key; so are the others that have one.
        found: every defect, in the order of the source.
        places: by kind of row, the place of each row that was taken, by its key; of those that
            have none of their own, by the two that they tie.
    """

    statement: str = ""
    rows: int = 0
    councillors: dict[str, CouncillorRow] = field(default_factory=dict)
    committees: dict[str, CommitteeRow] = field(default_factory=dict)
    sessions: dict[str, SessionRow] = field(default_factory=dict)
    attendance: list[AttendanceRow] = field(default_factory=list)
    items: dict[str, ItemRow] = field(default_factory=dict)
    votes: dict[str, VoteRow] = field(default_factory=dict)
    ballots: list[BallotRow] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    places: dict[str, dict[Any, int]] = field(default_factory=dict)

    @cached_property
    def _attended(self) -> dict[str, dict[str, str]]:
        by: dict[str, dict[str, str]] = {}
        for row in self.attendance:
            by.setdefault(row.session, {})[row.councillor] = row.state
        return by

    @cached_property
    def _named(self) -> dict[str, list[BallotRow]]:
        by: dict[str, list[BallotRow]] = {}
        for row in self.ballots:
            by.setdefault(row.vote, []).append(row)
        return by

    def attended(self, session: str) -> dict[str, str]:
        """The attendance of a session, once all is read: state by member."""
        return self._attended.get(session, {})

    def present(self, session: str) -> frozenset[str]:
        """Who is listed as present."""
        said = self.attended(session)
        return frozenset(member for member, state in said.items() if state == "present")

    def votes_of(self, session: str) -> list[VoteRow]:
        """The votes of a session, in the order of the source."""
        return [vote for vote in self.votes.values() if vote.session == session]

    @cached_property
    def _last_of_item(self) -> dict[str, str]:
        return {vote.item: vote.key for vote in self.votes.values()}

    def decides(self, vote: VoteRow) -> bool:
        """Whether a vote is the last on its item: the one that was agreed."""
        return self._last_of_item.get(vote.item) == vote.key

    def ballots_of(self, vote: str) -> list[BallotRow]:
        """The named ballots of a vote, once all is read."""
        return self._named.get(vote, [])
