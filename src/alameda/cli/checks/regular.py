"""What ``alameda doctor`` says of the record's regular check, and of a record that stands still."""

from __future__ import annotations

from collections.abc import Iterator

from alameda.cli.checks.finding import Finding

STALE_HOURS = 36


def look_at_checks(facts: dict[str, object]) -> Iterator[Finding]:
    """Whether the last check found everything well, is not old, and entries get their places.

    Args:
        facts: of the instance; ``record check`` is added.
    """
    from django.conf import settings
    from django.utils import timezone

    from alameda.record import selectors
    from alameda.record.actions.sequence import LOCK

    waited = selectors.waited_seconds()
    if waited > settings.RECORD_TERM_SECONDS:
        holder = selectors.holder_of_lock(LOCK)
        yield Finding(
            "record's places",
            is_good=False,
            found=f"an entry has waited {waited / 60:.0f} minutes; the lock is held by {holder}",
            remedy="Nobody can act meanwhile. Restart the site; end the session that holds it.",
        )
    check = selectors.last_check()
    if check is None:
        yield Finding(
            "record's check", is_good=True, found="none was made yet: it is made at night"
        )
        return
    facts["record check"] = {
        "at": check.checked_at.isoformat(timespec="minutes"),
        "wrong": check.wrong,
        "rows": check.rows,
        "seconds": check.took_ms / 1_000,
    }
    hours = (timezone.now() - check.checked_at).total_seconds() / 3_600
    first = f"; first: {check.findings[0]}" if check.findings else ""
    is_stale = bool(facts.get("is_running")) and hours > STALE_HOURS
    yield Finding(
        "record's check",
        is_good=check.is_good and not is_stale,
        found=f"{hours:.0f} hours ago, {check.rows:,} rows held, {check.wrong} wrong{first}",
        remedy="See that a worker runs, and run alameda record verify: it names each row.",
    )
