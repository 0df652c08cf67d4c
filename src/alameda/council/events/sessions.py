"""What the Council publishes in the record. Members enter by their code, never by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact

# Members, seats, blocs and committees: the subject is the member, or the body


@dataclass(frozen=True, kw_only=True)
class BodyAdded(Fact):
    """The Council, a committee or a sub-committee was set up.

    Attributes:
        kind: key of its kind.
        parent: code of the body it belongs to; empty for the Council.
        starts_on: the first day it exists.
    """

    words = _("A body of the Council was set up")

    kind: str
    parent: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class CouncillorAdded(Fact):
    """A member entered the register of members; a seat comes with ``MandateStarted``."""

    words = _("A member was added")


@dataclass(frozen=True, kw_only=True)
class MandateStarted(Fact):
    """A member took a seat.

    Attributes:
        kind: councillor or governor.
        circumscription: slug of the part of the region that elected; empty for the governor.
        starts_on: first day of the mandate.
        ends_on: last day, where it is known.
        replaces: code of the member whose seat it was; empty where it replaces nobody.
    """

    words = _("A member took a seat")

    kind: str
    circumscription: str
    starts_on: date
    ends_on: date | None
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Fact):
    """A member left a seat.

    Attributes:
        ended_by: key of the way it ended.
        ends_on: last day of the mandate.
    """

    words = _("A member left a seat")

    ended_by: str
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class BlocJoined(Fact):
    """A member joined a bloc, and left the one before.

    Attributes:
        bloc: its slug.
        starts_on: first day in it.
    """

    words = _("A member joined a bloc")

    bloc: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class CommitteeJoined(Fact):
    """A member joined a committee.

    Attributes:
        committee: its code.
        post: key of the post.
        starts_on: first day in it.
    """

    words = _("A member joined a committee")

    committee: str
    post: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class CommitteeLeft(Fact):
    """A member left a committee.

    Attributes:
        committee: its code.
        ends_on: last day in it.
    """

    words = _("A member left a committee")

    committee: str
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class LeaveGranted(Fact):
    """A member is away for some days, with a reason that is not published here.

    Attributes:
        starts_on: first day.
        ends_on: last day.
    """

    words = _("Leave was granted to a member")

    starts_on: date
    ends_on: date


# Sessions: the subject is the session


@dataclass(frozen=True, kw_only=True)
class SessionConvened(Fact):
    """A session was convened.

    Attributes:
        body: code of the body that meets.
        kind: key of its kind.
        number: within its body, kind and year.
        starts_at: hour of the first summons.
        second_starts_at: hour of the second summons, where there is one.
        place: where it meets.
    """

    words = _("A session was convened")

    body: str
    kind: str
    number: int
    starts_at: datetime
    second_starts_at: datetime | None
    place: str


@dataclass(frozen=True, kw_only=True)
class AgendaPublished(Fact):
    """The agenda of a session was published.

    Attributes:
        items: code of each item, in order.
    """

    words = _("The agenda was published")

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgendaReordered(Fact):
    """The items of a session were put in another order.

    Attributes:
        items: code of each item, in its new order.
    """

    words = _("The agenda was put in another order")

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SessionOpened(Fact):
    """A session opened with quorum.

    Attributes:
        summons: 1 or 2.
        in_office: members who count, on that day.
        quorum_needed: of them, how many had to be present.
        quorum_present: of them, how many were.
        present: code of each member in the room.
        presided_by: code of who presides.
    """

    words = _("The session opened")

    summons: int
    in_office: int
    quorum_needed: int
    quorum_present: int
    present: tuple[str, ...]
    presided_by: str


@dataclass(frozen=True, kw_only=True)
class SessionFailed(Fact):
    """A session was not held for lack of quorum.

    Attributes:
        reason: what was noted.
        postponed: code of each item that waits for another session.
    """

    words = _("The session failed for lack of quorum")

    reason: str
    postponed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Fact):
    """A session was cancelled before it opened.

    Attributes:
        reason: why.
        postponed: code of each item that waits for another session.
    """

    words = _("The session was cancelled")

    reason: str
    postponed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SessionSuspended(Fact):
    """A session was suspended.

    Attributes:
        reason: why.
    """

    words = _("The session was suspended")

    reason: str


@dataclass(frozen=True, kw_only=True)
class SessionResumed(Fact):
    """A suspended session went on.

    Attributes:
        quorum_present: members who count and were in the room.
    """

    words = _("The session was resumed")

    quorum_present: int


@dataclass(frozen=True, kw_only=True)
class SessionClosed(Fact):
    """A session was closed.

    Attributes:
        dealt_with: code of each item of the report or of other business that ended with it.
    """

    words = _("The session was closed")

    dealt_with: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CouncillorArrived(Fact):
    """A member came in while the session lasted.

    Attributes:
        councillor: code of the member.
        is_remote: whether from another place.
    """

    words = _("A member arrived")

    councillor: str
    is_remote: bool


@dataclass(frozen=True, kw_only=True)
class CouncillorLeft(Fact):
    """A member left while the session lasted.

    Attributes:
        councillor: code of the member.
        has_quorum: whether those who stayed are enough.
    """

    words = _("A member left")

    councillor: str
    has_quorum: bool


@dataclass(frozen=True, kw_only=True)
class ChairChanged(Fact):
    """Somebody else presides over the session.

    Attributes:
        councillor: code of who presides now.
    """

    words = _("The chair was handed over")

    councillor: str


@dataclass(frozen=True, kw_only=True)
class AttendanceCertified(Fact):
    """The secretary certified who attended; it cannot change any more.

    Attributes:
        present: codes of members who were in the room at some time.
        absent: codes of those who were not.
        excused: codes of those who were not, with a justification.
        on_leave: codes of those on leave that day.
    """

    words = _("The attendance was certified")

    present: tuple[str, ...]
    absent: tuple[str, ...]
    excused: tuple[str, ...]
    on_leave: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecordingLinked(Fact):
    """The recording of a session was linked.

    Attributes:
        url: where it is.
        starts_at: the moment of its second 0.
    """

    words = _("The recording was linked")

    url: str
    starts_at: datetime


# Items: the subject is the session; without one, what the item is about; else the body


@dataclass(frozen=True, kw_only=True)
class ItemEntered(Fact):
    """Business entered the Council.

    Attributes:
        item: its code.
        business: key of its kind.
        received_on: the day the Council received it, where a legal term depends on it.
        amount_clp: in whole pesos, where it has an amount.
    """

    words = _("An item entered the Council")

    item: str
    business: str
    received_on: date | None
    amount_clp: int | None


@dataclass(frozen=True, kw_only=True)
class ItemReferred(Fact):
    """An item was sent to a committee.

    Attributes:
        item: its code.
        committee: code of the committee.
    """

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

    words = _("A committee reported on an item")

    item: str
    committee: str
    reported_on: date


@dataclass(frozen=True, kw_only=True)
class ItemTabled(Fact):
    """An item was put on the agenda of the session.

    Attributes:
        item: its code.
        section: key of the part of the agenda.
        matter: code of what it is about; empty where it stands alone.
    """

    words = _("An item was put on the agenda")

    item: str
    section: str
    matter: str


@dataclass(frozen=True, kw_only=True)
class FloorItemAdded(Fact):
    """An item was added while the session lasted.

    Attributes:
        item: its code.
        business: key of its kind.
        section: key of the part of the agenda.
    """

    words = _("An item was added from the floor")

    item: str
    business: str
    section: str


@dataclass(frozen=True, kw_only=True)
class ItemFileAttached(Fact):
    """A document joined the file of an item.

    Attributes:
        item: its code.
        document: code of the document.
        is_public: whether everybody could read it at once.
    """

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

    words = _("The discussion of an item began")

    item: str


@dataclass(frozen=True, kw_only=True)
class ItemClosed(Fact):
    """An item was dealt with, without an agreement.

    Attributes:
        item: its code.
        note: how, where it was noted.
    """

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

    words = _("An item was withdrawn")

    item: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ItemPostponed(Fact):
    """An item was left for another session.

    Attributes:
        item: its code.
        carried_to: code of the item that waits in its place.
        reason: why.
    """

    words = _("An item was postponed")

    item: str
    carried_to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecusalDeclared(Fact):
    """A member takes no part in an item; the cause is not published here.

    Attributes:
        item: its code.
        councillor: code of the member.
    """

    words = _("A member was recused from an item")

    item: str
    councillor: str


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

    words = _("The place of an item in the recording was noted")

    item: str
    second: int
