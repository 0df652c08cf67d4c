"""What happened in a session, gathered for its minutes in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council import policies
from alameda.council.models import (
    AgendaItem,
    Ballot,
    Commitment,
    Happening,
    ItemMove,
    Minutes,
    Presence,
    Recusal,
    Session,
    Vote,
)
from alameda.council.rules import vocabulary
from alameda.council.rules.agreement_text import Counts, counts_words, session_words
from alameda.council.rules.minutes_text import ItemTold, SessionTold, VoteTold
from alameda.council.rules.states import LEFT
from alameda.council.selectors.counting import explanation_of
from alameda.foundation import spanish, words
from alameda.foundation.actor import Actor
from alameda.foundation.errors import NotFoundError
from alameda.foundation.vocabulary import find

_MOVEMENTS = {
    "arrived": "Se incorpora {name}",
    "left": "Se retira {name}",
    "presiding": "Pasa a presidir {name}",
    "suspended": "Se suspende la sesión",
    "resumed": "Se reanuda la sesión",
    "quorum_lost": "Se pierde el quórum",
    "warning": "",
    "note": "",
}
_NOTES = ("note", "warning", "item_closed")


def minutes_visible_to(actor: Actor) -> QuerySet[Minutes]:
    """Minutes the actor may see: the approved ones, and drafts for the Council."""
    everything = Minutes.objects.select_related("session__body", "approved_by", "document")
    if policies.may_see_drafts(actor):
        return everything
    return everything.exclude(state="drafted")


def get_minutes(session: Session, *, actor: Actor) -> Minutes:
    """The minutes of a session; hidden and absent give the same answer.

    Raises:
        NotFoundError: there are none, or none that this actor may see.
    """
    found = minutes_visible_to(actor).filter(session=session).first()
    if found is None:
        raise NotFoundError(_("There are no minutes of %(code)s yet.") % {"code": session.code})
    return found


def session_told(session: Session) -> SessionTold:
    """A session as its minutes tell it."""
    happenings = list(session.happenings.select_related("councillor").order_by("at", "pk"))
    commitments = list(
        session.commitments.exclude(state="withdrawn").select_related("raised_by").order_by("pk")
    )
    presences = list(
        session.presences.select_related("councillor").order_by("councillor__sort_name", "pk")
    )
    present, remote, absent = _attendance(session, presences)
    body = session.body.name if session.body.kind == "council" else ""
    named = session_words(session.kind, session.number, session.body.name)
    return SessionTold(
        named=f"{named} {spanish.of_the(body)}" if body else named,
        held_on=words.local_date(session.opened_at or session.starts_at),
        place=session.place,
        subject=session.title if session.kind == "extraordinary" else "",
        opened_at=_hour(session.opened_at),
        closed_at=_hour(session.closed_at),
        summons=session.summons,
        in_office=session.in_office,
        quorum_needed=session.quorum_needed,
        quorum_present=session.quorum_present,
        presided_by=_first_chair(session, happenings),
        present=present,
        remote=remote,
        absent=absent,
        is_certified=session.attendance_certified_at is not None,
        movements=list(_movements(session, happenings, presences)),
        items=_items(session, happenings, commitments),
        commitments=[_commitment(row) for row in commitments],
        sections=[(word.key, word.es) for word in vocabulary.SECTIONS],
        recording_url=session.recording_url,
        warnings=[
            (words.local_date(row.at), row.text)
            for row in happenings
            if row.kind == "warning" and row.item_id is None and _is_before(session, row.at)
        ],
    )


def _is_before(session: Session, at: datetime) -> bool:
    """Whether something was before the session opened, where that moment is known."""
    return session.opened_at is not None and at < session.opened_at


def _first_chair(session: Session, happenings: Iterable[Happening]) -> str:
    """Who presided when it opened; the session itself names who presided last."""
    opened = (row.councillor.name for row in happenings if row.kind == "opened" and row.councillor)
    last = session.presided_by.name if session.presided_by else ""
    return next(opened, last)


def _attendance(
    session: Session, presences: Sequence[Presence]
) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Who was there, who of them at a distance, and who was not with the reason.

    Certified attendance where there is one; before that, who was in the room at any time.
    """
    remote = list(dict.fromkeys(row.councillor.name for row in presences if row.is_remote))
    if session.attendance_certified_at is None:
        return list(dict.fromkeys(row.councillor.name for row in presences)), remote, []
    rows = list(session.attendance.select_related("councillor").order_by("councillor__sort_name"))
    absent = [
        (row.councillor.name, find(vocabulary.ATTENDANCE_STATES, row.state).es)
        for row in rows
        if row.state != "present"
    ]
    return [row.councillor.name for row in rows if row.state == "present"], remote, absent


