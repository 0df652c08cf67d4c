"""The hours of the sessions ahead stay on the wall where they were, whatever Chile's clocks do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import locked_numbers, touch
from alameda.council.events.sessions import SessionRetimed
from alameda.council.models import Session
from alameda.council.selectors.sessions import sessions_agreed_by_the_clock
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.foundation.hours import instant_of
from alameda.record.actions import publish


@transaction.atomic
def keep_hours(*, actor: Actor) -> int:
    """Count again, by the rules of today, the instants of the summons that are still ahead.

    Run by the system when a process starts and each day: the rules come with the tzdata of the
    machine or of Python, and a process reads them once. Where none changed it writes nothing.

    Returns:
        How many sessions have another instant now.

    Raises:
        NotAllowedError: the actor is not the system.

    Source: docs/rules/clocks.md, "Hours of the future".
    """
    if not policies.may_keep_hours(actor):
        raise NotAllowedError(_("Hours are kept by themselves."))
    now = timezone.now()
    if not any(_instants(row, now=now) for row in sessions_agreed_by_the_clock()):
        return 0
    locked_numbers()
    rows = sessions_agreed_by_the_clock().select_for_update(of=("self",)).order_by("pk")
    return sum(_keep(row, now=now, actor=actor) for row in rows)


def _keep(row: Session, *, now: datetime, actor: Actor) -> bool:
    moved = _instants(row, now=now)
    if not moved:
        return False
    for name, instant in moved.items():
        setattr(row, name, instant)
    row.save(update_fields=list(moved))
    touch(row)
    publish(
        SessionRetimed(
            subject=row.code,
            starts_wall=row.starts_wall,
            zone=row.zone,
            starts_at=row.starts_at,
            second_starts_at=row.second_starts_at,
        ),
        actor=actor,
    )
    return True


def _instants(row: Session, *, now: datetime) -> dict[str, datetime]:
    """The instants that the rules of today give otherwise, of summons that have not come yet."""
    pairs = (
        ("starts_at", row.starts_at, row.starts_wall),
        ("second_starts_at", row.second_starts_at, row.second_starts_wall),
    )
    found = {}
    for name, kept, wall in pairs:
        if kept is None or not wall:
            continue
        instant = instant_of(datetime.fromisoformat(wall), row.zone)
        # To the second: an hour that comes twice or never was refused when it was written.
        if max(instant, kept) > now and instant != kept.replace(microsecond=0):
            found[name] = instant
    return found
