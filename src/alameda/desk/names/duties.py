"""The screen of names, for whoever reviews them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from alameda.acting.selectors import Lane
from alameda.foundation.actor import Actor
from alameda.foundation.words import number
from alameda.intake.policies import may_review_names
from alameda.intake.selectors.names import names_to_review
from alameda.ui.context import address_of
from alameda.ui.parts import Link


def rooms(actor: Actor) -> Iterator[Link]:
    """The screen on which names are reviewed."""
    if may_review_names(actor):
        total, _names = names_to_review(most=0)
        label = _("Names to review (%(count)s)") % {"count": number(total)}
        yield Link(label=label, url=address_of("/mesa/nombres/"))


def duties(_actor: Actor, *, today: date, region: str) -> tuple[Lane, ...]:  # noqa: ARG001  as all
    """Nothing with a day of its own: a name waits without hurting anybody."""
    return ()
