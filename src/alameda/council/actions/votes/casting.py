"""Ballots: from a member's own phone, from the roll call, and their corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.actions.acting import locked_session, touch
from alameda.council.actions.votes import roll
from alameda.council.events.votes import BallotCast, BallotCorrected
from alameda.council.models import Ballot, BallotCorrection, Councillor, Session, Vote
from alameda.council.rules import vocabulary
from alameda.foundation.actor import Actor
from alameda.foundation.errors import (
    BadInputError,
    NotAllowedError,
    RuleBrokenError,
    StaleError,
)
from alameda.foundation.vocabulary import find, say
from alameda.record.actions import publish, publish_many

BY_MEMBER = ("favour", "against", "abstain")
BY_SECRETARY = (*BY_MEMBER, "not_voting")
KEY_LETTERS = 40


@transaction.atomic
def cast_ballot(
    vote: Vote, *, councillor: Councillor, choice: str, request_key: str = "", actor: Actor
) -> Ballot:
    """Vote, once, and publish the fact.

    The same sending, sent again because the network failed, is the same ballot, even after the
    vote was closed: nothing is lost and nothing is counted twice.

    Args:
        vote: as the caller read it; its session is locked, and it is read again, here.
        councillor: who votes.
        choice: ``favour``, ``against`` or ``abstain``; the secretary may also note ``not_voting``.
        request_key: made by the phone for this sending; at most 40 characters.
        actor: the member herself, or the secretary of the body.

    Raises:
        NotAllowedError: the actor is neither that member nor the secretary.
        BadInputError: no such choice, or a key that is too long.
        StaleError: she has voted already; the sentence says what and when.
        RuleBrokenError: the vote is not open, or she is not in the room or is recused.

    Source: docs/rules/council.md, "Voting".
    """
    session, row = roll.locked_open_vote(vote)
    is_by_secretary = policies.may_run(actor, session)
    if not is_by_secretary and not policies.may_vote_as(actor, councillor):
        raise NotAllowedError(
            _("Only each member, or the secretary at the roll call, casts a ballot.")
        )
    _check_choice(choice, BY_SECRETARY if is_by_secretary else BY_MEMBER)
    if len(request_key) > KEY_LETTERS or "\x00" in request_key:
        raise BadInputError(_("The key of this sending is not valid."), field="request_key")
    ballot = row.ballots.select_related("councillor").filter(councillor=councillor).first()
    if ballot and request_key and (ballot.request_key, ballot.choice) == (request_key, choice):
        return ballot
    roll.check_vote_open(session, row)
    ballot = _castable(councillor, ballot, inside=_inside(session, [councillor]))
    ballot.choice = choice
    ballot.cast_at = timezone.now()
    ballot.is_by_secretary = is_by_secretary and not policies.may_vote_as(actor, councillor)
    ballot.request_key = request_key
    ballot.save(update_fields=["choice", "cast_at", "is_by_secretary", "request_key"])
    publish(_fact(session, row, ballot), actor=actor)
    touch(session)
    return ballot


@transaction.atomic
def call_roll(vote: Vote, *, choices: Mapping[Councillor, str], actor: Actor) -> list[Ballot]:
    """Note what several members answered at the roll call, all or none, and publish the facts.

    A member whose ballot says the same already is left as she is, so that the same roll call can
    be sent again.

    Args:
        vote: as the caller read it; its session is locked, and it is read again, here.
        choices: of each member: ``favour``, ``against``, ``abstain`` or ``not_voting``.
        actor: the secretary of the body.

    Returns:
        The ballots that were written now.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no such choice.
        StaleError: a member has voted something else; the sentence says what and when.
        RuleBrokenError: the vote is not open, or a member is not in the room or is recused.

    Source: docs/rules/council.md, "Voting".
    """
    session = locked_session(vote.session, actor=actor)
    row = Vote.objects.get(pk=vote.pk)
    for choice in choices.values():
        _check_choice(choice, BY_SECRETARY)
    roll.check_vote_open(session, row)
    by_member = {
        ballot.councillor_id: ballot
        for ballot in row.ballots.select_related("councillor").filter(councillor__in=choices)
    }
    inside = _inside(session, choices)
    now = timezone.now()
    written = []
    for councillor, choice in choices.items():
        known = by_member.get(councillor.pk)
        if known is not None and known.choice == choice:
            continue
        ballot = _castable(councillor, known, inside=inside)
        ballot.choice, ballot.cast_at, ballot.is_by_secretary = choice, now, True
        written.append(ballot)
    if written:
        Ballot.objects.bulk_update(written, ["choice", "cast_at", "is_by_secretary"])
        publish_many([_fact(session, row, ballot) for ballot in written], actor=actor)
        touch(session)
    return written


@transaction.atomic
def correct_ballot(
    vote: Vote, *, councillor: Councillor, choice: str, reason: str, actor: Actor
) -> Ballot:
    """Correct a ballot before the close, in the open, and publish the fact.

    Args:
        vote: as the caller read it; its session is locked, and it is read again, here.
        councillor: whose ballot is corrected.
        choice: what it should say.
        reason: why; public.
        actor: the secretary of the body.

    Raises:
        NotAllowedError: the actor does not run the session.
        BadInputError: no such choice, or no reason.
        RuleBrokenError: the vote is not open, she has not voted, or it says that already.

    Source: docs/rules/council.md, "Voting".
    """
    session = locked_session(vote.session, actor=actor)
    row = Vote.objects.get(pk=vote.pk)
    _check_choice(choice, BY_SECRETARY)
    reason = roll.checked_reason(reason)
    roll.check_vote_open(session, row)
    ballot = row.ballots.select_related("councillor").filter(councillor=councillor).first()
    if ballot is None or ballot.choice in roll.UNDECIDED:
        raise RuleBrokenError(
            _("%(who)s has not voted: there is nothing to correct.") % {"who": councillor.name}
        )
    if ballot.choice == choice:
        raise RuleBrokenError(
            _("The ballot of %(who)s says that already.") % {"who": councillor.name},
            field="choice",
        )
    before, ballot.choice = ballot.choice, choice
    ballot.save(update_fields=["choice"])
    BallotCorrection.objects.create(
        ballot=ballot,
        from_choice=before,
        to_choice=choice,
        reason=reason,
        corrected_at=timezone.now(),
    )
    publish(
        BallotCorrected(
            subject=session.code,
            vote=row.code,
            councillor=ballot.councillor.code,
            from_choice=before,
            to_choice=choice,
            reason=reason,
        ),
        actor=actor,
    )
    touch(session)
    return ballot


def _inside(session: Session, members: Iterable[Councillor]) -> set[int]:
    """Which of those members are in the room."""
    there = session.presences.filter(councillor__in=list(members), left_at=None)
    return set(there.values_list("councillor_id", flat=True))


def _castable(councillor: Councillor, ballot: Ballot | None, *, inside: set[int]) -> Ballot:
    """The empty ballot of a member in the room.

    Raises:
        StaleError: she has voted.
        RuleBrokenError: she is not in the room, has no vote, or is recused.
    """
    if ballot is not None and ballot.choice not in roll.UNDECIDED:
        said = {
            "who": councillor.name,
            "choice": _choice_words(ballot.choice),
            "time": roll.clock(ballot.cast_at),
        }
        raise StaleError(
            _("%(who)s has voted already: “%(choice)s”, at %(time)s.") % said, field="choice"
        )
    who = {"who": councillor.name}
    if councillor.pk not in inside:
        raise RuleBrokenError(_("%(who)s is not in the room and cannot vote.") % who)
    if ballot is None:
        raise RuleBrokenError(_("%(who)s is not on the roll of this vote.") % who)
    if ballot.choice == roll.RECUSED:
        raise RuleBrokenError(_("%(who)s is recused and cannot vote on this.") % who)
    return ballot


def _check_choice(choice: str, known: tuple[str, ...]) -> None:
    if choice not in known:
        raise BadInputError(
            _("There is no choice “%(choice)s”.") % {"choice": choice[:40]}, field="choice"
        )


def _choice_words(key: str) -> str:
    return say(find(vocabulary.CHOICES, key))


def _fact(session: Session, vote: Vote, ballot: Ballot) -> BallotCast:
    return BallotCast(
        subject=session.code,
        vote=vote.code,
        councillor=ballot.councillor.code,
        choice=ballot.choice,
        is_by_secretary=ballot.is_by_secretary,
    )
