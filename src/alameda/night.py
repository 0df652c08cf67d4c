"""Which jobs run by themselves, gathered from the modules, and the worker that runs them.

Any number of workers may run, on any number of hosts: PostgreSQL hands each job to one of them,
and each slot of a periodic one is taken once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from alameda.foundation.jobs import Job, declared, stopping

log = logging.getLogger(__name__)

CONCURRENCY = 2
POLL_SECONDS = 5.0
STOP_SECONDS = 3.0
# What was missed while no worker ran is made up for once, if it is not older than this.
CATCH_UP_SECONDS = 24 * 3600.0
STALLED_SECONDS = 30.0
TROUBLE_SECONDS = 5.0
KEPT_HOURS = 30 * 24  # of jobs that failed, to be looked at
_OVERDUE = """
SELECT count(*) FROM procrastinate_jobs AS job WHERE status = 'todo' AND now() - interval '10 min' >
    coalesce(scheduled_at, (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id))
"""
_FAILED = """
SELECT DISTINCT task_name FROM procrastinate_jobs AS job WHERE status = 'failed' AND EXISTS (
    SELECT FROM procrastinate_events WHERE job_id = job.id AND at > now() - interval '1 day')
ORDER BY task_name
"""
# A job that somebody deferred is tried again after 10, 100, 1,000 seconds and so on, to a day.
RETRIES = RetryStrategy(max_attempts=5, exponential_wait=10)
# What runs by itself waits for its next slot when it fails; but not because the database was just
# putting itself in order: then it is tried again every 15 seconds, for five minutes.
OF_DATABASE = RetryStrategy(
    max_attempts=20, wait=15, retry_exceptions=(OperationalError, InterfaceError)
)


def jobs() -> list[Job]:
    """Every job of every module.

    Raises:
        ValueError: two have the same name.
    """
    found = [job for group in declared("JOBS") for job in group]
    names = [job.name for job in found]
    if len(set(names)) < len(names):
        message = f"Two jobs have the same name: {sorted(names)}."
        raise ValueError(message)
    return found


@dataclass(frozen=True)
class Queue:
    """How the jobs stand.

    Attributes:
        overdue: how many should have begun ten minutes ago: no worker runs, or too few.
        failed: which failed for good since yesterday.
    """

    overdue: int
    failed: tuple[str, ...]


def state_of_queue() -> Queue:
    """What waits too long and what failed, for the operator."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE)
        overdue = int(cursor.fetchone()[0])
        cursor.execute(_FAILED)
        return Queue(overdue, tuple(name for (name,) in cursor.fetchall()))


def make_app(wanted: list[Job]) -> App:
    """Procrastinate's view of the jobs, with connections of its own to our database."""
    params = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        params.pop(name, None)
    # A pooler between us and the server hands the next statement to another connection.
    params["prepare_threshold"] = None
    connector = PsycopgConnector(kwargs=params, min_size=1, max_size=CONCURRENCY + 2)
    app = App(connector=connector, periodic_defaults={"max_delay": CATCH_UP_SECONDS})
    for job in wanted:
        if job.when:
            run_job = _with_connections(job, takes_slot=True)
            task = app.task(name=job.name, lock=job.name, retry=OF_DATABASE)(run_job)
            app.periodic(cron=job.when)(task)
        else:
            app.task(name=job.name, retry=RETRIES)(_with_connections(job))
    _keep_house(app)
    return app


def run(*, is_to_wait: bool = True) -> None:
    """Run jobs until ``stopping`` is set, by a signal or by whoever asks.

    Trouble with the database is waited out.

    Args:
        is_to_wait: false: end once nothing is due, and let trouble through.
    """
    while True:
        try:
            asyncio.run(_work(make_app(jobs()), is_to_wait=is_to_wait))
        except (ConnectorException, DatabaseError, psycopg.Error, OSError) as error:
            if not is_to_wait:
                raise
            log.warning("The worker waits for the database: %s", error)
        if not is_to_wait or stopping.wait(TROUBLE_SECONDS):
            return


async def _work(app: App, *, is_to_wait: bool) -> None:
    async with app.open_async():
        await _take_back(app)
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                wait=is_to_wait,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=STOP_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        if is_to_wait:
            _end_on_signals(working)
        with contextlib.suppress(asyncio.CancelledError):
            await working


def _end_on_signals(working: asyncio.Task[None]) -> None:
    """Tell the jobs that are running to come to an end, and take no other."""

    def end() -> None:
        stopping.set()
        working.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


def _with_connections(job: Job, *, takes_slot: bool = False) -> Callable[..., None]:
    """The function of a job, in a thread that keeps no connection to the database afterwards."""

    @wraps(job.function)
    def run_job(**arguments: str | int) -> None:
        if takes_slot:
            arguments.pop("timestamp", None)
        try:
            job.function(**arguments)
        finally:
            connections.close_all()

    return run_job


def _keep_house(app: App) -> None:
    """The queue's own housework: jobs of killed workers go on, old ones are forgotten."""

    @app.periodic(cron="* * * * *")
    @app.task(name="night.take_back")
    async def take_back(timestamp: int) -> None:  # noqa: ARG001  the slot it runs for
        await _take_back(app)

    @app.periodic(cron="41 * * * *")
    @app.task(name="night.forget")
    async def forget(timestamp: int) -> None:  # noqa: ARG001  the slot it runs for
        await app.job_manager.delete_old_jobs(
            KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )


async def _take_back(app: App) -> None:
    """Let the jobs of workers that are no more run again."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.id is not None:
            log.warning("The worker of %s is gone: it will run again.", job.task_name)
            try:
                await manager.retry_job_by_id_async(job.id, retry_at=datetime.now(UTC))
            except UniqueViolation:  # one like it waits already, and does the work of both
                await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
            except ConnectorException:
                log.info("Another worker took %s back.", job.task_name)
