"""A trial, sent at once: does the mail server take what we give it?"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, RuleBrokenError
from alameda.mail import policies
from alameda.mail.actions.send import Draft, address_of
from alameda.mail.actions.smtp import Link, written


def try_out(address: str, *, now: datetime, actor: Actor) -> str:
    """Send a trial to an address, past the outbox; the server's last words.

    Args:
        address: where to.
        now: the moment; each trial is a message of its own.
        actor: only the system.

    Raises:
        NotAllowedError: somebody else asks.
        BadInputError: it is no address.
        RuleBrokenError: no mail server is named.
        RefusedError: the server will not have it.
        DelayedError: it could not be sent now.
    """
    if not policies.may_deliver(actor):
        raise NotAllowedError(_("Only the system sends a trial."))
    draft = Draft(
        key=f"trial/{now.isoformat()}",
        to=address_of(address),
        subject=_("A trial from Alameda"),
        text=_("This is a trial: the mail server takes what Alameda gives it."),
    )
    if settings.SMTP is None:
        raise RuleBrokenError(_("No mail server is named: set ALAMEDA_SMTP_URL."))
    link = Link(settings.SMTP)
    try:
        return link.send(draft.to, written(draft, now))
    finally:
        link.close()


def greet() -> None:
    """Connect to the mail server as for a message, and leave it.

    Raises:
        RuleBrokenError: none is named.
        UnreachableError: it does not serve.
    """
    if settings.SMTP is None:
        raise RuleBrokenError(_("No mail server is named: set ALAMEDA_SMTP_URL."))
    Link(settings.SMTP).greet()
