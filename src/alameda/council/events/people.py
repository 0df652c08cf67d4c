"""Facts of bodies, members and their seats; the subject is the member, or the body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class BodyAdded(Fact):
    """The Council, a committee or a sub-committee was set up.

    Attributes:
        kind: key of its kind.
        parent: code of the body it belongs to; empty for the Council.
        starts_on: the first day it exists.
    """

    verb = "body.added"
    words = _("A body of the Council was set up")

    kind: str
    parent: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class CouncillorAdded(Fact):
    """A member entered the register of members; a seat comes with ``MandateStarted``."""

    verb = "councillor.added"
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
        act: the act that gave it, such as a proclamation; empty where none was named.
    """

    verb = "mandate.started"
    words = _("A member took a seat")

    kind: str
    circumscription: str
    starts_on: date
    ends_on: date | None
    replaces: str = ""
    act: str = ""


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Fact):
    """A member left a seat.

    Attributes:
        ended_by: key of the way it ended.
        ends_on: last day of the mandate.
    """

    verb = "mandate.ended"
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

    verb = "bloc.joined"
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

    verb = "committee.joined"
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

    verb = "committee.left"
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

    verb = "leave.granted"
    words = _("Leave was granted to a member")

    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class LeaveShortened(Fact):
    """A member came back before the last day of a leave.

    Attributes:
        starts_on: first day of the leave.
        ends_on: the last day that it has now.
    """

    verb = "leave.shortened"
    words = _("The leave of a member was shortened")

    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class BlocLeft(Fact):
    """A member left a bloc and joined no other.

    Attributes:
        bloc: its slug.
        ends_on: last day in it.
    """

    verb = "bloc.left"
    words = _("A member left a bloc")

    bloc: str
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class CommitteePostChanged(Fact):
    """A member of a committee took another post in it.

    Attributes:
        committee: its code.
        post: key of the post.
        starts_on: first day in it.
    """

    verb = "committee_post.changed"
    words = _("A member of a committee took another post in it")

    committee: str
    post: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class CouncillorRenamed(Fact):
    """The name of a member was corrected; the name itself stays out of the record.

    Attributes:
        reason: why.
        row_digest: of the columns of its row that no other field says; needs the instance's key.
    """

    verb = "councillor.renamed"
    words = _("The name of a member was corrected")

    reason: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class CouncillorAccountTied(Fact):
    """The account from which a member votes was tied to the seat, or untied; it is not named.

    Attributes:
        is_tied: whether an account votes for the member from now on.
    """

    verb = "councillor_account.tied"
    words = _("The account from which a member votes was tied or untied")

    is_tied: bool
