"""The bytes of an entry, its mark, and identifiers in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alameda.record.rules.leaf import Ids, Leaf, LeafError, decode_leaf, entry_mac, place_mac

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
AT = datetime(2026, 3, 2, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=-3)))
LEAF = Leaf(ID, AT, "treasury", "payment.recorded", "40000001-0", {"z": 1, "ñ": ["á", None, True]})


def test_an_entry_is_canonical_json_to_the_byte() -> None:
    assert (
        LEAF.encode()
        == (
            '{"actor":"treasury","at":"2026-03-02T12:30:00.000005Z",'
            '"id":"01890a5d-ac96-774b-bcce-b302099a8057","payload":{"z":1,"ñ":["á",null,true]},'
            '"subject":"40000001-0","v":1,"verb":"payment.recorded"}'
        ).encode()
    )


def test_an_entry_reads_back() -> None:
    assert decode_leaf(LEAF.encode()) == LEAF


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b"\xff", LEAF.encode().replace(b'"v":1', b'"v":2'), LEAF.encode()[:-1]],
)
def test_other_bytes_are_no_entry(raw: bytes) -> None:
    with pytest.raises(LeafError):
        decode_leaf(raw)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object(), "\ud800"])
def test_what_json_cannot_say_in_one_way_is_refused(value: object) -> None:
    with pytest.raises(LeafError, match=r"payment\.recorded"):
        Leaf(ID, AT, "a", "payment.recorded", "s", {"value": value}).encode()


def test_a_mark_holds_for_its_key_its_bytes_and_its_place_only() -> None:
    raw = LEAF.encode()
    marks = {
        entry_mac(b"k" * 32, raw),
        entry_mac(b"l" * 32, raw),
        entry_mac(b"k" * 32, raw + b" "),
        place_mac(b"k" * 32, index=1, entry_id=ID, leaf_hash=bytes(32)),
        place_mac(b"k" * 32, index=2, entry_id=ID, leaf_hash=bytes(32)),
    }
    assert len(marks) == 5


@given(st.lists(st.integers(0, 2**47), min_size=1, max_size=20))
def test_identifiers_only_grow_whatever_the_clock_does(moments_ms: list[int]) -> None:
    ids = Ids()
    taken = [one for moment_ms in moments_ms for one in ids.take(moment_ms, 3)]

    assert taken == sorted(set(taken))
    assert {(one.version, one.variant) for one in taken} == {(7, ID.variant)}


def test_an_identifier_says_its_moment() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    now_ms = int(moment.timestamp() * 1_000)

    assert Ids().take(now_ms)[0].int >> 80 == now_ms


def test_threads_share_identifiers_without_repeating_one() -> None:
    ids = Ids()
    with ThreadPoolExecutor(8) as pool:
        taken = [one for some in pool.map(lambda _: ids.take(1, 500), range(8)) for one in some]

    assert len(set(taken)) == 4_000
