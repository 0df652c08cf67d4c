"""An item as its secretary sees it."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, ItemFile
from alameda.council.policies import may_run_body
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, NotFoundError


def get_item(pk: int, *, actor: Actor) -> AgendaItem:
    """An item of a body whose sessions the actor runs.

    Raises:
        NotFoundError: there is no such item.
        NotAllowedError: it belongs to another body's secretary.
    """
    files = Prefetch("files", queryset=ItemFile.objects.select_related("document"))
    found = (
        AgendaItem.objects.select_related(
            "body", "session__subject", "matter", "committee", "carried_from"
        )
        .prefetch_related(files, "recusals__councillor", "moves")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFoundError(_("There is no such item."))
    if not may_run_body(actor, found.body):
        raise NotAllowedError(_("Only the secretary of this body keeps its items."))
    return found


def version_of_item(item: AgendaItem) -> int:
    """The version of the item now."""
    return AgendaItem.objects.filter(pk=item.pk).values_list("version", flat=True).get()
