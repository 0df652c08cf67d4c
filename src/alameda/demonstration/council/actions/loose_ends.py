"""What an invented council still needs to be like one at work: old papers done, real supporters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from itertools import pairwise

from alameda.accounts.selectors import demo_people
from alameda.council.models import CitizenPoint, Minutes, Session, Support
from alameda.thread.models import Subject

SUPPORTERS = 3
# Of older sessions no text was kept, and their minutes say so.
NOT_KEPT = {
    "key": "not-kept",
    "title": "Acta",
    "text": "De esta sesión se conservan la asistencia, los acuerdos y sus votaciones; el texto de"
    " su acta no fue digitalizado.",
    "level": 1,
}


def keep_committee_minutes() -> None:
    """Publish the minutes of each session of a committee but its last one.

    They are approved on the day of the session that follows; those of the last one wait.
    """
    by_body: dict[int, list[Session]] = defaultdict(list)
    rows = Session.objects.exclude(body__kind="council").filter(closed_at__isnull=False)
    for session in rows.order_by("starts_at", "pk"):
        by_body[session.body_id].append(session)
    kept = [
        Minutes(
            session=session,
            state="published",
            parts=[NOT_KEPT],
            drafted_at=session.closed_at or session.starts_at,
            approved_at=following.closed_at,
            published_at=following.closed_at,
        )
        for held in by_body.values()
        for session, following in pairwise(held)
    ]
    Minutes.objects.bulk_create(kept)
    done = [row.session for row in kept]
    Session.objects.filter(pk__in=[row.pk for row in done]).update(state="published")
    Subject.objects.filter(pk__in=[row.subject_id for row in done]).update(state="published")


def support_points(*, but: Collection[int], today: date, now: datetime) -> None:
    """Give the point that collects supporters a few: people of the demonstration, and no others.

    Args:
        but: people who sit on the Council.
        today: the day on which they hold a role.
        now: when they supported it.
    """
    people = demo_people(today=today).exclude(pk__in=but).values_list("pk", flat=True)
    supporters = list(people[:SUPPORTERS])
    for point in CitizenPoint.objects.filter(state="collecting", is_demo=True):
        Support.objects.bulk_create(
            Support(point=point, person_id=pk, given_at=now) for pk in supporters
        )
        point.supporters = len(supporters)
        point.save(update_fields=["supporters"])
