"""A session as its secretary sees it: who is in the room, what comes now, what is still owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.models import (
    AgendaItem,
    Agreement,
    BlocMembership,
    Body,
    Commitment,
    Councillor,
    Happening,
    ItemFile,
    Leave,
    Mandate,
    Minutes,
    Presence,
    Session,
    Vote,
)
from alameda.council.rules.quorum import FIRST, SECOND, quorum_needed
from alameda.council.rules.standing_orders import StandingOrders, standing_orders
from alameda.council.rules.vocabulary import SECTIONS
from alameda.council.selectors.members import holds_on, members_on
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotAllowedError, NotFoundError
from alameda.foundation.vocabulary import Word
from alameda.territory.selectors import region_letters

LOG_SHOWN = 14
VOTABLE = ("on_agenda", "debated")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A member in one session.

    Attributes:
        councillor: who.
        bloc: name of the bloc; empty where none.
        arrived_at: since when in the room; empty: not in the room.
        is_remote: from elsewhere.
        has_been: was in the room at some moment.
        is_governor: presides over the Council by law.
        counts: makes the quorum.
        is_on_leave: away with leave that day.
    """

    councillor: Councillor
    bloc: str = ""
    arrived_at: datetime | None = None
    is_remote: bool = False
    has_been: bool = False
    is_governor: bool = False
    counts: bool = True
    is_on_leave: bool = False

    @property
    def is_present(self) -> bool:
        """Whether it is in the room now."""
        return self.arrived_at is not None


def get_session(code: str, *, actor: Actor) -> Session:
    """A session that the actor runs.

    Raises:
        NotFoundError: there is no such session.
        NotAllowedError: another secretary runs it.
    """
    found = None
    if "\x00" not in code:
        found = (
            Session.objects.select_related("body", "subject", "presided_by")
            .filter(code=code)
            .first()
        )
    if found is None:
        raise NotFoundError(_("There is no session %(code)s.") % {"code": code[:80]})
    if not policies.may_run(actor, found):
        raise NotAllowedError(_("Only the secretary of this body runs its sessions."))
    return found


def version_of(session: Session) -> int:
    """The version of the session now."""
    return Session.objects.filter(pk=session.pk).values_list("version", flat=True).get()


