"""What waits for the secretary of the Council, or of a committee, besides its sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alameda.acting.selectors import (
    Due,
    Lane,
    Pick,
    Task,
    by_words,
    due_by_clock,
    kind_axis,
    lanes_by_term,
)
from alameda.council.duties.sessions import place_in_room, session_lanes
from alameda.council.models import AgendaItem, Agreement, Body, Vote
from alameda.council.rules.vocabulary import BUSINESS, business
from alameda.council.selectors.clocks import PUBLICATION, publication_clock_from
from alameda.council.selectors.titles import title_of_vote, titles_of_votes
from alameda.council.selectors.waiting import silence_of, waiting_items
from alameda.foundation.vocabulary import say
from alameda.ui.context import address_of


def secretary_lanes(bodies: list[Body], *, today: date, region: str) -> Iterator[Lane]:
    """What waits for who runs the sessions of these bodies."""
    yield from _items(bodies, today, region)
    yield from session_lanes(bodies, today=today, region=region)
    yield from _votes(bodies, today, region)
    yield from _agreements(bodies, today, region)


def _items(bodies: list[Body], today: date, region: str) -> Iterator[Lane]:
    """Business that waits for a session or a committee, by the term that the Council has."""

    def tell(picks: Sequence[Pick]) -> dict[Pick, Task]:
        rows = AgendaItem.objects.in_bulk([pick.pk for pick in picks])
        return {pick: task(rows[pick.pk]) for pick in picks if pick.pk in rows}

    def task(item: AgendaItem) -> Task:
        return Task(
            title=item.title,
            kind=say(business(item.business)),
            what=_("Put it before the Council"),
            url=address_of(f"/mesa/consejo/#{item.anchor}"),
            code=item.code,
            detail=_("It waits for a session or a committee."),
            due=silence_of(item, today=today, region=region),
            since=item.received_on or timezone.localdate(item.created_at),
        )

    since = Coalesce("received_on", TruncDate("created_at"))
    lane = Lane(
        name="item",
        rows=waiting_items(bodies),
        since=since,
        tell=tell,
        axes={"tipo": kind_axis("tema", _("Item"))},
        having=by_words("title"),
    )
    yield from lanes_by_term(lane, _terms(), column="received_on", today=today, region=region)


def _terms() -> Mapping[str, Q]:
    """For which business each term of the Council runs from the day it was received."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind in BUSINESS:
        if kind.clock:
            kinds[kind.clock].append(kind.key)
    return {key: Q(business__in=named) for key, named in kinds.items()}


def _votes(bodies: list[Body], today: date, region: str) -> Iterator[Lane]:
    """Votes of the Council without their agreements; a committee reports, and makes none."""

    def tell(picks: Sequence[Pick]) -> dict[Pick, Task]:
        rows = Vote.objects.select_related("session").in_bulk([pick.pk for pick in picks])
        titles = titles_of_votes(rows)
        return {pick: task(rows[pick.pk], titles[pick.pk]) for pick in picks if pick.pk in rows}

    def task(vote: Vote, titles: list[str]) -> Task:
        return Task(
            title=title_of_vote(vote, titles),
            kind=_("Vote"),
            what=_("Issue the agreement"),
            url=place_in_room(vote.session, "acuerdos"),
            code=vote.code,
            due=_publication(vote.held_on, today, region),
            since=vote.held_on,
        )

    voted = Vote.items.through.objects.filter(vote=OuterRef("pk"), agendaitem__state="voted")
    rows = Vote.objects.filter(
        Exists(voted),
        session__body__in=[body for body in bodies if body.kind == "council"],
        session__source="",
        state=Vote.State.CLOSED,
    ).exclude(outcome="tied")
    lane = Lane(
        name="vote",
        rows=rows,
        since="held_on",
        tell=tell,
        axes={"tipo": kind_axis("votacion", _("Vote"))},
        having=by_words("question"),
    )
    yield from lanes_by_term(lane, {PUBLICATION: Q()}, column="held_on", today=today, region=region)


def _agreements(bodies: list[Body], today: date, region: str) -> Iterator[Lane]:
    """Agreements that are not certified, or not public yet."""

    def tell(picks: Sequence[Pick]) -> dict[Pick, Task]:
        rows = Agreement.objects.select_related("session").in_bulk([pick.pk for pick in picks])
        return {pick: task(rows[pick.pk]) for pick in picks if pick.pk in rows}

    def task(row: Agreement) -> Task:
        is_certified = row.certified_at is not None
        return Task(
            title=row.title,
            kind=pgettext("of the Council", "Agreement"),
            what=_("Publish the agreement") if is_certified else _("Certify the agreement"),
            url=place_in_room(row.session, "acuerdos"),
            code=row.code,
            due=_publication(row.agreed_on, today, region),
            since=row.agreed_on,
        )

    rows = Agreement.objects.filter(
        session__body__in=bodies, published_at__isnull=True, session__source=""
    )
    lane = Lane(
        name="agreement",
        rows=rows,
        since="agreed_on",
        tell=tell,
        axes={"tipo": kind_axis("acuerdo", pgettext("of the Council", "Agreement"))},
        having=by_words("title"),
    )
    yield from lanes_by_term(
        lane, {PUBLICATION: Q()}, column="agreed_on", today=today, region=region
    )


def _publication(agreed_on: date, today: date, region: str) -> Due | None:
    return due_by_clock(lambda: publication_clock_from(agreed_on, region=region), today=today)
