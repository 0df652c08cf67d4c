"""What was decided lately: formal acts and changes of state, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alameda.investments.models import Approval, InitiativeEvent, StateChange
from alameda.thread.models import Subject

DECISIVE_EVENTS = (
    "council_approved",
    "council_rejected",
    "committee_approved",
    "prioritised",
    "rate_rs",
    "rate_fi",
    "rate_ot",
    "inadmissible",
)
DECISIVE_STATES = (
    "recommended",
    "prioritised",
    "approved_by_governor",
    "rejected",
    "not_pertinent",
    "withdrawn",
    "awarded",
    "contracted",
    "paralysed",
    "ended_early",
    "provisional_reception",
    "definitive_reception",
)
WEEK_DAYS = 7


@dataclass(frozen=True)
class Decision:
    """One act: what kind, when, on which initiative.

    Attributes:
        source: ``event``, ``state`` or ``approval``: which words ``key`` belongs to.
        key: kind of the event or approval, or the state that was entered.
    """

    on: date
    source: str
    key: str
    code: str
    name: str
    initiative_pk: int
    amount_clp: int | None = None


def latest_decisions(*, today: date, limit: int, comuna_cut: str = "") -> list[Decision]:
    """The newest decisions up to today, one an initiative and day.

    Args:
        today: nothing after it counts: registers hold typing mistakes in years.
        limit: how many.
        comuna_cut: only those on initiatives of this comuna; empty: anywhere.
    """
    visible: dict[str, object] = {
        "initiative__subject__visibility": Subject.Visibility.PUBLIC,
    }
    if comuna_cut:
        visible["initiative__comunas__cut"] = comuna_cut
    thing = ("initiative__code", "initiative__name", "initiative_id")
    approvals = Approval.objects.filter(approved_on__lte=today, **visible).order_by(
        "-approved_on", "-pk"
    )
    events = InitiativeEvent.objects.filter(
        happened_on__lte=today, kind__in=DECISIVE_EVENTS, **visible
    ).order_by("-happened_on", "-pk")
    changes = StateChange.objects.filter(
        happened_on__lte=today, to_state__in=DECISIVE_STATES, **visible
    ).order_by("-happened_on", "-pk")
    found = [
        *(
            Decision(on, "approval", key, *rest)
            for on, key, *rest in approvals.values_list(
                "approved_on", "kind", *thing, "amount_clp"
            )[: limit * 2]
        ),
        *(
            Decision(on, "event", key, *rest)
            for on, key, *rest in events.values_list("happened_on", "kind", *thing)[: limit * 2]
        ),
        *(
            Decision(on, "state", key, *rest)
            for on, key, *rest in changes.values_list("happened_on", "to_state", *thing)[
                : limit * 2
            ]
        ),
    ]
    once: dict[tuple[date, int], Decision] = {}
    for decision in found:
        once.setdefault((decision.on, decision.initiative_pk), decision)
    return sorted(once.values(), key=lambda each: (each.on, each.initiative_pk), reverse=True)[
        :limit
    ]
