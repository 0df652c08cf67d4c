"""An item comes to the agenda of a session, is left for another one, or is withdrawn."""

from __future__ import annotations

from django.db import transaction

from alameda.council.actions.items import (
    postpone_item,
    put_on_agenda,
    send_item_to_committee,
    withdraw_item,
)
from alameda.council.models import AgendaItem, Body, Session
from alameda.foundation.actor import Actor
from alameda.journeys.effects import Act, effects_on, session_of


@transaction.atomic
def item_on_agenda(
    item: AgendaItem, session: Session, *, section: str = "", number: str = "", actor: Actor
) -> AgendaItem:
    """Put an item on the agenda of a session; what it is about is then before the plenary.

    On the agenda of a committee it stays where it is.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = put_on_agenda(item, session=session, section=section, number=number, actor=actor)
    if session.body.kind == "council":
        effects_on(row).on_agenda(Act(item=row, actor=actor))
    return row


@transaction.atomic
def item_postponed(
    item: AgendaItem, *, reason: str, committee: Body | None = None, actor: Actor
) -> AgendaItem:
    """Leave an item for another session; the term on the governor's proposal goes on.

    Args:
        item: on the agenda, or being discussed.
        reason: why, in one sentence; public.
        committee: the committee that studies it again, where one does.
        actor: the secretary.

    Returns:
        The new item, which waits.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = postpone_item(item, reason=reason, actor=actor)
    if committee is not None:
        row = send_item_to_committee(row, committee=committee, actor=actor)
    act = Act(item=item, reason=reason, paper=session_of(item), committee=committee, actor=actor)
    effects_on(item).postponed(act)
    return row


@transaction.atomic
def item_withdrawn(item: AgendaItem, *, reason: str, actor: Actor) -> AgendaItem:
    """Withdraw an item; the proposal goes back to who made it, undecided.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = withdraw_item(item, reason=reason, actor=actor)
    act = Act(item=row, reason=reason, paper=session_of(row), actor=actor)
    effects_on(row).withdrawn(act)
    return row
