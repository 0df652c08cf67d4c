"""The summons of a session, and the sessions that were never held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import (
    check_session_move,
    happen,
    locked_numbers,
    locked_session,
    log_language,
    move_session,
    touch,
)
from alameda.council.actions.agenda import leave_for_later
from alameda.council.events.sessions import SessionCancelled, SessionConvened, SessionFailed
from alameda.council.models import Body, Session
from alameda.council.rules.vocabulary import SESSION_KINDS
from alameda.council.selectors.convening import (
    next_number,
    session_code,
    session_title,
    warnings_of_convening,
)
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.hours import check_wall, wall_text
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import PLACE_LETTERS, REASON_LETTERS, aware, secure_address, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject

# docs/rules/council.md, "Summons and agenda"
OLDEST = timedelta(days=30)
FARTHEST = timedelta(days=732)  # two years, with a leap day in each


@transaction.atomic
def convene_session(  # noqa: PLR0913  # a summons says all of these
    body: Body,
    *,
    kind: str,
    starts_at: datetime,
    second_starts_at: datetime | None = None,
    place: str,
    title: str = "",
    broadcast_url: str = "",
    actor: Actor,
) -> Session:
    """Convene a session; what is out of the ordinary in it is noted in its log and in the record.

    Args:
        body: the Council, or a committee.
        kind: ordinary or extraordinary for the Council, committee for a committee.
        starts_at: first summons, with its time zone.
        second_starts_at: second summons, later the same or another day.
        place: where it meets.
        title: the only subject, where it is extraordinary.
        broadcast_url: where it can be watched live; https.
        actor: secretary of the body.

    Raises:
        NotAllowedError: the actor is not its secretary.
        BadInputError: a wrong kind, hour, place, title or address.
        RuleBrokenError: the hour is long gone or more than two years ahead, the body has a session
            at that hour, the second summons is not after the first, or the extraordinary session
            has no subject.
    """
    locked_numbers()
    if not policies.may_run_body(actor, body):
        raise NotAllowedError(_("Only the secretary of the Council convenes its sessions."))
    _check_kind(body, kind)
    _check_lasts(body, starts_at)
    now = timezone.now()
    hours = _hours(starts_at, second_starts_at, now=now)
    _check_free(body, starts_at)
    title = tidy(title, field="title", most=PLACE_LETTERS, is_required=False)
    if kind == "extraordinary" and not title:
        raise RuleBrokenError(
            _("An extraordinary session deals with one subject only: write it."), field="title"
        )
    place = tidy(place, field="place", most=PLACE_LETTERS)
    broadcast_url = secure_address(broadcast_url, field="broadcast_url", is_required=False)
    year = timezone.localdate(starts_at).year
    number = next_number(body, kind, year)
    with log_language():
        warned = warnings_of_convening(body, kind=kind, starts_at=starts_at, now=now)
    code = session_code(body, kind, year, number)
    session = Session.objects.create(
        subject=Subject.objects.create(
            code=code,
            kind="session",
            title=session_title(body, kind, number),
            address=f"/consejo/sesiones/{code}/",
            state="convened",
        ),
        code=code,
        body=body,
        kind=kind,
        year=year,
        number=number,
        title=title,
        place=place,
        **hours,
        convened_at=now,
        broadcast_url=broadcast_url,
    )
    for each in warned:
        happen(session, "warning", at=now, text=each.text)
    publish(
        SessionConvened(
            subject=code,
            body=body.subject.code,
            kind=kind,
            number=number,
            starts_at=starts_at,
            second_starts_at=second_starts_at,
            place=place,
            warnings=tuple(each.key for each in warned),
            row_digest=row_digest("council.session", session.pk),
        ),
        actor=actor,
    )
    return session


def _hours(starts_at: datetime, second: datetime | None, *, now: datetime) -> dict[str, Any]:
    """The columns of both summons: the instants, and what the clock on the wall shows then.

    Raises:
        BadInputError: without a zone, beyond all bounds, or an hour that comes twice that night.
        RuleBrokenError: long gone, too far ahead, or the second is not after the first.
    """
    zone = timezone.get_default_timezone_name()
    if aware(starts_at, field="starts_at") < now - OLDEST:
        said = {"days": words.days(OLDEST.days)}
        raise RuleBrokenError(
            _("This was over %(days)s ago: look at the year. Old sessions are imported.") % said,
            field="starts_at",
        )
    if second is not None and aware(second, field="second_starts_at") <= starts_at:
        raise RuleBrokenError(
            _("The second summons comes after the first."), field="second_starts_at"
        )
    _check_near(starts_at, now=now, field="starts_at")
    wall = wall_text(check_wall(starts_at, zone, field="starts_at"))
    second_wall = ""
    if second is not None:
        _check_near(second, now=now, field="second_starts_at")
        second_wall = wall_text(check_wall(second, zone, field="second_starts_at"))
    return {
        "starts_at": starts_at,
        "starts_wall": wall,
        "second_starts_at": second,
        "second_starts_wall": second_wall,
        "zone": zone,
    }


def _check_near(at: datetime, *, now: datetime, field: str) -> None:
    if at > now + FARTHEST:
        raise RuleBrokenError(
            _("This is too far away: sessions are convened up to two years ahead."),
            field=field,
        )


def _check_free(body: Body, starts_at: datetime) -> None:
    """Refuse a second session of a body at the same hour: one of them was sent twice.

    Raises:
        RuleBrokenError: it has one, not cancelled.
    """
    there = body.sessions.filter(starts_at=starts_at).exclude(state__in=("cancelled", "failed"))
    found = there.values_list("code", flat=True).first()
    if found is not None:
        sentence = _("%(code)s is convened for that hour already.")
        raise RuleBrokenError(sentence % {"code": found}, field="starts_at")


@transaction.atomic
def fail_session(session: Session, *, reason: str, actor: Actor) -> Session:
    """Record that a session was not held for lack of quorum; its items wait for another.

    Raises:
        NotAllowedError: the actor does not run it.
        BadInputError: no reason.
        RuleBrokenError: not from this state, or its hour has not come.
    """
    locked_numbers()
    row = locked_session(session, actor=actor)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    check_session_move(row, "failed")
    now = timezone.now()
    last = row.second_starts_at or row.starts_at
    if now < last:
        raise RuleBrokenError(
            _("Its last summons has not come: before that it can be cancelled."), field="session"
        )
    move_session(row, "failed")
    happen(row, "note", at=now, text=reason)
    postponed, carried = leave_for_later(row, at=now, reason=reason, actor=actor)
    publish(
        SessionFailed(subject=row.code, reason=reason, postponed=postponed, carried=carried),
        actor=actor,
    )
    touch(row)
    return row


@transaction.atomic
def cancel_session(session: Session, *, reason: str, actor: Actor) -> Session:
    """Cancel a session before it opens; its items wait for another.

    Raises:
        NotAllowedError: the actor does not run it.
        BadInputError: no reason.
        RuleBrokenError: not from this state.
    """
    locked_numbers()
    row = locked_session(session, actor=actor)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    now = timezone.now()
    move_session(row, "cancelled")
    happen(row, "note", at=now, text=reason)
    postponed, carried = leave_for_later(row, at=now, reason=reason, actor=actor)
    publish(
        SessionCancelled(subject=row.code, reason=reason, postponed=postponed, carried=carried),
        actor=actor,
    )
    touch(row)
    return row


def _check_lasts(body: Body, starts_at: datetime) -> None:
    if body.ends_on is not None and timezone.localdate(starts_at) > body.ends_on:
        said = {"body": body.name, "day": words.day(body.ends_on)}
        raise RuleBrokenError(_("%(body)s ended on %(day)s.") % said, field="starts_at")


def _check_kind(body: Body, kind: str) -> None:
    if kind not in keys(SESSION_KINDS):
        raise BadInputError(_("There is no such kind of session."), field="kind")
    if (body.kind == "council") == (kind == "committee"):
        raise BadInputError(
            _("The Council holds ordinary and extraordinary sessions; a committee, its own."),
            field="kind",
        )
