"""The end of a vote: the count, the tie, the annulment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alameda.council import policies
from alameda.council.actions.acting import (
    happen,
    locked_session,
    log_language,
    move_item,
    touch,
)
from alameda.council.actions.minutes import approve_voted_minutes
from alameda.council.actions.votes import roll
from alameda.council.events.votes import TieBroken, VoteAnnulled, VoteClosed
from alameda.council.models import (
    AgendaItem,
    Ballot,
    Councillor,
    Minutes,
    Recusal,
    Session,
    Vote,
)
from alameda.council.rules import vocabulary
from alameda.council.rules.results import CASTING, Result, Tally, result_of
from alameda.council.rules.states import VOTE
from alameda.council.selectors.orders import orders_on
from alameda.council.selectors.rounds import later_vote, tied_votes
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.vocabulary import keys
from alameda.record.actions import publish
from alameda.thread.actions import move

COUNTS = keys(vocabulary.CHOICES)
NAMES_TOLD = 5
COUNTED = [*COUNTS, "closed_at", "present", "needed", "outcome", "explanation"]


@transaction.atomic
def close_vote(vote: Vote, *, marks_pending: bool = False, actor: Actor) -> Vote:
    """Close a vote, count it, explain it, and publish the fact.

    Those present are the members with a ballot: who voted and left since is counted, who left
    without voting is not. Tied, the items stay in debate, for a second vote or for who presides.

    Args:
        vote: as the caller read it; its session is locked, and it is read again, here.
        marks_pending: whether who has not voted is noted as not voting; else they stop the close.
        actor: the secretary of the body.

    Raises:
        NotAllowedError: the actor does not run the session.
        RuleBrokenError: the vote is not open, somebody has not voted, or the quorum was lost.

    Source: docs/rules/council.md, "Voting" and "Majorities".
    """
    session = locked_session(vote.session, actor=actor)
    row = Vote.objects.get(pk=vote.pk)
    now = timezone.now()
    roll.check_vote_open(session, row)
    orders = orders_on(row.held_on)
    ballots = list(row.ballots.select_related("councillor").order_by("councillor__code"))
    deciding = {ballot.councillor_id for ballot in ballots if ballot.choice != roll.RECUSED}
    there = roll.count_for_quorum(session, deciding, orders)
    needed = roll.quorum_of(session, orders)
    roll.check_quorum(there, needed)
    _settle_pending(ballots, marks_pending=marks_pending)

    given = [ballot.choice for ballot in ballots]
    tally = Tally(**{key: given.count(key) for key in COUNTS}, in_office=row.in_office or 0)
    result = result_of(tally, majority=row.majority, orders=orders)
    for key in COUNTS:
        setattr(row, key, given.count(key))
    row.closed_at, row.present = now, tally.present
    row.needed, row.outcome = result.needed, result.outcome
    row.explanation = [{"key": "quorum", "there": there, "needed": needed}, *result.lines]
    move(row, VOTE, Vote.State.CLOSED, also=COUNTED)
    if result.outcome != "tied":
        _mark_voted(row, at=now, actor=actor)
    happen(session, "vote_closed", at=now, vote=row, item=_only_item(row))
    publish(_closed(session, row, ballots, result), actor=actor)
    approve_voted_minutes(row, actor=actor)
    touch(session)
    return row


@transaction.atomic
def break_tie(vote: Vote, *, choice: str, actor: Actor) -> Vote:
    """Decide a tied vote by the casting vote of who presides, and publish the fact.

    The counts stay as they are: the casting vote is kept apart.

    Args:
        vote: as the caller read it; its session is locked, and it is read again, here.
        choice: ``favour`` or ``against``.
        actor: who presides the session, or its secretary, who notes it.

    Raises:
        NotAllowedError: the actor is neither of them.
        BadInputError: no such choice.
        RuleBrokenError: the session is not going on, nothing is tied, another vote on it came
            later, a second vote is needed first, or who presides is away or recused.

    Source: docs/rules/council.md, "Ties".
    """
    session, row = roll.locked_open_vote(vote)
    chair = session.presided_by
    is_chair = chair is not None and policies.may_vote_as(actor, chair)
    if not is_chair and not policies.may_run(actor, session):
        raise NotAllowedError(_("Only who presides breaks a tie, and the secretary notes it."))
    if choice not in CASTING:
        raise BadInputError(_("A tie is broken in favour or against."), field="choice")
    now = timezone.now()
    roll.check_session_open(session)
    _check_tied(row)
    chair = _checked_chair(session, row, chair)
    orders = orders_on(row.held_on)
    _check_rounds(row, orders.tie_rounds)

    counts = {key: getattr(row, key) for key in COUNTS}
    tally = Tally(**counts, in_office=row.in_office or 0)
    result = result_of(tally, majority=row.majority, orders=orders, casting=choice)
    quorum = [line for line in row.explanation if line.get("key") == "quorum"]
    row.casting_choice, row.outcome = choice, result.outcome
    row.explanation = [*quorum, *result.lines]
    row.save(update_fields=["casting_choice", "outcome", "explanation"])
    _mark_voted(row, at=now, actor=actor)
    happen(session, "tie_broken", at=now, vote=row, item=_only_item(row), councillor=chair)
    publish(
        TieBroken(
            subject=session.code,
            vote=row.code,
            councillor=chair.code,
            choice=choice,
            outcome=result.outcome,
        ),
        actor=actor,
    )
    approve_voted_minutes(row, actor=actor)
    touch(session)
    return row


@transaction.atomic
def annul_vote(vote: Vote, *, reason: str, actor: Actor) -> Vote:
    """Annul a vote that decided nothing that was issued yet, and publish the fact.

    Its ballots stay to be seen; its items go back to the debate and can be voted again.

    Args:
        vote: as the caller read it; its session is locked, and it is read again, here.
        reason: why; public.
        actor: the secretary of the body.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no reason.
        RuleBrokenError: it was annulled already, the session is over, an agreement was issued
            from it, it approved minutes of a committee, or a later vote decided on its items.

    Source: docs/rules/council.md, "Voting".
    """
    session = locked_session(vote.session, actor=actor)
    row = Vote.objects.get(pk=vote.pk)
    reason = roll.checked_reason(reason)
    if row.state == Vote.State.ANNULLED:
        raise RuleBrokenError(_("This vote was annulled: it decides nothing."))
    if session.state not in {"open", "suspended"}:
        raise RuleBrokenError(_("The session is over: its votes can no longer be annulled."))
    if row.agreements.exists():
        raise RuleBrokenError(
            _("An agreement was issued from this vote: correct it by another agreement.")
        )
    if session.body.kind != "council" and row.outcome == "approved" and _has_minutes(row):
        raise RuleBrokenError(_("This vote approved minutes: they are corrected no more."))
    _check_last(row)
    now = timezone.now()
    for item in row.items.filter(state="voted"):
        move_item(item, "debated", at=now, actor=actor)
    before = row.outcome
    row.closed_at = row.closed_at or now
    move(row, VOTE, Vote.State.ANNULLED, also=["closed_at"])
    with log_language():
        text = _("The vote was annulled: %(reason)s") % {"reason": reason}
    happen(session, "note", at=now, vote=row, item=_only_item(row), text=text)
    publish(
        VoteAnnulled(subject=session.code, vote=row.code, outcome=before, reason=reason),
        actor=actor,
    )
    touch(session)
    return row


def _has_minutes(vote: Vote) -> bool:
    """Whether minutes that it is about are approved."""
    return (
        Minutes.objects.filter(session__approved_by_items__votes=vote)
        .exclude(state="drafted")
        .exists()
    )


def _settle_pending(ballots: list[Ballot], *, marks_pending: bool) -> None:
    """Note as not voting who has not voted, where the secretary says so.

    Raises:
        RuleBrokenError: somebody has not voted, and the secretary does not say so.
    """
    pending = [ballot for ballot in ballots if not ballot.choice]
    if not pending:
        return
    if not marks_pending:
        names = ", ".join(ballot.councillor.name for ballot in pending[:NAMES_TOLD])
        said = {
            "count": len(pending),
            "names": names if len(pending) <= NAMES_TOLD else f"{names}…",
        }
        raise RuleBrokenError(
            ngettext(
                "%(count)s member has not voted: %(names)s. Ask again, or close and note that"
                " there is no vote.",
                "%(count)s members have not voted: %(names)s. Ask again, or close and note that"
                " there is no vote.",
                len(pending),
            )
            % said,
            field="marks_pending",
        )
    for ballot in pending:
        ballot.choice, ballot.is_by_secretary = "not_voting", True
    Ballot.objects.bulk_update(pending, ["choice", "is_by_secretary"])


def _mark_voted(vote: Vote, *, at: datetime, actor: Actor) -> None:
    for item in vote.items.all():
        move_item(item, "voted", at=at, actor=actor)


def _check_tied(vote: Vote) -> None:
    if vote.state != Vote.State.CLOSED or vote.outcome != "tied":
        raise RuleBrokenError(_("This vote is not tied: there is nothing to break."))
    _check_last(vote)


def _check_last(vote: Vote) -> None:
    """Refuse to touch a vote after which its items were voted again.

    Raises:
        RuleBrokenError: a later vote on one of its items stands.
    """
    if later_vote(vote) is not None:
        raise RuleBrokenError(_("There was a later vote on the same: that one counts."))


def _checked_chair(session: Session, vote: Vote, chair: Councillor | None) -> Councillor:
    """Who presides, in the room and free to decide.

    Raises:
        RuleBrokenError: nobody presides, or who does is away or recused.
    """
    if chair is None or not session.presences.filter(councillor=chair, left_at=None).exists():
        raise RuleBrokenError(
            _("Who presides is not in the room: hand over the chair, then break the tie.")
        )
    if Recusal.objects.filter(item__in=vote.items.all(), councillor=chair).exists():
        raise RuleBrokenError(
            _("Who presides is recused from this: hand over the chair, then break the tie.")
        )
    return chair


def _check_rounds(vote: Vote, rounds: int) -> None:
    """Refuse the casting vote before the rounds that the standing orders ask for.

    Raises:
        RuleBrokenError: the tie has to be voted again first.
    """
    if tied_votes(vote) < rounds:
        raise RuleBrokenError(_("The standing orders ask to vote again before the tie is broken."))


def _only_item(vote: Vote) -> AgendaItem | None:
    items = list(vote.items.all()[:2])
    return items[0] if len(items) == 1 else None


def _closed(session: Session, vote: Vote, ballots: list[Ballot], result: Result) -> VoteClosed:
    return VoteClosed(
        subject=session.code,
        vote=vote.code,
        present=vote.present or 0,
        in_office=vote.in_office or 0,
        majority=vote.majority,
        needed=result.needed,
        outcome=result.outcome,
        ballots={ballot.councillor.code: ballot.choice for ballot in ballots},
        by_secretary=tuple(each.councillor.code for each in ballots if each.is_by_secretary),
        items=tuple(vote.items.order_by("position", "pk").values_list("code", flat=True)),
        **{key: getattr(vote, key) for key in COUNTS},
    )
