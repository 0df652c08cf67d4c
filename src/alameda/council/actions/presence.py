"""Who comes, who goes, who presides; and the attendance that is certified in the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import happen, locked_session, log_language, touch
from alameda.council.actions.votes import join_open_votes, leave_open_votes
from alameda.council.events.presence import (
    AttendanceCertified,
    ChairChanged,
    CouncillorArrived,
    CouncillorLeft,
)
from alameda.council.models import Attendance, Councillor, Leave, Presence, Session, Vote
from alameda.council.selectors.convening import leave_sentence, on_leave
from alameda.council.selectors.members import holds_on
from alameda.council.selectors.orders import held_on
from alameda.council.selectors.room import (
    counted_members_of,
    counted_present,
    members_of,
)
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    RuleBrokenError,
    StaleError,
)
from alameda.record.actions import publish

LASTING = ("open", "suspended")
OVER = ("closed", "minutes_drafted", "minutes_approved", "published")


@transaction.atomic
def record_arrival(
    session: Session, *, councillor: Councillor, is_remote: bool = False, actor: Actor
) -> Presence:
    """Note that a member came in; an open vote takes her in.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: not a member on that day.
        StaleError: she is in the room already.
        RuleBrokenError: the session does not last now.
    """
    row = locked_session(session, actor=actor)
    check_lasts(row)
    if not members_of(row).filter(pk=councillor.pk).exists():
        raise BadInputError(
            _("%(name)s is not a member on that day.") % {"name": councillor.name},
            field="councillor",
        )
    if row.presences.filter(councillor=councillor, left_at__isnull=True).exists():
        raise StaleError(
            _("%(name)s is in the room already.") % {"name": councillor.name}, field="councillor"
        )
    now = timezone.now()
    presence = Presence.objects.create(
        session=row, councillor=councillor, arrived_at=now, is_remote=is_remote
    )
    join_open_votes(row, councillor, now)
    happen(row, "arrived", at=now, councillor=councillor)
    away = note_leaves(row, [councillor], at=now)
    publish(
        CouncillorArrived(
            subject=row.code,
            councillor=councillor.code,
            is_remote=is_remote,
            is_on_leave=bool(away),
        ),
        actor=actor,
    )
    touch(row)
    return presence


@transaction.atomic
def record_departure(session: Session, *, councillor: Councillor, actor: Actor) -> Presence:
    """Note that a member left; where those who stay are too few, the log says so.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: she is not in the room.
        RuleBrokenError: the session does not last now, or she presides over it.
    """
    row = locked_session(session, actor=actor)
    check_lasts(row)
    presence = row.presences.filter(councillor=councillor, left_at__isnull=True).first()
    if presence is None:
        raise StaleError(
            _("%(name)s is not in the room.") % {"name": councillor.name}, field="councillor"
        )
    if row.presided_by_id == councillor.pk:
        raise RuleBrokenError(
            _("%(name)s presides: hand over the chair first.") % {"name": councillor.name},
            field="councillor",
        )
    now, needed = timezone.now(), row.quorum_needed or 0
    had = counted_present(row)
    presence.left_at = now
    presence.save(update_fields=["left_at"])
    leave_open_votes(row, councillor)
    count = counted_present(row)
    happen(row, "left", at=now, councillor=councillor)
    if had >= needed > count:
        with log_language():
            text = _("The quorum was lost: %(count)s are present and %(needed)s are needed.")
        happen(row, "quorum_lost", at=now, text=text % {"count": count, "needed": needed})
    publish(
        CouncillorLeft(subject=row.code, councillor=councillor.code, has_quorum=count >= needed),
        actor=actor,
    )
    touch(row)
    return presence


@transaction.atomic
def hand_over_chair(session: Session, *, councillor: Councillor, actor: Actor) -> Session:
    """Say that somebody else in the room presides from now on.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: she presides already.
        RuleBrokenError: the session does not last now, or she is not in the room.
    """
    row = locked_session(session, actor=actor)
    check_lasts(row)
    if row.presided_by_id == councillor.pk:
        raise StaleError(
            _("%(name)s presides already.") % {"name": councillor.name}, field="councillor"
        )
    if not row.presences.filter(councillor=councillor, left_at__isnull=True).exists():
        raise RuleBrokenError(_("Who presides has to be in the room."), field="councillor")
    row.presided_by = councillor
    row.save(update_fields=["presided_by"])
    happen(row, "presiding", at=timezone.now(), councillor=councillor)
    publish(ChairChanged(subject=row.code, councillor=councillor.code), actor=actor)
    touch(row)
    return row


@transaction.atomic
def certify_attendance(
    session: Session, *, excused: Iterable[Councillor], actor: Actor
) -> list[Attendance]:
    """Certify who attended: a row for each member in office that day, and for whoever came.

    Present is who was in the room at some time; of the others, first who had leave that day, then
    who is excused. It is done once: the allowance depends on it.

    Args:
        session: closed.
        excused: members who were absent with a justification.
        actor: its secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: an excused person who is not a member on that day.
        StaleError: it was certified already.
        RuleBrokenError: the session is not closed, or an excused member was present.
    """
    row = locked_session(session, actor=actor)
    if row.attendance_certified_at is not None:
        raise StaleError(_("The attendance of this session was certified already."))
    if row.state not in OVER:
        raise RuleBrokenError(_("The attendance is certified once the session is closed."))
    came = set(row.presences.values_list("councillor_id", flat=True))
    members = {member.pk: member for member in counted_members_of(row)}
    members |= Councillor.objects.in_bulk(came - members.keys())
    justified = {member.pk: member for member in excused}
    for pk, member in justified.items():
        if pk not in members:
            said = _("Not members on that day: %(names)s.") % {"names": member.name}
            raise BadInputError(said, field="excused")
        if pk in came:
            said = _("%(name)s was present: nothing to excuse.") % {"name": member.name}
            raise RuleBrokenError(said, field="excused")
    day = held_on(row)
    away = set(
        Leave.objects.filter(holds_on(day), councillor__in=members).values_list(
            "councillor_id", flat=True
        )
    )
    states = {pk: _attendance(pk, came=came, away=away, justified=justified) for pk in members}
    Attendance.objects.bulk_create(
        Attendance(session=row, councillor_id=pk, state=state, held_on=day)
        for pk, state in states.items()
    )
    row.attendance_certified_at = timezone.now()
    row.save(update_fields=["attendance_certified_at"])
    codes: dict[str, list[str]] = {}
    for pk, state in states.items():
        codes.setdefault(state, []).append(members[pk].code)
    publish(
        AttendanceCertified(
            subject=row.code,
            **{
                state: tuple(sorted(codes.get(state, ())))
                for state in ("present", "absent", "excused", "on_leave")
            },
        ),
        actor=actor,
    )
    touch(row)
    return list(row.attendance.select_related("councillor"))


def note_leaves(
    session: Session, councillors: Iterable[Councillor], *, at: datetime
) -> list[Councillor]:
    """Note in the log who of those in the room is on leave that day; returns them.

    Leave does not leave office: who comes nonetheless is present, and it is said.
    """
    away = on_leave(councillors, day=held_on(session))
    for councillor in away:
        with log_language():
            text = leave_sentence(councillor)
        happen(session, "warning", at=at, councillor=councillor, text=text)
    return away


def check_lasts(session: Session) -> None:
    """Refuse where the session is neither open nor suspended."""
    if session.state not in LASTING:
        raise RuleBrokenError(_("The session is not being held now."))


def check_no_open_vote(session: Session) -> None:
    """Refuse while a vote is open."""
    if session.votes.filter(state=Vote.State.OPEN).exists():
        raise RuleBrokenError(_("A vote is open: close it first."), field="vote")


def _attendance(
    pk: int, *, came: set[int], away: set[int], justified: dict[int, Councillor]
) -> str:
    if pk in came:
        return "present"
    if pk in away:
        return "on_leave"
    return "excused" if pk in justified else "absent"
