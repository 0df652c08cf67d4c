"""The notes of what changed: kept for a day, which is longer than any index lives."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError
from alameda.investments import policies

# A transaction may note now and commit later: the day is much longer than both.
_PRUNE = "DELETE FROM investments_change WHERE noted_at < now() - interval '1 day'"


@transaction.atomic
def prune_changes(*, actor: Actor) -> int:
    """Forget the notes that no index needs any more; how many they were. Publishes nothing.

    Raises:
        NotAllowedError: only the system does it.
    """
    if not policies.may_prune_changes(actor):
        raise NotAllowedError(_("Only the system forgets old notes of what changed."))
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE)
        return int(cursor.rowcount)
