"""How long each step usually takes, measured over the whole portfolio.

One statement gathers every dated fact of the steps, from moves and from dated columns; the wait of
a fact is the days since the fact before it, and the wait in a state is the days from the fact that
begins it to the next one. Kept in the process for some minutes, with the size of its sample.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError, connection

from alameda.investments.selectors.story.marks import (
    APPROVALS,
    EVENTS,
    MOVES,
    MOVES_FROM,
    ROUNDS,
    SAME_FACT_DAYS,
)

log = logging.getLogger(__name__)

KEPT_S = 600
# Above this, an even sample of the initiatives: the quantiles hold, the statement stays short.
SAMPLE_ROWS = 20_000
# With fewer waits than this nothing is said: two slow ones would pass for a habit.
FEWEST = 8


@dataclass(frozen=True)
class Wait:
    """Days that a step takes: half take at most ``median``, nine of ten at most ``p90``."""

    median: int
    p90: int
    count: int


@dataclass(frozen=True)
class Pace:
    """Waits by step and route; by step alone where the route has too few."""

    before: Mapping[tuple[str, str], Wait] = field(default_factory=dict)
    after: Mapping[tuple[str, str], Wait] = field(default_factory=dict)

    def wait_before(self, key: str, route: str) -> Wait | None:
        """How long it usually takes to come to a fact from the one before."""
        return self.before.get((key, route)) or self.before.get((key, ""))

    def wait_after(self, key: str, route: str) -> tuple[Wait, bool] | None:
        """How long what a fact begins usually lasts, and whether that is of the route alone."""
        if own := self.after.get((key, route)):
            return own, True
        found = self.after.get((key, ""))
        return (found, False) if found else None


def _cases(mapping: Mapping[str, str], column: str) -> str:
    """A closed list as SQL; its words are ours, so they are written in."""
    return (
        f"CASE {column} "
        + " ".join(f"WHEN '{name}' THEN '{key}'" for name, key in mapping.items() if key)
        + " END"
    )


def _moves() -> str:
    pairs = " ".join(
        f"WHEN c.from_state = '{source}' AND c.to_state = '{target}' THEN '{key}'"
        for (source, target), key in MOVES_FROM.items()
    )
    return f"CASE {pairs} ELSE {_cases(MOVES, 'c.to_state')} END"


# Facts of the same kind within some days are one fact, told by two registers. Acts on paper and
# meetings beside the steps are no steps.
_STATEMENT = f"""
WITH sampled AS MATERIALIZED (
    SELECT id, route FROM investments_initiative
    WHERE id %% greatest(1, (SELECT count(*) FROM investments_initiative) / {SAMPLE_ROWS}) = 0
),
told AS (
    SELECT c.initiative_id, {_moves()} AS key, c.happened_on AS day FROM investments_statechange c
    UNION ALL
    SELECT e.initiative_id, {_cases(EVENTS, "e.kind")}, e.happened_on
    FROM investments_initiativeevent e
    UNION ALL
    SELECT s.initiative_id, {_cases(ROUNDS, "r.result")}, r.result_on
    FROM investments_evaluationround r
    JOIN investments_fundingrequest q ON q.id = r.request_id
    JOIN investments_stage s ON s.id = q.stage_id
    UNION ALL
    SELECT s.initiative_id, d.key, d.day
    FROM investments_fundingrequest q JOIN investments_stage s ON s.id = q.stage_id
    CROSS JOIN LATERAL (VALUES ('entered', coalesce(q.received_on, q.applied_on)),
        ('sent_to_evaluation', q.sent_to_mdsf_on), ('sent_to_council', q.sent_to_council_on)
    ) AS d (key, day)
    UNION ALL
    SELECT a.initiative_id, {_cases(APPROVALS, "a.kind")}, a.approved_on
    FROM investments_approval a
    UNION ALL
    SELECT a.initiative_id, d.key, d.day FROM investments_fundingagreement a
    CROSS JOIN LATERAL (VALUES ('agreement_signed', a.signed_on),
        ('agreement_approved', a.approving_resolution_on), ('cgr', a.cgr_on)) AS d (key, day)
    UNION ALL
    SELECT t.initiative_id, d.key, d.day FROM investments_tender t
    CROSS JOIN LATERAL (VALUES ('tender', t.published_on), ('awarded', t.awarded_on)
    ) AS d (key, day)
    UNION ALL
    SELECT c.initiative_id, d.key, d.day FROM investments_contract c
    CROSS JOIN LATERAL (VALUES ('contracted', c.signed_on),
        ('works_started', c.site_handed_over_on),
        ('provisional_reception', c.provisionally_received_on),
        ('definitive_reception', c.definitively_received_on)) AS d (key, day)
),
once AS (
    SELECT t.initiative_id, s.route, t.key, t.day,
        lag(t.day) OVER (PARTITION BY t.initiative_id, t.key ORDER BY t.day) AS same
    FROM told t JOIN sampled s ON s.id = t.initiative_id
    WHERE t.day IS NOT NULL AND t.key NOT IN ('', 'other', 'resolution', 'community_meeting')
),
waits AS (
    SELECT key, route,
        day - lag(day) OVER days AS before, lead(day) OVER days - day AS after
    FROM once WHERE same IS NULL OR day - same > {SAME_FACT_DAYS}
    WINDOW days AS (PARTITION BY initiative_id ORDER BY day, key)
)
SELECT key, coalesce(route, ''),
    count(before), percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY before),
    count(after), percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY after)
FROM waits GROUP BY GROUPING SETS ((key, route), (key))
"""  # noqa: S608  only our own closed lists and numbers are written in


def measure_pace() -> Pace:
    """Measure it now, in one statement."""
    before: dict[tuple[str, str], Wait] = {}
    after: dict[tuple[str, str], Wait] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [])
        for key, route, came, came_days, stayed, stayed_days in cursor.fetchall():
            if came >= FEWEST:
                before[key, route] = Wait(came_days[0], came_days[1], came)
            if stayed >= FEWEST:
                after[key, route] = Wait(stayed_days[0], stayed_days[1], stayed)
    return Pace(before, after)


class _Keeper:
    """The last measure. Who asks first waits for it; later ones are made beside the requests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pace: Pace | None = None
        self._until = 0.0

    def get(self) -> Pace:
        with self._lock:
            if self._pace is None:
                self._pace = measure_pace()
                self._until = time.monotonic() + KEPT_S
            elif time.monotonic() >= self._until:
                self._until = time.monotonic() + KEPT_S  # so that only one renews it
                threading.Thread(target=self._renew, name="pace", daemon=True).start()
            return self._pace

    def _renew(self) -> None:
        try:
            fresh = measure_pace()
        except DatabaseError:
            log.exception("The pace of the portfolio stays as it was.")
        else:
            with self._lock:
                self._pace = fresh
        finally:
            connection.close()

    def forget(self) -> None:
        """Measure anew at the next question."""
        with self._lock:
            self._pace = None


_keeper = _Keeper()


def current_pace() -> Pace:
    """The pace of the portfolio, at most some minutes old."""
    return _keeper.get()


def forget_pace() -> None:
    """Measure anew at the next question: for tests, and after an import."""
    _keeper.forget()
