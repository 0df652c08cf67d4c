"""A vote as it is called: each member's ballot, the running counts, who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.models import AgendaItem, Ballot, Councillor, ItemFile, Session, Vote
from alameda.council.rules.vocabulary import CHOICES
from alameda.council.selectors.orders import orders_on
from alameda.council.selectors.rounds import later_vote, tied_votes
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, NotFoundError
from alameda.foundation.vocabulary import Word


def get_vote(code: str, *, actor: Actor) -> Vote:
    """A vote of a session that the actor runs.

    Raises:
        NotFoundError: there is no such vote.
        NotAllowedError: another secretary runs it.
    """
    found = find_vote(code)
    if not policies.may_run(actor, found.session):
        raise NotAllowedError(_("Only the secretary of this body calls its rolls."))
    return found


def find_vote(code: str) -> Vote:
    """A vote by its code; votes are public.

    Raises:
        NotFoundError: there is no such vote.
    """
    found = None
    if "\x00" not in code:
        found = (
            Vote.objects.select_related("session__body", "session__subject", "session__presided_by")
            .filter(code=code)
            .first()
        )
    if found is None:
        raise NotFoundError(_("There is no vote %(code)s.") % {"code": code[:80]})
    return found


@dataclass
class Roll:
    """A vote with its ballots."""

    vote: Vote

    @property
    def session(self) -> Session:
        """The session in which it is held."""
        return self.vote.session

    @cached_property
    def ballots(self) -> list[Ballot]:
        """The ballots, in the order of the roll."""
        return list(
            self.vote.ballots.select_related("councillor")
            .prefetch_related("corrections")
            .order_by("councillor__sort_name", "councillor_id")
        )

    @cached_property
    def items(self) -> list[AgendaItem]:
        """What is voted, with its files."""
        files = Prefetch("files", queryset=ItemFile.objects.select_related("document"))
        return list(self.vote.items.prefetch_related(files).order_by("position", "pk"))

    @property
    def counts(self) -> list[tuple[Word, int]]:
        """How many of each choice, up to now."""
        given = [ballot.choice for ballot in self.ballots]
        return [(word, given.count(word.key)) for word in CHOICES]

    @property
    def missing(self) -> list[Ballot]:
        """The ballots of who has not voted."""
        return [ballot for ballot in self.ballots if not ballot.choice]

    @property
    def voted(self) -> list[Ballot]:
        """The ballots that can be corrected."""
        return [ballot for ballot in self.ballots if ballot.choice not in {"", "recused"}]

    @property
    def is_open(self) -> bool:
        """Whether it lasts."""
        return self.vote.state == Vote.State.OPEN

    @property
    def is_tied(self) -> bool:
        """Whether it ended in a tie that nobody broke, and was not voted again."""
        return self._is_tie and self.later is None

    @cached_property
    def later(self) -> Vote | None:
        """The vote that came after a tie on the same."""
        return later_vote(self.vote) if self._is_tie else None

    @property
    def _is_tie(self) -> bool:
        return self.vote.state == Vote.State.CLOSED and self.vote.outcome == "tied"

    @cached_property
    def rounds(self) -> int:
        """The tied votes that the standing orders ask for before who presides decides."""
        return orders_on(self.vote.held_on).tie_rounds

    @property
    def may_be_broken(self) -> bool:
        """Whether who presides may decide now."""
        return self.is_tied and tied_votes(self.vote) >= self.rounds

    @property
    def mark(self) -> str:
        """Changes when what the page shows of the whole changes."""
        counts = "-".join(str(count) for _word, count in self.counts)
        return f"{self.vote.state}-{self.vote.outcome}-{len(self.missing)}-{counts}"


def ballot_of(vote: Vote, councillor: Councillor) -> Ballot | None:
    """The ballot of a member in a vote, where it has one."""
    return (
        Ballot.objects.select_related("councillor").filter(vote=vote, councillor=councillor).first()
    )


def last_vote_of(session: Session, councillor: Councillor) -> Ballot | None:
    """The last ballot of a member in a session."""
    return (
        Ballot.objects.select_related("vote")
        .filter(vote__session=session, councillor=councillor)
        .order_by("-vote_id")
        .first()
    )
