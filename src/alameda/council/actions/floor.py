"""What happens to an item while its session lasts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import happen, locked_session, move_item, touch
from alameda.council.actions.agenda import (
    ITEM_TITLE_LETTERS,
    move_point,
    next_item_code,
    place,
    place_of,
)
from alameda.council.actions.locks import item_after_its_session, locked_item, session_of
from alameda.council.actions.money import FUND_LETTERS, check_money
from alameda.council.actions.presence import check_no_open_vote
from alameda.council.actions.votes import recuse_in_open_votes
from alameda.council.events.agenda import FloorItemAdded
from alameda.council.events.items import (
    ItemClosed,
    ItemOpened,
    RecordingSecondNoted,
    RecusalDeclared,
)
from alameda.council.models import AgendaItem, Councillor, Recusal, Session, Vote
from alameda.council.rules.vocabulary import BUSINESS, RECUSAL_REASONS, SECTIONS, business
from alameda.council.selectors.room import members_of
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import LONG_LETTERS, REASON_LETTERS, tidy
from alameda.record.actions import publish
from alameda.record.selectors import row_digest

MAY_RECUSE = ("agenda_published", "open", "suspended")
A_DAY_SECONDS = 86_400


@transaction.atomic
def add_from_floor(  # noqa: PLR0913  # an item says what it is, and where it goes
    session: Session,
    *,
    business: str,  # the name of the column
    title: str,
    section: str = "other",
    summary: str = "",
    amount_clp: int | None = None,
    fund: str = "",
    actor: Actor,
) -> AgendaItem:
    """Add an item while the session lasts; an extraordinary one deals only with its subject.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no such business or section, or a wrong title.
        RuleBrokenError: the session is not open, or is extraordinary; or the item decides money and
            does not say how much or from which fund.
    """
    row = locked_session(session, actor=actor)
    if business not in keys(BUSINESS):
        raise BadInputError(_("There is no such kind of business."), field="business")
    if section not in keys(SECTIONS):
        raise BadInputError(_("There is no such part of the agenda."), field="section")
    title = tidy(title, field="title", most=ITEM_TITLE_LETTERS)
    if row.kind == "extraordinary":
        raise RuleBrokenError(
            _("An extraordinary session deals only with its subject: its agenda is closed."),
            field="session",
        )
    _check_open(row)
    check_money(business, title=title, amount_clp=amount_clp, fund=fund)
    now = timezone.now()
    item = AgendaItem(
        code=next_item_code(row),
        body=row.body,
        business=business,
        title=title,
        summary=tidy(summary, field="summary", most=LONG_LETTERS, is_required=False),
        amount_clp=amount_clp,
        fund=tidy(fund, field="fund", most=FUND_LETTERS, is_required=False),
        is_from_floor=True,
    )
    place(item, row, section=section)
    item.save()
    move_item(item, "on_agenda", at=now, actor=actor)
    happen(row, "item_added", at=now, item=item)
    publish(
        FloorItemAdded(
            subject=row.code,
            item=item.code,
            business=business,
            section=section,
            amount_clp=amount_clp,
            fund=item.fund,
            place=place_of(item),
            row_digest=row_digest("council.agendaitem", item.pk),
        ),
        actor=actor,
    )
    touch(row)
    return item


@transaction.atomic
def open_item(item: AgendaItem, *, actor: Actor) -> AgendaItem:
    """Begin the discussion of an item, or take it up again; the last one opened is the current.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: it is the one being discussed already.
        RuleBrokenError: the session is not open, a vote is, or the item is past discussion.
    """
    row = locked_item(item, actor=actor)
    session = session_of(row)
    _check_open(session)
    check_no_open_vote(session)
    if row.state == "debated":
        last = session.happenings.filter(kind="item_opened").order_by("at", "pk").last()
        if last is not None and last.item_id == row.pk:
            raise StaleError(_("That item is being discussed already."), field="item")
    else:
        move_item(row, "debated", at=timezone.now(), actor=actor)
    happen(session, "item_opened", at=timezone.now(), item=row)
    publish(ItemOpened(subject=session.code, item=row.code), actor=actor)
    touch(session)
    return row


@transaction.atomic
def deal_with_item(item: AgendaItem, *, note: str = "", actor: Actor) -> AgendaItem:
    """End an item that was discussed, without an agreement.

    Business of the Council that ends in a vote needs a note to end without one.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: the note is too long.
        RuleBrokenError: it was not discussed, a vote on it is open, or the note is missing.
    """
    row = locked_item(item, actor=actor)
    session = session_of(row)
    note = tidy(note, field="note", most=REASON_LETTERS, is_required=False)
    _check_open(session)
    check_no_vote_on(row)
    needs_vote = business(row.business).has_vote and row.studies_id is None
    if needs_vote and row.state == "debated" and not note:
        raise RuleBrokenError(
            _("This business ends in a vote: to end it without one, write why."), field="note"
        )
    now = timezone.now()
    move_item(row, "dealt_with", at=now, actor=actor, reason=note)
    move_point(row, "dealt_with")
    happen(session, "item_closed", at=now, item=row, text=note)
    publish(ItemClosed(subject=session.code, item=row.code, note=note), actor=actor)
    touch(session)
    return row


@transaction.atomic
def declare_recusal(
    item: AgendaItem, *, councillor: Councillor, reason: str, actor: Actor
) -> Recusal:
    """Declare that a member takes no part in an item: nor debates, nor votes, nor counts for it.

    Args:
        item: on the agenda or being discussed, not voted yet.
        councillor: a member on the day of the session.
        reason: from ``RECUSAL_REASONS``; shown on the page, not in the record.
        actor: secretary of the session, or the member herself.

    Raises:
        NotAllowedError: the actor is neither.
        BadInputError: no such reason, or not a member on that day.
        StaleError: it was declared already.
        RuleBrokenError: the session is over, the item was voted, or in its open vote the member
            voted or the item goes together with others.
    """
    row = item_after_its_session(item)
    session = session_of(row)
    if not (policies.may_run(actor, session) or policies.may_vote_as(actor, councillor)):
        raise NotAllowedError(_("Only the secretary, or the member herself, declares this."))
    if reason not in keys(RECUSAL_REASONS):
        raise BadInputError(_("There is no such reason."), field="reason")
    if session.state not in MAY_RECUSE or row.state not in {"on_agenda", "debated"}:
        raise RuleBrokenError(_("A recusal is declared before the item is voted."), field="item")
    if not members_of(session).filter(pk=councillor.pk).exists():
        raise BadInputError(
            _("%(name)s is not a member on that day.") % {"name": councillor.name},
            field="councillor",
        )
    if row.recusals.filter(councillor=councillor).exists():
        raise StaleError(_("That recusal was declared already."), field="councillor")
    now = timezone.now()
    recusal = Recusal.objects.create(
        item=row, councillor=councillor, reason=reason, declared_at=now
    )
    votes = recuse_in_open_votes(row, councillor)
    happen(session, "recused", at=now, item=row, councillor=councillor)
    publish(
        RecusalDeclared(
            subject=session.code, item=row.code, councillor=councillor.code, votes=votes
        ),
        actor=actor,
    )
    touch(session)
    return recusal


@transaction.atomic
def note_recording_second(item: AgendaItem, *, second: int, actor: Actor) -> AgendaItem:
    """Note, or correct, at which second of the recording an item begins.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: not a second of a recording.
        RuleBrokenError: no recording is linked.
    """
    row = locked_item(item, actor=actor)
    session = session_of(row)
    if not 0 <= second < A_DAY_SECONDS:
        raise BadInputError(_("Write a second of the recording, from 0."), field="second")
    if not session.recording_url:
        raise RuleBrokenError(_("Link the recording of the session first."), field="session")
    row.recording_second = second
    row.save(update_fields=["recording_second"])
    publish(RecordingSecondNoted(subject=session.code, item=row.code, second=second), actor=actor)
    touch(session)
    return row


def check_no_vote_on(item: AgendaItem) -> None:
    """Refuse while the vote on an item is open."""
    if item.votes.filter(state=Vote.State.OPEN).exists():
        raise RuleBrokenError(_("A vote on it is open: close or annul it first."), field="vote")


def _check_open(session: Session) -> None:
    if session.state != "open":
        raise RuleBrokenError(_("The session is not open."), field="session")
