"""The governor proposes an initiative to the Council: it leaves one desk and enters the other."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from alameda.council.actions.files import SentFile
from alameda.council.actions.items import attach_proposal, enter_item
from alameda.council.models import AgendaItem
from alameda.council.policies import may_enter_items
from alameda.foundation.actor import Actor
from alameda.investments.actions.council import send_initiative
from alameda.investments.actions.moves import check_asks
from alameda.investments.models import Initiative
from alameda.investments.selectors.sheets import fund_of

# What the Council is asked, in the language of its papers.
QUESTION = "Se pide aprobar el financiamiento de la iniciativa."


@transaction.atomic
def send_to_council(
    initiative: Initiative,
    *,
    version: int,
    happened_on: date,
    document: str,
    file: SentFile | None = None,
    actor: Actor,
) -> AgendaItem:
    """Send an initiative to the Council: its business is entered there, and its clock starts.

    Args:
        initiative: prioritised.
        version: the version that the actor saw.
        happened_on: the day on which the Council receives the proposal.
        document: number of the act that proposes it.
        file: that act itself; it goes to the file of the item, and is public with its agenda.
        actor: the governor or the cabinet.

    Returns:
        The item that waits for a committee or a session.

    Raises:
        StaleError, NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = Initiative.objects.select_related("subject", "executing_unit", "formulator").get(
        pk=initiative.pk
    )
    if may_enter_items(actor):
        check_asks(row)
    unit = row.executing_unit or row.formulator
    item = enter_item(
        business="investment",
        title=row.name,
        summary=QUESTION,
        matter=row.subject,
        received_on=happened_on,
        amount_clp=row.requested_clp or row.approved_clp,
        fund=fund_of(row),
        beneficiary=unit.name if unit else "",
        actor=actor,
    )
    send_initiative(row, version=version, happened_on=happened_on, document=document, actor=actor)
    if file is not None:
        attach_proposal(item, file=file, label=document, actor=actor)
    return item
