"""What documents do by themselves."""

from __future__ import annotations

from alameda.documents.actions.sweeping import sweep
from alameda.foundation.actor import SYSTEM
from alameda.foundation.jobs import Job


def sweep_files() -> None:
    """Forget the files that no document has."""
    sweep(actor=SYSTEM)


JOBS = (Job("documents.sweep", "41 7 * * *", sweep_files),)
