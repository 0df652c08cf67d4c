"""What a running site does by itself, every hour and once a day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType

import pytest
from django.utils import timezone

from alameda.accounts.tests.factories import PersonFactory
from alameda.council import tasks
from alameda.council.actions.points import open_point
from alameda.council.models import CitizenPoint
from alameda.council.tests.factories import make_council
from alameda.foundation.actor import SYSTEM, Actor
from alameda.record.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def wsgi(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The web process, without the thread that keeps it."""
    with monkeypatch.context() as held:
        held.setattr(threading.Thread, "start", lambda _thread: None)
        return import_module("alameda.wsgi")


@pytest.fixture(autouse=True)
def _a_new_process() -> Iterator[None]:
    tasks.begin_day.cache_clear()
    yield
    tasks.begin_day.cache_clear()


def point() -> CitizenPoint:
    """A citizen point whose last day was yesterday."""
    person = Actor(kind="person", person_id=PersonFactory.create().pk)
    found = open_point(title="Más sombra", text="Árboles en la plaza.", actor=person)
    CitizenPoint.objects.filter(pk=found.pk).update(
        closes_on=timezone.localdate() - timedelta(days=1)
    )
    return found


def test_the_web_process_expires_points_by_itself_and_the_record_says_so(wsgi: ModuleType) -> None:
    make_council(1)
    over = point()

    for part in wsgi.HOURLY:
        part()

    over.refresh_from_db()
    assert over.state == "expired"
    assert Entry.objects.filter(subject=over.code, verb="point.expired").count() == 1


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
