"""Copies of an instance: taken under writers, put back elsewhere, refused when they are damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from alameda.cli.copies import database, manifest
from alameda.cli.copies.manifest import Manifest
from alameda.cli.instance import Instance, create, read
from alameda.cli.postgres import Server
from conftest import absent
from tests.copies import (
    POSTGRESQL_15,
    files_of,
    good,
    run,
    script,
    write_documents,
)
from tests.test_ground_cli import Running, answer, free_port

pytestmark = pytest.mark.slow
WRITERS = 4
# Ends a command the hard way when it calls a function for the so-many-th time.
KILL = """
import importlib, os, signal, sys
from alameda.cli.main import main
module, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
owner = importlib.import_module(module)
*path, last = name.split(".")
for step in path:
    owner = getattr(owner, step)
real, calls = getattr(owner, last), []
def killing(*words, **more):
    calls.append(1)
    if len(calls) == times:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*words, **more)
setattr(owner, last, killing)
sys.exit(main(sys.argv[4:]))
"""
# Runs a command for which no file may pass a size: a disk that is full in the middle.
FULL = """
import resource, sys
from alameda.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(main(sys.argv[2:]))
"""


@dataclass(frozen=True)
class World:
    """A living instance with some documents, and a copy of it.

    Attributes:
        home: a folder for what a test makes.
        data: the instance's folder.
        copies: a folder with one copy.
    """

    home: Path
    data: Path
    copies: Path

    @property
    def copy(self) -> Path:
        """The copy."""
        return next(self.copies.iterdir())


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="alameda-test-") as name:
        home = Path(name)
        home.chmod(0o711)
        data = home / "data"
        good("init", "--data", data, "--region", "nuble")
        site = Running("serve", "--port", free_port(), "--data", data)
        try:
            write_documents(data, "first", 1).communicate()
            made = World(home, data, home / "copies")
            good("backup", made.copies, "--data", data)
            yield made
        finally:
            assert site.end(signal.SIGTERM)[0] == 0


@pytest.fixture
def room(world: World) -> Iterator[Path]:
    """A folder of the test alone, which the account of a database may pass through."""
    with tempfile.TemporaryDirectory(dir=world.home) as name:
        Path(name).chmod(0o711)
        yield Path(name)


def told(copy: Path) -> Manifest:
    return manifest.read((copy / manifest.NAME).read_bytes(), copy)


def verified(data: Path) -> tuple[int, str]:
    said = good("record", "verify", data, "--json").answer
    assert said["is_good"] is True
    return said["size"], said["root"]


def documents_hold(data: Path) -> int:
    """How many documents there are, each with the bytes that its name says."""
    blobs = [path for path in (data / "files").rglob("*") if path.is_file()]
    for path in blobs:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    return len(blobs)


def test_an_instance_copied_under_writers_and_lost_stands_elsewhere(
    world: World, room: Path
) -> None:
    data, copies, port = room / "data", room / "copies", free_port()
    good("restore", world.copy, "--data", data)
    site = Running("serve", "--port", free_port(), "--data", data)
    writers = [write_documents(data, number, 6) for number in range(WRITERS)]

    taken = good("backup", copies, "--data", data, "--json").answer

    answers = [json.loads(writer.communicate()[0]) for writer in writers]
    site.end(signal.SIGKILL)
    shutil.rmtree(data / "files")  # the machine is lost
    assert all(answers)
    assert taken["size"] >= told(world.copy).head.size
    assert taken["missing"] == []

    back = good("restore", taken["to"], "--data", room / "back", "--json").answer

    assert verified(room / "back") == (back["size"], back["root"])
    assert (back["size"], back["root"]) == (taken["size"], taken["root"])
    assert documents_hold(room / "back") >= WRITERS
    again = Running("serve", "--port", port, "--data", room / "back")
    code = "D-" + time.strftime("%Y") + "-000001"
    assert answer(f"http://127.0.0.1:{port}/doc/{code}/")[0] == 200
    assert answer(f"http://127.0.0.1:{port}/doc/{code}/v1/table.csv")[1].startswith("a;b\n")
    assert again.end(signal.SIGTERM)[0] == 0
    deadline = time.monotonic() + 20
    while (data / "pg/data/postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.1)  # its watchdog stops the server of the killed site


def test_who_writes_does_not_wait_for_a_copy(world: World) -> None:
    """The dump stands still in its middle, with all it holds, until the writer has ended."""
    url = read(world.data).server().visit()
    with database.held(url) as picture, database.dumped(url, picture) as stream:
        assert stream.read(1) == b"P"
        took = json.loads(write_documents(world.data, "while", 0.01).communicate()[0])
        rest = stream.read()
    assert len(took) >= 1
    assert len(rest) > 200_000, "a dump that fits into the pipe holds nothing in its middle"


def test_a_copy_is_for_its_owner_alone_and_is_noted(world: World) -> None:
    modes = {path.stat().st_mode & 0o777 for path in world.copy.rglob("*") if path.is_file()}
    whole, noted = told(world.copy), json.loads((world.data / "backups.json").read_text())[0]

    assert modes == {0o600}
    assert world.copy.stat().st_mode & 0o777 == 0o700
    assert {"secret.key", "record.key", "record.mac", "record.checkpoints", "instance.json"} < {
        piece.name for piece in whole.pieces
    }
    assert noted == {
        "at": whole.at,
        "to": str(world.copy),
        "root": whole.head.root,
        "size": whole.head.size,
        "bytes": sum(piece.size for piece in whole.pieces),
    }
    assert whole.head.size > 0


def test_only_new_documents_are_written_again_and_old_copies_go_last(
    world: World, room: Path
) -> None:
    copies = room / "copies"
    first = good("backup", copies, "--data", world.data, "--json").answer
    stranger = copies / "alameda-00000000-20200101T000000Z"
    stranger.mkdir()
    spoilt, kept = sorted((Path(first["to"]) / "files").rglob("[0-9a-f]" * 64))[:2]
    spoilt.write_bytes(b"rot")
    time.sleep(1.1)  # copies are named by the second
    second = good("backup", copies, "--data", world.data, "--json").answer
    time.sleep(1.1)
    third = good("backup", copies, "--data", world.data, "--keep", 2, "--json").answer

    assert second["written"] < first["bytes"]
    assert kept.name not in [path.name for path in copies.iterdir()]
    assert third["pruned"] == [first["to"]]
    assert {path.name for path in copies.iterdir()} == {
        stranger.name,
        Path(second["to"]).name,
        Path(third["to"]).name,
    }
    for copy in (second, third):
        assert documents_hold(Path(copy["to"])) == documents_hold(world.data)
    twin = Path(second["to"]) / kept.relative_to(first["to"])
    assert twin.stat().st_nlink == 2
    assert twin.stat().st_ino != (world.data / kept.relative_to(first["to"])).stat().st_ino


def test_what_cannot_be_meant_is_refused_and_leaves_nothing(world: World, room: Path) -> None:
    (room / "paper.txt").write_text("dear")
    (room / "there.tar").write_text("dear")
    before = files_of(room)
    for words, sentence in (
        ([room / "paper.txt"], "is a file. Name a folder"),
        ([room / "there.tar"], "is there already"),
        ([room / "new.tar", "--keep", "2"], "--keep counts the copies in a folder"),
        ([room / "new.tar.age"], "Say for whom: --to-recipient"),
        ([room / "new.tar", "--to-recipient", "age1x"], "is no age recipient"),
        ([room / "new", "--keep", "-1"], "must be 1 or more"),
    ):
        refused = run("backup", *words, "--data", world.data)
        assert (refused.status, refused.said.count("\n")) == (2, 1)
        assert sentence in refused.said
    assert files_of(room) == before


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def reseal(copy: Path, **changes: object) -> None:
    """Another manifest, with a seal of its own, as another program would have written it."""
    (copy / manifest.NAME).write_bytes(replace(told(copy), **changes).as_bytes())  # type: ignore[arg-type]  the tests' own names


def test_a_copy_that_is_not_what_it_was_is_refused_by_the_piece(world: World, room: Path) -> None:
    copy = room / "copy"
    document = next(piece.name for piece in told(world.copy).pieces if "/" in piece.name)
    damages: list[tuple[str, Callable[[], object]]] = [
        (f"{name} is not what it was", lambda name=name: flip(copy / name))  # type: ignore[misc]  bound now
        for name in ("database.dump", "record.key", document)
    ]
    damages += [
        ("record.mac is missing", (copy / "record.mac").unlink),
        ("manifest.json was changed", lambda: swap(copy, '"region": "nuble"', '"region": "other"')),
        ("manifest.json cannot be read", lambda: (copy / manifest.NAME).write_text("{")),
        ("There is no copy in", (copy / manifest.NAME).unlink),
        ("taken by a newer Alameda", lambda: reseal(copy, format=2)),
        ("taken by a newer Alameda", lambda: reseal(copy, instance_format=2)),
        ("taken by Alameda 99.0", lambda: reseal(copy, program="99.0")),
        ("record.0099_later", lambda: reseal(copy, migrations=("record.0099_later",))),
    ]
    for sentence, damage in damages:
        shutil.copytree(world.copy, copy)
        damage()
        refused = run("restore", copy, "--data", room / "back")
        assert refused.status == 2
        assert sentence in refused.said
        assert not (room / "back").exists(), sentence
        shutil.rmtree(copy)

    shutil.copytree(world.copy, copy)
    flip(copy / "database.dump")
    (room / "home").mkdir()  # that of an account, which could not make it again
    assert run("restore", copy, "--data", room / "home").status == 2
    assert list((room / "home").iterdir()) == []


def swap(copy: Path, old: str, new: str) -> None:
    path = copy / manifest.NAME
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_archive_for_one_is_closed_to_others_and_whole_or_refused(
    world: World, room: Path
) -> None:
    import pyrage

    ours, theirs = (pyrage.x25519.Identity.generate() for _ in range(2))
    (room / "ours.txt").write_text(f"# created: today\n{ours}\n")
    (room / "theirs.txt").write_text(f"{theirs}\n")
    (room / "none.txt").write_text("a letter\n")
    sealed, back = room / "all.tar.age", room / "back"
    secret = (world.data / "secret.key").read_bytes()

    taken = good(
        "backup", sealed, "--data", world.data, "--to-recipient", ours.to_public(), "--json"
    ).answer

    assert sealed.stat().st_mode & 0o777 == 0o600
    assert secret not in sealed.read_bytes()
    whole = sealed.read_bytes()
    cut, changed = room / "cut.tar.age", room / "changed.tar.age"
    cut.write_bytes(whole[: len(whole) // 2])
    changed.write_bytes(whole)
    flip(changed)
    for source, identity, sentence in (
        (sealed, None, "is encrypted. Name the file"),
        (sealed, "theirs.txt", "was encrypted for somebody else"),
        (sealed, "none.txt", "holds no age identity"),
        (sealed, "absent.txt", "cannot be read"),
        (cut, "ours.txt", "is damaged"),
        (changed, "ours.txt", "is damaged"),
        (world.copy, "ours.txt", "is not encrypted"),
    ):
        words = ["--identity", room / identity] if identity else []
        refused = run("restore", source, "--data", back, *words)
        assert (refused.status, back.exists()) == (2, False), refused.said
        assert sentence in refused.said
    good("restore", sealed, "--data", back, "--identity", room / "ours.txt")
    assert verified(back) == (taken["size"], taken["root"])
    assert (back / "secret.key").read_bytes() == secret


def test_an_archive_that_was_cut_or_leads_elsewhere_is_refused(world: World, room: Path) -> None:
    whole = room / "all.tar"
    good("backup", whole, "--data", world.data)
    (room / "cut.tar").write_bytes(whole.read_bytes()[:-200_000])
    (room / "evil").write_text("x")
    with tarfile.open(room / "evil.tar", "w") as tar:
        tar.add(room / "evil", "../evil-was-here")
    for name, sentence in (("cut.tar", "is damaged"), ("evil.tar", "'../evil-was-here'")):
        refused = run("restore", room / name, "--data", room / "inner/back")
        assert refused.status == 2
        assert sentence in refused.said
        assert not (room / "inner/back").exists()
    assert not list(room.rglob("evil-was-here"))


def test_nothing_that_lives_is_restored_over(world: World, room: Path) -> None:
    (room / "papers").mkdir()
    (room / "papers/thesis.odt").write_text("dear")
    create(Instance(folder=room / "other", region="nuble")).completed()
    before = verified(world.data)
    for folder, sentence in (
        (world.data, "which runs at http://127.0.0.1:"),
        (room / "other", "stop it and move it away"),
        (room / "papers", "is not empty"),
    ):
        refused = run("restore", world.copy, "--data", folder)
        assert refused.status == 2
        assert sentence in refused.said
        assert not (folder / "restoring.json").exists()
    assert verified(world.data) == before


@contextmanager
def server(folder: Path, **more: str) -> Iterator[str]:
    """A database server of its own, perhaps of another version."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in more.items():
            patch.setenv(name, value)
        made = Server(folder, is_durable=False)
        try:
            yield made.start()
        finally:
            made.stop()


