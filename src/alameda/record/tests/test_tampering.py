"""Whatever is done to the tables behind the application's back is found, and the entry named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from alameda.record import selectors
from alameda.record.models import Entry, Leaf
from alameda.record.rules import files, verifier
from alameda.record.rules.holding import RowFinding
from alameda.record.rules.verifier import Report
from alameda.record.selectors import holdings
from alameda.record.tests.conftest import Cheat, Grow
from alameda.record.tests.facts import lay

pytestmark = pytest.mark.django_db
SIZE = 300  # one full tile and a partial one


@pytest.fixture
def log(grow: Grow) -> None:
    """A record of several checkpoints."""
    for count in (100, 156, 30, 14):
        grow(count)


def publicly() -> Report:
    """What a stranger finds."""
    return verifier.verify_log(selectors.fetch, selectors.verifier_key())


def named(report: Report) -> list[int | None]:
    return [finding.index for finding in report.findings]


@pytest.mark.usefixtures("log")
def test_a_record_left_alone_is_good_also_while_entries_wait() -> None:
    lay(1)

    assert publicly().is_good
    report = selectors.audit()
    assert report.findings == []
    assert report.checked == SIZE
    assert report.checkpoint is not None


def test_a_record_that_never_began_is_good() -> None:
    assert selectors.audit().is_good


FULL, PART = 17, 290  # in the full tile, in the partial one


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("index", [0, FULL, 255, 256, PART, 299])
def test_one_byte_of_a_past_payload(cheat: Cheat, index: int) -> None:
    with cheat() as cursor:
        cursor.execute(
            """
            UPDATE record_entry SET leaf = set_byte(leaf, 40, get_byte(leaf, 40) # 1)
            WHERE id = (SELECT entry_id FROM record_leaf WHERE index = %s)
            """,
            [index],
        )

    assert named(publicly()) == [index]
    assert named(selectors.audit()) == [index]
    assert not verifier.verify_inclusion(
        selectors.fetch, selectors.verifier_key(), index=index
    ).is_good


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("index", [0, FULL, 255, 256, PART, 299])
def test_one_deleted_row(cheat: Cheat, index: int) -> None:
    with cheat() as cursor:
        cursor.execute(
            "DELETE FROM record_entry"
            " WHERE id = (SELECT entry_id FROM record_leaf WHERE index = %s)",
            [index],
        )

    assert named(publicly()) == [index]
    assert named(selectors.audit()) == [index]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("index", [0, FULL, 255, 256, PART, 299])
def test_one_deleted_place(cheat: Cheat, index: int) -> None:
    with cheat() as cursor:
        cursor.execute("DELETE FROM record_leaf WHERE index = %s", [index])

    assert named(publicly()) == [index]
    report = selectors.audit()
    assert named(report)[0] == index
    assert {"place-missing", "entry-withheld"} <= {one.code for one in report.findings}


SWAPS = {
    "bytes": """
        UPDATE record_entry e SET leaf = o.leaf FROM record_entry o,
        record_leaf l, record_leaf m WHERE e.id = l.entry_id AND o.id = m.entry_id
        AND (l.index, m.index) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))
    """,
    "bytes and marks": """
        UPDATE record_entry e SET leaf = o.leaf, mac = o.mac FROM record_entry o,
        record_leaf l, record_leaf m WHERE e.id = l.entry_id AND o.id = m.entry_id
        AND (l.index, m.index) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))
    """,
    "whole places": """
        UPDATE record_leaf SET index = index + 1000 WHERE index IN (%(a)s, %(b)s);
        UPDATE record_leaf SET index = CASE index WHEN %(a)s + 1000 THEN %(b)s ELSE %(a)s END
        WHERE index IN (%(a)s + 1000, %(b)s + 1000)
    """,
    "entries of places": """
        CREATE TEMP TABLE swap ON COMMIT DROP AS SELECT index, entry_id FROM record_leaf
        WHERE index IN (%(a)s, %(b)s);
        UPDATE record_leaf SET entry_id = gen_random_uuid() WHERE index IN (%(a)s, %(b)s);
        UPDATE record_leaf l SET entry_id = s.entry_id FROM swap s
        WHERE (l.index, s.index) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))
    """,
}


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("pair", [(FULL, 200), (PART, 298), (FULL, PART)])
@pytest.mark.parametrize("how", SWAPS)
def test_one_swapped_pair(cheat: Cheat, how: str, pair: tuple[int, int]) -> None:
    with cheat() as cursor:
        cursor.execute(SWAPS[how], {"a": pair[0], "b": pair[1]})

    assert named(publicly()) == list(pair)
    assert named(selectors.audit()) == list(pair)


def test_one_row_slipped_in_before_its_place(grow: Grow, sequence: Grow, cheat: Cheat) -> None:
    grow(5)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO record_entry SELECT gen_random_uuid(), published_at, verb, subject,"
            " leaf, sha256(leaf) FROM record_entry LIMIT 1 RETURNING id"
        )
        (slipped,) = cursor.fetchone()
    waiting = selectors.audit()
    sequence(10)
    refused = selectors.audit()

    for report in (waiting, refused):
        assert len(report.findings) == 1
        assert str(slipped) in report.findings[0].sentence
    assert waiting.findings[0].code == "entry-forged"
    assert refused.findings[0].code == "refused-forged"
    assert publicly().is_good
    assert Leaf.objects.count() == 5


@pytest.mark.usefixtures("log")
def test_one_row_slipped_in_without_the_queue(cheat: Cheat) -> None:
    with cheat() as cursor:
        cursor.execute(
            "INSERT INTO record_entry SELECT gen_random_uuid(), published_at, verb, subject,"
            " leaf, mac FROM record_entry LIMIT 1"
        )

    assert {one.code for one in selectors.audit().findings} == {"entry-withheld"}


@pytest.mark.usefixtures("log")
def test_one_row_slipped_in_behind_the_end(cheat: Cheat) -> None:
    with cheat() as cursor:
        cursor.execute(
            "INSERT INTO record_leaf (index, entry_id, hash, mac, verb, subject)"
            " SELECT 300, gen_random_uuid(), hash, mac, verb, subject"
            " FROM record_leaf WHERE index = 0"
        )

    assert named(selectors.audit()) == [SIZE]


@pytest.mark.usefixtures("log")
def test_one_row_slipped_in_between(cheat: Cheat) -> None:
    with cheat() as cursor:
        cursor.execute("UPDATE record_leaf SET index = index + 10000 WHERE index >= 50")
        cursor.execute("UPDATE record_leaf SET index = index - 9999 WHERE index >= 50")
        cursor.execute(
            "INSERT INTO record_leaf (index, entry_id, hash, mac, verb, subject)"
            " SELECT 50, gen_random_uuid(), hash, mac, verb, subject"
            " FROM record_leaf WHERE index = 0"
        )

    assert named(publicly())[0] == 50
    assert named(selectors.audit())[0] == 50


def test_an_entry_deleted_while_it_waited(grow: Grow, cheat: Cheat, sequence: Grow) -> None:
    grow(2)
    lay(9)
    waiting = Entry.objects.latest("id").id
    with cheat() as cursor:
        cursor.execute("DELETE FROM record_entry WHERE id = %s", [waiting])

    assert str(waiting) in selectors.audit().findings[0].sentence
    sequence(10)
    assert [one.code for one in selectors.audit().findings] == ["refused-vanished"]


def test_an_entry_kept_from_the_log(grow: Grow, cheat: Cheat) -> None:
    grow(2)
    lay(9)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_pending")

    assert [one.code for one in selectors.audit().findings] == ["entry-withheld"]


TAIL = [
    "DELETE FROM record_entry WHERE id IN (SELECT entry_id FROM record_leaf WHERE index >= 286)",
    "DELETE FROM record_leaf WHERE index >= 286",
    "DELETE FROM record_checkpoint WHERE size > 286",
]


@pytest.mark.usefixtures("log")
def test_a_tail_cut_off_so_that_all_tables_agree(cheat: Cheat, data_dir: Path) -> None:
    saved = selectors.fetch("checkpoint")
    with cheat() as cursor:
        for statement in TAIL:
            cursor.execute(statement)

    assert publicly().is_good  # the files alone cannot know: that is what saved checkpoints are for
    key = selectors.verifier_key()
    refused = verifier.verify_consistency(selectors.fetch, key, old=saved)
    assert [(one.code, one.index) for one in refused.findings] == [("log-cut", 286)]
    report = selectors.audit()
    assert [(one.code, one.index) for one in report.findings] == [("log-cut", 286)]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_tile SET hashes = set_byte(hashes, 17 * 32, get_byte(hashes, 17 * 32) # 1)",
        "UPDATE record_tile SET root = sha256(root)",
        "DELETE FROM record_tile",
        "INSERT INTO record_tile SELECT level, 1, root, hashes FROM record_tile",
        "INSERT INTO record_tile SELECT 1, 0, root, hashes FROM record_tile",
        "UPDATE record_tile SET index = 7",
    ],
)
def test_a_changed_tile(cheat: Cheat, statement: str) -> None:
    with cheat() as cursor:
        cursor.execute(statement)

    report = selectors.audit()
    assert not report.is_good
    assert report.findings[0].index is not None
    if "hashes, 17" in statement:
        assert FULL in named(report)
        assert named(publicly())[0] == FULL


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE record_checkpoint SET tail = sha256('x') || tail WHERE number = 3",
            "another size",
        ),
        ("UPDATE record_checkpoint SET size = size - 1 WHERE number = 3", "another size"),
        (
            r"""
            UPDATE record_checkpoint SET note = replace(note, E'\n256\n', E'\n255\n')
            WHERE number = 1
            """,
            "is not signed by",
        ),
        ("DELETE FROM record_checkpoint WHERE number = 1", "Checkpoint 1 was deleted"),
        ("DELETE FROM record_checkpoint WHERE number = 3", "was cut"),
        ("DELETE FROM record_checkpoint", "was cut"),
        (
            """
            INSERT INTO record_checkpoint SELECT 4, size, signed_at, note, tail
            FROM record_checkpoint WHERE number = 0
            """,
            "smaller than the one before",
        ),
        ("UPDATE record_checkpoint SET number = 9 - number", "was deleted"),
    ],
)
def test_a_changed_checkpoint(cheat: Cheat, statement: str, words: str) -> None:
    with cheat() as cursor:
        cursor.execute(statement)

    assert any(words in one.sentence for one in selectors.audit().findings)


@pytest.mark.usefixtures("log")
def test_a_history_file_that_was_changed(data_dir: Path) -> None:
    history = data_dir / files.HISTORY
    lines = history.read_bytes().splitlines(keepends=True)

    def finds(*kept: bytes) -> list[str]:
        history.write_bytes(b"".join(kept))
        return [one.sentence for one in selectors.audit().findings]

    assert finds(*lines) == []
    assert finds(*lines[:-1]) == []  # the machine may have stopped before the last line
    assert any("history file" in one for one in finds(lines[0], b"rubbish\n", *lines[2:]))
    assert any("history file" in one for one in finds(lines[1], lines[0], *lines[2:]))


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET verb = 'other'",
        "UPDATE record_entry SET subject = 'other'",
        "UPDATE record_entry SET published_at = published_at - interval '1 day'",
        "UPDATE record_leaf SET verb = 'other'",
        "UPDATE record_leaf SET subject = 'other'",
        "UPDATE record_entry SET mac = sha256(mac)",
        "UPDATE record_leaf SET mac = sha256(mac)",
        "UPDATE record_leaf SET hash = sha256(hash)",
    ],
)
def test_any_other_column(cheat: Cheat, statement: str) -> None:
    with cheat() as cursor:
        table = statement.split()[1]
        row = (
            " WHERE index = 17"
            if table == "record_leaf"
            else " WHERE id = (SELECT entry_id FROM record_leaf WHERE index = 17)"
        )
        cursor.execute(statement + row)

    assert named(selectors.audit()) == [FULL]


@pytest.mark.usefixtures("log")
def test_everything_wrong_is_not_listed_without_end(cheat: Cheat) -> None:
    with cheat() as cursor:
        cursor.execute("UPDATE record_entry SET leaf = sha256(leaf)")

    for check in (publicly, selectors.audit):
        typed: Callable[[], Report] = check
        assert len(typed().findings) == verifier.FINDINGS_MAX


@pytest.mark.django_db(transaction=True)
def test_who_answers_readers_falsely_cannot_tell_the_check_from_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str, ...]] = []

    def look() -> Iterator[RowFinding]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('transaction_read_only'), current_user,"
                " current_setting('application_name'), current_setting('search_path')"
            )
            seen.append(cursor.fetchone())
        yield from ()

    list(look())
    monkeypatch.setitem(holdings._LOOKS, "test", look)
    selectors.audit()

    reader, check = seen
    assert check == reader
