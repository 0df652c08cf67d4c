"""The thread of a thing of the Council: what led to it, and what it led to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alameda.council.selectors.decisions import ties_of
from alameda.council.views.wording import address_of
from alameda.foundation.actor import Actor
from alameda.ui.parts import Step, StepKind

KINDS: dict[str, StepKind] = {
    "session": "act",
    "agreement": "vote",
    "commitment": "act",
    "citizen_point": "idea",
    "matter": "idea",
    "initiative": "idea",
}


def steps_of(subject_id: int, *, actor: Actor) -> list[Step]:
    """What is tied to it, as steps of the thread."""
    named = {
        "session": _("Session"),
        "agreement": _("Agreement"),
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
        for link, subject in ties_of(subject_id, actor=actor)
    ]