def test_an_outer_database_must_be_empty_and_then_serves(world: World, room: Path) -> None:
    with server(room / "pg") as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE letters (words text)")
        refused = run("restore", world.copies, "--data", room / "back", DATABASE_URL=url)
        assert refused.status == 2
        assert "is not empty" in refused.said
        assert not (room / "back").exists()
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE letters")

        good("restore", world.copies, "--data", room / "back", "--database-url", url)

        assert not (room / "back/pg").exists()
        checked = run("record", "verify", room / "back", "--json", DATABASE_URL=url).answer
        whole = told(world.copy)
        assert (checked["size"], checked["root"]) == (whole.head.size, whole.head.root)
        taken = good("backup", room / "more", "--data", room / "back", "--json", DATABASE_URL=url)
        assert taken.answer["root"] == whole.head.root


def test_a_copy_crosses_from_one_version_of_postgresql_to_another_and_back(
    world: World, room: Path
) -> None:
    if not POSTGRESQL_15.is_dir():
        absent("PostgreSQL 15 is not installed.")
    root, older = told(world.copy).head.root, {"ALAMEDA_PG_BIN": str(POSTGRESQL_15)}

    good("restore", world.copy, "--data", room / "fifteen", **older)
    taken = good("backup", room / "copies", "--data", room / "fifteen", "--json", **older).answer
    good("restore", taken["to"], "--data", room / "back")

    assert (room / "fifteen/pg/data/PG_VERSION").read_text().strip() == "15"
    assert told(Path(taken["to"])).postgresql == 15
    assert verified(room / "back")[1] == taken["root"] == root


