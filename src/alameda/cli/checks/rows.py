"""What the tables say: days, people, jobs. Django is set up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from alameda.cli.checks.finding import Finding
from alameda.cli.instance import Instance

GROWING = ("checkpoint", "entry", "leaf", "refusal", "tile")
GUARDS_OF_RECORD = (
    "record_entry record_queued",
    *(f"record_{table} record_only_grows" for table in GROWING),
    *(f"record_{table} record_not_emptied" for table in GROWING),
)


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


def look_at_people(instance: Instance, facts: dict[str, object]) -> Iterator[Finding]:
    """Who may do something here, and who looks after the site."""
    from django.utils import timezone

    from alameda.accounts.selectors import state_of_people

    people = state_of_people(today=timezone.localdate())
    facts["people"] = asdict(people)
    with_role = people.active - people.without_role
    yield Finding(
        "people",
        instance.is_demo or not people.forgotten,
        f"{with_role} hold a role today, {people.without_role} hold none"
        + (f"; {people.forgotten} of them were invited and never got one" * bool(people.forgotten)),
        "Residents need none. See who lacks theirs with alameda person list, and give it: "
        f"alameda person grant EMAIL --role ROLE --data {instance.folder}",
    )
    yield Finding(
        "operator",
        instance.is_demo or people.operators > 0,
        f"{people.operators} hold the role operator today",
        "Name one: alameda person add --email EMAIL --name NAME --role operator --invite link "
        f"--data {instance.folder}",
    )


def look_at_guards(instance: Instance) -> Iterator[Finding]:
    """The triggers and constraints of the tables, held against what was noted outside of them."""
    from alameda.cli.database import guards_of_tables, read_stamp

    stamp = read_stamp(instance)
    noted, found = set(stamp.get("guards", ())), set(guards_of_tables())
    gone = sorted((noted | set(GUARDS_OF_RECORD)) - found)
    told = f"{len(gone)} are gone or off: {', '.join(gone[:5])}" + ("…" if len(gone) > 5 else "")  # noqa: PLR2004  what reads well
    yield Finding(
        "guards",
        not gone,
        told if gone else f"{len(found)} triggers and constraints are there and work",
        "Somebody changed the tables behind Alameda's back. Check the record with "
        f"alameda record verify {instance.folder}, and bring a backup back that has them.",
    )
    yield Finding(
        "stamp",
        bool(stamp),
        "the folder knows its tables" if stamp else "the folder does not say for which tables",
        "Stop the site and start it again: alameda serve writes it.",
    )
