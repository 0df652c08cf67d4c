"""The screens of people and units, for whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alameda.accounts.policies import KEEPERS
from alameda.acting.selectors import Lane
from alameda.foundation.actor import Actor
from alameda.ui.context import address_of
from alameda.ui.parts import Link


def rooms(actor: Actor) -> Iterator[Link]:
    """The people and the organisation chart."""
    if any(grant.role in KEEPERS for grant in actor.grants):
        yield Link(label=_("People"), url=address_of("/mesa/personas/"))
        yield Link(label=_("Units"), url=address_of("/mesa/unidades/"))


def duties(_actor: Actor, *, today: date, region: str) -> tuple[Lane, ...]:  # noqa: ARG001  as all
    """Nothing with a day of its own."""
    return ()
