"""What is over goes: counts of attempts to sign in, which name addresses, and sessions."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError


@transaction.atomic
def forget_attempts(*, now: datetime, actor: Actor) -> int:
    """Forget the counts that limit nobody any more; how many they were. Publishes nothing.

    Args:
        now: the moment.
        actor: only the system.

    Raises:
        NotAllowedError: somebody else asks.
    """
    if not policies.may_forget_attempts(actor):
        raise NotAllowedError(_("Only the system forgets attempts to sign in."))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_attempt WHERE expires < %s", [now])
        return int(cursor.rowcount)


@transaction.atomic
def forget_sessions(*, now: datetime, actor: Actor) -> int:
    """Forget the sessions that are over; how many they were. Publishes nothing.

    Any visitor who signs up or follows an invitation has one: left, they would only grow.

    Args:
        now: the moment.
        actor: only the system.

    Raises:
        NotAllowedError: somebody else asks.
    """
    if not policies.may_forget_attempts(actor):
        raise NotAllowedError(_("Only the system forgets attempts to sign in."))
    return Session.objects.filter(expire_date__lt=now).delete()[0]
