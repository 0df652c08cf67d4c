"""Initiatives whose next step is this person's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alameda.acting.selectors import Due, Task, due_by_term
from alameda.desk.policies import SENDERS
from alameda.foundation.actor import Actor
from alameda.foundation.vocabulary import say
from alameda.investments.models import Initiative
from alameda.investments.policies import moves_open_to
from alameda.investments.rules.standing import term_of
from alameda.investments.rules.states import TRANSITIONS, state_of
from alameda.investments.selectors.initiatives import initiatives_visible_to
from alameda.ui.context import address_of

SHOWN = 40
SENT = "sent_to_council"
# From here on the Council's own acts move it, through the secretary's room.
BEFORE_COUNCIL = (SENT, "in_committee", "in_plenary")


def movable_by(actor: Actor) -> QuerySet[Initiative]:
    """Initiatives in a state that some role of the actor may move, where that role holds."""
    mine = Q(pk__in=[])
    for grant in actor.grants:
        states = {
            move.source
            for move in TRANSITIONS
            if grant.role in move.roles and move.source not in BEFORE_COUNCIL
        }
        if not states:
            continue
        there = Q(state__in=states)
        if grant.unit:
            there &= Q(division__code=grant.unit)
        if grant.comuna:
            there &= Q(comunas__cut=grant.comuna)
        mine |= there
    return (
        initiatives_visible_to(actor)
        .filter(mine)
        .select_related("division")
        .prefetch_related("comunas")
        .distinct()
        .order_by("state_since", "code")
    )


def sendable_by(actor: Actor) -> QuerySet[Initiative]:
    """Initiatives prioritised, which the governor's house may send to the Council."""
    if not any(actor.has(role) for role in SENDERS):
        return Initiative.objects.none()
    return initiatives_visible_to(actor).filter(state="prioritised").order_by("state_since", "code")


def sending_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """What may be sent to the Council."""
    del today, region
    for row in sendable_by(actor)[:SHOWN]:
        yield _task(
            row,
            what=_("Send it to the Council"),
            url=address_of(f"/mesa/consejo/enviar/{row.code}/"),
            due=None,
        )


def moving_tasks(actor: Actor, *, today: date, region: str) -> Iterator[Task]:
    """What waits for a step that this person's role makes."""
    sends = any(actor.has(role) for role in SENDERS)
    for row in movable_by(actor)[:SHOWN]:
        moves = moves_open_to(actor, row)
        if not moves or (sends and row.state == "prioritised"):
            continue
        yield _task(
            row,
            what=_("Move it a step"),
            url=address_of(f"/inversiones/{row.code}/mover/"),
            due=_due(row, today=today, region=region),
        )


def _due(row: Initiative, *, today: date, region: str) -> Due | None:
    """The legal term of its state, where the day it entered the state is what starts it."""
    runs = term_of(row.state, state_of(row.state).term, route=row.route, is_first_round=True)
    if runs is None or runs.event or row.state_since is None:
        return None
    return due_by_term(runs.key, start=row.state_since, today=today, region=region)


def _task(row: Initiative, *, what: str, url: str, due: Due | None) -> Task:
    state = state_of(row.state)
    return Task(
        title=row.name,
        kind=_("Initiative"),
        what=what,
        url=url,
        code=row.code,
        detail=say(state),
        due=due,
        since=row.state_since,
    )
