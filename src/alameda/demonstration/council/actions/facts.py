"""The facts that an invented council would have published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alameda.council.events.agenda import AgendaPublished
from alameda.council.events.agreements import (
    AgreementIssued,
    AgreementPublished,
    CommitmentAnswered,
    CommitmentRaised,
    MatterMoved,
    MatterRegistered,
    PointDeclined,
    PointExpired,
    PointReached,
)
from alameda.council.events.items import ItemPostponed, ItemWithdrawn
from alameda.council.events.presence import AttendanceCertified
from alameda.council.events.sessions import (
    RecordingLinked,
    SessionClosed,
    SessionConvened,
    SessionOpened,
)
from alameda.council.events.votes import VoteClosed
from alameda.demonstration.council.actions.rows import (
    PLACE,
    RECORDINGS,
    SECOND_AFTER,
    publication_due_on,
)
from alameda.demonstration.council.rules.plans import (
    CommitmentPlan,
    CouncilPlan,
    ItemPlan,
    MatterPlan,
    SessionPlan,
    VotePlan,
)
from alameda.foundation import words
from alameda.foundation.written import digest
from alameda.record.events import Fact


def facts_of_history(plan: CouncilPlan, *, region: str, cuts: Mapping[int, str]) -> Iterator[Fact]:
    """What happened, session after session, as the record tells it.

    Args:
        plan: what was invented.
        region: letters of the region.
        cuts: CUT of each comuna, by its primary key.
    """
    yield from _points(plan)
    carried = {item.carried_from: item.code for item in _items(plan) if item.carried_from}
    for session in plan.sessions:
        yield from _convened(session)
        yield from _left(session, carried)
        if session.closed_at is not None:
            yield from _held(session, region=region, cuts=cuts)


def _points(plan: CouncilPlan) -> Iterator[Fact]:
    """How each citizen point went; what somebody wrote is not in the record."""
    for point in plan.points:
        if point.reached_on is not None:
            yield PointReached(
                subject=point.code, supporters=point.supporters, reached_on=point.reached_on
            )
        if point.state == "declined":
            yield PointDeclined(subject=point.code, reason=point.reason)
        if point.state == "expired":
            yield PointExpired(subject=point.code, supporters=point.supporters, needed=point.needed)


def _convened(session: SessionPlan) -> Iterator[Fact]:
    yield SessionConvened(
        subject=session.code,
        body=f"B-{session.body}",
        kind=session.kind,
        number=session.number,
        starts_at=session.starts_at,
        second_starts_at=session.starts_at + SECOND_AFTER,
        place=PLACE,
    )
    if session.state != "convened":
        items = tuple(item.code for item in session.items)
        yield AgendaPublished(subject=session.code, items=items)


def _items(plan: CouncilPlan) -> Iterator[ItemPlan]:
    for session in plan.sessions:
        yield from session.items
    yield from plan.waiting


def _left(session: SessionPlan, carried: Mapping[str, str]) -> Iterator[Fact]:
    """Items that left without a decision, with what waits in the place of those postponed."""
    for item in session.items:
        said = {"subject": session.code, "item": item.code, "reason": item.reason}
        if item.state == "withdrawn":
            yield ItemWithdrawn(**said)
        if item.state == "postponed":
            yield ItemPostponed(**said, carried_to=carried.get(item.code, ""))


def _held(session: SessionPlan, *, region: str, cuts: Mapping[int, str]) -> Iterator[Fact]:
    by_state = {
        state: tuple(code for code, each in session.attendance.items() if each == state)
        for state in ("present", "absent", "excused", "on_leave")
    }
    present = tuple(s.code for s in session.stays if s.arrived_at == session.opened_at)
    yield SessionOpened(
        subject=session.code,
        summons=1,
        in_office=session.in_office,
        quorum_needed=session.quorum_needed,
        quorum_present=len(present),
        present=present,
        presided_by=session.presided_by,
    )
    for vote in session.votes:
        yield _closed(session, vote)
        for code in vote.items:
            item = session.item(code)
            yield from _agreed(session, item, vote, region=region)
            if item.agreement is not None and item.matter is not None:
                yield from _matter(item.matter, session, cuts)
    for made in session.commitments:
        yield CommitmentRaised(
            subject=made.code,
            kind=made.kind,
            session=session.code,
            raised_by=made.raised_by,
            unit="",
            raised_on=made.raised_on,
            due_on=made.due_on,
            term=made.term,
        )
        if made.state == "answered":
            yield _answered(made)
    if session.recorded_at and session.opened_at:
        url = f"{RECORDINGS}/{session.code}"
        yield RecordingLinked(subject=session.code, url=url, starts_at=session.opened_at)
    dealt = tuple(item.code for item in session.items if item.state == "dealt_with")
    yield SessionClosed(subject=session.code, dealt_with=dealt)
    yield AttendanceCertified(subject=session.code, **by_state)


def _answered(made: CommitmentPlan) -> Fact:
    answered_on = made.answered_on or made.due_on
    return CommitmentAnswered(
        subject=made.code,
        answered_on=answered_on,
        due_on=made.due_on,
        is_late=answered_on > made.due_on,
        document="",
        answer_sha256=digest(made.answer),
    )


def _closed(session: SessionPlan, vote: VotePlan) -> Fact:
    return VoteClosed(
        subject=session.code,
        vote=vote.code,
        present=len(vote.choices),
        favour=vote.count("favour"),
        against=vote.count("against"),
        abstain=vote.count("abstain"),
        not_voting=vote.count("not_voting"),
        recused=vote.count("recused"),
        in_office=vote.in_office,
        majority=vote.majority,
        needed=vote.needed,
        outcome=vote.outcome,
        ballots=vote.choices,
        items=tuple(vote.items),
    )


def _agreed(session: SessionPlan, item: ItemPlan, vote: VotePlan, *, region: str) -> Iterator[Fact]:
    made = item.agreement
    if made is None:
        return
    due_on = publication_due_on(session.on, region=region)
    yield AgreementIssued(
        subject=made.code,
        session=session.code,
        vote=vote.code,
        item=item.code,
        business=item.business,
        outcome=made.outcome,
        number=made.number,
        agreed_on=session.on,
        publication_due_on=due_on,
        amount_clp=item.amount_clp,
        text_sha256=digest(made.text) if made.published_at else "",
    )
    if made.published_at is not None:
        yield AgreementPublished(
            subject=made.code,
            published_at=made.published_at,
            due_on=due_on,
            is_late=words.local_date(made.published_at) > due_on,
        )


def _matter(matter: MatterPlan, session: SessionPlan, cuts: Mapping[int, str]) -> Iterator[Fact]:
    yield MatterRegistered(
        subject=matter.code,
        business=matter.business,
        title=matter.title,
        received_on=matter.received_on,
        comuna="" if matter.comuna is None else cuts[matter.comuna],
        amount_clp=None,
        is_demo=True,
    )
    yield MatterMoved(
        subject=matter.code,
        from_state="before_council",
        to_state=matter.state,
        happened_on=session.on,
    )
