"""Acting once: a form that arrives twice is one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.acting.models import Sending
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import NotAllowedError

KEPT = timedelta(days=2)  # longer than a session of the browser lasts
PRUNED_AT_ONCE = 100
KEY_LETTERS = 40
T = TypeVar("T")


@transaction.atomic
def act_once(key: str, *, act: Callable[[], T], actor: Actor) -> T | None:
    """Do the act unless this very sending was done before; then nothing.

    The key is written first: the same sending on another connection waits for this one, then finds
    it done. An act that is refused takes its key back with it, so that it can be sent again.

    Args:
        key: made by the server with the page, or by the phone; empty: every sending is an act.
        act: what to do; its own checks hold as ever.
        actor: who sends it; somebody signed in.

    Raises:
        NotAllowedError: nobody is signed in.
    """
    if actor.kind == VISITOR.kind:
        raise NotAllowedError(_("Sign in first."))
    if key and not _is_first(key[:KEY_LETTERS]):
        return None
    _prune()
    return act()


def _is_first(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk_sending (key, made_at) VALUES (%s, now()) ON CONFLICT DO NOTHING",
            [key],
        )
        return bool(cursor.rowcount)


def _prune() -> None:
    old = Sending.objects.select_for_update(skip_locked=True).filter(
        made_at__lt=timezone.now() - KEPT
    )
    Sending.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE])).delete()
