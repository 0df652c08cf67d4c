"""Facts of who was in a session and who presided; the subject is the session."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class CouncillorArrived(Fact):
    """A member came in while the session lasted.

    Attributes:
        councillor: code of the member.
        is_remote: whether from another place.
        is_on_leave: whether on leave that day.
    """

    verb = "councillor.arrived"
    words = _("A member arrived")

    councillor: str
    is_remote: bool
    is_on_leave: bool = False


@dataclass(frozen=True, kw_only=True)
class CouncillorLeft(Fact):
    """A member left while the session lasted.

    Attributes:
        councillor: code of the member.
        has_quorum: whether those who stayed are enough.
    """

    verb = "councillor.left"
    words = _("A member left")

    councillor: str
    has_quorum: bool


@dataclass(frozen=True, kw_only=True)
class ChairChanged(Fact):
    """Somebody else presides over the session.

    Attributes:
        councillor: code of who presides now.
    """

    verb = "chair.changed"
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

    verb = "attendance.certified"
    words = _("The attendance was certified")

    present: tuple[str, ...]
    absent: tuple[str, ...]
    excused: tuple[str, ...]
    on_leave: tuple[str, ...]
