"""A committee studies what the Council received, and reports to the plenary."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from alameda.council.actions.items import report_item, send_item_to_committee
from alameda.council.models import AgendaItem, Body
from alameda.foundation.actor import Actor
from alameda.journeys.effects import Act, effects_on


@transaction.atomic
def item_to_committee(
    item: AgendaItem, committee: Body, *, reason: str = "", actor: Actor
) -> AgendaItem:
    """Send an item to a committee, and with it what it is about.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = send_item_to_committee(item, committee=committee, actor=actor)
    effects_on(row).studied(Act(item=row, reason=reason or committee.name, actor=actor))
    return row


@transaction.atomic
def item_reported(item: AgendaItem, *, report: str, reported_on: date, actor: Actor) -> AgendaItem:
    """The committee reported: the item may come to the agenda, which then moves the initiative.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the Council's act.
    """
    return report_item(item, report=report, reported_on=reported_on, actor=actor)
