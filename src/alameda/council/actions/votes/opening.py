"""Opening a vote on one item or on several at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import (
    happen,
    locked_session,
    log_language,
    move_item,
    touch,
)
from alameda.council.actions.money import check_item_money
from alameda.council.actions.votes import roll
from alameda.council.events.votes import VoteOpened
from alameda.council.models import AgendaItem, Ballot, Recusal, Session, Vote
from alameda.council.rules import vocabulary
from alameda.council.rules.standing_orders import StandingOrders
from alameda.council.rules.states import ITEM
from alameda.council.selectors.files import hidden_files
from alameda.council.selectors.orders import held_on, orders_on
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.vocabulary import say
from alameda.record.actions import publish
from alameda.record.selectors import row_digest

QUESTION_LETTERS = 400
TEXT_LETTERS = 800
PLAIN = "present"


@transaction.atomic
def open_vote(
    session: Session,
    *,
    items: Sequence[AgendaItem],
    question: str = "",
    majority: str = "",
    actor: Actor,
) -> Vote:
    """Open a vote by name, with a ballot for each member in the room, and publish the fact.

    Items on the agenda are opened for debate first. An item with a file that the public could not
    read yet is voted all the same: the session's log and the record say so.

    Args:
        session: as the caller read it; locked and read again here.
        items: of this session, one or several; they need the same majority and the same recusals.
        question: what is voted; the titles of the items where it is empty.
        majority: key of the majority; that of the business of the items where it is empty.
        actor: who opens it; the secretary of the body.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no items, no such majority, or a question that is too long.
        RuleBrokenError: the session is not going on, another vote is open, an item is not of the
            session or cannot be voted now, one decides money without saying how much or from
            which fund, the items do not go together, or there is no quorum.

    Source: docs/rules/council.md, "Voting".
    """
    row = locked_session(session, actor=actor)
    now = timezone.now()
    roll.check_session_open(row)
    if row.votes.filter(state=Vote.State.OPEN).exists():
        raise RuleBrokenError(_("A vote is open already: close it or annul it first."))
    chosen = _checked_items(row, items)
    if row.body.kind == "council":
        for item in chosen:
            check_item_money(item)
    question = _checked_question(question, chosen)
    orders = orders_on(held_on(row))
    majority = _checked_majority(row, chosen, majority, orders)
    recused = _common_recusals(chosen)
    members = [member.pk for member in roll.voters_now(row, orders)]
    deciding = set(members) - recused
    needed = roll.quorum_of(row, orders)
    roll.check_quorum(roll.count_for_quorum(row, deciding, orders), needed)

    vote = Vote.objects.create(
        session=row,
        code=f"{row.code}-V{row.votes.count() + 1:02d}",
        question=question,
        majority=majority,
        held_on=held_on(row),
        opened_at=now,
        in_office=roll.in_office(row, orders),
    )
    vote.items.set(chosen)
    _open_items(row, chosen, at=now, actor=actor)
    Ballot.objects.bulk_create(
        Ballot(
            vote=vote,
            councillor_id=pk,
            choice=roll.RECUSED if pk in recused else "",
            held_on=vote.held_on,
        )
        for pk in members
    )
    early = _warn_of_files(row, chosen, vote, at=now)
    happen(row, "vote_opened", at=now, vote=vote, item=chosen[0] if len(chosen) == 1 else None)
    publish(
        VoteOpened(
            subject=row.code,
            vote=vote.code,
            items=tuple(item.code for item in chosen),
            majority=majority,
            held_on=vote.held_on,
            in_office=vote.in_office or 0,
            quorum=needed,
            present=len(members),
            recused=len(members) - len(deciding),
            early_items=tuple(early),
            row_digest=row_digest("council.vote", vote.pk),
        ),
        actor=actor,
    )
    touch(row)
    return vote


def _checked_items(session: Session, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    wanted = {item.pk for item in items}
    if not wanted:
        raise BadInputError(_("Say which items are voted."), field="items")
    rows = list(
        AgendaItem.objects.filter(pk__in=wanted, session=session)
        .order_by("position", "pk")
        .prefetch_related("recusals", "files")
    )
    if len(rows) != len(wanted):
        raise RuleBrokenError(_("Only items of this session can be voted in it."), field="items")
    for item in rows:
        if item.state not in {"on_agenda", "debated"}:
            state = ITEM.state(item.state)
            said = {
                "item": item.title,
                "state": say(state),
            }
            raise RuleBrokenError(
                _("“%(item)s” is in “%(state)s”: it cannot be voted now.") % said, field="items"
            )
    return rows


def _checked_question(question: str, items: list[AgendaItem]) -> str:
    plain = question.strip()
    if "\x00" in plain:
        raise BadInputError(_("This has a character that cannot be kept."), field="question")
    if len(plain) > QUESTION_LETTERS:
        sentence = _("This is too long: at most %(most)s characters.") % {"most": QUESTION_LETTERS}
        raise BadInputError(sentence, field="question")
    plain = plain or " · ".join(item.title for item in items)
    return plain if len(plain) <= QUESTION_LETTERS else f"{plain[: QUESTION_LETTERS - 1]}…"


def _checked_majority(
    session: Session, items: list[AgendaItem], majority: str, orders: StandingOrders
) -> str:
    """The majority that all the items need; committees decide by that of those present."""
    if majority and majority not in orders.majorities:
        raise BadInputError(
            _("There is no majority “%(key)s”.") % {"key": majority[:40]}, field="majority"
        )
    if session.body.kind != "council":
        return majority or PLAIN
    by_law = {vocabulary.business(item.business).majority for item in items}
    special = by_law - {"", PLAIN}
    if len(by_law) > 1 and (special or not majority):
        raise RuleBrokenError(
            _("These items need different majorities: vote them apart."), field="items"
        )
    if special and majority not in {"", *special}:
        raise RuleBrokenError(
            _("The law asks another majority for this kind of business."), field="majority"
        )
    found = majority or next(iter(by_law))
    if not found:
        raise RuleBrokenError(
            _("“%(item)s” has no vote by itself: say which majority it needs.")
            % {"item": items[0].title},
            field="majority",
        )
    return found


def _common_recusals(items: list[AgendaItem]) -> set[int]:
    """The members recused from all the items."""
    by_item = [{recusal.councillor_id for recusal in _recusals(item)} for item in items]
    if any(recused != by_item[0] for recused in by_item):
        raise RuleBrokenError(
            _("The recusals of these items are not the same: vote them apart."), field="items"
        )
    return by_item[0]


def _recusals(item: AgendaItem) -> list[Recusal]:
    return list(item.recusals.all())


def _open_items(session: Session, items: list[AgendaItem], *, at: datetime, actor: Actor) -> None:
    for item in items:
        if item.state == "on_agenda":
            move_item(item, "debated", at=at, actor=actor)
            happen(session, "item_opened", at=at, item=item)


def _warn_of_files(
    session: Session, items: list[AgendaItem], vote: Vote, *, at: datetime
) -> list[str]:
    """Write in the log which items have a file that was not public; returns their codes."""
    early = []
    for item in items:
        labels = list(hidden_files(item, at=at).values_list("label", flat=True))
        if not labels:
            continue
        early.append(item.code)
        with log_language():
            text = _("Voted before its file was public: %(files)s") % {"files": "; ".join(labels)}
        happen(session, "warning", at=at, item=item, vote=vote, text=text[:TEXT_LETTERS])
    return early
