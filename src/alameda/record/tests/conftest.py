"""A folder of its own for each test, a sequencer that finishes its work, and a way to cheat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from alameda.foundation.actor import SYSTEM
from alameda.record.actions import publish_many, sequence_pending
from alameda.record.tests.facts import StoneLaid

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

TABLES = ("entry", "pending", "leaf", "tile", "checkpoint", "refusal")
Cheat = Callable[[], AbstractContextManager[CursorWrapper]]
Grow = Callable[[int], int]


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """The instance's folder."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.BASE_URL = "https://gob.example"
    settings.RECORD_ORIGIN = "gob.example/record"
    return tmp_path / "data"


@pytest.fixture
def sequence(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Grow:
    """Run the sequencer once, with what it does after the commit."""

    def run(limit: int = 5_000) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return sequence_pending(limit=limit)

    return run


@pytest.fixture
def grow(sequence: Grow) -> Grow:
    """Publish so many facts and sequence them."""

    def run(count: int) -> int:
        facts = (StoneLaid(subject=f"S-{number}", number=number) for number in range(count))
        with transaction.atomic():
            publish_many(facts, actor=SYSTEM)
        return sequence(5_000)

    return run


@pytest.fixture
def cheat() -> Cheat:
    """A cursor of the tables' owner, with every trigger off: behind the application's back."""

    @contextmanager
    def open_cursor() -> Iterator[CursorWrapper]:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE record_{table} DISABLE TRIGGER ALL")
            yield cursor
            for table in TABLES:
                cursor.execute(f"ALTER TABLE record_{table} ENABLE TRIGGER ALL")

    return open_cursor
