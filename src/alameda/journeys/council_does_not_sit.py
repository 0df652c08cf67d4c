"""A session is not held, or ends before its agenda does.

Its items wait for another one, and so does what they are about.
"""

from __future__ import annotations

from django.db import transaction

from alameda.council.actions.sessions import (
    cancel_session,
    close_session,
    fail_session,
    postpone_left,
)
from alameda.council.models import AgendaItem, Session
from alameda.foundation.actor import Actor
from alameda.journeys.effects import Act, effects_on


@transaction.atomic
def session_failed(session: Session, *, reason: str, actor: Actor) -> Session:
    """Record that there was no quorum; what was on its agenda is postponed.

    The term on what the governor proposed goes on.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    return _postponed(fail_session(session, reason=reason, actor=actor), reason, actor)


@transaction.atomic
def session_cancelled(session: Session, *, reason: str, actor: Actor) -> Session:
    """Cancel a session; what was on its agenda is postponed.

    The term on what the governor proposed goes on.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    return _postponed(cancel_session(session, reason=reason, actor=actor), reason, actor)


@transaction.atomic
def session_closed(session: Session, *, actor: Actor) -> Session:
    """Close a session; what nobody treated, or was still being discussed, waits for another one.

    The term on what the governor proposed goes on.

    Raises:
        NotAllowedError, RuleBrokenError: as the act of each module.
    """
    closed = close_session(session, leaves_items=True, actor=actor)
    return _postponed(closed, "La sesión terminó sin decidir el asunto.", actor)


@transaction.atomic
def left_postponed(session: Session, *, reason: str, actor: Actor) -> int:
    """Leave all that is left of an agenda for another session; how many items wait.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    waiting = postpone_left(session, reason=reason, actor=actor)
    _postponed(session, reason, actor)
    return len(waiting)


def _postponed(session: Session, reason: str, actor: Actor) -> Session:
    """What waits in the place of its items is not before the plenary any more."""
    waiting = AgendaItem.objects.filter(carried_from__session=session, session__isnull=True)
    for item in waiting.select_related("matter").order_by("pk"):
        act = Act(item=item, reason=reason, paper=f"Sesión {session.code}", actor=actor)
        effects_on(item).postponed(act)
    return session
