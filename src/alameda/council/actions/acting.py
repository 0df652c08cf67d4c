"""What every act on a session shares: the lock, the log, the version."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from alameda.council import policies
from alameda.council.models import (
    AgendaItem,
    Body,
    Councillor,
    Happening,
    ItemMove,
    Session,
    Vote,
)
from alameda.council.rules.states import (
    ITEM,
    SESSION,
)
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.thread.actions import move


def locked_session(session: Session, *, actor: Actor) -> Session:
    """The session, locked and read again, for its secretary.

    Raises:
        NotAllowedError: the actor does not run it.
    """
    row = (
        Session.objects.select_for_update(of=("self",))
        .select_related("body", "subject")
        .get(pk=session.pk)
    )
    if not policies.may_run(actor, row):
        raise NotAllowedError(_("Only the secretary of the Council runs its sessions."))
    return row


def locked_numbers() -> Body:
    """Hold the Council's row: whoever gives out a number waits here."""
    return Body.objects.select_for_update().get(kind="council")


def touch(session: Session) -> None:
    """Say that the session changed: the live page and every cache go by its version."""
    Session.objects.filter(pk=session.pk).update(
        version=F("version") + 1, changed_at=timezone.now()
    )
    session.version += 1


def touch_item(item: AgendaItem) -> None:
    """Say that an item changed by what hangs on it; its own columns say so by themselves."""
    AgendaItem.objects.filter(pk=item.pk).update(changed_at=timezone.now())


def log_language() -> AbstractContextManager[None]:
    """The language of what the system itself writes in the log, whoever runs the session.

    Everybody reads the log, and the minutes take from it: it keeps the language of the instance.
    """
    return override(settings.LANGUAGE_CODE)


def happen(  # noqa: PLR0913  # one line of the log has all of these
    session: Session,
    kind: str,
    *,
    at: datetime,
    item: AgendaItem | None = None,
    vote: Vote | None = None,
    councillor: Councillor | None = None,
    text: str = "",
) -> Happening:
    """Write one line of the log of a session."""
    return Happening.objects.create(
        session=session, kind=kind, at=at, item=item, vote=vote, councillor=councillor, text=text
    )


def check_session_move(session: Session, to: str) -> None:
    """Refuse a move that the machine does not have.

    Raises:
        RuleBrokenError: the session cannot go there from where it is.
    """
    said = _("From “%(here)s” the session cannot go to “%(to)s”.")
    SESSION.check(session.state, to, sentence=said)


def move_session(session: Session, to: str) -> None:
    """Move a session, with its subject; checks the machine.

    Raises:
        RuleBrokenError: the session cannot go there from where it is.
    """
    check_session_move(session, to)
    move(session, SESSION, to)


def move_item(item: AgendaItem, to: str, *, at: datetime, actor: Actor, reason: str = "") -> None:
    """Move an item; checks the machine.

    Raises:
        RuleBrokenError: the item cannot go there from where it is.
    """
    said = _("“%(item)s” is in “%(here)s”: it cannot go to “%(to)s”.")
    ITEM.check(item.state, to, sentence=said, field="item", item=item.title)
    ItemMove.objects.create(
        item=item,
        from_state=item.state,
        to_state=to,
        happened_at=at,
        by_role=actor.public_name[:120],
        reason=reason,
    )
    item.version += 1
    if reason:
        item.reason = reason
    move(item, ITEM, to, also=("version", "reason"))
