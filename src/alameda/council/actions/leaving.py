"""Items that leave without a decision: withdrawn, postponed, or standing by silence."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import happen, locked_numbers, move_item, touch
from alameda.council.actions.agenda import carry_on, move_point
from alameda.council.actions.floor import check_no_vote_on
from alameda.council.actions.locks import locked_item, session_of, subject_of
from alameda.council.actions.matters import let_matter_stand, withdraw_matter
from alameda.council.actions.money import check_item_money
from alameda.council.actions.presence import LASTING
from alameda.council.events.items import ItemPostponed, ItemWithdrawn, SilenceNoted
from alameda.council.models import AgendaItem
from alameda.council.selectors.clocks import silence_clock
from alameda.foundation import words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.written import REASON_LETTERS, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest


@transaction.atomic
def withdraw_item(item: AgendaItem, *, reason: str, actor: Actor) -> AgendaItem:
    """Withdraw an item, with its matter; a citizen point goes to the next agenda all the same.

    Raises:
        NotAllowedError: the actor neither runs the session nor, while it waits, put it there.
        BadInputError: no reason.
        RuleBrokenError: not from this state, or a vote on it is open.
    """
    row = locked_item(item, actor=actor, may_propose=True)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    check_no_vote_on(row)
    now = timezone.now()
    move_item(row, "withdrawn", at=now, actor=actor, reason=reason)
    move_point(row, "reached")
    if row.session is not None and row.session.state in LASTING:
        happen(row.session, "item_withdrawn", at=now, item=row, text=reason)
    publish(ItemWithdrawn(subject=subject_of(row), item=row.code, reason=reason), actor=actor)
    withdraw_matter(row, on=timezone.localdate(now), actor=actor)
    if row.session is not None:
        touch(row.session)
    return row


@transaction.atomic
def postpone_item(item: AgendaItem, *, reason: str, actor: Actor) -> AgendaItem:
    """Leave an item of an agenda for another session.

    The term of the Council does not start again: the item that waits keeps the day of reception.

    Returns:
        The new item, which waits with the same file and report.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no reason.
        RuleBrokenError: not from this state, or a vote on it is open.
    """
    locked_numbers()
    row = locked_item(item, actor=actor)
    session = session_of(row)
    reason = tidy(reason, field="reason", most=REASON_LETTERS)
    check_no_vote_on(row)
    now = timezone.now()
    move_item(row, "postponed", at=now, actor=actor, reason=reason)
    move_point(row, "reached")
    carried = carry_on(row)
    if session.state in LASTING:
        happen(session, "item_postponed", at=now, item=row, text=reason)
    publish(
        ItemPostponed(
            subject=session.code,
            item=row.code,
            carried_to=carried.code,
            reason=reason,
            row_digest=row_digest("council.agendaitem", carried.pk),
        ),
        actor=actor,
    )
    touch(session)
    return carried


@transaction.atomic
def stand_item_by_silence(item: AgendaItem, *, on: date, actor: Actor) -> AgendaItem:
    """Note that the Council did not decide in its term: what the governor proposed stands.

    Args:
        item: a proposal of the governor that was not discussed.
        on: the day it is noted; after the last of the term, not in the future.
        actor: secretary of its session, or of its body.

    Raises:
        NotAllowedError: the actor is neither.
        BadInputError: a day in the future.
        RuleBrokenError: no term runs for it, it still runs, not from this state, or it would decide
            money without saying how much or from which fund.

    Source: docs/rules/clocks.md; Law 19.175, article 36.
    """
    row = locked_item(item, actor=actor)
    if on > timezone.localdate():
        raise BadInputError(_("It cannot be noted in the future."), field="on")
    check_item_money(row)
    clock = silence_clock(row)
    if clock is None:
        raise RuleBrokenError(
            _("No term of silence runs for “%(item)s”.") % {"item": row.title}, field="item"
        )
    due_on = clock.due_on
    if due_on is None or on <= due_on:
        raise RuleBrokenError(
            _("The Council may decide until %(day)s.") % {"day": words.day_long(due_on)}, field="on"
        )
    move_item(row, "stood_by_silence", at=timezone.now(), actor=actor)
    publish(
        SilenceNoted(
            subject=subject_of(row),
            item=row.code,
            received_on=clock.start,
            due_on=due_on,
            noted_on=on,
            basis=clock.term.basis,
        ),
        actor=actor,
    )
    let_matter_stand(row, on=on, actor=actor)
    if row.session is not None:
        touch(row.session)
    return row
