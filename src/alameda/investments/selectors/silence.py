"""The clock of the Council on one initiative, for acts that depend on it."""

from __future__ import annotations

from datetime import date

from alameda.foundation.clocks import Clock
from alameda.foundation.terms import term
from alameda.investments.models import FundingRequest, Initiative, InitiativeEvent, StateChange
from alameda.investments.rules.silence import SENT, received_on
from alameda.territory.models import Region

TERM = "core.silence"


def council_received_on(initiative: Initiative) -> date | None:
    """The day on which the Council last received it; empty where no register says it."""
    changes = StateChange.objects.filter(initiative=initiative)
    requests = FundingRequest.objects.filter(stage__initiative=initiative)
    events = InitiativeEvent.objects.filter(initiative=initiative, kind=SENT)
    return received_on(
        changes.values_list("from_state", "to_state", "happened_on"),
        [
            *requests.values_list("sent_to_council_on", flat=True),
            *events.values_list("happened_on", flat=True),
        ],
    )


def silence_clock_of(initiative: Initiative) -> Clock | None:
    """The Council's clock on the initiative; none where nobody knows when it received it.

    Raises:
        ParameterUnknownError: the term is not known for that day.
    """
    start = council_received_on(initiative)
    if start is None:
        return None
    region = Region.objects.values_list("iso_code", flat=True).first() or ""
    return Clock(term=term(TERM, on=start, region=region), start=start)
