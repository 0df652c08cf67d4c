"""What accounts do by themselves."""

from __future__ import annotations

from django.utils import timezone

from alameda.accounts.actions import forget_attempts, forget_sessions
from alameda.foundation.actor import SYSTEM
from alameda.foundation.jobs import Job


def forget() -> None:
    """Forget attempts to sign in, and sessions, that are over."""
    forget_attempts(now=timezone.now(), actor=SYSTEM)
    forget_sessions(now=timezone.now(), actor=SYSTEM)


JOBS = (Job("accounts.forget", "*/10 * * * *", forget),)
