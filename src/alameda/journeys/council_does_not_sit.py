"""A session is not held: its items wait for another one, and so does what they are about."""

from __future__ import annotations

from django.db import transaction

from alameda.council.actions.sessions import cancel_session, fail_session
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


def _postponed(session: Session, reason: str, actor: Actor) -> Session:
    """What waits in the place of its items is not before the plenary any more."""
    waiting = AgendaItem.objects.filter(carried_from__session=session, session__isnull=True)
    for item in waiting.select_related("matter").order_by("pk"):
        act = Act(item=item, reason=reason, paper=f"Sesión {session.code}", actor=actor)
        effects_on(item).postponed(act)
    return session
