"""Night work of the investments, and what a web process learns before its first visitor."""

from __future__ import annotations

from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.foundation.jobs import Job
from alameda.investments.actions.changes import prune_changes
from alameda.investments.selectors.facets import current_index
from alameda.investments.selectors.facets.labels import current_labels
from alameda.investments.selectors.pace import current_pace
from alameda.investments.selectors.portfolio import rows_at


def prune() -> None:
    """Forget the notes that no index needs any more."""
    prune_changes(actor=SYSTEM)


def warm_up() -> list[str]:
    """Build what the pages share, the index and the pace; the pages worth asking for once."""
    today = timezone.localdate()
    current_pace()
    index = current_index()
    newest = index.ordered("newest", today)[:1]
    rows = rows_at(index, current_labels(index), newest, today=today)
    return ["/inversiones/", *(row.get_absolute_url() for row in rows)]


JOBS = (Job("investments.prune", "17 * * * *", prune),)
