"""A session from its opening to its close.

Its summons is in ``summons``, its agenda in ``agenda``, who comes and goes in ``presence``, its
recording in ``recordings``; all of them are had from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import (
    check_session_move,
    happen,
    locked_numbers,
    locked_session,
    move_session,
    touch,
)
from alameda.council.actions.agenda import publish_agenda
from alameda.council.actions.ending import end_items, left_of, postpone_left, waits_for_a_decision
from alameda.council.actions.presence import (
    certify_attendance,
    check_no_open_vote,
    hand_over_chair,
    note_leaves,
    record_arrival,
    record_departure,
)
from alameda.council.actions.recordings import link_recording
from alameda.council.actions.sitting import check_sits_alone, locked_to_sit
from alameda.council.actions.summons import cancel_session, convene_session, fail_session
from alameda.council.events.sessions import (
    SessionClosed,
    SessionOpened,
    SessionResumed,
    SessionSuspended,
)
from alameda.council.models import Councillor, Presence, Session
from alameda.council.selectors.room import (
    counted_members_of,
    counted_present,
    members_of,
    quorum_for,
)
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.written import REASON_LETTERS, tidy
from alameda.record.actions import publish

__all__ = [
    "cancel_session",
    "certify_attendance",
    "close_session",
    "convene_session",
    "fail_session",
    "hand_over_chair",
    "link_recording",
    "open_session",
    "postpone_left",
    "publish_agenda",
    "record_arrival",
    "record_departure",
    "resume_session",
    "suspend_session",
]

SUMMONS = (1, 2)


@transaction.atomic
def open_session(
    session: Session,
    *,
    summons: int,
    present: Iterable[Councillor],
    presided_by: Councillor,
    actor: Actor,
) -> Session:
    """Open a session with those in the room, where they make the quorum of that summons.

    Members on leave are in office and count for what is needed.

    Args:
        session: with its agenda published.
        summons: 1 or 2; the second only after its own hour.
        present: who is in the room.
        presided_by: one of them.
        actor: its secretary.

    Raises:
        NotAllowedError: the actor does not run it.
        BadInputError: no such summons, or somebody who is not a member on that day.
        RuleBrokenError: not from this state, too early, no quorum, who presides is not there, or
            another session of the same body is open.

    Source: docs/rules/council.md, "Quorum".
    """
    row = locked_to_sit(session, actor=actor)
    check_session_move(row, "open")
    if row.state == "suspended":
        raise RuleBrokenError(_("The session is suspended: resume it."))
    check_sits_alone(row)
    now = timezone.now()
    _check_hour(row, summons, now)
    row.opened_at = now  # its day is the one on which it opens
    room = {member.pk: member for member in present}
    members = set(members_of(row).values_list("pk", flat=True))
    if strangers := [member.name for pk, member in room.items() if pk not in members]:
        said = {"names": ", ".join(strangers)}
        raise BadInputError(_("Not members on that day: %(names)s.") % said, field="present")
    if presided_by.pk not in room:
        raise RuleBrokenError(_("Who presides has to be in the room."), field="presided_by")
    _check_quorum(row, summons, room)
    row.summons, row.presided_by = summons, presided_by
    row.save(
        update_fields=[
            "summons", "opened_at", "presided_by", "in_office", "quorum_needed", "quorum_present",
        ]
    )  # fmt: skip
    move_session(row, "open")
    Presence.objects.bulk_create(
        Presence(session=row, councillor=member, arrived_at=now) for member in room.values()
    )
    happen(row, "opened", at=now, councillor=presided_by)
    away = note_leaves(row, room.values(), at=now)
    publish(
        SessionOpened(
            subject=row.code,
            summons=summons,
            in_office=row.in_office or 0,
            quorum_needed=row.quorum_needed or 0,
            quorum_present=row.quorum_present or 0,
            present=tuple(sorted(member.code for member in room.values())),
            presided_by=presided_by.code,
            on_leave=tuple(sorted(member.code for member in away)),
        ),
        actor=actor,
    )
    touch(row)
    return row


@transaction.atomic
def suspend_session(session: Session, *, reason: str, actor: Actor) -> Session:
    """Suspend a session; members may come and go until it is resumed.

    Raises:
        NotAllowedError: the actor does not run it.
        BadInputError: no reason.
        RuleBrokenError: not from this state, or a vote is open.
    """
    row = locked_session(session, actor=actor)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    check_session_move(row, "suspended")
    check_no_open_vote(row)
    now = timezone.now()
    move_session(row, "suspended")
    happen(row, "suspended", at=now, text=reason)
    publish(SessionSuspended(subject=row.code, reason=reason), actor=actor)
    touch(row)
    return row


@transaction.atomic
def resume_session(session: Session, *, actor: Actor) -> Session:
    """Go on with a suspended session, where those in the room still make the quorum.

    Raises:
        NotAllowedError: the actor does not run it.
        RuleBrokenError: it is not suspended, there is no quorum, or another session of the same
            body is open.
    """
    row = locked_to_sit(session, actor=actor)
    check_session_move(row, "open")
    if row.state != "suspended":
        raise RuleBrokenError(_("The session is not suspended."))
    check_sits_alone(row)
    count, needed = counted_present(row), row.quorum_needed or 0
    if count < needed:
        raise RuleBrokenError(_no_quorum_sentence(count, needed))
    now = timezone.now()
    move_session(row, "open")
    happen(row, "resumed", at=now)
    publish(SessionResumed(subject=row.code, quorum_present=count), actor=actor)
    touch(row)
    return row


@transaction.atomic
def close_session(session: Session, *, leaves_items: bool = False, actor: Actor) -> Session:
    """Close a session: everybody leaves, and each item that is left ends as it stands.

    What nobody took up was not treated; what was taken up and asks for no decision was dealt with.
    An item that waits for a decision does not end in silence: it is voted, postponed or withdrawn
    before, or left with ``leaves_items`` and then waits for another session.

    Args:
        session: open or suspended.
        leaves_items: whether items that wait for a decision are left for another session.
        actor: its secretary.

    Raises:
        NotAllowedError: the actor does not run it.
        RuleBrokenError: not from this state, a vote is open, or items are left; it names them.

    Source: docs/rules/council.md, "Closing".
    """
    locked_numbers()
    row = locked_session(session, actor=actor)
    check_session_move(row, "closed")
    check_no_open_vote(row)
    left = left_of(row)
    waiting = [item for item in left if waits_for_a_decision(item)]
    if waiting and not leaves_items:
        titles = "; ".join(item.title for item in waiting)
        raise RuleBrokenError(
            _("Before closing, deal with, postpone or withdraw: %(items)s.") % {"items": titles},
            field="items",
        )
    now = timezone.now()
    ended = end_items(row, left, at=now, actor=actor)
    row.presences.filter(left_at__isnull=True).update(left_at=now)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    move_session(row, "closed")
    happen(row, "closed", at=now)
    publish(
        SessionClosed(
            subject=row.code,
            dealt_with=tuple(ended.dealt_with),
            untreated=tuple(ended.untreated),
            postponed=tuple(ended.postponed),
        ),
        actor=actor,
    )
    touch(row)
    return row


def _check_hour(session: Session, summons: int, now: datetime) -> None:
    if summons not in SUMMONS:
        raise BadInputError(_("There is a first and a second summons."), field="summons")
    hour = session.starts_at if summons == 1 else session.second_starts_at
    if hour is None:
        raise RuleBrokenError(_("This session has no second summons."), field="summons")
    if now < hour:
        at = timezone.localtime(hour)
        raise RuleBrokenError(
            _("It cannot open before its hour: %(hour)s.") % {"hour": f"{at:%d-%m-%Y %H:%M}"},
            field="summons",
        )


def _check_quorum(session: Session, summons: int, room: dict[int, Councillor]) -> None:
    """Note on the session who counts, and refuse where they are too few."""
    counted = set(counted_members_of(session).values_list("pk", flat=True))
    if not counted:
        raise RuleBrokenError(_("Nobody is a member of this body on that day."), field="present")
    needed = quorum_for(session, summons=summons, in_office=len(counted))
    count = len(counted & room.keys())
    if count < needed:
        raise RuleBrokenError(_no_quorum_sentence(count, needed), field="present")
    session.in_office, session.quorum_needed, session.quorum_present = len(counted), needed, count


def _no_quorum_sentence(count: int, needed: int) -> str:
    return _("There is no quorum: %(count)s are present and %(needed)s are needed.") % {
        "count": count,
        "needed": needed,
    }
