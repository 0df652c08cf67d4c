"""From which day the Council's term on a proposal runs. Pure.

The term runs from the day on which the Council received the proposal, and goes on in committee, in
the plenary and after a postponement. Source: docs/rules/investment-cycle.md, "Before the Council".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from alameda.investments.rules.states import BEFORE_COUNCIL

SENT = "sent_to_council"


def came_from_outside(from_state: str, to_state: str) -> bool:
    """Whether a change of state is the Council receiving a proposal, not one inside the Council."""
    return to_state == SENT and from_state not in BEFORE_COUNCIL


def received_on(
    changes: Iterable[tuple[str, str, date]], told: Iterable[date | None]
) -> date | None:
    """The day on which the Council last received the proposal; empty where no register says it.

    Args:
        changes: state left, state entered and day of each change.
        told: days on which other registers say that it was sent.
    """
    days = [on for source, target, on in changes if came_from_outside(source, target)]
    return max((*days, *(day for day in told if day)), default=None)
