"""The thread of a thing of the Council: what led to it, and what it led to."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alameda.foundation.actor import Actor
from alameda.thread.models import Link, Subject
from alameda.thread.rules import Brief
from alameda.thread.selectors import briefs_of_kind
from alameda.ui.context import address_of
from alameda.ui.parts import Step, StepKind

KINDS: dict[str, StepKind] = {
    "session": "act",
    "agreement": "vote",
    "commitment": "act",
    "citizen_point": "idea",
    "matter": "idea",
    "initiative": "idea",
}


Ties = Sequence[tuple[Link, Subject]]
OWN_KINDS = frozenset({"session", "agreement"})


def briefs_tied(ties: Ties, *, actor: Actor) -> list[Brief]:
    """How what it decided stands today, in brief: money, state, what came after."""
    kinds: dict[str, list[str]] = {}
    for _link, subject in ties:
        if subject.kind not in OWN_KINDS:
            kinds.setdefault(subject.kind, []).append(subject.code)
    return [
        brief
        for kind, codes in kinds.items()
        for brief in briefs_of_kind(kind, codes, actor=actor).values()
    ]


def steps_of(ties: Ties) -> list[Step]:
    """What is tied to it, as steps of the thread."""
    named = {
        "session": _("Session"),
        "agreement": pgettext("of the Council", "Agreement"),
        "commitment": _("Commitment"),
        "citizen_point": _("Citizen point"),
        "matter": _("Matter"),
        "initiative": _("Initiative"),
    }
    return [
        Step(
            title=subject.title,
            on=link.linked_on,
            url=address_of(subject.address),
            detail=named.get(subject.kind, ""),
            kind=KINDS.get(subject.kind, "act"),
        )
        for link, subject in ties
    ]
