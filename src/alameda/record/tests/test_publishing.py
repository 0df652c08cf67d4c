"""Publishing a fact: exact bytes, in the caller's transaction, and never to be changed."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from alameda.foundation.actor import SYSTEM, Actor, Grant
from alameda.foundation.errors import BadInputError
from alameda.record.actions import publish, publish_many
from alameda.record.events import Fact, words_of
from alameda.record.models import Entry, Pending
from alameda.record.rules import files
from alameda.record.rules.leaf import decode_leaf, entry_mac
from alameda.record.tests.facts import StoneLaid, lay

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

TREASURER = Actor(
    kind="person", person_id=7, grants=frozenset({Grant(role="treasury"), Grant(role="staff")})
)


@dataclass(frozen=True, kw_only=True)
class EverythingSaid(Fact):
    """A fact with a value of each kind."""

    verb = "everything.said"

    words_: tuple[str, ...]
    on: date
    at: datetime
    ratio: Decimal
    inner: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class FloatSaid(Fact):
    """A fact that cannot be written in one way only."""

    verb = "float.said"

    ratio: float


@pytest.mark.django_db
def test_a_fact_is_stored_as_its_exact_bytes_under_the_instances_mark(data_dir: Path) -> None:
    publish(StoneLaid(subject="40000001-0", number=1, note="ñandú"), actor=TREASURER)

    entry = Entry.objects.get()
    leaf = decode_leaf(entry.raw)
    assert leaf.encode() == entry.raw
    assert (leaf.id, leaf.at, leaf.verb) == (entry.id, entry.published_at, "stone.laid")
    assert (leaf.actor, leaf.subject) == ("treasury", "40000001-0")
    assert entry.payload == {"number": 1, "note": "ñandú"}
    assert entry.actor == "treasury"
    assert entry.mac == entry_mac(files.ensure_keys(data_dir).marking, entry.raw)
    assert list(Pending.objects.values_list("entry_id", flat=True)) == [entry.id]


@pytest.mark.django_db
def test_the_record_says_roles_and_never_who_it_was() -> None:
    publish(StoneLaid(subject="S", number=1), actor=TREASURER)

    raw = Entry.objects.get().raw
    assert raw.startswith(b'{"actor":"treasury","at":')
    assert raw.endswith(
        b'"payload":{"note":"","number":1},"subject":"S","v":1,"verb":"stone.laid"}'
    )


@pytest.mark.django_db
def test_values_become_plain_and_floats_are_refused() -> None:
    fact = EverythingSaid(
        subject="S",
        words_=("a", "b"),
        on=date(2026, 3, 2),
        at=datetime(2026, 3, 2, 12, tzinfo=UTC),
        ratio=Decimal("0.10"),
        inner={"a": [date(2026, 1, 1)], "b": None},
    )
    publish(fact, actor=SYSTEM)
    assert Entry.objects.get().payload == {
        "words_": ["a", "b"],
        "on": "2026-03-02",
        "at": "2026-03-02T12:00:00+00:00",
        "ratio": "0.10",
        "inner": {"a": ["2026-01-01"], "b": None},
    }

    with pytest.raises(TypeError, match="no float"):
        publish(FloatSaid(subject="S", ratio=0.1), actor=SYSTEM)
    assert Entry.objects.count() == 1


def test_a_fact_with_a_field_for_personal_data_does_not_load() -> None:
    with pytest.raises(TypeError, match="personal data"):

        @dataclass(frozen=True, kw_only=True)
        class PersonTold(Fact):
            verb = "person.told"
            email: str


@dataclass(frozen=True, kw_only=True)
class HandRaised(Fact):
    """What anybody with an account may bring about."""

    verb = "hand.raised"
    is_from_public = True

    words_digest: str
    raised_on: date | None
    count: int


@pytest.mark.parametrize("written", ["str", "str | None", "tuple[str, ...]", "dict[str, object]"])
def test_a_fact_that_anybody_may_bring_about_has_no_field_for_words(written: str) -> None:
    with pytest.raises(TypeError, match="what anybody types"):
        type(
            "WordsSaid",
            (Fact,),
            {
                "__annotations__": {"title": written},
                "verb": "words.said",
                "is_from_public": True,
            },
        )


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", "resident", "community_leader"])
def test_who_holds_no_office_publishes_facts_without_words_alone(role: str) -> None:
    grants = frozenset({Grant(role=role)} if role else ())
    anybody = Actor(kind="person", person_id=7, grants=grants)
    raised = HandRaised(subject="P", words_digest="0" * 64, raised_on=None, count=1)

    with pytest.raises(TypeError, match="brought about by the public"):
        publish(StoneLaid(subject="P", number=1, note="Anybody's words"), actor=anybody)
    publish(raised, actor=anybody)
    publish(StoneLaid(subject="P", number=1, note="An office's words"), actor=TREASURER)

    assert [entry.verb for entry in Entry.objects.order_by("id")] == ["hand.raised", "stone.laid"]


def test_a_verb_has_words_for_readers() -> None:
    assert words_of("stone.laid") == "Stone laid"
    assert words_of("funding_request.signed") == "Funding request signed"


@pytest.mark.django_db
def test_many_facts_keep_their_order_and_cost_one_statement_a_batch(
    django_assert_num_queries: DjangoAssertNumQueries, data_dir: Path
) -> None:
    files.ensure_keys(data_dir)  # as an instance that runs has them
    facts = [StoneLaid(subject="S", number=number) for number in range(4_500)]
    with django_assert_num_queries(3):  # one insert a batch of 2,000
        assert publish_many(iter(facts), actor=SYSTEM) == 4_500

    numbers = [entry.payload["number"] for entry in Entry.objects.order_by("id")]
    assert numbers == list(range(4_500))
    assert Pending.objects.count() == 4_500


@pytest.mark.django_db
def test_one_fact_costs_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries, data_dir: Path
) -> None:
    files.ensure_keys(data_dir)  # as an instance that runs has them
    with django_assert_num_queries(1):
        lay(1)


@pytest.mark.django_db
def test_nothing_to_publish_is_nothing_done() -> None:
    assert publish_many([], actor=SYSTEM) == 0


@pytest.mark.django_db
def test_the_longest_entry_fits_and_one_byte_more_is_refused_whole() -> None:
    lay(1)
    room = 65_535 - len(Entry.objects.get().leaf)

    lay(2, note="x" * room)
    with pytest.raises(BadInputError, match="65536"):
        publish_many(
            [
                StoneLaid(subject="S-1", number=3),
                StoneLaid(subject="S-1", number=4, note="x" * (room + 1)),
            ],
            actor=SYSTEM,
        )

    assert sorted(len(leaf) for leaf in Entry.objects.values_list("leaf", flat=True)) == [
        65_535 - room,
        65_535,
    ]


@pytest.mark.django_db
def test_text_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadInputError):
        lay(1, note="\ud800")
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_lives_and_dies_with_the_act_that_makes_it_true() -> None:
    with pytest.raises(TransactionManagementError, match="inside the transaction"):
        lay(1)
    with transaction.atomic():
        lay(1)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Pending.objects.exists()

    with transaction.atomic():
        lay(1)
    assert Entry.objects.count() == 1


UPSERT = """
    INSERT INTO record_entry SELECT * FROM record_entry
    ON CONFLICT (id) DO UPDATE SET verb = 'other'
