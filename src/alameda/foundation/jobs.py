"""Work that nobody waits for: what runs by itself, and what an act leaves for later.

A module says in its ``tasks.py`` what it has, as ``JOBS``; ``night`` gathers and runs them. An act
leaves work for later with ``defer``. Behind both stands procrastinate, on the same PostgreSQL; only
this file and ``night`` know it.

A job may run twice (its worker was killed before it could say that it was done): each must do no
harm the second time.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import transaction

# Set when the worker is asked to stop: a long job looks at it, and comes to an end where it can.
stopping = threading.Event()


@dataclass(frozen=True)
class Job:
    """One piece of work.

    Attributes:
        name: module and verb, such as ``"mail.send_due"``; kept in the database while it waits.
        when: a line of cron, in UTC; empty: only when it was deferred. A slot is run once, however
            many workers there are; the last one missed is made up for.
        function: does it. What is deferred with arguments gets them by name.
    """

    name: str
    when: str
    function: Callable[..., object]


def declared(attribute: str) -> Iterator[Any]:
    """What the modules declare under that name in their ``tasks.py``, from the lowest up."""
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.tasks"
        if config.name.startswith("alameda.") and importlib.util.find_spec(name):
            found = getattr(import_module(name), attribute, None)
            if found is not None:
                yield found


def defer(
    job: str, *, at: datetime | None = None, lock: str = "", is_once: bool = False, **arguments: str
) -> None:
    """Leave a job for the workers, who see it once what is being done now is committed.

    It is part of the transaction: undone with it, and never lost. What ``is_once`` is left after
    the commit, so that two acts never wait for each other: for what is looked at again anyway.

    Args:
        job: its name.
        at: not before that moment; nothing: as soon as a worker is free.
        lock: of the jobs with the same lock one runs at a time, in their order.
        is_once: while one waits, this one is left out: whoever comes first does the work of both.
        arguments: for its function; text that JSON can hold.
    """
    deferral = _Deferral(job, at, lock, arguments, is_once=is_once)
    if not is_once:
        deferral()
    elif not _is_deferring(job):
        transaction.on_commit(deferral, robust=True)


def _is_deferring(job: str) -> bool:
    """Whether the last thing that this transaction will do when it commits is just that."""
    waiting = transaction.get_connection().run_on_commit
    last = waiting[-1][1] if waiting else None
    return isinstance(last, _Deferral) and last.is_once and last.job == job


@dataclass(frozen=True, slots=True)
class _Deferral:
    job: str
    at: datetime | None
    lock: str
    arguments: dict[str, str]
    is_once: bool = False

    def __call__(self) -> None:
        from procrastinate.contrib.django import app
        from procrastinate.exceptions import AlreadyEnqueued

        waiting = app.configure_task(
            self.job,
            lock=self.lock or None,
            queueing_lock=self.job if self.is_once else None,
            schedule_at=self.at,
        )
        try:
            waiting.defer(**self.arguments)
        except AlreadyEnqueued:
            return
