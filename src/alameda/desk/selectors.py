"""The queue of one person: everything that waits for it, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alameda.acting.selectors import Task, waiting_for
from alameda.foundation.actor import Actor

SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits.

    Attributes:
        now: what happens at this moment.
        late: whose last day is past.
        soon: with a clock that runs.
        rest: without a clock, the oldest first.
        count: how many things wait, shown or not.
        late_count: how many of them are past their last day.
    """

    now: tuple[Task, ...]
    late: tuple[Task, ...]
    soon: tuple[Task, ...]
    rest: tuple[Task, ...]
    count: int
    late_count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.now) - len(self.late) - len(self.soon) - len(self.rest)

    @property
    def groups(self) -> list[tuple[str, Promise, tuple[Task, ...]]]:
        """The parts that hold anything: an id, a title and its tasks."""
        parts = [
            ("ahora", _("Now"), self.now),
            ("atrasado", _("Past its last day"), self.late),
            ("plazo", _("With a clock that runs"), self.soon),
            ("sin-plazo", _("Without a legal term"), self.rest),
        ]
        return [part for part in parts if part[2]]


def queue_of(actor: Actor, *, today: date, region: str) -> Queue:
    """Everything that waits for the actor, the first ``SHOWN`` of it to read.

    Args:
        actor: whose queue it is.
        today: the day of the reading, in the region's time zone.
        region: its two letters, for holidays.
    """
    found = waiting_for(actor, today=today, region=region, first=SHOWN)
    return Queue(
        now=tuple(task for task in found.tasks if task.is_now),
        late=tuple(t for t in found.tasks if not t.is_now and t.due and t.due.is_late),
        soon=tuple(t for t in found.tasks if not t.is_now and t.due and not t.due.is_late),
        rest=tuple(t for t in found.tasks if not t.is_now and not t.due),
        count=found.total,
        late_count=found.late,
    )
