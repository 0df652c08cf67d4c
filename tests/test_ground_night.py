"""What a running site does by itself, and what acts leave for later."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from croniter import croniter
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate import jobs
from procrastinate.periodic import PeriodicDeferrer

from alameda import night
from alameda.accounts.tests.factories import PersonFactory
from alameda.cli import warming
from alameda.council import tasks
from alameda.council.actions.points import open_point
from alameda.council.models import CitizenPoint
from alameda.council.tests.factories import make_council
from alameda.foundation.actor import SYSTEM, Actor
from alameda.foundation.jobs import Job, defer
from alameda.record.models import Entry

SOURCE = Path(night.__file__).parent
DEFERRED = re.compile(r"(?<![.\w])defer\(\s*\"([\w.]+)\"")
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_new_process() -> Iterator[None]:
    tasks.begin_day.cache_clear()
    yield
    tasks.begin_day.cache_clear()


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., object], str], None]:
    """A function that makes its argument the one job of the house, called ``test.job``."""

    def becomes(function: Callable[..., object], when: str = "") -> None:
        monkeypatch.setattr(night, "jobs", lambda: [Job("test.job", when, function)])

    return becomes


def point() -> CitizenPoint:
    """A citizen point whose last day was yesterday."""
    person = Actor(kind="person", person_id=PersonFactory.create().pk)
    found = open_point(title="Más sombra", text="Árboles en la plaza.", actor=person)
    CitizenPoint.objects.filter(pk=found.pk).update(
        closes_on=timezone.localdate() - timedelta(days=1)
    )
    return found


def apart(work: Callable[[], object]) -> None:
    """Do something in a thread of its own: a browser of other tests may keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work).result()


def run_worker() -> None:
    """Run what is due, as a worker does."""
    apart(lambda: night.run(is_to_wait=False))


