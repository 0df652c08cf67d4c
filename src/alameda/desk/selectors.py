"""The queue of one person: everything that waits for it, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alameda.acting.selectors import Lane, Narrowing, Task, narrowed, waiting_in

SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits.

    Attributes:
        now: what happens at this moment.
        late: whose last day is past.
        soon: with a clock that runs.
        rest: without a clock, the oldest first.
        count: how many things wait, shown or not, looked for or not.
        late_count: how many of them are past their last day.
        found: how many are looked for.
        next: the cursor of the page after this one; empty where it is the last.
    """

    now: tuple[Task, ...]
    late: tuple[Task, ...]
    soon: tuple[Task, ...]
    rest: tuple[Task, ...]
    count: int
    late_count: int
    found: int
    next: str

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


def queue_in(lanes: Sequence[Lane], *, by: Narrowing, cursor: str = "") -> Queue:
    """What waits in some lanes: a page of it to read, the totals of all of it.

    Args:
        lanes: everything that waits for somebody.
        by: what is looked for in it.
        cursor: where the page starts, as the page before it said.

    Raises:
        BadInputError: the cursor is of no such page.
    """
    meant = lanes if by.is_empty else list(narrowed(lanes, by))
    found = waiting_in(meant, first=SHOWN, cursor=cursor)
    whole = found if by.is_empty else waiting_in(lanes, first=0)
    return Queue(
        now=tuple(task for task in found.tasks if task.is_now),
        late=tuple(t for t in found.tasks if not t.is_now and t.due and t.due.is_late),
        soon=tuple(t for t in found.tasks if not t.is_now and t.due and not t.due.is_late),
        rest=tuple(t for t in found.tasks if not t.is_now and not t.due),
        count=whole.total,
        late_count=whole.late,
        found=found.total,
        next=found.next,
    )
