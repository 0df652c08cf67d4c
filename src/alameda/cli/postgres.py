"""A PostgreSQL of our own: made, started, watched and stopped with the instance.

Only PostgreSQL's own programs are used. The server listens on a private socket, asks a password
(scram), checks its pages, and has one owner, who holds a lock file. When the owner dies a watchdog
stops the server; when the server dies its owner starts it again.

The folder holds ``data/`` (the cluster), ``password``, ``server.log``, ``run/`` (the socket) and
``owner.lock``. No mode of any other folder is changed.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from alameda.cli import account, programs
from alameda.settings import env

NEEDED_BYTES = 150 * 2**20
LONGEST_SOCKET_FOLDER = 88  # bytes; the system allows about 107 with the file's own name
RECOVERY_SECONDS = 900
STOP_SECONDS = 6
PATIENCE_SECONDS = 10
FIRST_WITH_OWN_LOCALES = 17
RESTARTS_A_MINUTE = 5


class ServerError(Exception):
    """The database cannot run; the sentence says why and what to do."""


class OwnedError(ServerError):
    """Another process owns this database: it can be visited, not owned."""


class Server:
    """One embedded server and its folder.

    Args:
        folder: absolute; made where absent; ours alone.
        is_durable: false only for tests: commits do not wait for the disk.
        say: told, in one sentence, what takes long or goes wrong.
    """

    def __init__(
        self,
        folder: Path,
        *,
        is_durable: bool = True,
        say: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.failure = ""
        self._is_durable = is_durable
        self._say = say
        self._account = account.Account()
        self._programs = Path()
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._short: Path | None = None
        self._stopping = threading.Event()
        self._turn = threading.RLock()

    @property
    def pid(self) -> int | None:
        """The server's process, as its own file names it."""
        lines = self._pid_file()
        return int(lines[0]) if lines else None

    def url(self, *, user: str = "alameda", database: str = "alameda") -> str:
        """The address of a database here, password included."""
        lines = self._pid_file()
        own = str(self._short or self.folder / "run")
        sockets = lines[4] if len(lines) > 4 else own  # noqa: PLR2004  its line
        password = (self.folder / "password").read_text(encoding="ascii")
        return f"postgresql://{user}:{password}@/{database}?host={quote(sockets, safe='')}"

    def start(self, *, launched: Callable[[str], None] = lambda _url: None) -> str:
        """Own the folder, make the cluster if it is new, start the server; give its address.

        Args:
            launched: called with the address of a cluster that was there before, as soon as its
                server has a process: it may not serve yet, but others can begin meanwhile.

        Raises:
            OwnedError: another process owns the folder.
            ServerError: it cannot run.
        """
        self._own()
        try:
            self._prepare()
            self._end_orphan()
            is_new = not (self.data / "PG_VERSION").is_file()
            if is_new:
                self._make()
            process = self._launch()
            if not is_new:
                launched(self.url())
            self._await(process)
            self._admit()
        except (account.AccountError, programs.ProgramsError, OSError, psycopg.Error) as error:
            self.stop()
            raise ServerError(explain(str(error), self.folder)) from error
        except BaseException:
            self.stop()
            raise
        threading.Thread(target=self._watch, name="postgres-watch", daemon=True).start()
        return self.url()

    def stop(self) -> None:
        """Stop fast (clients are cut, nothing committed is lost), and let the folder go."""
        self._stopping.set()
        with self._turn:
            if self._process and self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
                try:
                    self._process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.send_signal(signal.SIGQUIT)  # the next start recovers
                    self._process.wait()
            self._process = None
            self._end_watchdog()
            if self._short:
                shutil.rmtree(self._short, ignore_errors=True)
                self._short = None
            if self._lock:
                self._lock.close()
                self._lock = None

    def visit(self) -> str:
        """The address of the server that another process owns.

        Raises:
            ServerError: nobody runs it, or it does not answer us.
        """
        try:
            if self.pid is None:
                raise ServerError(f"No database runs in {self.folder}.")
            psycopg.connect(self.url(), connect_timeout=PATIENCE_SECONDS).close()
        except (psycopg.Error, OSError) as error:
            raise ServerError(f"The database in {self.folder} does not answer: {error}") from error
        return self.url()

    def _own(self) -> None:
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            lock = (self.folder / "owner.lock").open("a+", encoding="ascii")
        except OSError as error:
            reason = explain(error.strerror or str(error), self.folder)
            raise ServerError(f"{self.folder} cannot be used. {reason}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip()
            lock.close()
            raise OwnedError(
                f"The database in {self.folder} is in use by process {owner}. "
                "Stop that one first, or choose another folder."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock
        self._stopping.clear()

    def _prepare(self) -> None:
        """Choose the account and the programs."""
        self._account = account.choose(self.folder, env.read().pg_account)
        self._programs = programs.reachable(programs.find(env.read().pg_bin), self._account)
        if not self._account.can_reach(self.folder):
            raise ServerError(
                f"{self._account.name} runs the database and may not enter {self.folder}. "
                "Choose a folder that it can enter; no mode of yours is changed."
            )

    def _end_orphan(self) -> None:
        """Stop a server whose owner died; forget a process number that is now somebody else's."""
        pid = self.pid
        if pid is None:
            return
        if not is_server(pid, self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            return
        self._say("The server of a former run is still up: stopping it first.")
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + RECOVERY_SECONDS
        while is_server(pid, self.data):
            if time.monotonic() > deadline:
                raise ServerError(f"The former server, process {pid}, does not stop. Stop it.")
            time.sleep(0.05)

    def _make(self) -> None:
        """Make the cluster; half of one, left by a full disk or a kill, is made again."""
        strangers = {path.name for path in self.folder.iterdir()} - {
            "owner.lock",
            "password",
            "data",
            "run",
            "server.log",
        }
        if strangers:
            names = ", ".join(sorted(strangers)[:3])
            raise ServerError(f"{self.folder} holds other things ({names}). Choose another folder.")
        free = shutil.disk_usage(self.folder).free
        if free < NEEDED_BYTES:
            raise ServerError(
                f"The disk of {self.folder} is full: {free // 2**20} MB are free and a new "
                f"database needs {NEEDED_BYTES // 2**20}. Free some, or choose another folder."
            )
        shutil.rmtree(self.data, ignore_errors=True)
        password = secrets.token_urlsafe(24)
        (self.folder / "password").touch(mode=0o600)
        (self.folder / "password").write_text(password, encoding="ascii")
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        once = self._socket_folder() / "password"  # initdb reads it as the server's account
        once.touch(mode=0o600)
        once.write_text(password, encoding="ascii")
        self.data.mkdir(mode=0o700)
        for path in (self.data, once):
            self._account.give(path)
        locale = ["--locale=C.UTF-8"]
        if programs.version_of(self._programs) >= FIRST_WITH_OWN_LOCALES:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [str(self._programs / "initdb"), f"--pgdata={self.data}", "--username=postgres"]
        secure = ["--auth=scram-sha-256", f"--pwfile={once}", "--data-checksums"]
        done = subprocess.run(
            [*command, *secure, "--encoding=UTF8", *locale, "--no-sync"],
            capture_output=True,
            text=True,
            check=False,
            **self._account.options(),
        )
        once.unlink(missing_ok=True)
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise ServerError(explain(done.stderr, self.folder))

    def _launch(self) -> subprocess.Popen[bytes]:
        """Start the server's process."""
        made = int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        have = programs.version_of(self._programs)
        if made != have:
            raise ServerError(
                f"The database in {self.folder} was made by PostgreSQL {made}; this is {have}. "
                "Name the folder of the right programs in ALAMEDA_PG_BIN."
            )
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            "shared_buffers": "256MB",
        }
        if not self._is_durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(self._programs / "postgres"), "-D", str(self.data)]
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._account.options(),
            )
        self._begin_watchdog(self._process.pid)
        return self._process

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the server serves, however long it recovers."""
        started = time.monotonic()
        has_said = False
        while True:
            lines = self._pid_file()
            if len(lines) > 7 and lines[0] == str(process.pid) and lines[7] == "ready":  # noqa: PLR2004  its line
                return
            if process.poll() is not None:
                raise ServerError(explain(self.log.read_text(errors="replace"), self.folder))
            waited = time.monotonic() - started
            if waited > RECOVERY_SECONDS:
                raise ServerError(f"The database does not start; read {self.log}.")
            if waited > PATIENCE_SECONDS and not has_said:
                self._say("The database is putting itself in order after a crash; please wait.")
                has_said = True
            time.sleep(0.02)

    def _admit(self) -> None:
        """The application's own role, which is no superuser, and its database."""
        role = sql.Identifier("alameda")
        password = (self.folder / "password").read_text(encoding="ascii")
        with psycopg.connect(
            self.url(user="postgres", database="postgres"), autocommit=True
        ) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = 'alameda'").rowcount:
                make = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
                connection.execute(make.format(role, sql.Literal(password)))
            has = connection.execute("SELECT FROM pg_database WHERE datname = 'alameda'")
            if not has.rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))

    def _watch(self) -> None:
        """Start the server again whenever it dies; give up when it dies again and again."""
        deaths: list[float] = []
        while not self._stopping.wait(0.25):
            with self._turn:
                if self._stopping.is_set() or not self._process or self._process.poll() is None:
                    continue
                deaths = [moment for moment in deaths if moment > time.monotonic() - 60]
                deaths.append(time.monotonic())
                self._say("The database died: starting it again.")
                try:
                    self._await(self._launch())
                except (ServerError, OSError) as error:
                    self.failure = str(error) if len(deaths) > RESTARTS_A_MINUTE else ""
                if self.failure:
                    self._say(f"The database does not stay up. {self.failure}")
                    return

    def _begin_watchdog(self, pid: int) -> None:
        """A shell that waits for our end (its input closes) and then stops the server."""
        self._end_watchdog()
        self._watchdog = subprocess.Popen(
            ["/bin/sh", "-c", 'read -r _; kill -INT "$0"', str(pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._account.options(),
        )

    def _end_watchdog(self) -> None:
        if self._watchdog and self._watchdog.stdin:
            self._watchdog.kill()
            self._watchdog.wait()
            self._watchdog.stdin.close()
        self._watchdog = None

    def _socket_folder(self) -> Path:
        """A private folder for the socket: ours, or a short one where our path is too long."""
        own = self.folder / "run"
        if len(os.fsencode(own)) > LONGEST_SOCKET_FOLDER:
            self._short = self._short or Path(tempfile.mkdtemp(prefix="alameda-", dir="/tmp"))
            own = self._short
        own.mkdir(mode=0o700, exist_ok=True)
        self._account.give(own)
        return own

    def _pid_file(self) -> list[str]:
        try:
            text = (self.data / "postmaster.pid").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [line.strip() for line in text.splitlines()]


def is_server(pid: int, data: Path) -> bool:
    """Whether that process lives and is the server of that cluster."""
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return not Path("/proc/self").exists() or os.fsencode(data) in command.read_bytes()
    except (ProcessLookupError, FileNotFoundError):
        return False
    except PermissionError:
        return True


def explain(said: str, folder: Path) -> str:
    """What PostgreSQL or the system said, as one sentence for a person."""
    if "No space left" in said:
        return f"The disk of {folder} is full. Free some space, then start again."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    last = (telling or lines or ["it said nothing"])[-1]
    return f"The database does not run: {last}"
