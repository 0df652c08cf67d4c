"""An item in committee: sent there, studied in its session, reported."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import move_item
from alameda.council.actions.agenda import next_item_code
from alameda.council.actions.locks import locked_item, subject_of
from alameda.council.events.items import ItemReferred, ItemReported
from alameda.council.models import AgendaItem, Body, Session
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError, StaleError
from alameda.foundation.written import LONG_LETTERS, tidy
from alameda.record.actions import publish


@transaction.atomic
def send_item_to_committee(item: AgendaItem, *, committee: Body, actor: Actor) -> AgendaItem:
    """Send a waiting item to a committee, which studies it and reports.

    Raises:
        NotAllowedError: the actor does not keep the agenda of its body.
        BadInputError: that body is not a committee.
        RuleBrokenError: not from this state, or the committee does not exist any more.
    """
    row = locked_item(item, actor=actor)
    if committee.kind == "council":
        raise BadInputError(_("Choose a committee."), field="committee")
    if committee.ends_on is not None and committee.ends_on < timezone.localdate():
        raise RuleBrokenError(_("That committee does not exist any more."), field="committee")
    move_item(row, "in_committee", at=timezone.now(), actor=actor)
    row.committee = committee
    row.save(update_fields=["committee"])
    publish(
        ItemReferred(subject=subject_of(row), item=row.code, committee=committee.subject.code),
        actor=actor,
    )
    return row


@transaction.atomic
def report_item(item: AgendaItem, *, report: str, reported_on: date, actor: Actor) -> AgendaItem:
    """Keep what the committee recommends; the item may come to a session.

    Args:
        item: in committee.
        report: what it recommends, in its words.
        reported_on: the day of the report; not in the future.
        actor: secretary of the Council, or of that committee.

    Raises:
        NotAllowedError: the actor is neither.
        BadInputError: no report, or a day in the future.
        RuleBrokenError: it is not in committee.
    """
    row = locked_item(item, actor=actor, may_committee=True)
    report = tidy(report, field="report", most=LONG_LETTERS)
    if reported_on > timezone.localdate():
        raise BadInputError(
            _("The day of the report cannot be in the future."), field="reported_on"
        )
    move_item(row, "reported", at=timezone.now(), actor=actor)
    row.report, row.reported_on = report, reported_on
    row.save(update_fields=["report", "reported_on"])
    publish(
        ItemReported(
            subject=subject_of(row),
            item=row.code,
            committee=row.committee.subject.code if row.committee else "",
            reported_on=reported_on,
        ),
        actor=actor,
    )
    return row


def study_of(item: AgendaItem, session: Session) -> AgendaItem:
    """The item by which a committee studies one of the Council in its session."""
    if session.items.filter(studies=item, state__in=ALIVE_ITEMS).exists():
        raise StaleError(_("It is on that agenda already."), field="item")
    return AgendaItem(
        code=next_item_code(session),
        body=session.body,
        business=item.business,
        title=item.title,
        summary=item.summary,
        matter=item.matter,
        amount_clp=item.amount_clp,
        fund=item.fund,
        beneficiary=item.beneficiary,
        studies=item,
    )
