"""The embedded database starts whatever happened before: interrupted, killed, copied, robbed."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from alameda.cli import postgres, remains
from alameda.cli.postgres import Server, ServerError

pytestmark = pytest.mark.slow
OWNER = """
import sys, time
from pathlib import Path
from alameda.cli.postgres import Server
print(Server(Path(sys.argv[1]), is_durable=True).start(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that every account may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="alameda-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def make() -> Iterator[Callable[..., Server]]:
    """Makes servers, all stopped at the end."""
    with contextlib.ExitStack() as stack:

        def maker(folder: Path, *, lost: str = "") -> Server:
            server = Server(folder, lost=lost)
            stack.callback(server.stop)
            return server

        yield maker


@contextlib.contextmanager
def owner(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that makes or starts the database of a folder."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def keep(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def kept(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept ORDER BY 1")]


# A first start


def test_a_first_start_that_is_stopped_at_any_moment_is_begun_again(
    home: Path, make: Callable[..., Server]
) -> None:
    chance = random.Random(8)  # noqa: S311  moments, no secret
    for turn in range(8):
        folder = home / f"pg{turn}"
        with owner(folder) as process:
            time.sleep(chance.uniform(0.2, 3))
            process.send_signal((signal.SIGKILL, signal.SIGTERM)[turn % 2])
            process.wait()
        server = make(folder)
        keep(server.start(), f"turn {turn}")
        assert kept(server.url()) == [f"turn {turn}"]
        assert not list(folder.glob("data.*"))
        server.stop()


def test_a_database_that_was_and_is_gone_is_not_made_anew(
    home: Path, make: Callable[..., Server]
) -> None:
    with pytest.raises(ServerError, match="It is gone"):
        make(home / "pg", lost="It is gone.").start()
    assert not (home / "pg/data").exists()

    first = make(home / "pg")
    keep(first.start(), "first")
    first.stop()
    assert kept(make(home / "pg", lost="It is gone.").start()) == ["first"]


def test_a_lost_password_is_said_and_no_other_is_made(
    home: Path, make: Callable[..., Server]
) -> None:
    server = make(home / "pg")
    keep(server.start(), "first")
    server.stop()
    password = (home / "pg/password").read_text()
    (home / "pg/password").unlink()

    with pytest.raises(ServerError, match="password is lost"):
        make(home / "pg").start()

    assert not (home / "pg/password").exists()
    (home / "pg/password").write_text(password)
    assert kept(make(home / "pg").start()) == ["first"]


# What the dead left


def test_an_owner_killed_again_and_again_is_followed_at_once(
    home: Path, make: Callable[..., Server]
) -> None:
    first = make(home / "pg")
    keep(first.start(), "first")
    first.stop()
    for turn in range(10):
        with owner(home / "pg") as process:
            assert process.stdout
            assert process.stdout.readline().startswith("postgresql://")
            server = make(home / "pg")
            pid = server.pid
            assert pid
            process.kill()
            process.wait()
            if turn % 2:
                os.kill(pid, signal.SIGKILL)
        assert kept(server.start()) == ["first"]
        server.stop()


def test_a_mark_with_the_number_of_a_stranger_is_forgotten_and_the_stranger_lives(
    home: Path, make: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make(home / "pg")
    keep(server.start(), "first")
    mark = (home / "pg/data/postmaster.pid").read_text()
    server.stop()
    sent: list[tuple[int, int]] = []
    kill = os.kill

    def strange_kill(pid: int, number: int) -> None:
        """Of process 1, which is another account's, we may know nothing."""
        sent.append((pid, number))
        if pid == 1:
            raise PermissionError(1, "Operation not permitted")
        kill(pid, number)

    monkeypatch.setattr(os, "kill", strange_kill)
    (home / "pg/data/postmaster.pid").write_text("1\n" + mark.partition("\n")[2])

    assert kept(make(home / "pg").start()) == ["first"]
    assert {number for pid, number in sent if pid == 1} <= {0}


def test_a_process_is_a_server_by_what_it_is(home: Path, make: Callable[..., Server]) -> None:
    server = make(home / "pg")
    server.start()
    assert server.pid
    assert remains.is_server(server.pid, home / "pg/data")
    assert not remains.is_server(server.pid, home / "other/data")
    assert not remains.is_server(server.pid, home / "pg")
    assert not remains.is_server(os.getpid(), home / "pg/data")
    reader = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)", str(home / "pg/data")]
    )
    try:
        assert not remains.is_server(reader.pid, home / "pg/data")
    finally:
        reader.kill()
        reader.wait()
    assert not remains.is_server(reader.pid, home / "pg/data")


# A copy


def test_a_copy_of_a_folder_whose_server_runs_starts_beside_it(
    home: Path, make: Callable[..., Server]
) -> None:
    server = make(home / "pg")
    url = server.start()
    keep(url, "first")
    with psycopg.connect(server.url(user="postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    subprocess.run(["cp", "-a", str(home / "pg"), str(home / "copy")], check=True)
    assert (home / "copy/data/postmaster.pid").exists()
    assert list((home / "copy/run").glob(".s.PGSQL.*"))

    copied = make(home / "copy").start()

    keep(copied, "second")
    assert (kept(copied), kept(url)) == (["first", "second"], ["first"])


def test_a_copy_that_is_not_whole_says_what_to_do(home: Path, make: Callable[..., Server]) -> None:
    server = make(home / "pg")
    keep(server.start(), "first")
    server.stop()
    shutil.rmtree(home / "pg/data/pg_wal")
    (home / "pg/data/pg_wal").mkdir(mode=0o700)
    facts = (home / "pg/data").stat()
    os.chown(home / "pg/data/pg_wal", facts.st_uid, facts.st_gid)

    with pytest.raises(ServerError, match="Copy it with alameda backup"):
        make(home / "pg").start()


def test_the_log_of_a_server_is_bounded(
    home: Path, make: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LOG_BYTES_MAX", 20_000)
    server = make(home / "pg")
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        for _turn in range(600):
            with contextlib.suppress(psycopg.Error):
                connection.execute("SELECT secret_of_somebody FROM nowhere")
    deadline = time.monotonic() + 15
    while not (home / "pg/server.log.1").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(0.5)
    assert (home / "pg/server.log").stat().st_size < 20_000
    assert "secret_of_somebody" not in (home / "pg/server.log.1").read_text()
