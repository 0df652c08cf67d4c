"""The verifier says yes to a whole log, and no, by name, to a spoilt one."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from alameda.record.rules import merkle, tiles, verifier
from alameda.record.rules.note import Checkpoint, Signer
from alameda.record.rules.tiles import Tile
from alameda.record.tests import slow
from alameda.record.tests.logs import SIGNER, FileLog

SIZES = [0, 1, 255, 256, 257, 512, 700]
ENTRIES = [b"entry %d" % number for number in range(700)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("workers", [1, 3])
def test_a_whole_log_is_good_at_every_kind_of_size(size: int, workers: int) -> None:
    log = FileLog(ENTRIES[:size])
    seen: list[tuple[int, int]] = []

    report = verifier.verify_log(
        log.fetch, log.key, progress=lambda *done: seen.append(done), workers=workers
    )

    assert report.is_good
    assert report.checked == size
    assert seen[-1:] == [(size, size)][: bool(size)]


def test_a_log_of_three_levels_is_good_and_each_level_is_held() -> None:
    log = FileLog([b"%d" % number for number in range(66_000)])
    assert verifier.verify_log(log.fetch, log.key).is_good

    for path in ("tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"):
        spoilt = FileLog.__new__(FileLog)
        spoilt.files = dict(log.files)
        spoilt.files[path] = b"\x00" + spoilt.files[path][1:]
        report = verifier.verify_log(spoilt.fetch, log.key)
        assert {finding.code for finding in report.findings} == {"tile-changed"}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_changed_byte_is_named_by_its_entry(data: st.DataObject) -> None:
    size = data.draw(st.sampled_from(SIZES[1:]))
    index = data.draw(st.integers(0, size - 1))
    log = FileLog(ENTRIES[:size])
    width = min(256, size - index // 256 * 256)
    bundle = Tile(None, index // 256, width).path
    entries = tiles.decode_bundle(log.files[bundle])
    entries[index % 256] = entries[index % 256].replace(b"entry", b"Entry")
    log.files[bundle] = tiles.encode_bundle(entries)

    report = verifier.verify_log(log.fetch, log.key)

    assert [(one.code, one.index) for one in report.findings] == [("entry-changed", index)]
    assert not verifier.verify_inclusion(log.fetch, log.key, index=index).is_good


def test_two_entries_that_changed_places_are_both_named() -> None:
    log = FileLog(ENTRIES[:300])
    entries = tiles.decode_bundle(log.files["tile/entries/000"])
    entries[3], entries[200] = entries[200], entries[3]
    log.files["tile/entries/000"] = tiles.encode_bundle(entries)

    report = verifier.verify_log(log.fetch, log.key)

    assert [one.index for one in report.findings] == [3, 200]
    assert {one.code for one in report.findings} == {"entry-changed"}


def test_a_lost_entry_is_named_although_its_bundle_is_gone() -> None:
    log = FileLog(ENTRIES[:300])
    whole = tiles.decode_bundle(log.files.pop("tile/entries/000"))
    log.files[Tile(None, 0, 77).path] = tiles.encode_bundle(whole[:77])

    report = verifier.verify_log(log.fetch, log.key)

    assert [(one.code, one.index) for one in report.findings] == [("entry-missing", 77)]
    assert verifier.verify_inclusion(log.fetch, log.key, index=76).is_good
    refused = verifier.verify_inclusion(log.fetch, log.key, index=77)
    assert [one.code for one in refused.findings] == ["entry-missing"]


def test_a_bundle_with_rubbish_behind_it_is_refused() -> None:
    log = FileLog(ENTRIES[:10])
    path = Tile(None, 0, 10).path
    log.files[path] += b"\0"

    report = verifier.verify_log(log.fetch, log.key)

    assert [(one.code, one.index) for one in report.findings] == [("entry-missing", 10)]


def test_a_missing_tile_is_named_by_its_entries() -> None:
    log = FileLog(ENTRIES)
    del log.files["tile/0/001"]

    report = verifier.verify_log(log.fetch, log.key)

    (finding,) = report.findings
    assert (finding.code, finding.index, finding.last) == ("tile-missing", 256, 511)
    assert not verifier.verify_inclusion(log.fetch, log.key, index=300).is_good


def test_a_log_rewritten_throughout_is_refused_by_the_signed_root() -> None:
    log = FileLog(ENTRIES)
    rewritten = FileLog([*ENTRIES[:5], b"another", *ENTRIES[6:]])
    rewritten.files["checkpoint"] = log.files["checkpoint"]

    report = verifier.verify_log(rewritten.fetch, log.key)

    assert [one.code for one in report.findings] == ["root-changed"]


def test_what_is_not_signed_by_the_trusted_key_is_not_looked_at() -> None:
    log = FileLog(ENTRIES[:3])
    other = Signer(SIGNER.name, Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
    report = verifier.verify_log(log.fetch, other.verifier_key)
    assert [one.code for one in report.findings] == ["checkpoint-refused"]

    log.sign(Checkpoint("another.example/log", 3, slow.mth(ENTRIES[:3])))
    report = verifier.verify_log(log.fetch, log.key)
    assert "is of another.example/log" in report.findings[0].sentence

    del log.files["checkpoint"]
    report = verifier.verify_log(log.fetch, log.key)
    assert [one.code for one in report.findings] == ["checkpoint-missing"]


def test_so_much_wrong_that_the_rest_is_not_looked_at() -> None:
    log = FileLog(ENTRIES)
    log.files["tile/entries/000"] = tiles.encode_bundle([b"x"] * 256)

    report = verifier.verify_log(log.fetch, log.key)

    assert len(report.findings) == verifier.FINDINGS_MAX
    assert report.notes


@pytest.mark.parametrize("index", [0, 255, 256, 699])
def test_one_entry_is_proved_by_itself(index: int) -> None:
    log = FileLog(ENTRIES)

    report = verifier.verify_inclusion(log.fetch, log.key, index=index)

    assert report.is_good
    assert report.entry == ENTRIES[index]
    assert report.proof == slow.path(index, ENTRIES)


@pytest.mark.parametrize("index", [-1, 700])
def test_an_entry_that_never_was_is_not_proved(index: int) -> None:
    log = FileLog(ENTRIES)

    report = verifier.verify_inclusion(log.fetch, log.key, index=index)

    assert [one.code for one in report.findings] == ["entry-missing"]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(SIZES), st.sampled_from(SIZES))
def test_an_older_checkpoint_is_the_beginning_of_a_later_one(one: int, two: int) -> None:
    old, new = sorted([one, two])
    saved = FileLog(ENTRIES[:old]).files["checkpoint"]
    log = FileLog(ENTRIES[:new])

    assert verifier.verify_consistency(log.fetch, log.key, old=saved).is_good


def test_a_rewritten_past_is_not_consistent_with_a_saved_checkpoint() -> None:
    saved = FileLog(ENTRIES[:300]).files["checkpoint"]
    log = FileLog([b"another", *ENTRIES[1:]])

    report = verifier.verify_consistency(log.fetch, log.key, old=saved)

    assert [one.code for one in report.findings] == ["log-rewritten"]


def test_a_log_that_was_cut_names_the_first_entry_that_is_gone() -> None:
    saved = FileLog(ENTRIES).files["checkpoint"]
    log = FileLog(ENTRIES[:300])

    report = verifier.verify_consistency(log.fetch, log.key, old=saved)

    assert [(one.code, one.index) for one in report.findings] == [("log-cut", 300)]


def test_saved_checkpoints_must_be_signed_too() -> None:
    log = FileLog(ENTRIES[:5])
    forged = log.files["checkpoint"].replace(b"\n5\n", b"\n4\n")

    for report in (
        verifier.verify_consistency(log.fetch, log.key, old=forged),
        verifier.verify_consistency(log.fetch, log.key, old=log.files["checkpoint"], new=forged),
    ):
        assert [one.code for one in report.findings] == ["checkpoint-refused"]


def test_the_slow_log_and_the_rules_agree_on_the_root() -> None:
    log = FileLog(ENTRIES)

    checkpoint = verifier.read_checkpoint(log.files["checkpoint"], log.key)
    assert checkpoint.root == merkle.root_of(merkle.leaf_hash(entry) for entry in ENTRIES)
