"""One session of an invented council, minute by minute: who is there, what is dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from alameda.council.rules import vocabulary
from alameda.council.rules.agreement_text import (
    Counts,
    Decision,
    agreement_text,
    session_words,
)
from alameda.council.rules.quorum import quorum_needed
from alameda.council.rules.standing_orders import StandingOrders
from alameda.demonstration.council.rules import calibration as measured
from alameda.demonstration.council.rules import words
from alameda.demonstration.council.rules.plans import (
    AgreementPlan,
    ItemPlan,
    SeatPlan,
    SessionPlan,
    StayPlan,
    VotePlan,
)
from alameda.demonstration.council.rules.votes import Room, draw_choices

GOVERNOR = "governor"
ITEMS_TO_COME_LATE_TO = 6


class Day(NamedTuple):
    """What the writer of a session knows of its day.

    Attributes:
        seats: in office that day, in the order of the roll.
        on_leave: codes of those away.
        orders: of that day.
        now: nothing happens later than this.
        due_on: the last day to publish agreements of that day.
    """

    seats: Sequence[SeatPlan]
    on_leave: frozenset[str]
    orders: StandingOrders
    now: datetime
    due_on: date


class Numbers:
    """Numbers that never repeat within their year."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], int] = {}

    def next(self, series: str, year: int) -> int:
        """The next number of a series in a year."""
        number = self._last.get((series, year), 0) + 1
        self._last[series, year] = number
        return number


def sit(rng: Random, session: SessionPlan, day: Day, *, numbers: Numbers) -> None:
    """Let a session with its items happen: attendance, votes, agreements, the close."""
    _open(rng, session, day)
    moment = _after(session.opened_at, 4, day)
    groups = _groups(rng, session.items)
    for place, group in enumerate(groups):
        moment = _deal_with(rng, session, group, day=day, at=moment)
        if place == len(groups) * 2 // 3:
            _leave_early(rng, session, at=moment)
    session.closed_at = _after(moment, 5, day)
    session.stays = [
        stay if stay.left_at else stay._replace(left_at=session.closed_at) for stay in session.stays
    ]
    _agree(rng, session, day, numbers=numbers)
    _record(rng, session, day)


def _after(moment: datetime | None, minutes: float, day: Day) -> datetime:
    return min((moment or day.now) + timedelta(minutes=minutes), day.now)


def _open(rng: Random, session: SessionPlan, day: Day) -> None:
    """Attendance, quorum and who presides; more come where too many were missing."""
    for seat in day.seats:
        session.attendance[seat.code] = _attends(rng, seat, day)
    counted = [seat for seat in day.seats if day.orders.governor_counts or seat.kind != GOVERNOR]
    session.in_office = len(counted)
    session.quorum_needed = quorum_needed(len(counted), summons=1, orders=day.orders)
    for seat in counted:
        present = sum(session.attendance[each.code] == "present" for each in counted)
        if present >= session.quorum_needed + 2:
            break
        session.attendance[seat.code] = "present"
    session.opened_at = _after(session.starts_at, rng.randint(4, 14), day)
    here = [seat for seat in day.seats if session.attendance[seat.code] == "present"]
    late = {
        seat.code
        for seat in here[1:]
        if seat.kind != GOVERNOR and rng.random() < measured.ARRIVES_LATE
    }
    is_short = len(session.items) < ITEMS_TO_COME_LATE_TO
    if is_short or len(here) - len(late) < session.quorum_needed:
        late = set()
    session.stays = [
        StayPlan(
            seat.code,
            _after(session.opened_at, rng.randint(6, 20), day)
            if seat.code in late
            else session.opened_at,
            None,
        )
        for seat in here
    ]
    first = next((seat for seat in here if seat.kind == GOVERNOR), here[0])
    session.presided_by = first.code


def _attends(rng: Random, seat: SeatPlan, day: Day) -> str:
    if seat.code in day.on_leave:
        return "on_leave"
    chance = rng.random()
    if chance < measured.ABSENT:
        return "absent"
    return "excused" if chance < measured.ABSENT + measured.EXCUSED else "present"


def _leave_early(rng: Random, session: SessionPlan, *, at: datetime) -> None:
    """Some go before the end, as long as there is quorum."""
    here = [stay for stay in session.stays if stay.arrived_at < at]
    spare = len(here) - session.quorum_needed
    for place, stay in enumerate(session.stays):
        is_here = stay.arrived_at < at and stay.code != session.presided_by
        if spare > 0 and is_here and rng.random() < measured.LEAVES_EARLY:
            session.stays[place] = stay._replace(left_at=at)
            spare -= 1


def present_at(session: SessionPlan, at: datetime) -> list[str]:
    """The members in the room at a moment."""
    return [
        stay.code
        for stay in session.stays
        if stay.arrived_at <= at and (stay.left_at is None or stay.left_at > at)
    ]


def _groups(rng: Random, items: Sequence[ItemPlan]) -> list[list[ItemPlan]]:
    """Items that are voted together: environmental opinions often, investments where many."""
    groups: list[list[ItemPlan]] = []
    crowds = sum(item.case is not None for item in items) > measured.MOST_ITEMS_A_VOTE
    joins = rng.random() < 0.5  # noqa: PLR2004  half of the sessions
    for item in items:
        last = groups[-1] if groups else []
        is_same = bool(last) and last[-1].business == item.business and not last[-1].reason
        is_joined = item.business == "environmental" and joins and not item.reason
        is_joined |= crowds and item.case is not None and last[-1:] != []
        same_end = bool(last) and last[-1].wanted == item.wanted
        if is_same and is_joined and same_end and len(last) < measured.MOST_ITEMS_A_VOTE:
            last.append(item)
        else:
            groups.append([item])
    return groups


