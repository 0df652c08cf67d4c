"""What the Council publishes in the record; a councillor enters by code, never by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact

# Agreements, minutes and what is owed


@dataclass(frozen=True, kw_only=True)
class AgreementIssued(Fact):
    """The Council's decision on an item was written as an agreement.

    Attributes:
        session: code of the session.
        vote: code of the vote.
        item: code of the item.
        business: key of the kind of business.
        outcome: ``approved`` or ``refused``.
        number: within its year.
        agreed_on: the day of the vote.
        publication_due_on: the last day to publish it.
        amount_clp: in whole pesos; empty where it is not about money.
        text_sha256: SHA-256 of its text, in UTF-8; empty since the text is not public yet, and
            could be guessed.
        text_digest: salted digest of its text; the salt stays with the agreement until it is
            certified.
    """

    verb = "agreement.issued"
    words = _("The agreement was issued")

    session: str
    vote: str
    item: str
    business: str
    outcome: str
    number: int
    agreed_on: date
    publication_due_on: date | None
    amount_clp: int | None
    text_sha256: str = ""
    text_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementTextEdited(Fact):
    """The text of an agreement was edited, before it was certified.

    Attributes:
        before_sha256: SHA-256 of the text it had; empty where it has a salt.
        text_sha256: SHA-256 of the text it has; empty where it has a salt.
        before_digest: salted digest of the text it had.
        text_digest: salted digest of the text it has.
    """

    verb = "agreement_text.edited"
    words = _("The text of the agreement was edited before it was certified")

    before_sha256: str = ""
    text_sha256: str = ""
    before_digest: str = ""
    text_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementCertified(Fact):
    """The secretary certified an agreement: its text cannot change any more.

    Attributes:
        certificate: code of the document.
        certificate_sha256: SHA-256 of the certificate's bytes.
        text_sha256: SHA-256 of the text, in UTF-8.
        certified_at: the moment.
        is_same_day: whether it was done on the day of the agreement.
        salt: with which anybody checks what was said of the text before, the SHA-256 of
            ``SALT:SHA256``; empty where it was said plainly.
    """

    verb = "agreement.certified"
    words = _("The agreement was certified")

    certificate: str
    certificate_sha256: str
    text_sha256: str
    certified_at: datetime
    is_same_day: bool
    salt: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementPublished(Fact):
    """An agreement became public.

    Attributes:
        published_at: the moment.
        due_on: the last day of its legal term.
        is_late: whether that day had passed.
    """

    verb = "agreement.published"
    words = _("The agreement was published")

    published_at: datetime
    due_on: date | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class AgreementCorrected(Fact):
    """A new agreement corrects a certified one; the old text stays where it is.

    Attributes:
        by: code of the agreement that corrects it.
    """

    verb = "agreement.corrected"
    words = _("The agreement was corrected by a new one")

    by: str


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(Fact):
    """The minutes of a session were drafted from what happened.

    Attributes:
        parts: how many parts they have.
        text_sha256: SHA-256 of all the parts, in UTF-8.
    """

    verb = "minutes.drafted"
    words = _("The minutes were drafted")

    parts: int
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class MinutesCorrected(Fact):
    """A part of the draft minutes was corrected.

    Attributes:
        part: key of the part.
        version: of the minutes, after the correction.
        asked_by: code of the councillor who asked for it; empty where nobody did.
        before_sha256: SHA-256 of the part as it was.
        after_sha256: SHA-256 of the part as it is.
    """

    verb = "minutes.corrected"
    words = _("The minutes were corrected")

    part: str
    version: int
    asked_by: str
    before_sha256: str
    after_sha256: str


@dataclass(frozen=True, kw_only=True)
class MinutesApproved(Fact):
    """A later session approved the minutes.

    Attributes:
        agreement: code of the agreement that approves them; empty in a committee, which has none.
        session: code of the session that approved them.
        version: of the minutes, as approved.
        text_sha256: SHA-256 of all the parts, in UTF-8.
    """

    verb = "minutes.approved"
    words = _("The minutes were approved")

    agreement: str
    session: str
    version: int
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class MinutesPublished(Fact):
    """The approved minutes were published as a document.

    Attributes:
        document: code of the document.
        document_sha256: SHA-256 of its bytes.
    """

    verb = "minutes.published"
    words = _("The minutes were published")

    document: str
    document_sha256: str


@dataclass(frozen=True, kw_only=True)
class CommitmentRaised(Fact):
    """Something was asked for, with who owes it and until when.

    Attributes:
        kind: key of its kind.
        session: code of the session where it was raised; empty outside one.
        raised_by: code of the councillor; empty where the Council itself asks.
        unit: code of the unit that owes it; empty where it is none.
        raised_on: the day.
        due_on: the last day to answer.
        term: key of the legal term; empty where the day was agreed.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "commitment.raised"
    words = _("A commitment was raised")

    kind: str
    session: str
    raised_by: str
    unit: str
    raised_on: date
    due_on: date
    term: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class CommitmentAnswered(Fact):
    """Who owed a commitment answered it.

    Attributes:
        answered_on: the day of the answer.
        due_on: the last day it had.
        is_late: whether it was answered after it.
        document: code of the document that answers; empty without one.
        answer_sha256: SHA-256 of the answer, in UTF-8.
    """

    verb = "commitment.answered"
    words = _("The commitment was answered")

    answered_on: date
    due_on: date
    is_late: bool
    document: str
    answer_sha256: str


