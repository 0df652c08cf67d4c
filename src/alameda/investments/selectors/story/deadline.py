"""Who decides next, since when, and which term runs: the clock of one initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alameda.foundation.clocks import Clock, Reading
from alameda.foundation.errors import ParameterUnknownError
from alameda.foundation.terms import Term, term
from alameda.investments.rules.silence import SENT, received_on
from alameda.investments.rules.standing import term_of
from alameda.investments.rules.states import state_of
from alameda.investments.selectors.pace import Wait, current_pace
from alameda.investments.selectors.story.marks import MOVES
from alameda.investments.selectors.story.rows import Rows

WORKS = "in_execution"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The clock.

    Attributes:
        decider: key of who decides.
        organisation: its name, where a register gives it.
        since: the day on which the matter reached it.
        term: the legal term that runs, where one does.
        start: the day that started the term; empty where no register says it.
        reading: how it stands today; empty where its start is not known.
        clock: the term that runs from that day.
        works_start: first day of the works, where the contract's own term runs.
        works_end: their expected end.
        usual: how long this step usually takes.
        is_usual_of_route: measured on the same route alone.
    """

    decider: str
    organisation: str = ""
    since: date | None = None
    term: Term | None = None
    start: date | None = None
    reading: Reading | None = None
    clock: Clock | None = None
    works_start: date | None = None
    works_end: date | None = None
    usual: Wait | None = None
    is_usual_of_route: bool = False


def deadline_of(rows: Rows, *, region: str, today: date) -> Deadline | None:
    """The clock of the state it is in; none where nobody has to decide anything more."""
    row = rows.initiative
    state = state_of(row.state)
    if not state.decider:
        return None
    usual, is_own = None, False
    if row.state != WORKS and (found := current_pace().wait_after(_fact_of(rows), row.route)):
        usual, is_own = found
    holding, start = _term(rows, region=region)
    clock = Clock(term=holding, start=start) if holding and start and start <= today else None
    works = _works(rows)
    return Deadline(
        decider=state.decider,
        organisation=_organisation(rows, state.decider),
        since=row.state_since,
        term=holding,
        start=start,
        reading=clock.reading(today) if clock else None,
        clock=clock,
        works_start=works[0],
        works_end=works[1],
        usual=usual,
        is_usual_of_route=is_own,
    )


def _fact_of(rows: Rows) -> str:
    """The fact that began the state."""
    row = rows.initiative
    if row.state == "in_evaluation" and rows.rounds:
        return "answered"
    return MOVES.get(row.state, "")


def _organisation(rows: Rows, decider: str) -> str:
    row = rows.initiative
    named = {
        "formulator": row.formulator or row.executing_unit,
        "executing_unit": row.executing_unit,
        "inspector": row.executing_unit,
        "commission": row.executing_unit,
    }.get(decider)
    return named.name if named else ""


def _term(rows: Rows, *, region: str) -> tuple[Term | None, date | None]:
    """The legal term and the day that starts it, as far as they are known."""
    row = rows.initiative
    runs = term_of(
        row.state,
        state_of(row.state).term,
        route=row.route,
        is_first_round=not any(each.result != "none" for each in rows.rounds),
    )
    if runs is None:
        return None, None
    start = _start(rows, runs.event) if runs.event else row.state_since
    try:
        return term(runs.key, on=start or row.state_since or date.max, region=region), start
    except ParameterUnknownError:
        return None, None


def _start(rows: Rows, event: str) -> date | None:
    """The last day of the event that starts the term; empty where no register has it."""
    days: list[date | None] = []
    if event == SENT:
        return received_on(
            [(each.from_state, each.to_state, each.happened_on) for each in rows.changes],
            [
                *(each.sent_to_council_on for each in rows.requests),
                *(each.happened_on for each in rows.events if each.kind == SENT),
            ],
        )
    if event == "agreement_approved":
        days = [each.approving_resolution_on for each in rows.agreements]
    return max((day for day in days if day), default=None)


def _works(rows: Rows) -> tuple[date, date] | tuple[None, None]:
    row = rows.initiative
    starts = [each.site_handed_over_on or each.signed_on for each in rows.contracts]
    start = min((day for day in starts if day), default=None)
    if row.state != WORKS or start is None or row.expected_end_on is None:
        return None, None
    return start, row.expected_end_on
