"""What a vote publishes; its subject is the session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class VoteOpened(Fact):
    """A vote was opened.

    Attributes:
        vote: its public code.
        items: code of each item it decides.
        majority: key of the majority it needs.
        held_on: the day on which the session began.
        in_office: members in office that day.
        quorum: members that make the quorum.
        present: members with a ballot when it opened, the recused among them.
        recused: of those, who may not vote.
        early_items: code of each item with a file that was not public yet.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "vote.opened"
    words = _("A vote was opened")

    vote: str
    items: tuple[str, ...]
    majority: str
    held_on: date
    in_office: int
    quorum: int
    present: int
    recused: int
    early_items: tuple[str, ...] = ()
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class BallotCast(Fact):
    """A member voted.

    Attributes:
        vote: public code of the vote.
        councillor: public code of the member.
        choice: favour, against, abstain or not_voting.
        is_by_secretary: the secretary noted it at the roll call.
    """

    verb = "ballot.cast"
    words = _("A member voted")

    vote: str
    councillor: str
    choice: str
    is_by_secretary: bool


@dataclass(frozen=True, kw_only=True)
class BallotCorrected(Fact):
    """A ballot was corrected before the vote was closed.

    Attributes:
        vote: public code of the vote.
        councillor: public code of the member.
        from_choice: as it was.
        to_choice: as it is now.
        reason: why; public.
    """

    verb = "ballot.corrected"
    words = _("A ballot was corrected")

    vote: str
    councillor: str
    from_choice: str
    to_choice: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class VoteClosed(Fact):
    """A vote was closed and counted.

    Attributes:
        vote: its public code.
        present: members with a ballot, the recused among them: the sum of the five counts.
        favour: in favour.
        against: against.
        abstain: abstained.
        not_voting: present, did not vote.
        recused: may not vote.
        in_office: members in office that day.
        majority: key of the majority it needs.
        needed: in favour.
        outcome: approved, refused or tied.
        ballots: choice of each member, by public code.
        items: code of each item it decides.
        by_secretary: public code of each member whose choice the secretary noted.
    """

    verb = "vote.closed"
    words = _("A vote was closed")

    vote: str
    present: int
    favour: int
    against: int
    abstain: int
    not_voting: int
    recused: int
    in_office: int
    majority: str
    needed: int
    outcome: str
    ballots: dict[str, str]
    items: tuple[str, ...] = ()
    by_secretary: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TieBroken(Fact):
    """Who presides broke a tie.

    Attributes:
        vote: public code of the vote.
        councillor: public code of who presides.
        choice: favour or against.
        outcome: approved or refused.
    """

    verb = "tie.broken"
    words = _("A tie was broken")

    vote: str
    councillor: str
    choice: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class VoteAnnulled(Fact):
    """A vote was annulled: it decides nothing.

    Attributes:
        vote: its public code.
        outcome: what it had decided; empty where it was still open.
        reason: why; public.
    """

    verb = "vote.annulled"
    words = _("A vote was annulled")

    vote: str
    outcome: str
    reason: str
