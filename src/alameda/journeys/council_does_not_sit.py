"""A session is not held: its items wait for another one, and so does what they are about."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alameda.council.actions.sessions import cancel_session, fail_session
from alameda.council.models import AgendaItem, Session
from alameda.foundation.actor import Actor
from alameda.investments.actions.council import postpone_by_council
from alameda.journeys.council_matters import initiative_before_council


@transaction.atomic
def session_failed(session: Session, *, reason: str, actor: Actor) -> Session:
    """Record that there was no quorum; the initiatives on its agenda leave the plenary.

    The term on what the governor proposed goes on.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = fail_session(session, reason=reason, actor=actor)
    _take_from_plenary(row, reason=reason, actor=actor)
    return row


@transaction.atomic
def session_cancelled(session: Session, *, reason: str, actor: Actor) -> Session:
    """Cancel a session; the initiatives on its agenda leave the plenary.

    The term on what the governor proposed goes on.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = cancel_session(session, reason=reason, actor=actor)
    _take_from_plenary(row, reason=reason, actor=actor)
    return row


def _take_from_plenary(session: Session, *, reason: str, actor: Actor) -> None:
    """What waits in the place of its items is not before the plenary any more."""
    waiting = AgendaItem.objects.filter(carried_from__session=session, session__isnull=True)
    for item in waiting.select_related("matter").order_by("pk"):
        initiative = initiative_before_council(item)
        if initiative is not None and initiative.state == "in_plenary":
            postpone_by_council(
                initiative,
                happened_on=timezone.localdate(),
                document=f"Sesión {session.code}",
                reason=reason,
                actor=actor,
            )
