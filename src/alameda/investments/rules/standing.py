"""Where an initiative stands, as pieces of one sentence; what comes next; which term runs.

Pure: handed today, no Django. A piece is a key and its values; pages put it into words. A piece
never says more than the data: where a figure or a day is not known, its piece is not there.
Source: docs/rules/investment-cycle.md, "The sentence".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from alameda.investments.rules.lateness import OVER_STATES, late_days_on
from alameda.investments.rules.states import group_of

Value = int | Decimal | date | str
FULL_PCT = 100
# On these routes the Ministry of Social Development evaluates, and its terms run.
MINISTRY_ROUTES = frozenset({"sni"})


@dataclass(frozen=True, kw_only=True)
class Stand:
    """What is known of an initiative today.

    Attributes:
        state: key of its state.
        since: the day it entered the state.
        physical_pct: built, as last reported.
        financial_pct: paid, of what was contracted or approved.
        paid_clp: paid so far.
        approved_clp: approved, where it was.
        requested_clp: asked for.
        planned_end_on: by the first contract.
        expected_end_on: with its extensions.
        finished_on: works received.
        rounds: results of its evaluation so far.
        has_ended_early: a contract of it ended before its works.
        is_grant: money handed to an organisation, without works.
    """

    state: str
    since: date | None = None
    physical_pct: Decimal | None = None
    financial_pct: Decimal | None = None
    paid_clp: int = 0
    approved_clp: int | None = None
    requested_clp: int | None = None
    planned_end_on: date | None = None
    expected_end_on: date | None = None
    finished_on: date | None = None
    rounds: int = 0
    has_ended_early: bool = False
    is_grant: bool = False


@dataclass(frozen=True)
class Piece:
    """A part of the sentence: what it says, with what, and whether it is a warning."""

    key: str
    values: dict[str, Value] = field(default_factory=dict)
    is_warm: bool = False


def standing(stand: Stand, *, today: date) -> tuple[Piece, ...]:
    """The sentence in pieces, in order."""
    return _BY_GROUP[group_of(stand.state).key](stand, today)


def _waiting(stand: Stand, today: date) -> tuple[Piece, ...]:
    """Nothing is being built: since when it is where it is, and what was decided so far."""
    pieces = [_in_state(stand, today)]
    if stand.rounds > 1 and group_of(stand.state).key == "evaluation":
        pieces.append(Piece("rounds", {"count": stand.rounds}))
    pieces += _built_and_paid(stand)
    if stand.approved_clp:
        if not stand.paid_clp:
            pieces.append(Piece("approved_unpaid", {"amount": stand.approved_clp}))
    elif stand.requested_clp:
        pieces.append(Piece("asked", {"amount": stand.requested_clp}))
    elif not stand.paid_clp:
        pieces.append(Piece("nothing_yet"))
    return tuple(pieces)


def _works(stand: Stand, today: date) -> tuple[Piece, ...]:
    built = _built_and_paid(stand)
    pieces = built or [_in_state(stand, today)]
    return (*pieces, *_ends(stand, today))


def _stopped(stand: Stand, today: date) -> tuple[Piece, ...]:
    return (_in_state(stand, today, is_warm=stand.state == "paralysed"), *_built_and_paid(stand))


def _finished(stand: Stand, today: date) -> tuple[Piece, ...]:
    if stand.finished_on is None:
        closing: list[Piece] = [_in_state(stand, today, has_length=False)]
        if stand.has_ended_early:
            closing.append(Piece("ended_early", is_warm=True))
        return (*closing, *_built_and_paid(stand))
    pieces = [_received(stand.finished_on, stand.planned_end_on)]
    if stand.financial_pct is not None and stand.paid_clp:
        pieces.append(Piece("paid", {"paid": stand.financial_pct}))
    return tuple(pieces)


def _received(finished_on: date, planned_end_on: date | None) -> Piece:
    if planned_end_on is None:
        return Piece("finished", {"day": finished_on})
    days = (finished_on - planned_end_on).days
    if days > 0:
        return Piece("finished_late", {"day": finished_on, "days": days}, is_warm=True)
    if days < 0:
        return Piece("finished_early", {"day": finished_on, "days": -days})
    return Piece("finished_on_plan", {"day": finished_on})


_BY_GROUP = {
    "preparation": _waiting,
    "evaluation": _waiting,
    "decision": _waiting,
    "contracting": _waiting,
    "works": _works,
    "stopped": _stopped,
    "finished": _finished,
}


def _in_state(
    stand: Stand, today: date, *, is_warm: bool = False, has_length: bool = True
) -> Piece:
    if stand.since is None or stand.since > today:
        return Piece("in_state", is_warm=is_warm)
    values: dict[str, Value] = {"day": stand.since}
    if not has_length:
        return Piece("in_state_on", values, is_warm=is_warm)
    values["days"] = (today - stand.since).days
    return Piece("in_state_since", values, is_warm=is_warm)


def _built_and_paid(stand: Stand) -> list[Piece]:
    built = stand.physical_pct
    paid = stand.financial_pct if stand.paid_clp else None
    if stand.is_grant:
        return [Piece("transferred", {"amount": stand.paid_clp})] if stand.paid_clp else []
    if built is not None and paid is not None:
        return [Piece("built_and_paid", {"built": built, "paid": paid})]
    if built is not None:
        return [Piece("built", {"built": built})]
    if paid is not None:
        return [Piece("paid", {"paid": paid})]
    return [Piece("paid_amount", {"amount": stand.paid_clp})] if stand.paid_clp else []


def _ends(stand: Stand, today: date) -> list[Piece]:
    """Planned end against expected end, and by how much it is late today."""
    planned = stand.planned_end_on
    if planned is None:
        return [] if stand.is_grant else [Piece("no_end")]
    late = late_days_on(
        today,
        state=stand.state,
        planned_end_on=planned,
        expected_end_on=stand.expected_end_on,
        finished_on=None,
    )
    expected = stand.expected_end_on or planned
    if late is None:
        return []
    if expected < today:
        ended: dict[str, Value] = {"planned": planned, "days": late}
        if expected > planned:
            ended["extended"] = expected
            return [Piece("overdue_extended", ended, is_warm=True)]
        return [Piece("overdue", ended, is_warm=True)]
    if late > 0:
        said: dict[str, Value] = {"planned": planned, "expected": expected, "days": late}
        return [Piece("delayed", said, is_warm=True)]
    return [Piece("ends", {"month": expected})]


# The usual way on from each state: what comes next when nothing goes wrong.
_NEXT = {
    "draft": "entered",
    "entered": "pertinence",
    "pertinence": "admissible",
    "returned": "entered",
    "admissible": "in_evaluation",
    "in_evaluation": "recommended",
    "missing_information": "in_evaluation",
    "objected": "in_evaluation",
    "recommended": "prioritised",
    "sent_to_council": "in_committee",
    "approved_by_governor": "budget_identification",
    "in_committee": "in_plenary",
    "in_plenary": "budget_identification",
    "budget_identification": "agreement",
    "tender": "awarded",
    "awarded": "contracted",
    "contracted": "in_execution",
    "modification": "in_execution",
    "paralysed": "in_execution",
    "provisional_reception": "definitive_reception",
    "definitive_reception": "closed",
}
_WITHOUT_WORKS = frozenset({"programme", "transfer", "grant_8", "frpd", "innovation"})


def what_comes_next(state: str, *, route: str, is_above_threshold: bool | None) -> tuple[str, ...]:
    """The next one or two states, where the machine leaves no doubt about them.

    Args:
        state: where it is.
        route: some have neither tender nor works.
        is_above_threshold: whether the Council must decide; ``None``: not known.
    """
    first = _next_of(state, route=route, is_above_threshold=is_above_threshold)
    if first is None:
        return ()
    second = _next_of(first, route=route, is_above_threshold=is_above_threshold)
    return (first,) if second is None or second == state else (first, second)


def _next_of(state: str, *, route: str, is_above_threshold: bool | None) -> str | None:
    if state == "prioritised":
        if is_above_threshold is None:
            return None
        return "sent_to_council" if is_above_threshold else "approved_by_governor"
    if state == "agreement":
        return "in_execution" if route in _WITHOUT_WORKS else "tender"
    if state == "in_execution":
        return "closed" if route in _WITHOUT_WORKS else "provisional_reception"
    return _NEXT.get(state)


@dataclass(frozen=True)
class TermStart:
    """Which day starts the term of a state: an event's, or the day the state began."""

    key: str
    event: str = ""


# The event that starts each term; without one, the day on which the state began.
_TERM_EVENTS = {
    "core.silence": "sent_to_council",
    "acts.prior_control": "received_by_cgr",
    "fril.tender": "agreement_approved",
}


def term_of(state: str, term: str, *, route: str, is_first_round: bool) -> TermStart | None:
    """The legal term that runs in a state on a route, and what starts it; none where none does.

    The terms of the ministry hold where it evaluates, and that of a first result only until there
    is one; those of the FRIL, for the FRIL.
    """
    if not term or state in OVER_STATES:
        return None
    family = term.partition(".")[0]
    if family == "fril" and route != "fril":
        return None
    if family == "evaluation":
        if route not in MINISTRY_ROUTES:
            return None
        if term == "evaluation.first_rate" and not is_first_round:
            return None
    return TermStart(term, _TERM_EVENTS.get(term, ""))