def queue() -> list[tuple[str, str]]:
    """What is in the queue, but its own housework: name and state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs ORDER BY id")
        return [row for row in cursor.fetchall() if not row[0].startswith("night.")]


def statement(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


# What there is


def test_jobs_are_found_where_their_modules_declare_them() -> None:
    names = [job.name for job in night.jobs()]

    assert {"council.begin_day", "investments.prune"} <= set(names)
    for job in night.jobs():
        module = import_module(f"alameda.{job.name.partition('.')[0]}.tasks")
        assert job in module.JOBS
        assert not job.when or croniter.is_valid(job.when)


def test_two_jobs_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "JOBS", (*tasks.JOBS, *tasks.JOBS))

    with pytest.raises(ValueError, match="same name"):
        night.jobs()


def test_what_acts_leave_for_later_is_a_job_that_there_is() -> None:
    texts = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    deferred = {name for text in texts for name in DEFERRED.findall(text)}

    assert deferred <= {job.name for job in night.jobs()}


@committed
def test_a_web_process_warms_up_by_asking_its_own_pages() -> None:
    asked = warming.warm_up(WSGIHandler())

    assert {"/", "/inversiones/"} <= set(asked)


# What runs


@committed
def test_the_worker_expires_points_by_itself_and_the_record_says_so() -> None:
    make_council(1)
    over = point()

    defer("council.begin_day")
    run_worker()

    over.refresh_from_db()
    assert over.state == "expired"
    assert Entry.objects.filter(subject=over.code, verb="point.expired").count() == 1
    assert ("council.begin_day", "doing") not in queue()


@committed
def test_a_slot_is_taken_once_however_many_workers_there_are() -> None:
    at = datetime(2026, 3, 2, 12, 30, tzinfo=UTC).timestamp()

    async def look() -> None:
        app = night.make_app(night.jobs())
        async with app.open_async():
            deferrer = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults)
            await deferrer.defer_jobs(deferrer.get_previous_tasks(at=at))

    for _worker in range(3):
        apart(lambda: asyncio.run(look()))

    periodic = sorted(job.name for job in night.jobs() if job.when)
    assert sorted(name for name, _state in queue()) == periodic


@committed
def test_what_a_killed_worker_began_is_done_by_the_next(
    only: Callable[..., None],
) -> None:
    done: list[str] = []
    only(lambda *, what: done.append(what))
    defer("test.job", lock="one", what="swept")
    statement("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h')")
    statement(
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT id FROM procrastinate_workers)"
    )

    run_worker()

    assert done == ["swept"]
    assert queue() == []


@committed
def test_a_job_that_fails_is_tried_again_later(only: Callable[..., None]) -> None:
    def breaks() -> None:
        raise ZeroDivisionError

    only(breaks)
    defer("test.job")

    run_worker()

    assert queue() == [("test.job", "todo")]
    statement("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at > now()")
    only(lambda: None)
    run_worker()
    assert queue() == []


@pytest.mark.django_db
def test_a_slot_that_met_no_database_is_tried_again_soon_and_another_fault_waits() -> None:
    app = night.make_app([Job("test.job", "17 * * * *", lambda: None)])
    task = app.tasks["test.job"]
    begun = jobs.Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="test.job")

    soon = task.get_retry_exception(OperationalError("in recovery"), begun)
    assert soon is not None
    assert soon.retry_decision.retry_at is not None
    assert soon.retry_decision.retry_at < timezone.now() + timedelta(minutes=1)
    assert task.get_retry_exception(ZeroDivisionError(), begun) is None


@committed
def test_what_waits_too_long_and_what_failed_is_told(only: Callable[..., None]) -> None:
    def breaks() -> None:
        raise ZeroDivisionError

    assert night.state_of_queue() == night.Queue(overdue=0, failed=())
    only(breaks)
    defer("test.job")
    statement("UPDATE procrastinate_jobs SET attempts = 5")
    run_worker()
    defer("test.other", at=timezone.now() - timedelta(minutes=11))
    defer("test.third", at=timezone.now() + timedelta(minutes=11))

    assert night.state_of_queue() == night.Queue(overdue=1, failed=("test.job",))
    statement("UPDATE procrastinate_events SET at = at - interval '2 days'")
    assert night.state_of_queue().failed == ()


# What is left for later


@committed
def test_what_is_left_for_later_goes_with_its_act() -> None:
    with transaction.atomic():
        defer("test.job")
        transaction.set_rollback(True)
    assert queue() == []

    with transaction.atomic():
        defer("test.job")
    assert queue() == [("test.job", "todo")]


@committed
def test_what_waits_already_is_not_left_twice() -> None:
    for _act in range(2):
        with transaction.atomic():
            for _time in range(3):
                defer("test.job", is_once=True)

    assert queue() == [("test.job", "todo")]


@committed
def test_a_job_may_wait_for_its_hour(only: Callable[..., None]) -> None:
    only(lambda: None)
    defer("test.job", at=timezone.now() + timedelta(hours=1))

    run_worker()

    assert queue() == [("test.job", "todo")]


# The night of the Council


@pytest.mark.django_db
def test_the_night_work_is_done_once_a_day_and_again_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[date] = []

    def expire(*, today: date, actor: Actor) -> int:
        assert actor == SYSTEM
        asked.append(today)
        return 0

    monkeypatch.setattr(tasks, "expire_points", expire)
    today = timezone.localdate()

    for day in (today, today, today + timedelta(days=1)):
        tasks.begin_day(day)

    assert asked == [today, today + timedelta(days=1)]


@pytest.mark.django_db
def test_a_night_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make_council(1)
    over = point()

    def breaks(**_given: object) -> int:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(tasks, "expire_points", breaks)
        with pytest.raises(OSError):  # noqa: PT011  it is the one raised above
            tasks.begin_day(timezone.localdate())

    assert tasks.begin_day(timezone.localdate()) == 1
    over.refresh_from_db()
    assert over.state == "expired"
