"""The record and the clock that dates it. Django is set up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

from alameda.cli.checks.finding import Finding
from alameda.cli.instance import Instance

STUCK_SECONDS = 120
AHEAD_MAX = timedelta(seconds=60)
BACK_MAX = timedelta(seconds=60)
HEADS_ASKED = 10_000


def look_at_record(instance: Instance, facts: dict[str, object]) -> Iterator[Finding]:
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
    if signed:
        yield from _look_closer(instance)


def _look_closer(instance: Instance) -> Iterator[Finding]:
    """What costs little: the last head against the keys, the history and the stored tree."""
    from alameda.foundation.errors import AlamedaError
    from alameda.record.selectors import trouble_of_head

    mend = f"Run alameda record verify {instance.folder}: it names what is broken."
    try:
        trouble = trouble_of_head()
    except (AlamedaError, ValueError, OSError) as error:
        trouble = str(error)
    found = trouble or "the last head is signed by our key, follows the history and the tree"
    yield Finding("record head", not trouble, found, mend)


def look_at_clock() -> Iterator[Finding]:
    """This machine's clock against the database's, and against what was dated before."""
    from datetime import UTC, datetime

    from django.db import connection

    from alameda.record.selectors import state_of_dates

    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    now = datetime.now(UTC)
    apart = max(theirs - now, before - theirs, timedelta())
    dates = state_of_dates(after=max(now, theirs) + AHEAD_MAX, heads=HEADS_ASKED)
    troubles = []
    if apart > AHEAD_MAX:
        troubles.append(f"the database's clock is {apart.total_seconds():.0f} s from this one")
    if dates.ahead:
        troubles.append(f"{dates.ahead:,} entries of the record are dated later than now")
    if dates.back > BACK_MAX:
        troubles.append(f"it went back by {dates.back.total_seconds():.0f} s between two heads")
    yield Finding(
        "clock",
        not troubles,
        "; ".join(troubles) or f"{now:%Y-%m-%d %H:%M:%S} UTC, as the database's",
        "Keep the clocks by NTP (timedatectl set-ntp true). What was dated wrongly stays as it "
        "was said; tell the readers of the record when it was.",
    )
