"""The sequencer: committed entries get their places, in order, without gaps, whatever happens."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from alameda.foundation.actor import SYSTEM
from alameda.record import selectors
from alameda.record.actions import (
    RecordBrokenError,
    publish_many,
    sequence_pending,
)
from alameda.record.models import Checkpoint, Entry, Leaf, Pending, Refusal, Tile
from alameda.record.rules import files, note, verifier
from alameda.record.tasks import run_sequencer
from alameda.record.tests import slow
from alameda.record.tests.conftest import Cheat, Grow
from alameda.record.tests.facts import StoneLaid, lay

if TYPE_CHECKING:
    from pytest_django import Settings

WRITERS = 16


def leaves() -> list[bytes]:
    """The bytes of all placed entries, in the order of the log."""
    return [bytes(raw) for raw in Leaf.objects.values_list("entry__leaf", flat=True)]


def signed_head() -> note.Checkpoint:
    checkpoint = selectors.head()
    assert checkpoint is not None
    return verifier.read_checkpoint(checkpoint.note.encode(), selectors.verifier_key())


@pytest.mark.django_db
def test_an_empty_record_signs_the_empty_tree_once(sequence: Grow) -> None:
    assert sequence(10) == 0
    assert sequence(10) == 0

    assert signed_head() == note.Checkpoint("gob.example/record", 0, slow.mth([]))
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("batch", [1, 7, 5_000])
def test_entries_get_places_in_order_and_a_root_by_the_definition(
    sequence: Grow, batch: int
) -> None:
    for number in range(20):
        lay(number)

    placed = [sequence(batch) for _ in range(21)]

    assert sum(placed) == 20
    assert max(placed) == min(batch, 20)
    assert list(Leaf.objects.values_list("index", flat=True)) == list(range(20))
    entries = [entry.payload["number"] for entry in Entry.objects.order_by("place__index")]
    assert entries == list(range(20))
    assert signed_head().root == slow.mth(leaves())
    assert not Pending.objects.exists()


@pytest.mark.django_db
def test_full_tiles_of_every_level_are_stored(grow: Grow) -> None:
    for count in (200, 56, 1, 255, 65_100):
        for part in [5_000] * (count // 5_000) + [count % 5_000]:
            grow(part)

    size = 65_612
    assert signed_head().size == size
    assert Tile.objects.filter(level=0).count() == size // 256
    assert Tile.objects.filter(level=1).count() == 1
    assert (
        Checkpoint.objects.order_by("-number")[0].tail[:32]
        == Leaf.objects.get(index=size // 256 * 256).hash
    )
    assert verifier.verify_log(selectors.fetch, selectors.verifier_key()).is_good


@pytest.mark.django_db
def test_each_head_is_remembered_outside_the_database(grow: Grow, data_dir: Path) -> None:
    grow(3)
    grow(2)

    kept = list(files.history(data_dir))
    stored = list(Checkpoint.objects.values_list("number", "size", "note"))
    assert [(one.number, one.size, one.note) for one in kept if one] == stored
    assert files.last_remembered(data_dir) == kept[-1]


@pytest.mark.django_db
def test_a_head_that_missed_the_history_is_added_by_the_next_run(
    grow: Grow, sequence: Grow, data_dir: Path
) -> None:
    grow(1)
    grow(1)
    history = data_dir / "record.checkpoints"
    lines = history.read_bytes().splitlines(keepends=True)
    history.write_bytes(lines[0] + lines[1][:20])  # the machine stopped in the middle

    sequence(1)

    assert history.read_bytes().splitlines(keepends=True) == lines


def test_a_head_that_two_processes_remember_is_kept_once_and_in_order(tmp_path: Path) -> None:
    heads = [files.Remembered(number, number + 1, f"head {number}") for number in range(40)]
    # Each writes its own heads late, and what the file lacked when it looked.
    turns = [heads[:1], heads[:2], heads[1:2], heads[2:3], heads[:1], heads[2:5], heads[4:]]
    for turn in turns:
        files.remember(tmp_path, turn)
    assert list(files.history(tmp_path)) == heads

    (tmp_path / files.HISTORY).unlink()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _turn: files.remember(tmp_path, heads), range(WRITERS)))
    assert list(files.history(tmp_path)) == heads


@pytest.mark.django_db
def test_a_new_name_of_the_record_is_signed_at_once(
    grow: Grow, sequence: Grow, settings: Settings
) -> None:
    grow(2)
    settings.RECORD_ORIGIN = "127.0.0.1:8000/record"

    sequence(1)

    assert (signed_head().origin, signed_head().size) == ("127.0.0.1:8000/record", 2)
    assert selectors.verifier_key().name == "127.0.0.1:8000/record"


@pytest.mark.django_db
def test_an_entry_slipped_in_before_its_place_is_refused_and_reported(
    sequence: Grow, cheat: Cheat
) -> None:
    lay(1)
    with connection.cursor() as cursor:  # triggers on: the row even reaches the queue
        cursor.execute(
            "INSERT INTO record_entry SELECT gen_random_uuid(), published_at, verb, subject,"
            " leaf, mac FROM record_entry"
        )
        cursor.execute(
            "INSERT INTO record_entry SELECT gen_random_uuid(), published_at, verb, subject,"
            " leaf, sha256(leaf) FROM record_entry LIMIT 1"
        )
    lay(2)

    assert sequence(10) == 2
    assert sorted(Refusal.objects.values_list("reason", flat=True)) == ["altered", "forged"]
    assert [entry.payload["number"] for entry in Entry.objects.filter(place__index__gte=0)] == [
        1,
        2,
    ]
    waiting = Entry.objects.filter(pk__in=Pending.objects.values("entry_id"))
    assert {entry.verb for entry in waiting} == {"entry.refused"}  # they are told of next


@pytest.mark.django_db
def test_an_entry_deleted_before_its_place_is_reported(sequence: Grow, cheat: Cheat) -> None:
    lay(1)
    with cheat() as cursor:
        cursor.execute("DELETE FROM record_entry")

    assert sequence(10) == 0
    assert Refusal.objects.get().reason == "vanished"


@pytest.mark.django_db
def test_an_entry_queued_again_keeps_its_one_place(grow: Grow, sequence: Grow) -> None:
    grow(1)
    Pending.objects.create(entry_id=Entry.objects.get().id)

    assert sequence(10) == 0
    assert Refusal.objects.get().reason == "repeated"
    assert Leaf.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("UPDATE record_checkpoint SET tail = sha256('x')", "does not lead to its signed root"),
        ("UPDATE record_tile SET root = sha256('x')", "does not lead to its signed root"),
        ("DELETE FROM record_tile", "does not lead to its signed root"),
        (
            "UPDATE record_checkpoint SET note = replace(note, E'\\n300\\n', E'\\n301\\n')",
            "not the",
        ),
        ("DELETE FROM record_checkpoint WHERE number = 1", "signed already"),
        ("DELETE FROM record_checkpoint", "holds 0 entries, and 300"),
        (
            """
            INSERT INTO record_leaf (index, entry_id, hash, mac, verb, subject)
            SELECT 300, gen_random_uuid(), hash, mac, verb, subject
            FROM record_leaf WHERE index = 0
            """,
            "never signed",
        ),
    ],
)
def test_a_record_that_was_tampered_with_is_not_signed_on(
    grow: Grow, sequence: Grow, cheat: Cheat, statement: str, complaint: str
) -> None:
    grow(299)
    grow(1)
    lay(0)
    with cheat() as cursor:
        cursor.execute(statement)

    with pytest.raises(RecordBrokenError, match=complaint), transaction.atomic():
        sequence(10)
    assert Pending.objects.count() == 1


@pytest.mark.django_db
def test_a_line_too_many_in_the_history_is_not_called_a_cut(
    grow: Grow, sequence: Grow, data_dir: Path
) -> None:
    grow(3)
    head = selectors.head()
    assert head is not None
    files.remember(data_dir, [files.Remembered(head.number + 1, head.size, head.note)])
    lay(0)

    with pytest.raises(RecordBrokenError, match="a line was added"), transaction.atomic():
        sequence(10)
    assert "no entry is gone" in " ".join(one.sentence for one in selectors.audit().findings)


@pytest.mark.django_db
def test_another_key_does_not_sign_on(
    grow: Grow, sequence: Grow, data_dir: Path, tmp_path: Path
) -> None:
    grow(2)
    files.ensure_keys(tmp_path / "other")
    (tmp_path / "other/record.key").replace(data_dir / "record.key")
    files.ensure_keys.cache_clear()

    with pytest.raises(RecordBrokenError, match="not signed by the key"), transaction.atomic():
        sequence(1)


# With real commits


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_with_rollbacks_lose_nothing_and_leave_no_gap(data_dir: Path) -> None:
    stop = threading.Event()

    def write(writer: int) -> list[tuple[int, int]]:
        kept = []
        for act in range(12):
            with transaction.atomic():
                publish_many(
                    [
                        StoneLaid(subject=f"W-{writer}", number=act * 10 + part)
                        for part in range(1 + act % 3)
                    ],
                    actor=SYSTEM,
                )
                if (writer + act) % 4 == 0:
                    transaction.set_rollback(True)
                else:
                    kept += [(writer, act * 10 + part) for part in range(1 + act % 3)]
        connection.close()
        return kept

    sequencers = [threading.Thread(target=run_sequencer, args=(stop,)) for _ in range(2)]
    for one in sequencers:
        one.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        expected = [fact for some in pool.map(write, range(WRITERS)) for fact in some]
    stop.set()
    for one in sequencers:
        one.join()
    while sequence_pending(limit=50):
        pass

    placed = [
        (int(entry.subject.removeprefix("W-")), entry.payload["number"])
        for entry in Entry.objects.filter(place__index__gte=0).order_by("place__index")
    ]
    assert sorted(placed) == sorted(expected)
    assert list(Leaf.objects.values_list("index", flat=True)) == list(range(len(expected)))
    for writer in range(WRITERS):  # what one transaction or one writer did keeps its order
        mine = [number for who, number in placed if who == writer]
        assert mine == sorted(mine)
    assert not Pending.objects.exists()
    assert not Refusal.objects.exists()
    assert signed_head().root == slow.mth(leaves())
    numbers = [kept.number for kept in files.history(data_dir) if kept]
    assert numbers == list(range(Checkpoint.objects.count()))


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_dies_half_way_leaves_nothing_and_is_done_again(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    with transaction.atomic():
        publish_many((StoneLaid(subject="S", number=n) for n in range(300)), actor=SYSTEM)

    def die(*_args: object, **_kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("alameda.record.actions.sequence._sign", die)
        with pytest.raises(SystemExit):
            sequence_pending()
    assert not Leaf.objects.exists()
    assert not Tile.objects.exists()
    assert Pending.objects.count() == 300
    assert not (data_dir / "record.checkpoints").exists()

    assert sequence_pending() == 300
    assert signed_head().root == slow.mth(leaves())


@pytest.mark.django_db(transaction=True)
def test_a_writer_does_not_wait_for_the_sequencer() -> None:
    with transaction.atomic():
        lay(1)
    with transaction.atomic():
        assert sequence_pending() == 1  # holds its lock until the block ends

        def write() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                lay(2)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(write).result(timeout=10)

    assert sequence_pending() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_not_yet_committed_gets_no_place() -> None:
    with transaction.atomic():
        lay(1)

        def look() -> int:
            placed = sequence_pending()
            connection.close()
            return placed

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(look).result(timeout=10) == 0
    assert sequence_pending() == 1


@pytest.mark.django_db(transaction=True)
def test_the_loop_survives_trouble_and_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    waits: list[float] = []

    def broken() -> int:
        raise RecordBrokenError("cut")

    def no_disk() -> int:
        raise OSError("no space left")

    def wait(seconds: float) -> None:
        waits.append(seconds)
        monkeypatch.setattr(
            "alameda.record.tasks.sequence_pending",
            no_disk if len(waits) == 1 else sequence_pending,
        )
        if len(waits) == 3:
            stop.set()

    monkeypatch.setattr("alameda.record.tasks.sequence_pending", broken)
    monkeypatch.setattr(stop, "wait", wait)

    run_sequencer(stop)

    assert waits == [30.0, 3.0, 1.0]
    assert "grows no further: cut" in caplog.text
    assert "will try again" in caplog.text
    assert signed_head().size == 0
