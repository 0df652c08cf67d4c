"""Facts of an item; the subject is its session; without one, what it is about; else the body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class ItemEntered(Fact):
    """Business entered the Council.

    Attributes:
        item: its code.
        business: key of its kind.
        received_on: the day the Council received it, where a legal term depends on it.
        amount_clp: in whole pesos, where it has an amount.
        fund: where the money comes from.
        row_digest: of the columns of its row that no other field says; needs the instance's key.
    """

    verb = "item.entered"
    words = _("An item entered the Council")

    item: str
    business: str
    received_on: date | None
    amount_clp: int | None
    fund: str = ""
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemMoneyStated(Fact):
    """The amount and the fund of an item were stated before it was put to the vote.

    Attributes:
        item: its code.
        amount_clp: asked of the Council, in whole pesos.
        fund: where the money comes from.
        was_clp: what it said before; empty where it said nothing.
        was_fund: the same of the fund.
    """

    verb = "item.money_stated"
    words = _("The amount and the fund of an item were stated")

    item: str
    amount_clp: int
    fund: str
    was_clp: int | None = None
    was_fund: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemReferred(Fact):
    """An item was sent to a committee.

    Attributes:
        item: its code.
        committee: code of the committee.
    """

    verb = "item.referred"
    words = _("An item was sent to a committee")

    item: str
    committee: str


@dataclass(frozen=True, kw_only=True)
class ItemReported(Fact):
    """A committee reported on an item.

    Attributes:
        item: its code.
        committee: code of the committee.
        reported_on: the day of the report.
    """

    verb = "item.reported"
    words = _("A committee reported on an item")

    item: str
    committee: str
    reported_on: date


@dataclass(frozen=True, kw_only=True)
class ItemFileAttached(Fact):
    """A document joined the file of an item.

    Attributes:
        item: its code.
        document: code of the document.
        is_public: whether everybody could read it at once.
    """

    verb = "item_file.attached"
    words = _("A document was attached to an item")

    item: str
    document: str
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class ItemOpened(Fact):
    """The discussion of an item began, or was taken up again.

    Attributes:
        item: its code.
    """

    verb = "item.opened"
    words = _("The discussion of an item began")

    item: str


@dataclass(frozen=True, kw_only=True)
class ItemClosed(Fact):
    """An item was dealt with, without an agreement.

    Attributes:
        item: its code.
        note: how, where it was noted.
    """

    verb = "item.closed"
    words = _("An item was dealt with")

    item: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ItemWithdrawn(Fact):
    """An item was withdrawn.

    Attributes:
        item: its code.
        reason: why.
    """

    verb = "item.withdrawn"
    words = _("An item was withdrawn")

    item: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ItemPostponed(Fact):
    """An item was left for another session.

    Attributes:
        item: its code.
        carried_to: code of the item that waits in its place; empty for what a commitment put
            there, which each agenda carries anew.
        reason: why.
        row_digest: of the row of the item that waits; needs the instance's key.
    """

    verb = "item.postponed"
    words = _("An item was postponed")

    item: str
    carried_to: str
    reason: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemUntreated(Fact):
    """A session ended before anybody took up an item.

    Attributes:
        item: its code.
        carried_to: code of the item that waits in its place; empty for what a commitment put
            there, which each agenda carries anew.
        row_digest: of the row of the item that waits; needs the instance's key.
    """

    verb = "item.untreated"
    words = _("An item was not treated")

    item: str
    carried_to: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class RecusalDeclared(Fact):
    """A member takes no part in an item; the cause is not published here.

    Attributes:
        item: its code.
        councillor: code of the member.
        votes: code of each open vote in which the member is recused from now on.
    """

    verb = "recusal.declared"
    words = _("A member was recused from an item")

    item: str
    councillor: str
    votes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SilenceNoted(Fact):
    """The Council's term ran out without a decision: the governor's proposal stands.

    Attributes:
        item: its code.
        received_on: the day the Council received it.
        due_on: the last day it had.
        noted_on: the day it was noted.
        basis: the rule, as cited.
    """

    verb = "silence.noted"
    words = _("An item stands by silence")

    item: str
    received_on: date
    due_on: date
    noted_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class RecordingSecondNoted(Fact):
    """It was noted at which second of the recording an item begins.

    Attributes:
        item: its code.
        second: from the start of the recording.
    """

    verb = "recording_second.noted"
    words = _("The place of an item in the recording was noted")

    item: str
    second: int
