"""What mail does by itself."""

from __future__ import annotations

from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.foundation.jobs import Job, stopping
from alameda.mail.actions import deliver_due, forget_old


def send_due() -> None:
    """Send what is due."""
    deliver_due(actor=SYSTEM, is_to_end=stopping.is_set)


def forget() -> None:
    """Forget what is old."""
    forget_old(now=timezone.now(), actor=SYSTEM)


JOBS = (
    Job("mail.send_due", "", send_due),  # as soon as an act left some
    Job("mail.sweep", "* * * * *", send_due),  # what is to be tried again
    Job("mail.forget", "23 * * * *", forget),
)
