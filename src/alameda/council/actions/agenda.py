"""The agenda of a session: published, carried over, put in order; and what waits for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.council.actions.acting import (
    check_session_move,
    locked_session,
    move_item,
    move_session,
    touch,
)
from alameda.council.actions.files import open_proposals
from alameda.council.actions.ties import tie
from alameda.council.events.agenda import AgendaPublished, AgendaReordered
from alameda.council.models import (
    AgendaItem,
    CitizenPoint,
    Commitment,
    ItemFile,
    Session,
)
from alameda.council.rules.states import POINT
from alameda.council.rules.vocabulary import SECTIONS
from alameda.council.selectors.orders import held_on
from alameda.foundation.actor import Actor
from alameda.foundation.errors import RuleBrokenError, StaleError
from alameda.foundation.vocabulary import keys
from alameda.record.actions import publish
from alameda.record.selectors import row_digests
from alameda.thread.actions import move
from alameda.thread.models import Link

CARRIED_KINDS = ("request", "information", "governor_question", "observation")
WAITING = ("entered", "reported")
NOT_OVER = ("convened", "agenda_published", "open", "suspended")
ITEM_TITLE_LETTERS = 400


@transaction.atomic
def publish_agenda(session: Session, *, actor: Actor) -> Session:
    """Publish the agenda, with what is still owed and the citizen points that reached their number.

    An ordinary session of the Council carries, into other business, each open commitment that is
    not on it yet, and into the agenda each citizen point with its supporters. An extraordinary
    one deals with its own subject only. Items without a number get one. The files by which they
    were proposed become public.

    Raises:
        NotAllowedError: the actor does not run the session.
        RuleBrokenError: not from this state, or nothing was put on the agenda.
    """
    row = locked_session(session, actor=actor)
    check_session_move(row, "agenda_published")
    if not row.items.filter(state="on_agenda").exists():
        raise RuleBrokenError(_("Put at least one item on the agenda first."), field="items")
    now = timezone.now()
    if row.kind != "extraordinary":
        _carry_commitments(row, at=now, actor=actor)
    if row.kind == "ordinary":
        _carry_points(row, at=now, actor=actor)
    row.agenda_published_at = now
    row.save(update_fields=["agenda_published_at"])
    move_session(row, "agenda_published")
    items = list(_in_order(row).filter(state="on_agenda"))
    _number(items)
    for item in items:
        tie_to_session(item, row, actor=actor)
        move_point(item, "on_agenda")
    open_proposals(items)
    publish(
        AgendaPublished(
            subject=row.code,
            items=tuple(item.code for item in items),
            places={item.code: place_of(item) for item in items},
            row_digests=row_digests("council.agendaitem", [item.pk for item in items]),
        ),
        actor=actor,
    )
    touch(row)
    return row


@transaction.atomic
def order_agenda(session: Session, *, items: Sequence[AgendaItem], actor: Actor) -> Session:
    """Put the items of a session in another order; numbers already printed stay.

    Args:
        session: not over yet.
        items: all of its items, in the order wanted.
        actor: its secretary.

    Raises:
        NotAllowedError: the actor does not run the session.
        StaleError: those are not its items: somebody added or took one.
        RuleBrokenError: the session is over.
    """
    row = locked_session(session, actor=actor)
    if row.state not in NOT_OVER:
        raise RuleBrokenError(_("The session is over: its order stays."))
    held = row.items.in_bulk()
    wanted = [item.pk for item in items]
    if len(wanted) != len(set(wanted)) or set(wanted) != held.keys():
        raise StaleError(_("The agenda changed since you opened the page: look again."))
    for position, pk in enumerate(wanted, start=1):
        held[pk].position = position
    AgendaItem.objects.bulk_update(held.values(), ["position"])
    publish(
        AgendaReordered(subject=row.code, items=tuple(held[pk].code for pk in wanted)),
        actor=actor,
    )
    touch(row)
    return row


def place(item: AgendaItem, session: Session, *, section: str, number: str = "") -> None:
    """Give an item its place at the end of a session's agenda, without saving it."""
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    item.session, item.section, item.number, item.position = session, section, number, last + 1
    if not number and session.agenda_published_at is not None:
        item.number = _next_number(session, section)


def place_of(item: AgendaItem) -> tuple[int, str, str]:
    """Where an item stands on an agenda, as its facts say it."""
    return item.position, item.number, item.section


def next_item_code(session: Session | None) -> str:
    """The code of a new item: of its session, whose lock is held, or of the year.

    Where it has no session the caller holds the numbers of the Council.
    """
    prefix, digits = (f"{session.code}-I", 2) if session else (f"I-{timezone.localdate().year}-", 4)
    last = (
        AgendaItem.objects.filter(code__startswith=prefix, code__regex=r"[I-][0-9]+$")
        .order_by(Length("code").desc(), "-code")
        .values_list("code", flat=True)
        .first()
    )
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:0{digits}d}"


def tie_to_session(item: AgendaItem, session: Session, *, actor: Actor) -> None:
    """Say in the thread that what the item is about is dealt with in the session."""
    about = [item.matter]
    if item.citizen_point is not None:
        about.append(item.citizen_point.subject)
    for subject in about:
        if subject is not None:
            tie(subject, Link.Kind.DISCUSSED_IN, session.subject, on=held_on(session), actor=actor)


