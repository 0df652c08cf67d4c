"""How the items that are left end with their session: dealt with, postponed, or not treated.

Nothing is said to have been treated that nobody took up. What waits for another session is a new
item, with the same file, which the next agenda of the body is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import (
    happen,
    locked_numbers,
    locked_session,
    log_language,
    move_item,
    touch,
)
from alameda.council.actions.agenda import carry_on, move_point
from alameda.council.actions.presence import check_lasts, check_no_open_vote
from alameda.council.events.items import ItemPostponed, ItemUntreated
from alameda.council.models import AgendaItem, Session
from alameda.council.rules.vocabulary import business
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError
from alameda.foundation.written import REASON_LETTERS, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest

# Sections that end with the session by themselves: nothing in them waits for a decision.
ENDS_WITH_THE_SESSION = ("report", "other")


@dataclass(kw_only=True)
class Ended:
    """Codes of the items that ended with their session, by how they did."""

    dealt_with: list[str] = field(default_factory=list)
    untreated: list[str] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)


@transaction.atomic
def postpone_left(session: Session, *, reason: str, actor: Actor) -> list[AgendaItem]:
    """Leave everything that is left of an agenda for another session, in one act.

    Returns:
        The new items, which wait with the same files and reports.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no reason.
        RuleBrokenError: the session does not last now, a vote is open, or nothing is left.
    """
    locked_numbers()
    row = locked_session(session, actor=actor)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    check_lasts(row)
    check_no_open_vote(row)
    items = left_of(row)
    if not items:
        raise RuleBrokenError(_("No item is left to postpone."), field="items")
    now = timezone.now()
    made = [_postpone(item, row, at=now, reason=reason, actor=actor) for item in items]
    touch(row)
    return [item for item in made if item is not None]


def left_of(session: Session) -> list[AgendaItem]:
    """The items that nobody ended yet, in order, locked; the caller holds the session."""
    return list(
        session.items.select_for_update(of=("self",))
        .filter(state__in=("on_agenda", "debated"))
        .order_by("position", "pk")
    )


def waits_for_a_decision(item: AgendaItem) -> bool:
    """Whether somebody has to decide on it: not of the report or of other business, or voted."""
    return item.section not in ENDS_WITH_THE_SESSION or business(item.business).has_vote


def end_items(
    session: Session, items: Sequence[AgendaItem], *, at: datetime, actor: Actor
) -> Ended:
    """End what is left with the session, each as it stands: the caller holds session and numbers.

    What was taken up and asks for no decision was dealt with; what was still being discussed is
    postponed; what nobody took up was not treated.
    """
    ended = Ended()
    for item in items:
        if item.state == "on_agenda":
            _leave_untreated(item, session, at=at, actor=actor)
            ended.untreated.append(item.code)
        elif waits_for_a_decision(item):
            with log_language():
                reason = _("It was still being discussed when the session ended.")
            _postpone(item, session, at=at, reason=reason, actor=actor)
            ended.postponed.append(item.code)
        else:
            move_item(item, "dealt_with", at=at, actor=actor)
            move_point(item, "dealt_with")
            ended.dealt_with.append(item.code)
    return ended


def _postpone(
    item: AgendaItem, session: Session, *, at: datetime, reason: str, actor: Actor
) -> AgendaItem | None:
    move_item(item, "postponed", at=at, actor=actor, reason=reason)
    carried = _carried(item)
    happen(session, "item_postponed", at=at, item=item, text=reason)
    publish(
        ItemPostponed(
            subject=session.code,
            item=item.code,
            carried_to=carried.code if carried else "",
            reason=reason,
            row_digest=_digest(carried),
        ),
        actor=actor,
    )
    return carried


def _leave_untreated(item: AgendaItem, session: Session, *, at: datetime, actor: Actor) -> None:
    move_item(item, "untreated", at=at, actor=actor)
    carried = _carried(item)
    happen(session, "item_untreated", at=at, item=item)
    publish(
        ItemUntreated(
            subject=session.code,
            item=item.code,
            carried_to=carried.code if carried else "",
            row_digest=_digest(carried),
        ),
        actor=actor,
    )


def _carried(item: AgendaItem) -> AgendaItem | None:
    """The item that waits in its place; none for a commitment, which each agenda carries anew."""
    move_point(item, "reached")
    return carry_on(item) if item.commitment_id is None else None


def _digest(carried: AgendaItem | None) -> str:
    return row_digest("council.agendaitem", carried.pk) if carried else ""
