"""Business before the Council: it enters, is studied, and comes to a session.

What happens to it there is in ``floor``; all the acts on items are had from here.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import locked_numbers, locked_session, move_item, touch
from alameda.council.actions.agenda import (
    ITEM_TITLE_LETTERS,
    move_point,
    next_item_code,
    order_agenda,
    place,
    place_of,
    tie_to_session,
)
from alameda.council.actions.files import attach_file, attach_proposal, open_proposals
from alameda.council.actions.floor import (
    add_from_floor,
    deal_with_item,
    declare_recusal,
    note_recording_second,
    open_item,
)
from alameda.council.actions.leaving import postpone_item, stand_item_by_silence, withdraw_item
from alameda.council.actions.locks import subject_of
from alameda.council.actions.matters import take_matter_to_council
from alameda.council.actions.money import FUND_LETTERS, check_item_money, check_money, state_money
from alameda.council.actions.studies import report_item, send_item_to_committee, study_of
from alameda.council.events.agenda import ItemTabled
from alameda.council.events.items import ItemEntered
from alameda.council.models import (
    AgendaItem,
    Body,
    CitizenPoint,
    Commitment,
    Session,
)
from alameda.council.rules.states import ALIVE_ITEMS
from alameda.council.rules.vocabulary import BUSINESS, SECTIONS, business
from alameda.council.selectors.members import council
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import LONG_LETTERS, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest
from alameda.thread.models import Subject

__all__ = [
    "add_from_floor",
    "attach_file",
    "attach_proposal",
    "deal_with_item",
    "declare_recusal",
    "enter_item",
    "note_recording_second",
    "open_item",
    "order_agenda",
    "postpone_item",
    "put_on_agenda",
    "report_item",
    "send_item_to_committee",
    "stand_item_by_silence",
    "state_money",
    "withdraw_item",
]

MINUTES_TO_APPROVE = ("closed", "minutes_drafted")
BENEFICIARY_LETTERS = 240
NUMBER_LETTERS = 12
SILENCE = "core.silence"


@transaction.atomic
def enter_item(  # noqa: PLR0913  # what is asked of a council is told in all of these
    *,
    business: str,  # the name of the column
    title: str,
    summary: str = "",
    matter: Subject | None = None,
    received_on: date | None = None,
    amount_clp: int | None = None,
    fund: str = "",
    beneficiary: str = "",
    citizen_point: CitizenPoint | None = None,
    minutes_of: Session | None = None,
    commitment: Commitment | None = None,
    body: Body | None = None,
    actor: Actor,
) -> AgendaItem:
    """Enter business, which waits for a committee or a session.

    Args:
        business: from ``BUSINESS``.
        title: as the agenda will say it.
        summary: what is asked, in plain words.
        matter: what it is about; any subject.
        received_on: the day the Council received the proposal; today where a term depends on it
            and none is given.
        amount_clp: whole pesos.
        fund: where the money comes from.
        beneficiary: who receives it.
        citizen_point: the point that citizens asked for.
        minutes_of: the session whose minutes are approved; required for that business.
        commitment: what was asked for in another session.
        body: the Council where none is named.
        actor: the secretary, the governor or the cabinet.

    Raises:
        NotAllowedError: the actor may not put business before the Council.
        BadInputError: a value that cannot be taken.
        RuleBrokenError: the same business on the same matter is before that body already, the
            minutes are not to be approved, or it decides money and does not say how much or from
            which fund.
    """
    where = body or council()
    locked_numbers()
    if not policies.may_enter_items(actor):
        raise NotAllowedError(_("You may not put business before the Council."))
    if business not in keys(BUSINESS):
        raise BadInputError(_("There is no such kind of business."), field="business")
    title = tidy(title, field="title", most=ITEM_TITLE_LETTERS)
    received_on = _checked_received_on(business, received_on)
    if amount_clp is not None and amount_clp < 0:
        raise BadInputError(_("An amount cannot be negative."), field="amount_clp")
    check_money(business, title=title, amount_clp=amount_clp, fund=fund)
    _check_minutes(business, minutes_of, where)
    _check_not_alive(where, business, matter)
    item = AgendaItem.objects.create(
        code=next_item_code(None),
        body=where,
        business=business,
        title=title,
        summary=tidy(summary, field="summary", most=LONG_LETTERS, is_required=False),
        matter=matter,
        received_on=received_on,
        amount_clp=amount_clp,
        fund=tidy(fund, field="fund", most=FUND_LETTERS, is_required=False),
        beneficiary=tidy(
            beneficiary, field="beneficiary", most=BENEFICIARY_LETTERS, is_required=False
        ),
        citizen_point=citizen_point,
        minutes_of=minutes_of,
        commitment=commitment,
    )
    publish(
        ItemEntered(
            subject=subject_of(item),
            item=item.code,
            business=business,
            received_on=received_on,
            amount_clp=amount_clp,
            fund=item.fund,
            row_digest=row_digest("council.agendaitem", item.pk),
        ),
        actor=actor,
    )
    return item


@transaction.atomic
def put_on_agenda(
    item: AgendaItem, *, session: Session, section: str = "", number: str = "", actor: Actor
) -> AgendaItem:
    """Put a waiting item at the end of the agenda of a session that has not begun.

    A matter of the Council's own is before it from then on.
    In the session of the committee that studies it, a new item stands for it and names it
    (``studies``); the item itself goes on waiting for the report.

    Args:
        item: entered or reported; in committee, for a session of that committee.
        session: convened, or with its agenda published; an extraordinary one takes no more items
            once its agenda is published.
        section: part of the agenda; where none is given, that of the session it was left in, or of
            its business.
        number: as printed; given when the agenda is published where none is.
        actor: secretary of the session.

    Returns:
        The item that is on the agenda.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no such section, or a number that is too long.
        StaleError: it is on an agenda already.
        RuleBrokenError: not from this state, not this body's, the session takes no more items, or
            the item decides money and does not say how much or from which fund.
    """
    where = locked_session(session, actor=actor)
    row = _row(item)
    _check_takes_items(where)
    section = section or row.section or business(row.business).section
    if section not in keys(SECTIONS):
        raise BadInputError(_("There is no such part of the agenda."), field="section")
    number = tidy(number, field="number", most=NUMBER_LETTERS, is_required=False)
    if row.session_id is not None:
        raise StaleError(_("It is on an agenda already."), field="item")
    if row.committee_id == where.body_id and row.state == "in_committee":
        row = study_of(row, where)
    elif row.body_id != where.body_id:
        raise RuleBrokenError(_("That item is before another body."), field="session")
    if where.body.kind == "council":
        check_item_money(row)
    place(row, where, section=section, number=number)
    row.save()
    move_item(row, "on_agenda", at=timezone.now(), actor=actor)
    if where.agenda_published_at is not None:
        tie_to_session(row, where, actor=actor)
        move_point(row, "on_agenda")
        open_proposals([row])
    publish(
        ItemTabled(
            subject=where.code,
            item=row.code,
            section=section,
            matter=row.matter.code if row.matter else "",
            place=place_of(row),
            row_digest=row_digest("council.agendaitem", row.pk),
        ),
        actor=actor,
    )
    if where.body.kind == "council":
        take_matter_to_council(row, on=timezone.localdate(), actor=actor)
    touch(where)
    return row


def _checked_received_on(business_key: str, received_on: date | None) -> date | None:
    today = timezone.localdate()
    if received_on is None:
        return today if business(business_key).clock == SILENCE else None
    if received_on > today:
        raise BadInputError(
            _("The Council cannot have received it in the future."), field="received_on"
        )
    return received_on


def _check_minutes(business_key: str, minutes_of: Session | None, body: Body) -> None:
    if (business_key == "minutes") != (minutes_of is not None):
        raise BadInputError(
            _("To approve minutes, and only for that, say of which session."), field="minutes_of"
        )
    if minutes_of is None:
        return
    if minutes_of.body_id != body.pk:
        raise RuleBrokenError(_("That session is of another body."), field="minutes_of")
    if minutes_of.state not in MINUTES_TO_APPROVE:
        raise RuleBrokenError(
            _("The minutes of that session are not to be approved now."), field="minutes_of"
        )
    if minutes_of.approved_by_items.filter(state__in=ALIVE_ITEMS).exists():
        raise StaleError(
            _("The minutes of that session wait to be approved already."), field="minutes_of"
        )


def _check_not_alive(body: Body, business_key: str, matter: Subject | None) -> None:
    if matter is None:
        return
    alive = AgendaItem.objects.filter(
        body=body, business=business_key, matter=matter, state__in=ALIVE_ITEMS
    )
    if (other := alive.first()) is not None:
        raise StaleError(
            _("It is before the Council already: %(code)s.") % {"code": other.code}, field="matter"
        )


def _check_takes_items(session: Session) -> None:
    if session.state not in {"convened", "agenda_published"}:
        raise RuleBrokenError(
            _("The session has begun or is over: its agenda takes no more items."), field="session"
        )
    if session.kind == "extraordinary" and session.state != "convened":
        raise RuleBrokenError(
            _("An extraordinary session deals only with its subject: its agenda is closed."),
            field="session",
        )


def _row(item: AgendaItem) -> AgendaItem:
    return (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("matter", "citizen_point__subject")
        .get(pk=item.pk)
    )
