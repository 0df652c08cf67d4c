"""The embedded PostgreSQL: owned by one, killed and recovered, never touching what is not ours."""

from __future__ import annotations

import contextlib
import os
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

from alameda.cli import account, postgres, programs, remains
from alameda.cli.postgres import OwnedError, Server, ServerError

pytestmark = pytest.mark.slow
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root meets this.")
SRC = Path(__file__).resolve().parents[1] / "src"
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
def make() -> Iterator[Callable[[Path], Server]]:
    """Makes servers, all stopped at the end."""
    with contextlib.ExitStack() as stack:

        def maker(folder: Path) -> Server:
            server = Server(folder)
            stack.callback(server.stop)
            return server

        yield maker


def keep(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def kept(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept ORDER BY 1")]


def wait_until(is_so: Callable[[], bool], *, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_server_asks_a_password_checks_its_pages_and_keeps_rows_over_a_stop(
    home: Path, make: Callable[[Path], Server]
) -> None:
    server = make(home / "pg")
    url = server.start()
    keep(url, "first")
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('data_checksums'), current_setting('listen_addresses'),"
            " current_setting('password_encryption'), lower('ÑÁ'),"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        ).fetchone()
    assert row == ("on", "", "scram-sha-256", "ñá", False)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(":" + url.split(":")[2].split("@")[0], ":wrong"))
    assert mode(home / "pg/password") == 0o600

    started = time.monotonic()
    server.stop()

    assert time.monotonic() - started < 10
    assert kept(make(home / "pg").start()) == ["first"]


def test_a_second_owner_is_refused_in_clear_words_and_may_visit(
    home: Path, make: Callable[[Path], Server]
) -> None:
    url = make(home / "pg").start()
    keep(url, "shared")

    with pytest.raises(OwnedError, match=f"in use by process {os.getpid()}"):
        make(home / "pg").start()

    assert kept(make(home / "pg").visit()) == ["shared"]


def test_a_killed_server_comes_back_with_its_rows(
    home: Path, make: Callable[[Path], Server]
) -> None:
    server = make(home / "pg")
    keep(server.start(), "before")
    killed = server.pid
    assert killed

    os.kill(killed, signal.SIGKILL)

    def is_back() -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            return server.pid != killed and kept(server.url()) == ["before"]
        return False

    wait_until(is_back)


def test_a_killed_owner_leaves_no_server_behind_and_the_next_one_has_the_rows(
    home: Path, make: Callable[[Path], Server]
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home / "pg")], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout
        url = owner.stdout.readline().strip()
        keep(url, "orphan")
        pid = make(home / "pg").pid
        assert pid
        owner.kill()

    wait_until(lambda: not remains.is_server(pid, home / "pg/data"))
    assert kept(make(home / "pg").start()) == ["orphan"]


def test_an_owner_killed_with_its_watchdog_is_followed_by_one_that_stops_the_stray_server(
    home: Path, make: Callable[[Path], Server]
) -> None:
    server = make(home / "pg")
    keep(server.start(), "stray")
    stray = server.pid
    assert stray
    server._stopping.set()
    server._end_watchdog()
    assert server._lock
    server._lock.close()  # what the system does when a process dies

    url = make(home / "pg").start()

    assert kept(url) == ["stray"]
    assert not remains.is_server(stray, home / "pg/data")


def test_a_long_path_gets_its_socket_elsewhere(home: Path, make: Callable[[Path], Server]) -> None:
    server = make(home / ("long" * 25) / "pg")
    url = server.start()
    keep(url, "far")
    assert "long" not in url

    server.stop()

    assert kept(server.start()) == ["far"]


