"""One agreement, one vote: with everybody who took part by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alameda.council.models import (
    Agreement,
    Ballot,
    BallotCorrection,
    BlocMembership,
    Finding,
    Vote,
)
from alameda.council.selectors.agreements import agreements_visible_to
from alameda.council.selectors.imports import findings_of_session
from alameda.council.selectors.members import holds_on
from alameda.council.selectors.sessions import sessions_visible_to
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.thread.models import Link, Subject
from alameda.thread.selectors import subjects_visible_to


@dataclass(frozen=True)
class VoteStory:
    """A vote with its ballots by name.

    Attributes:
        blocs: the bloc of each councillor on the day, by primary key.
        agreements: what came out of it.
    """

    vote: Vote
    ballots: Sequence[Ballot]
    blocs: dict[int, str]
    corrections: Sequence[BallotCorrection]
    findings: Sequence[Finding]
    agreements: Sequence[Agreement]


def get_vote(code: str, *, actor: Actor) -> Vote:
    """One vote by its code; of a hidden session there is none.

    Raises:
        NotFoundError: no such vote, or none that this actor may see.
    """
    found = None
    if "\x00" not in code:
        rows = Vote.objects.filter(code=code, session__in=sessions_visible_to(actor))
        found = rows.select_related("session__body").first()
    if found is None:
        raise NotFoundError(_("There is no vote %(code)s.") % {"code": code[:80]})
    return found


def story_of_vote(vote: Vote, *, actor: Actor) -> VoteStory:
    """The vote with its ballots; while it is open nobody sees who voted what."""
    ballots: list[Ballot] = []
    if vote.state != Vote.State.OPEN:
        rows = vote.ballots.select_related("councillor").order_by("councillor__sort_name")
        ballots = list(rows)
    blocs = BlocMembership.objects.filter(holds_on(vote.held_on)).select_related("bloc")
    return VoteStory(
        vote=vote,
        ballots=ballots,
        blocs={row.councillor_id: row.bloc.name for row in blocs},
        corrections=list(
            BallotCorrection.objects.filter(ballot__vote=vote).select_related("ballot__councillor")
        ),
        findings=list(findings_of_session(vote.session).filter(vote=vote)),
        agreements=list(agreements_visible_to(actor).filter(vote=vote).order_by("pk")),
    )


def corrections_of(agreement: Agreement, *, actor: Actor) -> list[Agreement]:
    """The agreements that correct this one, oldest first."""
    return list(agreements_visible_to(actor).filter(corrects=agreement).order_by("pk"))


def ties_of(subject_id: int, *, actor: Actor) -> list[tuple[Link, Subject]]:
    """What hangs directly on a subject, each with the link that ties it, oldest first."""
    links = list(
        Link.objects.filter(source_id=subject_id) | Link.objects.filter(target_id=subject_id)
    )
    ends = {link.source_id for link in links} | {link.target_id for link in links}
    known = subjects_visible_to(actor).in_bulk(ends - {subject_id})
    found = []
    for link in links:
        other = known.get(link.target_id if link.source_id == subject_id else link.source_id)
        if other is not None:
            found.append((link, other))
    return found
