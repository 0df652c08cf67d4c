"""What the tables say: days, the record, jobs. Django is set up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from alameda.cli.checks.finding import Finding

STUCK_SECONDS = 120


def look_at_bounds() -> Iterator[Finding]:
    """Rows of before the bounds of days that break one: they were kept, and want correcting."""
    from alameda.foundation.bounds import rows_beyond

    beyond = rows_beyond()
    told = ", ".join(f"{count:,} in {place}" for place, count in beyond)
    yield Finding(
        "days",
        not beyond,
        f"rows lie beyond 1900 to 2150: {told}" if beyond else "all lie from 1900 to 2150",
        "Import them again with the right day or term: until then they cannot be changed.",
    )


def look_at_record(facts: dict[str, object]) -> Iterator[Finding]:
    """The record: what waits for its place, what was refused."""
    from django.utils import timezone

    from alameda.record.selectors import state_of_record

    state = state_of_record()
    signed = state.signed_at
    facts["record"] = {**asdict(state), "signed_at": signed.isoformat() if signed else None}
    quiet_seconds = (timezone.now() - signed).total_seconds() if signed else 0.0
    is_stuck = bool(facts["is_running"] and state.waiting and quiet_seconds > STUCK_SECONDS)
    yield Finding(
        "record",
        not is_stuck and not state.refused,
        f"{state.size} entries are placed and signed, {state.waiting} wait, {state.refused} are "
        "refused",
        "Run alameda record verify: it names what is broken.",
    )


def look_at_jobs(facts: dict[str, object]) -> Iterator[Finding]:
    """What nobody waits for: whether it is done."""
    from alameda.night import state_of_queue

    queue = state_of_queue()
    facts["jobs"] = asdict(queue)
    failed = ", ".join(queue.failed) or "none"
    yield Finding(
        "jobs",
        not queue.failed and not (queue.overdue and facts["is_running"]),
        f"{queue.overdue} are overdue; failed since yesterday: {failed}",
        "See that a worker runs (alameda serve, or alameda worker), and what it wrote.",
    )
