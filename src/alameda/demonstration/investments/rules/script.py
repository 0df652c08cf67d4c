"""What will happen to an initiative: drawn by chance, or written for a story."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from alameda.demonstration.investments.rules import calibration as measured
from alameda.demonstration.investments.rules.days import drawn

WITHOUT_TENDER = frozenset({"transfer", "programme", "frpd", "innovation", "grant_8"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The turns a life takes, decided beforehand; the calendar decides how far it gets by today.

    Attributes:
        starts_on: when drafting starts.
        pace: multiplies every duration before the works.
        is_returned: whether the document office returns it once.
        is_pertinent: whether the divisions' committee lets it go on.
        rounds: results in order: ``fi``, ``ot``, ``ok``, ``lapse``, or ``wait`` for no answer yet.
        priority: ``yes``, ``lapse`` or ``wait``.
        goes_to_council: or is approved by the governor, within the frame.
        is_rejected: by the Council.
        calls: how many calls the tender takes.
        works_pace: days that works take, over their term.
        change: kind of the contract's modification, or empty.
        paralysed_at: share of the works done when they stop, or nothing.
        resumes: whether stopped works go on.
        ends_early_at: share of the works done when the contract ends early, or nothing.
        is_tendered_again: after ending early.
        payment_power: power of the progress at which money is paid; below 1, ahead of the works.
        is_examined: whether it has an ex-post evaluation.
        has_meeting: whether it began in a meeting of neighbours.
        dates: states that must be entered on a given day; ``tender:2`` is the second time.
    """

    starts_on: date
    pace: float = 1.0
    is_returned: bool = False
    is_pertinent: bool = True
    rounds: tuple[str, ...] = ("ok",)
    priority: str = "yes"
    goes_to_council: bool = True
    is_rejected: bool = False
    calls: int = 1
    works_pace: float = 1.0
    change: str = ""
    paralysed_at: float | None = None
    resumes: bool = True
    ends_early_at: float | None = None
    is_tendered_again: bool = False
    payment_power: float = 1.0
    is_examined: bool = False
    has_meeting: bool = False
    dates: dict[str, date] = field(default_factory=dict)


def draw_start(rng: Random, *, today: date) -> date:
    """A day on which drafting starts, in the years that the demonstration tells of."""
    return today - timedelta(days=rng.randint(2, round(measured.YEARS_OF_HISTORY * 365)))


def draw_script(rng: Random, *, route: str, amount_clp: int, starts_on: date) -> Script:
    """A script by chance, with the measured shares."""
    chance = rng.random
    ends_early = chance() < measured.ENDED_EARLY_SHARE
    return Script(
        starts_on=starts_on,
        is_returned=chance() < measured.RETURNED_SHARE,
        is_pertinent=chance() >= measured.NOT_PERTINENT_SHARE,
        rounds=_draw_rounds(rng, measured.ROUTES[route].missing_share),
        priority=_draw_priority(rng),
        goes_to_council=amount_clp > measured.COUNCIL_THRESHOLD_CLP
        or chance() < measured.BELOW_THRESHOLD_TO_COUNCIL_SHARE,
        is_rejected=chance() < measured.COUNCIL_REJECTS_SHARE,
        calls=_draw_calls(rng),
        works_pace=_draw_works_pace(rng),
        change=_draw_change(rng),
        paralysed_at=rng.uniform(0.1, 0.8) if chance() < measured.PARALYSED_SHARE else None,
        ends_early_at=rng.uniform(0.1, 0.7) if ends_early else None,
        is_tendered_again=chance() < measured.RETENDERED_SHARE,
        is_examined=chance() < measured.EX_POST_SHARE,
        has_meeting=chance() < measured.RETURNED_SHARE,
    )


def _draw_rounds(rng: Random, missing_share: float) -> tuple[str, ...]:
    rounds: list[str] = []
    while True:
        if rng.random() < measured.STUCK_SHARE:
            return (*rounds, "wait")
        turn = rng.random()
        if turn < measured.OBJECTED_SHARE:
            rounds.append("ot")
        elif turn < measured.OBJECTED_SHARE + missing_share:
            rounds.append("fi")
        else:
            return (*rounds, "ok")
        if rng.random() < measured.LAPSE_AFTER_MISSING_SHARE:
            return (*rounds, "lapse")


def _draw_priority(rng: Random) -> str:
    turn = rng.random()
    if turn < measured.NOT_PRIORITISED_SHARE:
        return "lapse"
    return "wait" if turn < measured.NOT_PRIORITISED_SHARE + measured.NOT_DECIDED_SHARE else "yes"


def _draw_calls(rng: Random) -> int:
    numbers = [number for number, _ in measured.CALLS]
    return rng.choices(numbers, [weight for _, weight in measured.CALLS])[0]


def _draw_works_pace(rng: Random) -> float:
    turn = rng.random()
    for chance, least, most in measured.PACE_OF_WORKS:
        if turn < chance:
            return rng.uniform(least, most)
        turn -= chance
    return 1.0


def _draw_change(rng: Random) -> str:
    turn = rng.random()
    if turn < measured.COST_INCREASE_SHARE:
        return rng.choice(("more_works", "extraordinary", "cost"))
    return "term" if turn < measured.COST_INCREASE_SHARE + measured.MODIFIED_SHARE else ""


def draw_term(rng: Random, *, route: str, amount_clp: int, kind: str) -> int:
    """A contract's term in days: longer for larger sums, short for deliveries."""
    if kind == "asset":
        return max(20, drawn(rng, measured.Spread(75, 150)))
    shape = measured.ROUTES[route]
    size: float = (amount_clp / shape.amount_median_clp) ** 0.18
    return max(30, min(1_300, round(drawn(rng, shape.term) * size)))
