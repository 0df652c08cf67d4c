"""Nobody acts while nothing gets its place; who holds the lock is named; refusals stay."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from alameda.foundation.actor import SYSTEM, Actor, Grant
from alameda.record import selectors
from alameda.record.actions import check_record, publish, sequence_pending
from alameda.record.actions import sequence as sequencing
from alameda.record.actions.publish import StandstillError
from alameda.record.actions.sequence import LOCK, LockHeldError
from alameda.record.models import Check, Entry, Pending
from alameda.record.rules import files
from alameda.record.rules.leaf import Ids
from alameda.record.tests.conftest import Cheat, Grow
from alameda.record.tests.facts import StoneLaid, lay

if TYPE_CHECKING:
    from pytest_django import Settings

SOMEBODY = Actor(kind="person", person_id=1, grants=frozenset({Grant("treasury"), Grant("staff")}))


def _age(seconds: int) -> None:
    Pending.objects.update(since=timezone.now() - timedelta(seconds=seconds))


@pytest.mark.django_db
def test_nobody_acts_while_entries_have_waited_longer_than_the_term(settings: Settings) -> None:
    lay(1)
    fact = StoneLaid(subject="S-1", number=2)
    _age(settings.RECORD_TERM_SECONDS - 60)
    publish(fact, actor=SOMEBODY)

    _age(settings.RECORD_TERM_SECONDS + 60)
    with pytest.raises(StandstillError), transaction.atomic():
        publish(fact, actor=SOMEBODY)
    assert Entry.objects.count() == 2

    publish(fact, actor=SYSTEM)  # what the system does waits with the others
    assert Entry.objects.count() == 3
    assert selectors.waited_seconds() > settings.RECORD_TERM_SECONDS


@pytest.mark.django_db
def test_once_entries_have_their_place_people_act_again(sequence: Grow) -> None:
    lay(1)
    _age(100_000)
    sequence(10)

    publish(StoneLaid(subject="S-1", number=2), actor=SOMEBODY)
    assert selectors.waited_seconds() < 60


@pytest.fixture
def stranger(transactional_db: None) -> Iterator[None]:
    """Another session of the database that holds the sequencer's lock."""
    with psycopg.connect(
        **{k: v for k, v in connection.get_connection_params().items() if k in _ADDRESS},
        application_name="somebody else",
        autocommit=True,
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield


_ADDRESS = ("dbname", "host", "port", "user", "password")


@pytest.mark.usefixtures("stranger")
def test_a_lock_that_a_stranger_holds_is_noticed_and_its_holder_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sequencing, "TURN_SECONDS", 1)
    with transaction.atomic():
        lay(1)
    with pytest.raises(LockHeldError, match="somebody else"):
        sequence_pending()
    assert Pending.objects.count() == 1


@pytest.mark.django_db
def test_a_refusal_is_an_entry_and_its_row_is_missed(cheat: Cheat, sequence: Grow) -> None:
    lay(1)
    with cheat() as cursor:
        cursor.execute("UPDATE record_entry SET mac = sha256(mac)")
    sequence(10)
    sequence(10)
    assert [one.code for one in selectors.audit().findings] == ["refused-forged"]

    with cheat() as cursor:
        cursor.execute("DELETE FROM record_refusal")
    codes = {one.code for one in selectors.audit().findings}
    assert "refusal-missing" in codes


@pytest.mark.django_db
def test_a_moment_of_a_checkpoint_is_signed(cheat: Cheat, grow: Grow) -> None:
    grow(3)
    assert selectors.audit().is_good
    with cheat() as cursor:
        cursor.execute("UPDATE record_checkpoint SET signed_at = signed_at - interval '1 day'")
    assert any("another moment" in one.sentence for one in selectors.audit().findings)


@pytest.mark.django_db
def test_dates_out_of_order_are_told_and_are_no_fault(
    monkeypatch: pytest.MonkeyPatch, grow: Grow
) -> None:
    grow(2)
    ahead = timezone.now() + timedelta(days=400)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: ahead)
        # Identifiers never go back: what follows in this process is not to be of that day.
        patched.setattr(sys.modules[publish.__module__], "_IDS", Ids())
        grow(1)
    report = selectors.audit()
    assert report.findings == []
    assert any("in the future" in told for told in report.notes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "code"), [(files.MARKING_KEY, "marks-unknown"), (files.SIGNING_KEY, "key-unknown")]
)
def test_a_replaced_key_is_called_that_and_not_a_changed_row(
    data_dir: Path, tmp_path: Path, grow: Grow, name: str, code: str
) -> None:
    grow(3)
    files.ensure_keys(tmp_path / "other")
    (data_dir / name).write_bytes((tmp_path / "other" / name).read_bytes())
    files.ensure_keys.cache_clear()

    found = selectors.audit().findings
    assert code in {one.code for one in found}
    assert not any("the row was changed" in one.sentence for one in found)


@pytest.mark.django_db
def test_the_regular_check_is_kept_and_published(cheat: Cheat, grow: Grow) -> None:
    grow(3)
    assert check_record(actor=SYSTEM).is_good
    with cheat() as cursor:
        cursor.execute("DELETE FROM record_leaf WHERE index = 1")
    kept = check_record(actor=SYSTEM)

    assert not kept.is_good
    assert selectors.last_check() == kept
    assert Check.objects.count() == 2
    told = Entry.objects.filter(verb="record.checked").order_by("pk").last()
    assert told is not None
    assert told.payload["wrong"] == kept.wrong
    assert set(told.payload) == {"size", "rows", "wrong", "took_ms"}
