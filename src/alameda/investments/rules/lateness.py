"""Whether an initiative is late, and by how many days. Pure: handed today.

Source: docs/rules/investment-cycle.md, "Late".
"""

from __future__ import annotations

from datetime import date

LATE, ON_TIME, UNKNOWN = "si", "no", "sin-dato"
KEYS = (LATE, ON_TIME, UNKNOWN)

# Nothing is being built any more, and nothing was finished: lateness has no meaning.
OVER_STATES = frozenset({"not_pertinent", "lapsed", "rejected", "withdrawn", "ended_early"})
# Finished: where nobody says on which day, the end that the contract came to have stands for it.
FINISHED_STATES = frozenset({"provisional_reception", "definitive_reception", "closed", "ex_post"})


def late_days_on(
    today: date,
    *,
    state: str,
    planned_end_on: date | None,
    expected_end_on: date | None,
    finished_on: date | None,
) -> int | None:
    """Days after the first planned end; zero or less is on time, ``None`` is not known.

    What is finished is late by when it finished, or by the end its contract came to have where
    that day is not known. What is not finished is late by when it is expected, or by today where
    even that day has passed.
    """
    if planned_end_on is None:
        return None
    if finished_on is not None:
        return (finished_on - planned_end_on).days
    if state in OVER_STATES:
        return None
    expected = expected_end_on or planned_end_on
    if state in FINISHED_STATES:
        return (expected - planned_end_on).days
    return (max(expected, today) - planned_end_on).days


def lateness_of(late_days: int | None) -> str:
    """The key of the lateness facet."""
    if late_days is None:
        return UNKNOWN
    return LATE if late_days > 0 else ON_TIME