def killed(module: str, name: str, times: int, *words: object) -> None:
    ran = script(KILL, f"alameda.cli.copies.{module}", name, times, *words)
    assert ran.status == -signal.SIGKILL, ran.said


def test_a_copy_killed_midway_leaves_nothing_that_looks_whole(world: World, room: Path) -> None:
    copies = room / "copies"
    good("backup", copies, "--data", world.data)
    before = files_of(copies)
    time.sleep(1.1)
    for module, name, times in (
        ("taking", "database.dumped", 1),
        ("writing", "Folder.put", 2),
        ("writing", "Folder.put_file", 3),
        ("writing", "Folder.finish", 1),
        ("writing", "_settle_folder", 1),
    ):
        killed(module, name, times, "backup", copies, "--data", world.data)
        visible = {name: body for name, body in files_of(copies).items() if name[0] != "."}
        assert visible == before
    killed("writing", "Archive.finish", 1, "backup", room / "all.tar", "--data", world.data)
    assert not (room / "all.tar").exists()

    good("backup", copies, "--data", world.data)
    good("backup", room / "all.tar", "--data", world.data)
    assert not list(room.rglob(".*.partial"))


def test_a_full_disk_is_said_and_leaves_the_earlier_copies(world: World, room: Path) -> None:
    """No file may pass 100 KB: the dump, which is larger, meets it as it would a full disk."""
    copies = room / "copies"
    good("backup", copies, "--data", world.data)
    before = files_of(room)
    import pyrage

    recipient = str(pyrage.x25519.Identity.generate().to_public())
    for target, words in (
        (copies, []),
        (room / "all.tar", []),
        (room / "all.tar.age", ["--to-recipient", recipient]),
    ):
        full = script(FULL, 100_000, "backup", target, "--data", world.data, *words)
        assert full.status == 2, full.said
        assert "could not be written" in full.said
        assert "earlier copies are as they were" in full.said
        assert files_of(room) == before


