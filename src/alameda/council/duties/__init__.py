"""Who waits for what in the Council, until when, and the screens for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alameda.acting.selectors import Lane
from alameda.council.duties.commitments import asked_lanes, owed_lanes
from alameda.council.duties.secretary import secretary_lanes
from alameda.council.duties.voters import voter_lanes
from alameda.council.policies import may_enter_items, may_keep_room
from alameda.council.selectors.waiting import bodies_run_by, me_as_councillor
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of
from alameda.ui.parts import Link


def duties(actor: Actor, *, today: date, region: str) -> Iterator[Lane]:
    """What waits for who votes, for who runs sessions, and for who owes or asked for something."""
    councillor = me_as_councillor(actor)
    if councillor is not None:
        yield from voter_lanes(councillor, today=today)
    if bodies := bodies_run_by(actor):
        yield from secretary_lanes(bodies, today=today, region=region)
    yield from owed_lanes(actor, today=today, region=region)
    if councillor is not None:
        yield from asked_lanes(councillor, today=today, region=region)


def rooms(actor: Actor) -> Iterator[Link]:
    """The secretary's room, or where business is put before the Council; the vote of a member."""
    if may_keep_room(actor):
        yield Link(label=_("The secretary's room"), url=address_of("/mesa/consejo/"))
    elif may_enter_items(actor):
        yield Link(
            label=_("Put business before the Council"),
            url=address_of("/mesa/consejo/temas/nuevo/"),
        )
        yield Link(label=_("Matters for the Council"), url=address_of("/mesa/consejo/materias/"))
    if me_as_councillor(actor) is not None:
        yield Link(label=_("My vote"), url=address_of("/mesa/voto/"))