def _movements(
    session: Session, happenings: Iterable[Happening], presences: Iterable[Presence]
) -> Iterable[tuple[str, str]]:
    remote = {(row.councillor_id, row.arrived_at) for row in presences if row.is_remote}
    for row in happenings:
        if row.item_id is not None or row.kind not in _MOVEMENTS or _is_before(session, row.at):
            continue
        if row.kind == "arrived" and session.opened_at and row.at <= session.opened_at:
            continue
        name = row.councillor.name if row.councillor else ""
        said = _MOVEMENTS[row.kind].format(name=name)
        if row.kind == "arrived" and (row.councillor_id, row.at) in remote:
            said = f"{said}, a distancia"
        reason = row.text
        if said:  # only a suspension has a reason that a person wrote
            reason = f". Motivo: {row.text}" if row.kind == "suspended" and row.text else ""
        yield _hour(row.at), f"{said}{reason}"


def _items(
    session: Session, happenings: Iterable[Happening], commitments: Iterable[Commitment]
) -> list[ItemTold]:
    notes: dict[int | None, list[str]] = defaultdict(list)
    for row in happenings:
        if row.kind in _NOTES and row.text:
            notes[row.item_id].append(row.text)
    raised: dict[int | None, list[str]] = defaultdict(list)
    for commitment in commitments:
        raised[commitment.item_id].append(commitment.code)
    items = list(
        session.items.select_related("committee", "agreement", "carried_to")
        .prefetch_related(
            Prefetch(
                "recusals",
                queryset=Recusal.objects.select_related("councillor").order_by(
                    "councillor__sort_name"
                ),
            ),
            Prefetch("moves", queryset=ItemMove.objects.order_by("happened_at", "pk")),
        )
        .order_by("position", "pk")
    )
    votes = _votes(session)
    told_under: dict[int, AgendaItem] = {}
    found = []
    for item in items:
        mine = [vote for vote in votes if item in vote.items.all()]
        here = [vote for vote in mine if told_under.setdefault(vote.pk, item) == item]
        elsewhere = [vote for vote in mine if told_under[vote.pk] != item]
        annulled = [vote for vote in elsewhere if vote.state == Vote.State.ANNULLED]
        counted = [vote for vote in elsewhere if vote not in annulled]
        found.append(
            ItemTold(
                key=f"item-{item.pk}",
                number=item.number,
                title=item.title,
                section=item.section,
                summary=item.summary,
                committee=item.committee.name if item.committee else "",
                report=item.report,
                is_from_floor=item.is_from_floor,
                notes=notes[item.pk],
                recusals=[(row.councillor.name, _cause(row)) for row in item.recusals.all()],
                votes=[_vote(vote) for vote in here],
                voted_with=_pointer([told_under[vote.pk] for vote in counted]),
                annulled_with=_pointer([told_under[vote.pk] for vote in annulled]),
                agreements=_agreements(item),
                state=item.state,
                reason=item.reason if item.state in LEFT else "",
                left_before=_left_before(session, item),
                carried_to=_carried_to(item),
                commitments=raised[item.pk],
            )
        )
    return found


def _carried_to(item: AgendaItem) -> str:
    carried: AgendaItem | None = getattr(item, "carried_to", None)
    return carried.code if carried is not None else ""


def _left_before(session: Session, item: AgendaItem) -> bool:
    """Whether it left the agenda before the session opened."""
    left = [move.happened_at for move in item.moves.all() if move.to_state == item.state]
    return item.state in LEFT and bool(left) and _is_before(session, left[-1])


def _votes(session: Session) -> list[Vote]:
    ballots = Ballot.objects.select_related("councillor").order_by("councillor__sort_name", "pk")
    return list(
        session.votes.exclude(state=Vote.State.OPEN)
        .prefetch_related("items", Prefetch("ballots", queryset=ballots))
        .order_by("opened_at", "pk")
    )


def _vote(vote: Vote) -> VoteTold:
    names: dict[str, list[str]] = defaultdict(list)
    for ballot in vote.ballots.all():
        names[ballot.choice].append(ballot.councillor.name)
    counts = Counts(
        favour=vote.favour,
        against=vote.against,
        abstain=vote.abstain,
        not_voting=vote.not_voting,
        recused=vote.recused,
    )
    return VoteTold(
        at=_hour(vote.opened_at),
        question=vote.question,
        counts=counts_words(counts),
        names=dict(names),
        outcome=vote.outcome,
        casting=vote.casting_choice,
        explanation=explanation_of(vote),
        is_annulled=vote.state == Vote.State.ANNULLED,
    )


def _pointer(items: Sequence[AgendaItem]) -> str:
    if not items:
        return ""
    return items[0].number or spanish.quoted(items[0].title)


def _agreements(item: AgendaItem) -> list[str]:
    agreement = getattr(item, "agreement", None)
    if agreement is None:
        return []
    number = f" N°{spanish.NBSP}{agreement.number}" if agreement.number is not None else ""
    return [f"Acuerdo{number} ({agreement.code}): {agreement.text}"]


def _commitment(row: Commitment) -> str:
    asked = f", a petición de {row.raised_by.name}" if row.raised_by else ""
    return (
        f"{row.code}: {spanish.bare(row.text)}{asked}. Responde {spanish.bare(row.owner)}, hasta"
        f" el {spanish.day(row.due_on)}."
    )


def _cause(row: Recusal) -> str:
    return find(vocabulary.RECUSAL_REASONS, row.reason).es


def _hour(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else ""
