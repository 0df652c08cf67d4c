"""One session of a body at a time."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council.actions.acting import locked_session
from alameda.council.models import Body, Session
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError


def locked_to_sit(session: Session, *, actor: Actor) -> Session:
    """The session, locked after its body: two of them do not open at the same moment.

    Raises:
        NotAllowedError: the actor does not run it.
    """
    Body.objects.select_for_update(no_key=True).get(pk=session.body_id)
    return locked_session(session, actor=actor)


def check_sits_alone(session: Session) -> None:
    """Refuse while another session of the same body is open; the caller holds the body.

    Raises:
        RuleBrokenError: one is; it names it.
    """
    other = (
        Session.objects.filter(body=session.body_id, state="open")
        .exclude(pk=session.pk)
        .select_related("subject")
        .first()
    )
    if other is not None:
        said = {"title": other.subject.title, "code": other.code}
        raise RuleBrokenError(
            _("%(title)s (%(code)s) is still open: close or suspend it first.") % said,
            field="session",
        )
