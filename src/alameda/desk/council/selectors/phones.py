"""What a councillor's phone shows: the vote that is open now, or what is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from alameda.council.models import AgendaItem, Ballot, Councillor, ItemFile, Presence, Session, Vote
from alameda.council.selectors.waiting import session_now_of
from alameda.desk.council.selectors.rolls import Roll, ballot_of, last_vote_of


@dataclass(frozen=True, kw_only=True)
class Phone:
    """What is on for one councillor.

    Attributes:
        councillor: who; nobody where the account belongs to no councillor.
        session: under way.
        next_session: the next one, where none is under way.
        is_present: the secretary noted her as being in the room.
        item: what is being discussed.
        vote: the open vote.
        items: what is voted, with its files.
        ballot: hers in it; nothing where she is not on its roll.
        last: her ballot in the last vote of the session.
        is_recused: from the item that is being discussed.
    """

    councillor: Councillor | None = None
    session: Session | None = None
    next_session: Session | None = None
    is_present: bool = False
    item: AgendaItem | None = None
    vote: Vote | None = None
    items: tuple[AgendaItem, ...] = ()
    ballot: Ballot | None = None
    last: Ballot | None = None
    is_recused: bool = False

    @property
    def mark(self) -> str:
        """Changes when what the phone shows changes."""
        parts = (
            self.session.code + self.session.state if self.session else "",
            self.item.pk if self.item else "",
            self.vote.code if self.vote else "",
            self.ballot.choice if self.ballot else "none",
            self.last.pk if self.last else "",
            self.is_present,
            self.is_recused,
        )
        return "|".join(str(part) for part in parts)

    @property
    def may_recuse(self) -> bool:
        """Whether she may still say that she takes no part in the item."""
        if self.item is None or not self.is_present or self.is_recused:
            return False
        if self.vote is None:
            return True
        has_voted = self.ballot is None or bool(self.ballot.choice)
        return not has_voted and [item.pk for item in self.items] == [self.item.pk]


def phone_of(councillor: Councillor | None, *, today: date) -> Phone:
    """What is on now for a councillor."""
    if councillor is None:
        return Phone()
    session = session_now_of(councillor, today=today)
    if session is None:
        return Phone(councillor=councillor, next_session=_next_session(councillor))
    votes: list[Vote] = getattr(session, "open_votes", [])
    vote = votes[0] if votes else None
    files = Prefetch("files", queryset=ItemFile.objects.select_related("document"))
    item = session.items.filter(state="debated").prefetch_related(files).first()
    last = last_vote_of(session, councillor)
    return Phone(
        councillor=councillor,
        session=session,
        is_present=Presence.objects.filter(
            session=session, councillor=councillor, left_at__isnull=True
        ).exists(),
        item=item,
        vote=vote,
        items=tuple(Roll(vote).items) if vote else (),
        ballot=ballot_of(vote, councillor) if vote else None,
        last=last if last is not None and last.vote != vote else None,
        is_recused=item is not None and item.recusals.filter(councillor=councillor).exists(),
    )


def _next_session(councillor: Councillor) -> Session | None:
    bodies = councillor.memberships.values("body_id")
    coming = Session.objects.filter(
        state__in=("convened", "agenda_published"), starts_at__gte=timezone.now()
    ).select_related("subject", "body")
    mine = coming.filter(body__kind="council") | coming.filter(body__in=bodies)
    return mine.order_by("starts_at").first()
