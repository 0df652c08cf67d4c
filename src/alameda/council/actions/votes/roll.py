"""Who is on the roll of a vote: those in the room, and what changes it while the vote is open."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.models import AgendaItem, Ballot, Councillor, Recusal, Session, Vote
from alameda.council.rules.quorum import FIRST, has_quorum, quorum_needed
from alameda.council.rules.standing_orders import StandingOrders
from alameda.council.selectors.members import holds_on, members_on, present_now
from alameda.council.selectors.orders import held_on, orders_on
from alameda.foundation.errors import BadInputError, RuleBrokenError

REASON_LETTERS = 400
RECUSED = "recused"
UNDECIDED = ("", RECUSED)


def locked_open_vote(vote: Vote) -> tuple[Session, Vote]:
    """The session of a vote, locked, and the vote read again.

    Locking the session makes its acts follow one another, whoever does them.
    """
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("body", "subject")
        .get(pk=vote.session_id)
    )
    return session, Vote.objects.get(pk=vote.pk)


def clock(when: datetime | None) -> str:
    """The hour and minute of a moment, in the region."""
    return f"{timezone.localtime(when):%H:%M}" if when else "?"


def check_vote_open(session: Session, vote: Vote) -> None:
    """Refuse what only an open vote of an open session lets.

    Raises:
        RuleBrokenError: the vote is closed or annulled, or the session is not going on.
    """
    if vote.state == Vote.State.ANNULLED:
        raise RuleBrokenError(_("This vote was annulled: it decides nothing."))
    if vote.state != Vote.State.OPEN:
        said = {"time": clock(vote.closed_at)}
        raise RuleBrokenError(_("This vote was closed at %(time)s.") % said)
    check_session_open(session)


def check_session_open(session: Session) -> None:
    """Refuse what only a session that is going on lets.

    Raises:
        RuleBrokenError: it has not begun, is suspended or is over.
    """
    if session.state == "suspended":
        raise RuleBrokenError(_("The session is suspended: resume it first."))
    if session.state != "open":
        raise RuleBrokenError(_("The session is not going on: nothing can be voted now."))


def checked_reason(reason: str) -> str:
    """A reason without the blanks around it.

    Raises:
        BadInputError: it is missing, too long, or holds what cannot be kept.
    """
    plain = reason.strip()
    if not plain:
        raise BadInputError(_("Say why: the reason is public."), field="reason")
    if len(plain) > REASON_LETTERS:
        sentence = _("This is too long: at most %(most)s characters.") % {"most": REASON_LETTERS}
        raise BadInputError(sentence, field="reason")
    if "\x00" in plain:
        raise BadInputError(_("This has a character that cannot be kept."), field="reason")
    return plain


def voters_now(session: Session, orders: StandingOrders) -> QuerySet[Councillor]:
    """The members in the room who have a vote."""
    members = members_on(held_on(session), body=session.body, counts_governor=orders.governor_votes)
    return present_now(session).filter(pk__in=members.values("pk")).order_by("sort_name", "pk")


def in_office(session: Session, orders: StandingOrders) -> int:
    """The members who count, as noted at the opening; counted now where nobody noted it."""
    if session.in_office is not None:
        return session.in_office
    return members_on(
        held_on(session), body=session.body, counts_governor=orders.governor_counts
    ).count()


def quorum_of(session: Session, orders: StandingOrders) -> int:
    """The quorum, as noted at the opening; by the standing orders where nobody noted it."""
    if session.quorum_needed is not None:
        return session.quorum_needed
    summons = session.summons or FIRST
    return quorum_needed(in_office(session, orders), summons=summons, orders=orders)


def count_for_quorum(session: Session, members: set[int], orders: StandingOrders) -> int:
    """How many of those members count for the quorum."""
    if orders.governor_counts or session.body.kind != "council":
        return len(members)
    seated = holds_on(held_on(session), "mandates__")
    governors = Councillor.objects.filter(seated, mandates__kind="governor", pk__in=members)
    return len(members) - governors.distinct().count()


def check_quorum(there: int, needed: int) -> None:
    """Refuse to vote without quorum, and say what to do.

    Raises:
        RuleBrokenError: those present who may vote are fewer than the quorum.
    """
    if has_quorum(there, needed=needed):
        return
    said = {"there": there, "needed": needed}
    raise RuleBrokenError(
        _(
            "There is no quorum to vote: %(there)s of those present may vote and %(needed)s are"
            " needed. Note who has come back; otherwise suspend the session, postpone the item or"
            " annul the vote."
        )
        % said
    )


def join_open_votes(session: Session, councillor: Councillor, at: datetime) -> None:
    """Put who is in the room since ``at`` on the roll of the vote that is open, if one is.

    Called by the act that notes the arrival, after writing it, while it holds the lock on the
    session. Who voted, left and came back keeps her ballot.
    """
    inside = session.presences.filter(councillor=councillor, left_at=None, arrived_at__lte=at)
    for vote in session.votes.filter(state=Vote.State.OPEN):
        orders = orders_on(vote.held_on)
        if not inside.exists() or not _has_vote(session, councillor, orders):
            continue
        recused = Recusal.objects.filter(item__in=vote.items.all(), councillor=councillor)
        Ballot.objects.get_or_create(
            vote=vote,
            councillor=councillor,
            defaults={"choice": RECUSED if recused.exists() else "", "held_on": vote.held_on},
        )


def leave_open_votes(session: Session, councillor: Councillor) -> None:
    """Take who left without having voted off the roll of the vote that is open, if one is.

    Called by the act that notes the departure, which holds the lock on the session.
    """
    Ballot.objects.filter(
        vote__session=session,
        vote__state=Vote.State.OPEN,
        councillor=councillor,
        choice__in=UNDECIDED,
    ).delete()


def recuse_in_open_votes(item: AgendaItem, councillor: Councillor) -> tuple[str, ...]:
    """Mark as recused, on the roll of the vote open on an item, who recused herself just now.

    Called by the act that declares the recusal, which holds the lock on the session.

    Returns:
        Code of each vote whose roll says so now.

    Raises:
        RuleBrokenError: she has voted already, or the item is voted together with others.
    """
    changed = []
    for vote in item.votes.filter(state=Vote.State.OPEN):
        ballot = vote.ballots.filter(councillor=councillor).first()
        if vote.items.count() > 1:
            raise RuleBrokenError(
                _(
                    "This item is being voted together with others, and the recusal is of this"
                    " one: annul the vote and vote it apart."
                )
            )
        if ballot is not None and ballot.choice not in UNDECIDED:
            raise RuleBrokenError(
                _("%(who)s has already voted on this item: to declare the recusal, annul the vote.")
                % {"who": councillor.name}
            )
        if ballot is not None:
            ballot.choice = RECUSED
            ballot.save(update_fields=["choice"])
            changed.append(vote.code)
    return tuple(changed)


def _has_vote(session: Session, councillor: Councillor, orders: StandingOrders) -> bool:
    return voters_now(session, orders).filter(pk=councillor.pk).exists()