"""
GROWING = ("entry", "leaf", "tile", "checkpoint", "refusal")


@pytest.mark.django_db
@pytest.mark.parametrize("table", GROWING)
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE", "UPDATE {} SET ctid = ctid"],
)
def test_the_database_refuses_to_change_or_delete(table: str, statement: str) -> None:
    column = {"entry": "verb", "leaf": "verb", "tile": "level", "checkpoint": "size"}.get(
        table, "reason"
    )
    sql = statement.format(f"record_{table}").replace("ctid", column)
    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db
def test_not_even_an_upsert_or_a_replica_session_changes_an_entry() -> None:
    lay(1)
    # Only a superuser may ask for a replica session, and even then the triggers fire.
    refusals = {
        "": "only grows",
        "SET LOCAL session_replication_role = replica; ": "only grows|denied",
    }
    with connection.cursor() as cursor:
        for before, refusal in refusals.items():
            with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
                cursor.execute(before + UPSERT)
    assert Entry.objects.get().verb == "stone.laid"


def test_keys_are_made_once_and_are_for_their_owner_only(data_dir: Path) -> None:
    keys = files.ensure_keys(data_dir)
    files.ensure_keys.cache_clear()

    assert files.ensure_keys(data_dir).marking == keys.marking
    assert files.ensure_keys(data_dir).signing.private_bytes_raw() == (
        keys.signing.private_bytes_raw()
    )
    assert sorted(path.name for path in data_dir.iterdir()) == ["record.key", "record.mac"]
    for path in data_dir.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "content"),
    [("record.key", b"rubbish"), ("record.mac", b"00ff\n"), ("record.mac", b"\xff")],
)
def test_a_spoilt_key_file_is_named_and_not_replaced(
    data_dir: Path, name: str, content: bytes
) -> None:
    (data_dir / name).write_bytes(content)

    with pytest.raises(files.KeyFileError, match=str(data_dir)):
        files.ensure_keys(data_dir)
    assert (data_dir / name).read_bytes() == content


def test_the_moment_is_kept_in_universal_time_to_the_microsecond() -> None:
    assert timezone.now().tzinfo is UTC
