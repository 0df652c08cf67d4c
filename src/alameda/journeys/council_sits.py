"""An item comes to the agenda of a session, is left for another one, or is withdrawn."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alameda.council.actions.items import (
    postpone_item,
    put_on_agenda,
    send_item_to_committee,
    withdraw_item,
)
from alameda.council.models import AgendaItem, Body, Session
from alameda.foundation.actor import Actor
from alameda.investments.actions.council import (
    postpone_by_council,
    take_to_plenary,
    withdraw_from_council,
)
from alameda.journeys.council_matters import initiative_before_council


@transaction.atomic
def item_on_agenda(
    item: AgendaItem, session: Session, *, section: str = "", number: str = "", actor: Actor
) -> AgendaItem:
    """Put an item on the agenda of a session; what it is about is then before the plenary.

    On the agenda of a committee an initiative stays in committee.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    row = put_on_agenda(item, session=session, section=section, number=number, actor=actor)
    if session.body.kind != "council":
        return row
    today = timezone.localdate()
    initiative = initiative_before_council(row)
    if initiative is not None:
        take_to_plenary(initiative, happened_on=today, report=_report_of(row), actor=actor)
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
    initiative = initiative_before_council(item)
    row = postpone_item(item, reason=reason, actor=actor)
    if committee is not None:
        row = send_item_to_committee(row, committee=committee, actor=actor)
    if initiative is not None and initiative.state == "in_plenary":
        postpone_by_council(
            initiative,
            to="sent_to_council" if committee is None else "in_committee",
            happened_on=timezone.localdate(),
            document=_session_of(item),
            reason=reason,
            actor=actor,
        )
    return row


@transaction.atomic
def item_withdrawn(item: AgendaItem, *, reason: str, actor: Actor) -> AgendaItem:
    """Withdraw an item; the proposal goes back to who made it, undecided.

    What was decided before stays as it was decided.

    Raises:
        NotAllowedError, BadInputError, RuleBrokenError: as the act of each module.
    """
    initiative = initiative_before_council(item)
    row = withdraw_item(item, reason=reason, actor=actor)
    today = timezone.localdate()
    if initiative is not None:
        withdraw_from_council(
            initiative,
            happened_on=today,
            document=_session_of(item),
            reason=reason,
            actor=actor,
        )
    return row


def _report_of(item: AgendaItem) -> str:
    """The report that the agenda goes by, as the initiative names it."""
    if item.committee is None:
        return ""
    on = item.reported_on
    return f"Informe {item.committee.name}" + (f", {on:%d-%m-%Y}" if on else "")


def _session_of(item: AgendaItem) -> str:
    return f"Sesión {item.session.code}" if item.session else item.code
