"""The facts that the Council publishes. A member enters by code, never by name (ADR 0008)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class PastMemberImported(Fact):
    """A member of the Council came in with past sessions.

    Attributes:
        subject: code of the member.
        import_number: of the import.
        mandate: ``councillor`` or ``governor``.
        starts_on: first day of the mandate.
    """

    verb = "past_member.imported"
    words = _("Member of the Council imported")
    import_number: int
    mandate: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class PastBodyImported(Fact):
    """The Council or a committee came in with past sessions.

    Attributes:
        subject: code of the body.
        import_number: of the import.
        kind: of body.
        chair: code of the member who presides over it; empty where the source does not say.
    """

    verb = "past_body.imported"
    words = _("Body of the Council imported")
    import_number: int
    kind: str
    chair: str


@dataclass(frozen=True, kw_only=True)
class PastSessionImported(Fact):
    """A session that was held elsewhere came in, or an import changed it.

    Attributes:
        subject: code of the session.
        import_number: of the import.
        is_new: whether it was not there before.
        kind: of session.
        number: of the session in its year.
        held_on: day of the session.
        attendance: code of each member, and what the source says of it.
        is_inconsistent: whether it contradicts itself, as published.
    """

    verb = "past_session.imported"
    words = _("Past session imported")
    import_number: int
    is_new: bool
    kind: str
    number: int
    held_on: date
    attendance: dict[str, str]
    is_inconsistent: bool


@dataclass(frozen=True, kw_only=True)
class PastAgreementImported(Fact):
    """An agreement with its vote came in, or an import changed it.

    Attributes:
        subject: code of the agreement.
        import_number: of the import.
        is_new: whether it was not there before.
        session: code of the session.
        vote: code of the vote.
        outcome: of the vote.
        title: of the item that it decided.
        amount_clp: whole pesos, where it decides money.
        published: the result and the counts as the source says them.
        ballots: code of each member that the source names, and what it says of it.
        is_inconsistent: whether the vote contradicts itself, as published.
    """

    verb = "past_agreement.imported"
    words = _("Past agreement imported")
    import_number: int
    is_new: bool
    session: str
    vote: str
    outcome: str
    title: str
    amount_clp: int | None
    published: dict[str, str | int]
    ballots: dict[str, str]
    is_inconsistent: bool


@dataclass(frozen=True, kw_only=True)
class PastImportFinished(Fact):
    """A reading of a file of past sessions ended, whole.

    Attributes:
        subject: of the import.
        profile: how it was read.
        fingerprint: SHA-256 of the file.
        rows: read.
        created: rows that were not there before.
        updated: rows that the file changed.
        unchanged: rows that were there, the same.
        refused: rows that were not taken.
        findings: defects that were found, by kind.
    """

    verb = "past_import.finished"
    words = _("Import of past sessions finished")
    profile: str
    fingerprint: str
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    findings: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class PastMemberRenamed(Fact):
    """A file calls a member otherwise than an earlier one did; the record keeps neither name.

    Attributes:
        subject: code of the member.
        import_number: of the import.
    """

    verb = "past_member.renamed"
    words = _("Member of the Council renamed by an import")
    import_number: int


@dataclass(frozen=True, kw_only=True)
class PastVoteImported(Fact):
    """A vote on an item that was voted again came in, or an import changed it.

    Attributes:
        subject: code of the session.
        import_number: of the import.
        is_new: whether it was not there before.
        vote: code of the vote.
        outcome: of the vote.
        published: the result and the counts as the source says them.
        ballots: code of each member that the source names, and what it says of it.
        is_inconsistent: whether the vote contradicts itself, as published.
    """

    verb = "past_vote.imported"
    words = _("Past vote imported")
    import_number: int
    is_new: bool
    vote: str
    outcome: str
    published: dict[str, str | int]
    ballots: dict[str, str]
    is_inconsistent: bool