def move_point(item: AgendaItem, to: str) -> None:
    """Where an item is a citizen point, the point goes with it."""
    if item.citizen_point_id is None:
        return
    point = CitizenPoint.objects.select_for_update().get(pk=item.citizen_point_id)
    if point.state != to:
        move(point, POINT, to)


def carry_on(item: AgendaItem) -> AgendaItem:
    """The item that waits in the place of a postponed one, with its file.

    The caller holds the numbers of the Council.
    """
    carried = AgendaItem.objects.create(
        code=next_item_code(None),
        body=item.body,
        business=item.business,
        title=item.title,
        summary=item.summary,
        matter=item.matter,
        state="reported" if item.report else "entered",
        committee=item.committee,
        report=item.report,
        reported_on=item.reported_on,
        received_on=item.received_on,
        amount_clp=item.amount_clp,
        fund=item.fund,
        beneficiary=item.beneficiary,
        carried_from=item,
        section=item.section,  # of other business it stays
        studies=item.studies,
        citizen_point=item.citizen_point,
        minutes_of=item.minutes_of,
        commitment=item.commitment,
    )
    ItemFile.objects.bulk_create(
        ItemFile(
            item=carried, document_id=file.document_id, label=file.label, public_at=file.public_at
        )
        for file in item.files.all()
    )
    return carried


def leave_for_later(
    session: Session, *, at: datetime, reason: str, actor: Actor
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Postpone every item of a session that is not held.

    Returns:
        Their codes, and the digest of the row of each item that waits instead, by its code.

    What a commitment put there needs no item to wait: the next agenda carries it again.
    """
    left = list(
        session.items.select_for_update(of=("self",))
        .filter(state="on_agenda")
        .order_by("position", "pk")
    )
    carried = []
    for item in left:
        move_item(item, "postponed", at=at, actor=actor, reason=reason)
        move_point(item, "reached")
        if item.commitment_id is None:
            carried.append(carry_on(item).pk)
    return tuple(item.code for item in left), row_digests("council.agendaitem", carried)


def _carry_commitments(session: Session, *, at: datetime, actor: Actor) -> None:
    """Put on the agenda what the same body asked for and nobody answered yet."""
    owed = Commitment.objects.filter(state="open", kind__in=CARRIED_KINDS)
    if session.body.kind == "council":
        owed = owed.filter(session__isnull=True) | owed.filter(session__body=session.body)
    else:
        owed = owed.filter(session__body=session.body)
    owed = owed.exclude(pk__in=session.items.filter(commitment__isnull=False).values("commitment"))
    waiting = {
        item.commitment_id: item for item in _waiting(session).filter(commitment__isnull=False)
    }
    for commitment in owed.order_by("due_on", "pk"):
        item = waiting.get(commitment.pk) or AgendaItem(
            code=next_item_code(session),
            body=session.body,
            business="information" if commitment.kind == "information" else "other",
            title=commitment.text[:ITEM_TITLE_LETTERS],
            matter=commitment.subject,
            commitment=commitment,
        )
        _carry(item, session, section="other", at=at, actor=actor)


def _carry_points(session: Session, *, at: datetime, actor: Actor) -> None:
    """Put on the agenda each citizen point that reached its supporters."""
    reached = CitizenPoint.objects.select_for_update().filter(state="reached")
    reached = reached.exclude(
        pk__in=session.items.filter(citizen_point__isnull=False).values("citizen_point")
    )
    waiting = {
        item.citizen_point_id: item
        for item in _waiting(session).filter(citizen_point__isnull=False)
    }
    for point in reached.order_by("reached_on", "pk"):
        item = waiting.get(point.pk) or AgendaItem(
            code=next_item_code(session),
            body=session.body,
            business="citizen_point",
            title=point.title,
            summary=point.text,
            citizen_point=point,
        )
        _carry(item, session, section="agenda", at=at, actor=actor)


def _carry(item: AgendaItem, session: Session, *, section: str, at: datetime, actor: Actor) -> None:
    place(item, session, section=section)
    item.save()
    move_item(item, "on_agenda", at=at, actor=actor)


def _waiting(session: Session) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.select_for_update(of=("self",)).filter(
        body=session.body, session__isnull=True, state__in=WAITING
    )


def _in_order(session: Session) -> QuerySet[AgendaItem]:
    return session.items.select_related("matter", "citizen_point__subject").order_by(
        "position", "pk"
    )


def _number(items: Sequence[AgendaItem]) -> None:
    """Give the items without one the number that is printed: part of the agenda, then order."""
    order = {key: place for place, key in enumerate(keys(SECTIONS), start=1)}
    counts: dict[str, int] = {}
    unnumbered = []
    for item in items:
        counts[item.section] = counts.get(item.section, 0) + 1
        if not item.number:
            item.number = f"{order.get(item.section, len(order))}.{counts[item.section]}"
            unnumbered.append(item)
    AgendaItem.objects.bulk_update(unnumbered, ["number"])


def _next_number(session: Session, section: str) -> str:
    order = keys(SECTIONS).index(section) + 1
    return f"{order}.{session.items.filter(section=section).count() + 1}"
