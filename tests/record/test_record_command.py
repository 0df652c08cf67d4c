"""``alameda record``: yes, no with the entry named, or could not check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alameda.cli import record
from alameda.cli.main import main
from alameda.record import selectors
from alameda.record.rules import tiles
from alameda.record.rules.verifier import MissingError
from alameda.record.tests.conftest import Cheat, Grow
from alameda.record.tests.logs import SIGNER, FileLog

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

ENTRIES = [b"entry %d" % number for number in range(300)]
KEY = str(SIGNER.verifier_key)


def written(log: FileLog, folder: Path) -> Path:
    """The log as a folder of files, as a web server would hold it."""
    for path, content in {**log.files, "key": f"{KEY}\n".encode()}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return written(FileLog(ENTRIES), tmp_path / "copy")


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["record", *arguments])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_whole_copy_is_verified_offline(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = asked(capsys, "verify", str(copy), "--key", KEY)

    assert status == 0
    assert said.startswith("Yes: 300 entries, all as they were signed, in their order.\n")
    assert "log.example/record" in said
    assert "Note it down" not in said


def test_a_key_from_the_log_itself_is_used_and_said(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = asked(capsys, "verify", str(copy))

    assert status == 0
    assert f"Note it down, and name it with --key from now on: {KEY}" in said


def test_a_changed_byte_is_no_and_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = copy / "tile/entries/000"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 77", b"entry 7x"))

    status, said = asked(capsys, "verify", str(copy))
    assert status == 1
    assert said.startswith("No: 1 thing is wrong.\n- Entry 77 is not what was recorded")

    status, answer = asked(capsys, "verify", str(copy), "--json")
    report = json.loads(answer)
    assert status == 1
    assert report["is_good"] is False
    assert report["size"] == 300
    (finding,) = report["findings"]
    assert (finding["code"], finding["index"]) == ("entry-changed", 77)


def test_one_entry_is_verified_and_shown(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = asked(capsys, "verify", str(copy), "--index", "299")
    assert status == 0
    assert "Yes: entry 299 is in the record, unchanged.\nentry 299\n" in said

    status, said = asked(capsys, "verify", str(copy), "--index", "300")
    assert status == 1
    assert "there is no entry 300" in said


def test_a_saved_checkpoint_is_held_against_a_later_one(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, other = tmp_path / "old", tmp_path / "other"
    old.write_bytes(FileLog(ENTRIES[:70]).files["checkpoint"])
    other.write_bytes(FileLog([b"x", *ENTRIES[1:70]]).files["checkpoint"])
    larger = tmp_path / "larger"
    larger.write_bytes(FileLog([*ENTRIES, b"more"]).files["checkpoint"])

    status, said = asked(capsys, "verify", str(copy), "--old", str(old))
    assert (status, said.splitlines()[0]) == (
        0,
        "Yes: what was signed then is the beginning of these 300 entries.",
    )
    new = str(copy / "checkpoint")
    assert asked(capsys, "verify", str(copy), "--old", str(old), "--new", new)[0] == 0
    status, said = asked(capsys, "verify", str(copy), "--old", str(other))
    assert (status, "rewritten" in said) == (1, True)
    status, said = asked(capsys, "verify", str(copy), "--old", str(larger))
    assert (status, "Entry 300 is the first that is gone" in said) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["/nowhere"], "neither a copy of a record"),
        (["COPY", "--key", "rubbish"], "name+hash+key"),
        (["COPY", "--old", "/nowhere"], "/nowhere cannot be read"),
        (["COPY", "--new", "/nowhere"], "--new needs --old"),
        (["COPY", "--old", "x", "--index", "1"], "not for both"),
        (["http://127.0.0.1:9/"], "http://127.0.0.1:9/record/key cannot be read"),
    ],
)
def test_what_cannot_be_checked_is_status_two_with_a_reason(
    copy: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    real = [str(copy) if one == "COPY" else one for one in arguments]

    status, said = asked(capsys, "verify", *real)

    assert status == 2
    assert said.startswith("alameda: ")
    assert words in said


def test_a_copy_without_its_key_needs_one(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "key").unlink()

    status, said = asked(capsys, "verify", str(copy))
    assert (status, "--key" in said) == (2, True)
    assert asked(capsys, "verify", str(copy), "--key", KEY)[0] == 0


# Against a running site


def test_a_running_site_is_copied_and_verified(
    live_server: LiveServer, grow: Grow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(300)
    out = tmp_path / "mirror"

    status, said = asked(capsys, "verify", live_server.url)
    assert (status, said.splitlines()[0][:17]) == (0, "Yes: 300 entries,")
    status, said = asked(capsys, "mirror", f"{live_server.url}/record/", str(out))
    assert (status, said) == (0, f"300 entries copied to {out}.\n")
    assert (out / "tile/0/000").read_bytes() == selectors.fetch("tile/0/000")
    assert asked(capsys, "verify", str(out))[0] == 0

    grow(10)  # a second copy keeps the full tiles and adds the new ones
    assert asked(capsys, "mirror", live_server.url, str(out))[0] == 0
    status, said = asked(capsys, "verify", str(out))
    assert (status, said.splitlines()[0][:17]) == (0, "Yes: 310 entries,")


def test_a_site_that_was_tampered_with_is_no_and_named(
    live_server: LiveServer, grow: Grow, cheat: Cheat, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(5)
    with cheat() as cursor:
        cursor.execute(
            "DELETE FROM record_entry WHERE id = (SELECT entry_id FROM record_leaf WHERE index = 3)"
        )

    status, said = asked(capsys, "verify", live_server.url)

    assert status == 1
    assert "Entry 3 is no longer in the log." in said


def test_a_site_without_a_checkpoint_cannot_be_copied(
    live_server: LiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = asked(capsys, "mirror", live_server.url, str(tmp_path / "mirror"))

    assert (status, "no checkpoint yet" in said) == (2, True)
    assert asked(capsys, "verify", live_server.url)[0] == 1


# Against an instance's own folder


@pytest.fixture
def instance(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance whose database is that of the test."""

    @contextmanager
    def opened(folder: Path) -> Iterator[None]:
        assert folder == data_dir
        yield

    (data_dir / "instance.json").write_text("{}")
    monkeypatch.setattr(record, "opened", opened)
    return data_dir


@pytest.mark.django_db
def test_an_instance_is_checked_to_the_last_row(
    instance: Path, grow: Grow, cheat: Cheat, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    grow(4)
    assert asked(capsys, "verify", str(instance))[0] == 0
    assert asked(capsys, "verify", str(instance), "--index", "2")[0] == 0
    assert asked(capsys, "mirror", str(instance), str(tmp_path / "mirror"))[0] == 0
    assert asked(capsys, "verify", str(tmp_path / "mirror"))[0] == 0

    with cheat() as cursor:
        cursor.execute("UPDATE record_leaf SET subject = 'other' WHERE index = 2")
    status, said = asked(capsys, "verify", str(instance))

    assert status == 1
    assert "Entry 2 is listed under something else than it says." in said


def test_bundles_in_memory_and_on_disk_are_the_same_log(copy: Path) -> None:
    log = FileLog(ENTRIES)
    with pytest.raises(MissingError):
        log.fetch("tile/0/002.p/1")
    assert tiles.decode_bundle((copy / "tile/entries/000").read_bytes()) == ENTRIES[:256]