def _deal_with(
    rng: Random, session: SessionPlan, group: list[ItemPlan], *, day: Day, at: datetime
) -> datetime:
    """Open the items, and vote them where they end in a vote; returns when they were over."""
    majority = vocabulary.business(group[0].business).majority
    if group[0].state in {"withdrawn", "postponed"}:
        group[0].closed_at = at
        return _after(at, 1, day)
    length = rng.randint(3, 9) if len(group) == 1 else rng.randint(6, 14)
    over = _after(at, length, day)
    for item in group:
        item.opened_at, item.closed_at = at, over
    if session.kind == "committee" or not majority:
        for item in group:
            item.state = "dealt_with"
        return over
    _vote(rng, session, group, day=day, majority=majority, at=_after(over, -2, day))
    return over


def _vote(  # a vote is all of these
    rng: Random,
    session: SessionPlan,
    group: list[ItemPlan],
    *,
    day: Day,
    majority: str,
    at: datetime,
) -> None:
    first = group[0]
    present = present_at(session, at)
    blocs = {seat.code: seat.bloc for seat in day.seats}
    has_ballot = {seat.code for seat in day.seats if seat.kind != GOVERNOR or _governs(day)}
    present = [code for code in present if code in has_ballot]
    room = Room(present, blocs, session.in_office, day.orders)
    recused = _recused(rng, session, first.business, present=present)
    wanted = first.wanted
    choices, result = draw_choices(rng, room, recused=recused, majority=majority, wanted=wanted)
    for item in group:
        item.recused = [(code, "own_interest") for code in recused]
        item.state = "certified"
    number = len(session.votes) + 1
    question = f"¿Se aprueba {first.title}?" if len(group) == 1 else "¿Se aprueban estos temas?"
    session.votes.append(
        VotePlan(
            code=f"{session.code}-V{number:02d}",
            items=[item.code for item in group],
            question=question[:400],
            majority=majority,
            opened_at=at,
            closed_at=_after(at, 2, day),
            choices=choices,
            in_office=session.in_office,
            needed=result.needed,
            outcome=result.outcome,
            casting="",
            lines=list(result.lines),
        )
    )


def _governs(day: Day) -> bool:
    return day.orders.governor_votes


def _recused(
    rng: Random, session: SessionPlan, business: str, *, present: Sequence[str]
) -> list[str]:
    """Who is recused; for concessions it is nearly always the same member."""
    share = measured.RECUSED_SHARE.get(business, measured.RECUSED_OTHERWISE)
    if business in {"minutes", "assignments"} or rng.random() >= share:
        return []
    able = [code for code in present if code != session.presided_by]
    if business == "concession":
        return able[6:7]
    return rng.sample(able, rng.choice((1, 1, 1, 2)))


def _agree(rng: Random, session: SessionPlan, day: Day, *, numbers: Numbers) -> None:
    """The agreements of a session of the Council, certified and published or still to be."""
    if session.kind == "committee" or session.closed_at is None:
        return
    closed = session.closed_at
    is_next_day = rng.random() < measured.NEXT_DAY_CERTIFICATE_SHARE
    certified = closed + timedelta(minutes=rng.randint(40, 200), days=is_next_day)
    is_late = rng.random() < measured.LATE_PUBLICATION_SHARE
    days = (day.due_on - session.on).days + 2 if is_late else rng.randint(0, 4)
    published = max(certified, closed + timedelta(days=days))
    if session.on + timedelta(days=measured.EXTRAORDINARY_AFTER_DAYS) > day.now.date():
        published = certified
    named = session_words(session.kind, session.number)
    for vote in session.votes:
        counts = Counts(
            favour=vote.count("favour"),
            against=vote.count("against"),
            abstain=vote.count("abstain"),
            not_voting=vote.count("not_voting"),
            recused=vote.count("recused"),
        )
        for code in vote.items:
            item = session.item(code)
            number = numbers.next("A", session.year)
            item.agreement = AgreementPlan(
                code=f"A-{session.year}-{number:04d}",
                number=number,
                outcome=vote.outcome,
                text=_text(item, vote, session=named, on=session.on, counts=counts),
                certified_at=min(certified, day.now),
                published_at=published if published <= day.now else None,
            )


def _text(item: ItemPlan, vote: VotePlan, *, session: str, on: date, counts: Counts) -> str:
    return agreement_text(
        Decision(
            business=item.business,
            title=item.title,
            outcome=vote.outcome,
            session=session,
            held_on=on,
            counts=counts,
            amount_clp=item.amount_clp,
            fund=item.fund,
            beneficiary=item.beneficiary,
        )
    )


def _record(rng: Random, session: SessionPlan, day: Day) -> None:
    """The recording, mostly in its 72 hours."""
    if session.closed_at is None:
        return
    is_late = rng.random() < measured.LATE_RECORDING_SHARE
    hours = rng.randint(80, 160) if is_late else rng.randint(5, 66)
    recorded = session.closed_at + timedelta(hours=hours)
    session.recorded_at = recorded if recorded <= day.now else None


def set_aside(rng: Random, item: ItemPlan) -> None:
    """Now and then an item is withdrawn or left for another session, with its reason."""
    chance = rng.random()
    if chance < measured.WITHDRAWN_SHARE:
        item.state = "withdrawn"
    elif chance < measured.WITHDRAWN_SHARE + measured.POSTPONED_SHARE:
        item.state = "postponed"
    else:
        return
    item.reason = rng.choice(words.REASONS)
