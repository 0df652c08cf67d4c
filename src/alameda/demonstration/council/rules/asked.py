"""What is asked for in an invented council: by its members from the floor, by citizens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from alameda.council.rules.standing_orders import StandingOrders
from alameda.demonstration.council.rules import words
from alameda.demonstration.council.rules.plans import CommitmentPlan, Place, PointPlan, SessionPlan
from alameda.demonstration.council.rules.sitting import Numbers
from alameda.foundation.clocks import Clock
from alameda.foundation.terms import term

KINDS = (
    ("request", 0.45, ""),
    ("information", 0.3, "core.information_request"),
    ("governor_question", 0.18, "core.governor_answer"),
    ("observation", 0.07, "core.observation_answer"),
)
REQUEST_DAYS = 30
ANSWERED_SHARE, EARLY_SHARE = 0.9, 0.35
# State, days ago that it opened, share of the supporters it needs.
POINTS = (
    ("dealt_with", 150, 1.0),
    ("collecting", 6, 0.0),
    ("expired", 210, 0.4),
    ("declined", 90, 0.1),
    ("reached", 24, 1.0),
)


def commitments_of(
    rng: Random,
    session: SessionPlan,
    places: Sequence[Place],
    *,
    numbers: Numbers,
    today: date,
) -> list[CommitmentPlan]:
    """One to three things asked for in a session; most are answered once their day is near."""
    members = [code for code, state in session.attendance.items() if state == "present"]
    members = [code for code in members if code != session.presided_by] or members
    found = []
    for _one in range(rng.randint(1, 3)):
        kind = rng.choices([key for key, *_rest in KINDS], [share for _k, share, _t in KINDS])[0]
        key = next(term for name, _share, term in KINDS if name == kind)
        due_on = _due_on(key, session.on)
        answered_on = _answered_on(rng, session.on, due_on, today=today)
        number = numbers.next("C", session.year)
        found.append(
            CommitmentPlan(
                code=f"C-{session.year}-{number:04d}",
                kind=kind,
                raised_by=rng.choice(members),
                text=words.request_of(rng, comuna=rng.choice(places).name),
                owner=rng.choice(words.OWNERS),
                raised_on=session.on,
                due_on=due_on,
                term=key,
                state="answered" if answered_on else "open",
                answer=words.answer_of(rng) if answered_on else "",
                answered_on=answered_on,
            )
        )
    return found


def _due_on(key: str, on: date) -> date:
    """By the legal term that such a thing has, else a month."""
    fallback = on + timedelta(days=REQUEST_DAYS)
    if not key:
        return fallback
    return Clock(term=term(key, on=on), start=on).due_on or fallback


def _answered_on(rng: Random, raised_on: date, due_on: date, *, today: date) -> date | None:
    share = ANSWERED_SHARE if due_on < today else EARLY_SHARE
    days = rng.randint(3, max((due_on - raised_on).days + 8, 4))
    on = raised_on + timedelta(days=days)
    return on if rng.random() < share and on <= today else None


def points_of(rng: Random, *, today: date, orders: StandingOrders) -> list[PointPlan]:
    """One point in each of the states that it can be in."""
    found = []
    for number, ((state, ago, share), (title, text)) in enumerate(
        zip(POINTS, words.POINTS, strict=True), start=1
    ):
        opened_on = today - timedelta(days=ago)
        reached_on = None
        if share == 1:
            reached_on = opened_on + timedelta(days=rng.randint(9, 20))
        found.append(
            PointPlan(
                code=f"P-{opened_on.year}-{number:03d}",
                title=title,
                text=text,
                state=state,
                needed=orders.point_supporters,
                supporters=round(orders.point_supporters * share),
                opened_on=opened_on,
                closes_on=opened_on + timedelta(days=orders.point_days),
                reached_on=reached_on,
                reason="No es de competencia del gobierno regional." if state == "declined" else "",
            )
        )
    return found
