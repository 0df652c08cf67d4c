"""An initiative is withdrawn wherever it is: from the Council first, where the Council has it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.foundation.actor import Actor
from alameda.foundation.errors import StaleError
from alameda.investments.actions.registering import withdraw_initiative
from alameda.investments.models import Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL
from alameda.journeys.council_sits import item_withdrawn
from alameda.journeys.effects import INVESTMENT


@transaction.atomic
def withdraw_everywhere(  # an act has its day, its document and its reason
    initiative: Initiative,
    *,
    version: int,
    happened_on: date,
    document: str = "",
    reason: str,
    actor: Actor,
) -> Initiative:
    """Withdraw an initiative, and what the Council has of it, all of it or nothing.

    Args:
        initiative: undecided.
        version: the one that the actor saw.
        happened_on: the day of the act.
        document: number of the letter that withdraws it, where there is one.
        reason: why, in one sentence; public.
        actor: its formulator or planning; before the Council, who may take it from there.

    Raises:
        StaleError, NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = Initiative.objects.get(pk=initiative.pk)  # the Council locks before it does
    if row.version != version:
        raise StaleError(_("Somebody changed it since you opened the page: look again."))
    if row.state in BEFORE_COUNCIL:
        items = AgendaItem.objects.filter(
            matter=row.subject_id, business=INVESTMENT, studies=None, state__in=ALIVE_ITEMS
        )
        for item in items.order_by("pk"):
            item_withdrawn(item, reason=reason, actor=actor)
        row.refresh_from_db()
    return withdraw_initiative(
        row,
        version=row.version,
        happened_on=happened_on,
        document=document,
        reason=reason,
        actor=actor,
    )
