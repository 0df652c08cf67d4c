"""Facts of a session, from its summons to its recording; the subject is the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


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
        warnings: what was out of the ordinary: late, short_notice, out_of_order.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "session.convened"
    words = _("A session was convened")

    body: str
    kind: str
    number: int
    starts_at: datetime
    second_starts_at: datetime | None
    place: str
    warnings: tuple[str, ...] = ()
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionRetimed(Fact):
    """The rules of the zone changed: a session ahead keeps its hour, at another instant.

    Attributes:
        starts_wall: the hour of the first summons as the clock shows it.
        zone: IANA name of the zone of that clock.
        starts_at: the instant of the first summons by the new rules.
        second_starts_at: that of the second summons, where there is one.
    """

    verb = "session.retimed"
    words = _("The session keeps its hour, under new rules of the clocks")

    starts_wall: str
    zone: str
    starts_at: datetime
    second_starts_at: datetime | None


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
        on_leave: of those in the room, code of each member on leave that day.
    """

    verb = "session.opened"
    words = _("The session opened")

    summons: int
    in_office: int
    quorum_needed: int
    quorum_present: int
    present: tuple[str, ...]
    presided_by: str
    on_leave: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SessionFailed(Fact):
    """A session was not held for lack of quorum.

    Attributes:
        reason: what was noted.
        postponed: code of each item that waits for another session.
        carried: digest of the row of each item that waits in the place of one, by its code.
    """

    verb = "session.failed"
    words = _("The session failed for lack of quorum")

    reason: str
    postponed: tuple[str, ...]
    carried: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Fact):
    """A session was cancelled before it opened.

    Attributes:
        reason: why.
        postponed: code of each item that waits for another session.
        carried: digest of the row of each item that waits in the place of one, by its code.
    """

    verb = "session.cancelled"
    words = _("The session was cancelled")

    reason: str
    postponed: tuple[str, ...]
    carried: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SessionSuspended(Fact):
    """A session was suspended.

    Attributes:
        reason: why.
    """

    verb = "session.suspended"
    words = _("The session was suspended")

    reason: str


@dataclass(frozen=True, kw_only=True)
class SessionResumed(Fact):
    """A suspended session went on.

    Attributes:
        quorum_present: members who count and were in the room.
    """

    verb = "session.resumed"
    words = _("The session was resumed")

    quorum_present: int


@dataclass(frozen=True, kw_only=True)
class SessionClosed(Fact):
    """A session was closed.

    Attributes:
        dealt_with: code of each item of the report or of other business that was taken up and
            ended with it.
        untreated: code of each item that nobody took up.
        postponed: code of each item that was still being discussed.
    """

    verb = "session.closed"
    words = _("The session was closed")

    dealt_with: tuple[str, ...]
    untreated: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordingLinked(Fact):
    """The recording of a session was linked.

    Attributes:
        url: where it is.
        starts_at: the moment of its second 0.
        seconds: at which each item begins, by its code, of those that were opened.
    """

    verb = "recording.linked"
    words = _("The recording was linked")

    url: str
    starts_at: datetime
    seconds: dict[str, int | None] = field(default_factory=dict)
