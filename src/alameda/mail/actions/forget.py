"""Mail is no archive: what it said goes after a month, whom it was to after a year."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.mail import policies
from alameda.mail.models import Message
from alameda.mail.rules import KEPT, REMEMBERED


@transaction.atomic
def forget_old(*, now: datetime, actor: Actor) -> tuple[int, int]:
    """Erase what ended mail said, and the rows of long ago; how many of each.

    Until its row goes, a message is still sent only once under its key.

    Args:
        now: the moment.
        actor: only the system.

    Raises:
        NotAllowedError: somebody else asks.
    """
    if not policies.may_deliver(actor):
        raise NotAllowedError(_("Only the system forgets old mail."))
    erased = Message.objects.filter(ended_at__lt=now - KEPT, erased_at=None).update(
        subject="", text="", html="", said="", erased_at=now
    )
    gone, _by_table = Message.objects.filter(ended_at__lt=now - REMEMBERED).delete()
    return erased, gone