def test_a_restore_killed_midway_says_so_and_is_run_again(world: World, room: Path) -> None:
    back = room / "back"
    for module, name, times in (
        ("returning", "reading.opened", 1),
        ("returning", "shutil.copyfile", 4),
        ("returning", "database.restore", 1),
        ("returning", "compare", 1),
    ):
        killed(module, name, times, "restore", world.copy, "--data", back)
        assert (back / "restoring.json").is_file()
        assert not (back / "instance.json").exists()
    for command in (["serve", "--port", free_port()], ["init", "--region", "nuble"]):
        refused = run(*command, "--data", back)
        assert refused.status == 2
        assert "is unfinished: a copy was being restored into it" in refused.said
    assert f"alameda restore {world.copy} --data {back}" in refused.said

    good("restore", world.copy, "--data", back)

    whole = told(world.copy)
    assert verified(back) == (whole.head.size, whole.head.root)
    assert not (back / "restoring.json").exists()
    assert not (back / "unpacked").exists()


# Takes the latest change of the mail's tables back, for good; of the record's it takes back the
# note alone, so that making it again is refused: what it adds is there. Or writes that note again.
OLDER = """
import sys
from pathlib import Path
from alameda.cli.instance import opened
with opened(Path(sys.argv[1])):
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    loader, notes = MigrationLoader(connection), MigrationRecorder(connection)
    (mail,), (record,) = (loader.graph.leaf_nodes(app) for app in ("mail", "record"))
    if sys.argv[2] == "mended":
        notes.record_applied(*record)
    else:
        (before,) = (node for node in loader.graph.node_map[mail].parents if node.key[0] == "mail")
        call_command("migrate", *before.key, verbosity=0)
        notes.record_unapplied(*record)
    print(".".join(mail), ".".join(record))
"""


def test_an_upgrade_goes_on_or_leaves_the_database_as_it_was(world: World, room: Path) -> None:
    data = room / "data"
    good("restore", world.copy, "--data", data)
    root = verified(data)
    assert "nothing to do" in good("upgrade", "--data", data).out
    assert not (data / "upgrades").exists()
    assert "Stop it and its workers" in run("upgrade", "--data", world.data).said

    made = script(OLDER, data, "broken")
    mail, record = made.out.split()
    failed = run("upgrade", "--data", data, "--json")

    assert (failed.status, failed.answer["pending"]) == (1, [mail, record]), made.said
    assert "already exists" in failed.answer["failure"]
    copy = Path(failed.answer["copy"])
    assert not {mail, record} & set(told(copy).migrations)
    assert verified(data) == root

    script(OLDER, data, "mended")  # only the note: what was made of the first is not there either
    done = run("upgrade", "--data", data, "--to", room / "before", "--json")

    assert (done.status, done.answer["pending"]) == (0, [mail]), done.said
    assert verified(data) == root
    assert "nothing to do" in good("upgrade", "--data", data).out
    older = good("restore", room / "before", "--data", room / "again", "--json")
    assert older.answer["migrated"] is True
