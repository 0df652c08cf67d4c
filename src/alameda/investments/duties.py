"""Initiatives whose next step is this person's, and the screens for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from django.db.models import Q
from django.utils.translation import gettext as _

from alameda.acting.selectors import (
    Axis,
    Due,
    Lane,
    Pick,
    Task,
    by_words,
    due_by_term,
    kind_axis,
    lanes_by_term,
)
from alameda.foundation.actor import Actor, Grant
from alameda.foundation.vocabulary import options, say
from alameda.investments.models import Initiative
from alameda.investments.policies import REGISTERING_ROLES, SENDERS
from alameda.investments.rules.standing import term_of
from alameda.investments.rules.states import BEFORE_COUNCIL, STATES, TRANSITIONS, state_of
from alameda.investments.rules.vocabulary import ROUTES
from alameda.investments.selectors.initiatives import initiatives_visible_to
from alameda.territory.selectors import comunas
from alameda.ui.context import address_of
from alameda.ui.parts import Link

SENDABLE = "prioritised"
HAVING = by_words("name")


def rooms(actor: Actor) -> Iterator[Link]:
    """The screen on which an initiative is registered."""
    if any(grant.role in REGISTERING_ROLES for grant in actor.grants):
        yield Link(label=_("Register an initiative"), url=address_of("/mesa/iniciativas/nueva/"))


def duties(actor: Actor, *, today: date, region: str) -> Iterator[Lane]:
    """What may be sent to the Council, and what waits for a step that this person's role makes."""

    def tell(picks: Sequence[Pick]) -> dict[Pick, Task]:
        rows = Initiative.objects.in_bulk([pick.pk for pick in picks])
        return {
            pick: _task(pick.lane, rows[pick.pk], today=today, region=region)
            for pick in picks
            if pick.pk in rows
        }

    axes = _axes(actor)
    sends = any(actor.has(role) for role in SENDERS)
    if sends:
        rows = initiatives_visible_to(actor).filter(state=SENDABLE)
        yield Lane(name="send", rows=rows, since="state_since", tell=tell, axes=axes, having=HAVING)
    taken = {SENDABLE} if sends else set()
    mine = [
        (grant, states)
        for grant in actor.grants
        if not grant.body and (states := _states_moved_by(grant.role) - taken)
    ]
    if not mine:
        return
    where = Q.create([Q(state__in=states) & _where(grant) for grant, states in mine], Q.OR)
    rows = initiatives_visible_to(actor).filter(where)
    lane = Lane(name="move", rows=rows, since="state_since", tell=tell, axes=axes, having=HAVING)
    terms = _terms(frozenset().union(*(states for _grant, states in mine)))
    yield from lanes_by_term(lane, terms, column="state_since", today=today, region=region)


def _axes(actor: Actor) -> Mapping[str, Axis]:
    """The sides on which initiatives are told apart, with the states that wait for this person."""
    moved = frozenset().union(*(_states_moved_by(grant.role) for grant in actor.grants))
    return {
        "tipo": kind_axis("iniciativa", _("Initiative")),
        "estado": Axis(
            options=lambda: options(state for state in STATES if state.key in moved | {SENDABLE}),
            where=lambda value: Q(state=value),
        ),
        "ruta": Axis(options=lambda: options(ROUTES), where=lambda value: Q(route=value)),
        "comuna": Axis(options=_comunas, where=_in_comuna),
    }


def _comunas() -> list[tuple[str, str]]:
    return list(comunas().values_list("cut", "name"))


def _in_comuna(cut: str) -> Q:
    places = Initiative.comunas.through.objects.filter(comuna__cut=cut)
    return Q(pk__in=places.values("initiative_id"))


@cache
def _states_moved_by(role: str) -> frozenset[str]:
    """The states from which a role moves initiatives.

    What the Council's own acts move goes through its secretary's room, and what nobody has to
    decide any more waits for nobody, though it may be taken up again.
    """
    return frozenset(
        move.source
        for move in TRANSITIONS
        if role in move.roles
        and move.source not in BEFORE_COUNCIL
        and not move.ground
        and state_of(move.source).decider
    )


def _where(grant: Grant) -> Q:
    there = Q()
    if grant.unit:
        there &= Q(division__code=grant.unit)
    if grant.comuna:
        there &= _in_comuna(grant.comuna)
    return there


@cache
def _starts() -> Mapping[str, Sequence[tuple[str, frozenset[str]]]]:
    """In which states each legal term runs from the day they began, and on which routes."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for state in STATES:
        for route in ROUTES:
            if key := _term_key(state.key, route.key):
                found[key][state.key].add(route.key)
    return {
        key: [(state, frozenset(routes)) for state, routes in states.items()]
        for key, states in found.items()
    }


def _terms(states: Collection[str]) -> dict[str, Q]:
    """For which initiatives in those states each legal term runs."""
    return {
        key: Q.create([Q(state=state, route__in=sorted(routes)) for state, routes in runs], Q.OR)
        for key, starts in _starts().items()
        if (runs := [(state, routes) for state, routes in starts if state in states])
    }


def _term_key(state: str, route: str) -> str:
    """The legal term of a state, where the day that the initiative entered it starts the term."""
    runs = term_of(state, state_of(state).term, route=route, is_first_round=True)
    return "" if runs is None or runs.event else runs.key


def _task(lane: str, row: Initiative, *, today: date, region: str) -> Task:
    sends = lane == "send"
    place = f"/mesa/consejo/enviar/{row.code}/" if sends else f"/inversiones/{row.code}/mover/"
    return Task(
        title=row.name,
        kind=_("Initiative"),
        what=_("Send it to the Council") if sends else _("Move it a step"),
        url=address_of(place),
        code=row.code,
        detail=say(state_of(row.state)),
        due=None if sends else _due(row, today=today, region=region),
        since=row.state_since,
    )


def _due(row: Initiative, *, today: date, region: str) -> Due | None:
    key = _term_key(row.state, row.route)
    if not key or row.state_since is None:
        return None
    return due_by_term(key, start=row.state_since, today=today, region=region)