def test_another_version_and_strangers_in_the_folder_are_refused_and_kept(
    home: Path, make: Callable[[Path], Server]
) -> None:
    (home / "old/data").mkdir(parents=True)
    (home / "old/data/PG_VERSION").write_text("14\n")
    with pytest.raises(ServerError, match="made by PostgreSQL 14"):
        make(home / "old").start()

    (home / "papers").mkdir()
    (home / "papers/thesis.odt").write_text("dear")
    with pytest.raises(ServerError, match=r"holds other things \(thesis.odt\)"):
        make(home / "papers").start()
    assert (home / "papers/thesis.odt").read_text() == "dear"


@only_root
def test_a_full_disk_is_said_in_clear_words_and_half_a_cluster_is_made_again(
    home: Path, make: Callable[[Path], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = home / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0755", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("This system lets us mount no small disk.")
    try:
        with pytest.raises(ServerError, match=r"is full: \d+ MB are free"):
            make(disk / "pg").start()

        monkeypatch.setattr(postgres, "NEEDED_BYTES", 0)
        with pytest.raises(ServerError, match=r"is full\. Free some space"):
            make(disk / "pg").start()
        assert not (disk / "pg/data/PG_VERSION").exists()

        subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)
        server = make(disk / "pg")
        keep(server.start(), "room")
        server.stop()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@only_root
def test_as_root_no_mode_of_a_private_parent_is_changed(
    home: Path, make: Callable[[Path], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    private = home / "private"
    (private / "instance").mkdir(parents=True)
    private.chmod(0o700)
    monkeypatch.setattr(account, "SYSTEM_FOLDER", home / "system")

    with pytest.raises(ServerError, match="may not enter"):
        make(private / "instance/pg").start()
    place = account.place_for(private / "instance", "")
    url = make(place).start()

    assert place.is_relative_to(home / "system")
    keep(url, "outside")
    assert (mode(private), private.stat().st_uid) == (0o700, 0)
    assert mode(home) == 0o711
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@only_root
def test_as_root_programs_in_a_private_folder_are_copied_to_where_they_can_run(
    home: Path, make: Callable[[Path], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.environ.get("ALAMEDA_PG_BIN"):
        pytest.skip("A system's programs are never in a private folder.")
    private = home / "private"
    package = programs.find("").parents[1]
    libraries = f"{package.name}.libs"
    shutil.copytree(package / "pginstall", private / package.name / "pginstall")
    shutil.copytree(package.with_name(libraries), private / libraries)
    private.chmod(0o700)
    monkeypatch.setattr(account, "SYSTEM_FOLDER", home / "system")
    monkeypatch.setenv("ALAMEDA_PG_BIN", str(private / package.name / "pginstall/bin"))

    keep(make(home / "pg").start(), "copied")

    assert mode(private) == 0o700
    copies = list((home / "system").glob("postgresql-*/*/*/bin/postgres"))
    assert len(copies) == 1


@only_root
def test_an_ordinary_account_runs_its_own_server(home: Path) -> None:
    ordinary = account.choose(home, "nobody")
    needed = (Path(sys.executable).resolve().parent, SRC, programs.find(""))
    if not all(ordinary.can_reach(path) for path in needed):
        pytest.skip("An ordinary account may not enter where this Python or this code is.")
    own = home / "own"
    own.mkdir(mode=0o700)
    ordinary.give(own)
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(own / "pg")],
        stdout=subprocess.PIPE,
        text=True,
        **ordinary.options(),
    ) as owner:
        assert owner.stdout
        url = owner.stdout.readline().strip()
        try:
            keep(url, "ordinary")
            assert (own / "pg/data").stat().st_uid == ordinary.uid
            assert mode(own) == 0o700
            pid = Server(own / "pg").pid
        finally:
            owner.kill()
    assert pid
    wait_until(lambda: not remains.is_server(pid, own / "pg/data"))


def test_no_programs_and_wrong_programs_are_said_in_clear_words(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(programs.ProgramsError, match="ALAMEDA_PG_BIN names"):
        programs.find(str(home))
    monkeypatch.setattr(programs, "_places", lambda: iter([home]))
    with pytest.raises(programs.ProgramsError, match="Install one"):
        programs.find("")
