"""The recording of a session, and the second at which each item begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import locked_session, touch
from alameda.council.actions.presence import OVER
from alameda.council.events.sessions import RecordingLinked
from alameda.council.models import AgendaItem, Session
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.written import aware, secure_address
from alameda.record.actions import publish


@transaction.atomic
def link_recording(session: Session, *, url: str, starts_at: datetime, actor: Actor) -> Session:
    """Link the recording, and place each item that was opened at its second.

    Linked again, the first moment of publication stays: the legal term was met, or not, by it.

    Args:
        session: held and closed.
        url: where the recording is; https.
        starts_at: the moment of its second 0, with its time zone.
        actor: its secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: the address or the moment cannot be used.
        RuleBrokenError: the session is not closed, or had ended before that moment.
    """
    row = locked_session(session, actor=actor)
    url = secure_address(url, field="url")
    aware(starts_at, field="starts_at")
    if row.state not in OVER:
        raise RuleBrokenError(_("The recording is linked once the session is closed."))
    if row.closed_at is not None and starts_at >= row.closed_at:
        raise RuleBrokenError(
            _("The recording cannot begin after the session ended."), field="starts_at"
        )
    is_moved = row.recording_starts_at != starts_at
    row.recording_url, row.recording_starts_at = url, starts_at
    row.recording_published_at = row.recording_published_at or timezone.now()
    row.save(update_fields=["recording_url", "recording_starts_at", "recording_published_at"])
    seconds = _place_items(row, starts_at) if is_moved else {}
    publish(
        RecordingLinked(subject=row.code, url=url, starts_at=starts_at, seconds=seconds),
        actor=actor,
    )
    touch(row)
    return row


def _place_items(session: Session, starts_at: datetime) -> dict[str, int | None]:
    """Place each item that was opened; returns the second of each, by its code."""
    opened = session.items.annotate(
        opened_at=Min("happenings__at", filter=Q(happenings__kind="item_opened"))
    ).filter(opened_at__isnull=False)
    placed = list(opened)
    for item in placed:
        seconds = int((item.opened_at - starts_at).total_seconds())
        item.recording_second = seconds if seconds >= 0 else None
    AgendaItem.objects.bulk_update(placed, ["recording_second"])
    return {item.code: item.recording_second for item in placed}
