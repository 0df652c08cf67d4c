"""The queue of one person: everything that waits for it, the most urgent first.

A module plugs in with one file of this folder that gives its tasks and one line in ``PROVIDERS``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alameda.acting.selectors import Task
from alameda.desk.council.selectors import commitments, council
from alameda.desk.investments import selectors as investments
from alameda.foundation.actor import Actor

SHOWN = 60


class Provider(Protocol):
    """Gives what waits for an actor; nothing where none of its roles has to do with it."""

    def __call__(self, actor: Actor, /, *, today: date, region: str) -> Iterable[Task]:
        """The tasks, a bounded number of them."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits.

    Attributes:
        now: what happens at this moment.
        late: whose last day is past.
        soon: with a clock that runs.
        rest: without a clock, the oldest first.
        more: how many are not shown.
    """

    now: tuple[Task, ...]
    late: tuple[Task, ...]
    soon: tuple[Task, ...]
    rest: tuple[Task, ...]
    more: int

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.now) + len(self.late) + len(self.soon) + len(self.rest)

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


PROVIDERS: tuple[Provider, ...] = (
    council.voter_tasks,
    council.secretary_tasks,
    commitments.owed_tasks,
    commitments.raised_tasks,
    investments.sending_tasks,
    investments.moving_tasks,
)


def queue_of(actor: Actor, *, today: date, region: str) -> Queue:
    """Everything that waits for the actor, at most ``SHOWN`` of it.

    Args:
        actor: whose queue it is.
        today: the day of the reading, in the region's time zone.
        region: its two letters, for holidays.
    """
    found = [task for gives in PROVIDERS for task in gives(actor, today=today, region=region)]
    found.sort(key=lambda task: task.urgency)
    shown = found[:SHOWN]
    return Queue(
        now=tuple(task for task in shown if task.is_now),
        late=tuple(t for t in shown if not t.is_now and t.due and t.due.is_late),
        soon=tuple(t for t in shown if not t.is_now and t.due and not t.due.is_late),
        rest=tuple(t for t in shown if not t.is_now and not t.due),
        more=len(found) - len(shown),
    )
