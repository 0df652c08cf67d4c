"""Acting once: a form that arrives twice is one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.acting.models import Sending
from alameda.documents.actions.keeping import without_leftovers
from alameda.foundation.actor import VISITOR, Actor
from alameda.foundation.errors import NotAllowedError, StaleError

KEPT = timedelta(days=2)  # longer than a session of the browser lasts
PRUNED_AT_ONCE = 100
KEY_LETTERS = 40
T = TypeVar("T")


class SentOtherwiseError(StaleError):
    """The key of a form that was already acted on came again with something else, or from another.

    A browser that goes back may show the old form and its key with what is typed now.
    """

    code = "sent-otherwise"


def act_once(key: str, *, act: Callable[[], T], actor: Actor, content: str = "") -> T | None:
    """Do the act unless this very sending was done before; then nothing.

    The key is written first: the same sending on another connection waits for this one, then finds
    it done. An act that is refused takes its key back with it, so that it can be sent again.

    Args:
        key: made by the server with the page, or by the phone; empty: every sending is an act.
        act: what to do; its own checks hold as ever.
        actor: who sends it; somebody signed in.
        content: digest of what is sent: the same key, person and content are the same sending.

    Raises:
        NotAllowedError: nobody is signed in.
        SentOtherwiseError: the key was used by another person, or for another content.
    """
    if actor.kind == VISITOR.kind:
        raise NotAllowedError(_("Sign in first."))
    with without_leftovers(), transaction.atomic():
        return _act(key, act=act, actor=actor, content=content)


def _act(key: str, *, act: Callable[[], T], actor: Actor, content: str) -> T | None:
    if key and not _is_first(key[:KEY_LETTERS], _digest(actor, content)):
        return None
    _prune()
    return act()


def _digest(actor: Actor, content: str) -> str:
    """What a sending is known by, beside its key; it names nobody."""
    return sha256(f"{actor.kind} {actor.person_id} {content}".encode()).hexdigest()


def _is_first(key: str, digest: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk_sending (key, digest, made_at) VALUES (%s, %s, now())"
            " ON CONFLICT DO NOTHING",
            [key, digest],
        )
        if cursor.rowcount:
            return True
    if not Sending.objects.filter(key=key, digest__in=(digest, "")).exists():
        raise SentOtherwiseError(
            _(
                "This form was already sent with something else, and that was done. Nothing of this"
                " was saved: look at what is there now, and send it again if it is still needed."
            )
        )
    return False


def _prune() -> None:
    old = Sending.objects.select_for_update(skip_locked=True).filter(
        made_at__lt=timezone.now() - KEPT
    )
    Sending.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE])).delete()
