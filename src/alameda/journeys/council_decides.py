"""The Council certifies what it agreed, and what it agreed takes effect."""

from __future__ import annotations

from django.db import transaction

from alameda.council.actions.agreements import certify_agreement
from alameda.council.models import AgendaItem, Agreement
from alameda.foundation.actor import Actor
from alameda.journeys.effects import Act, effects_on


@transaction.atomic
def certify_and_apply(agreement: Agreement, *, publishes: bool = True, actor: Actor) -> Agreement:
    """Certify an agreement and do what it decides, all of it or nothing.

    An initiative before the Council is funded or rejected; a later agreement on one that was
    funded already adds its approval; what a corrected agreement approved counts no more.

    Args:
        agreement: issued, not certified.
        publishes: whether it becomes public in the same act.
        actor: the secretary.

    Raises:
        NotAllowedError, StaleError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = certify_agreement(agreement, publishes=publishes, actor=actor)
    item = AgendaItem.objects.select_related("matter").get(pk=row.item_id)
    effects_on(item).decided(Act(item=item, on=row.agreed_on, agreement=row, actor=actor))
    return row