@dataclass
class Sitting:
    """Everything that a screen of a session shows, each part read when it is asked for."""

    session: Session

    @cached_property
    def day(self) -> date:
        """Its day."""
        return timezone.localdate(self.session.starts_at)

    @cached_property
    def orders(self) -> StandingOrders:
        """The rules that hold that day."""
        return standing_orders(self.day, region=region_letters())

    @cached_property
    def seats(self) -> list[Seat]:
        """The members, in the order of the roll."""
        session = self.session
        members = members_on(self.day, body=session.body).select_related("subject")
        governors = set(
            Mandate.objects.filter(holds_on(self.day), kind="governor").values_list(
                "councillor_id", flat=True
            )
        )
        uncounted = set() if self.orders.governor_counts else governors
        codes = [member.pk for member in members]
        blocs = dict(
            BlocMembership.objects.filter(holds_on(self.day), councillor__in=codes).values_list(
                "councillor_id", "bloc__name"
            )
        )
        away = set(
            Leave.objects.filter(holds_on(self.day), councillor__in=codes).values_list(
                "councillor_id", flat=True
            )
        )
        rows = list(Presence.objects.filter(session=session))
        inside = {row.councillor_id: row for row in rows if row.left_at is None}
        been = {row.councillor_id for row in rows}
        return [
            Seat(
                councillor=member,
                bloc=blocs.get(member.pk, ""),
                arrived_at=inside[member.pk].arrived_at if member.pk in inside else None,
                is_remote=member.pk in inside and inside[member.pk].is_remote,
                has_been=member.pk in been,
                is_governor=member.pk in governors,
                counts=session.body.kind != "council" or member.pk not in uncounted,
                is_on_leave=member.pk in away,
            )
            for member in members
        ]

    @property
    def present(self) -> list[Seat]:
        """Those in the room."""
        return [seat for seat in self.seats if seat.is_present]

    @property
    def counted_present(self) -> int:
        """How many in the room make the quorum."""
        return sum(seat.counts for seat in self.present)

    @property
    def needed(self) -> int:
        """The quorum: as it was when it opened; before, that of the first summons."""
        return self.session.quorum_needed or self.first_quorum

    @property
    def first_quorum(self) -> int:
        """The quorum at the first summons."""
        return self.needed_at(FIRST)

    @property
    def second_quorum(self) -> int:
        """The quorum at the second summons."""
        return self.needed_at(SECOND)

    @property
    def present_or_been(self) -> int:
        """How many are in the room; once it is over, how many were."""
        is_over = self.session.closed_at is not None
        return sum(seat.has_been for seat in self.seats) if is_over else len(self.present)

    def needed_at(self, summons: int) -> int:
        """The quorum at a summons; zero while nobody sits."""
        in_office = sum(seat.counts for seat in self.seats)
        if not in_office:
            return 0
        return quorum_needed(in_office, summons=summons, orders=self.orders)

    @property
    def has_quorum(self) -> bool:
        """Whether those in the room make the quorum."""
        return self.counted_present >= self.needed > 0

    @cached_property
    def items(self) -> list[AgendaItem]:
        """Its items in order, with recusals and files."""
        return list(
            self.session.items.select_related("matter", "committee", "commitment", "minutes_of")
            .prefetch_related(
                "recusals__councillor",
                Prefetch("files", queryset=ItemFile.objects.select_related("document")),
            )
            .order_by("position", "pk")
        )

    @property
    def sections(self) -> list[tuple[Word, list[AgendaItem]]]:
        """The parts of the agenda that hold anything, each with its items."""
        parts = [
            (word, [item for item in self.items if item.section == word.key]) for word in SECTIONS
        ]
        stray = [item for item in self.items if not item.section]
        if stray:
            parts.append((Word("", "Sin sección", "No section"), stray))
        return [part for part in parts if part[1]]

    @property
    def current(self) -> AgendaItem | None:
        """The item that is being discussed."""
        return next((item for item in self.items if item.state == "debated"), None)

    @property
    def votable(self) -> list[AgendaItem]:
        """The items that may still be voted."""
        return [item for item in self.items if item.state in VOTABLE]

    @property
    def is_all_done(self) -> bool:
        """Whether no item is left to deal with."""
        return not self.votable

    @cached_property
    def votes(self) -> list[Vote]:
        """Its votes, the newest first, with their items."""
        return list(self.session.votes.prefetch_related("items").order_by("-pk"))

    @property
    def open_vote(self) -> Vote | None:
        """The vote under way."""
        return next((vote for vote in self.votes if vote.state == "open"), None)

    @property
    def votes_without_agreement(self) -> list[Vote]:
        """Closed votes whose items have no agreement yet."""
        return [
            vote
            for vote in self.votes
            if vote.state == "closed" and any(item.state == "voted" for item in vote.items.all())
        ]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """What was agreed in it, in order."""
        return list(
            self.session.agreements.select_related(
                "item", "certificate", "subject", "vote", "corrects"
            ).order_by("pk")
        )

    @cached_property
    def commitments(self) -> list[Commitment]:
        """What was asked in it."""
        return list(self.session.commitments.select_related("raised_by").order_by("pk"))

    @cached_property
    def log(self) -> list[Happening]:
        """What happened last, the newest first."""
        return list(
            self.session.happenings.select_related("item", "vote", "councillor").order_by(
                "-at", "-pk"
            )[:LOG_SHOWN]
        )

    @cached_property
    def minutes(self) -> Minutes | None:
        """Its minutes, once drafted."""
        return Minutes.objects.select_related("document").filter(session=self.session).first()

    @property
    def minutes_agreements(self) -> list[Agreement]:
        """The agreements that may approve its minutes: approved, of a later session, about them."""
        return list(
            Agreement.objects.filter(
                item__minutes_of=self.session, outcome="approved"
            ).select_related("session")
        )


def sessions_of(bodies: list[Body]) -> QuerySet[Session]:
    """The sessions of those bodies that were held here, the newest first."""
    return (
        Session.objects.filter(body__in=bodies, source="")
        .select_related("body", "subject")
        .order_by("-starts_at")
    )


def member_of(sitting: Sitting, code: str) -> Councillor:
    """A member of the session by code.

    Raises:
        NotFoundError: nobody of that code sits in it.
    """
    for seat in sitting.seats:
        if seat.councillor.code == code:
            return seat.councillor
    raise NotFoundError(_("No member of this session has the code %(code)s.") % {"code": code[:20]})


def item_of(session: Session, key: str) -> AgendaItem:
    """An item of the session by its key on the page.

    Raises:
        NotFoundError: the session has no such item.
    """
    found = session.items.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise NotFoundError(_("The session has no such item."))
    return found