@dataclass(frozen=True, kw_only=True)
class CommitmentWithdrawn(Fact):
    """A commitment was withdrawn before it was answered.

    Attributes:
        reason: why.
    """

    verb = "commitment.withdrawn"
    words = _("The commitment was withdrawn")

    reason: str


@dataclass(frozen=True, kw_only=True)
class PointOpened(Fact):
    """Somebody proposed a point for the agenda of the Council.

    Anybody with an account writes its words: they stay on its page, from where they can be taken
    away, and enter here as digests. Entries before that carry the ``title`` itself.

    Attributes:
        title_digest: salted digest of its title; the salt stays with the point.
        text_digest: the same of its text.
        needed: supporters it needs.
        closes_on: the last day to support it.
    """

    verb = "point.opened"
    words = _("A citizen point was opened")
    is_from_public = True

    title_digest: str
    text_digest: str
    needed: int
    closes_on: date


@dataclass(frozen=True, kw_only=True)
class PointReached(Fact):
    """A citizen point reached its supporters.

    Attributes:
        supporters: how many.
        reached_on: the day.
    """

    verb = "point.reached"
    words = _("The citizen point reached its supporters")
    is_from_public = True

    supporters: int
    reached_on: date


@dataclass(frozen=True, kw_only=True)
class PointExpired(Fact):
    """A citizen point did not reach its supporters in time.

    Attributes:
        supporters: how many it had.
        needed: how many it needed.
    """

    verb = "point.expired"
    words = _("The citizen point did not reach its supporters")

    supporters: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class PointDeclined(Fact):
    """A citizen point was declared not admissible.

    Attributes:
        reason: why.
    """

    verb = "point.declined"
    words = _("The citizen point was declared not admissible")

    reason: str


@dataclass(frozen=True, kw_only=True)
class MatterRegistered(Fact):
    """Something that the Council is asked about was registered.

    Attributes:
        business: key of the kind of business.
        title: what it is.
        received_on: the day it was received.
        comuna: CUT of its comuna; empty where it has none.
        amount_clp: in whole pesos; empty where it is not about money.
        is_demo: whether it is invented, for a demonstration.
        fund: where the money comes from; empty where it is not about money.
        paper: number of the paper by which it was put; empty where none was named.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "matter.registered"
    words = _("A matter for the Council was registered")

    business: str
    title: str
    received_on: date
    comuna: str
    amount_clp: int | None
    is_demo: bool = False
    fund: str = ""
    paper: str = ""
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class MatterCorrected(Fact):
    """What was registered of a matter was corrected, before the Council decided on it.

    Attributes:
        title: what it is now.
        received_on: the day it was received.
        comuna: CUT of its comuna; empty where it has none.
        amount_clp: in whole pesos; empty where it is not about money.
        fund: where the money comes from.
        paper: number of the paper by which it was put.
        reason: why.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "matter.corrected"
    words = _("What was registered of a matter was corrected")

    title: str
    received_on: date
    comuna: str
    amount_clp: int | None
    fund: str
    paper: str
    reason: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class MatterMoved(Fact):
    """A matter went from one state to another.

    Attributes:
        from_state: key of the state it left.
        to_state: key of the state it entered.
        happened_on: the day.
        reason: why, where it was withdrawn by hand.
    """

    verb = "matter.moved"
    words = _("The matter moved to another state")

    from_state: str
    to_state: str
    happened_on: date
    reason: str = ""
