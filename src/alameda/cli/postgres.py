"""A PostgreSQL of our own: made, started, watched and stopped with the instance.

Only PostgreSQL's own programs are used. The server listens on a private socket, asks a password
(scram), checks its pages, and has one owner, who holds a lock file. When the owner dies a watchdog
stops the server; when the server dies its owner starts it again.

The folder holds ``data/`` (the cluster), ``password``, ``server.log``, ``run/`` (the socket) and
``owner.lock``. No mode of any other folder is changed. A new cluster is made beside its place
and put there whole, so that ``data/`` is never half of one.
"""

from __future__ import annotations

import contextlib
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

from alameda.cli import account, hiding, programs, remains
from alameda.settings import env

NEEDED_BYTES = 150 * 2**20
LONGEST_SOCKET_FOLDER = 88  # bytes; the system allows about 107 with the file's own name
RECOVERY_SECONDS = 900
STOP_SECONDS = 6
REMAINS_SECONDS = 30  # for what a killed server left to end
LOG_BYTES_MAX = 8 * 2**20
DRAFT = "data."
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
        lost: why no new cluster may be made where there is none; empty: one may.
        say: told, in one sentence, what takes long or goes wrong.
    """

    def __init__(
        self,
        folder: Path,
        *,
        is_durable: bool = True,
        lost: str = "",
        say: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.failure = ""
        self.is_new = False
        self._is_durable = is_durable
        self._lost = lost
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
        return int(lines[0]) if lines and lines[0].isdecimal() else None

    def url(self, *, user: str = "alameda", database: str = "alameda") -> str:
        """The address of a database here, password included."""
        lines = self._pid_file()
        own = str(self._short or self.folder / "run")
        sockets = lines[4] if len(lines) > 4 else own  # noqa: PLR2004  its line
        return f"postgresql://{user}:{self._password()}@/{database}?host={quote(sockets, safe='')}"

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
            pid, patience = self.pid, RECOVERY_SECONDS
            remains.end_orphan(pid, self.data, say=self._say, patience_seconds=patience)
            self.is_new = not (self.data / "PG_VERSION").is_file()
            if self.is_new:
                self._make()
            self._launch_after_the_dead(launched)
            self._admit()
        except remains.StrangerError as error:
            self.stop()
            raise ServerError(str(error)) from error
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

    def _make(self) -> None:
        """Make the cluster; half of one, left by a full disk or a kill, is made again."""
        self._check_place()
        for draft in (self.data, *self.folder.glob(f"{DRAFT}*")):
            shutil.rmtree(draft, ignore_errors=True)
        password = secrets.token_urlsafe(24)
        (self.folder / "password").touch(mode=0o600)
        (self.folder / "password").write_text(password, encoding="ascii")
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        once = self._socket_folder() / "password"  # initdb reads it as the server's account
        once.touch(mode=0o600)
        once.write_text(password, encoding="ascii")
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=self.folder))
        for path in (draft, once):
            self._account.give(path)
        locale = ["--locale=C.UTF-8"]
        if programs.version_of(self._programs) >= FIRST_WITH_OWN_LOCALES:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [str(self._programs / "initdb"), f"--pgdata={draft}", "--username=postgres"]
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
            shutil.rmtree(draft, ignore_errors=True)
            raise ServerError(explain(done.stderr, self.folder))
        draft.rename(self.data)

    def _check_place(self) -> None:
        """Refuse to make a cluster where one was, among things of others, or on a full disk."""
        if self._lost:
            raise ServerError(self._lost)
        known = {"owner.lock", "password", "data", "run", "server.log", "server.log.1"}
        names = {path.name for path in self.folder.iterdir() if not path.name.startswith(DRAFT)}
        if strangers := sorted(names - known):
            named = ", ".join(strangers[:3])
            raise ServerError(f"{self.folder} holds other things ({named}). Choose another folder.")
        free = shutil.disk_usage(self.folder).free
        if free < NEEDED_BYTES:
            raise ServerError(
                f"The disk of {self.folder} is full: {free // 2**20} MB are free and a new "
                f"database needs {NEEDED_BYTES // 2**20}. Free some, or choose another folder."
            )

    def _launch_after_the_dead(self, launched: Callable[[str], None]) -> None:
        """Start the server, as often as the processes of a killed one are still in its way."""
        deadline = time.monotonic() + REMAINS_SECONDS
        tell = _tell_nobody if self.is_new else launched
        while True:
            process = self._launch()
            tell(self.url())
            tell = _tell_nobody
            try:
                self._await(process)
            except ServerError:
                said = self.log.read_text(errors="replace")
                if not remains.is_passing(said) or time.monotonic() > deadline:
                    raise
                time.sleep(0.25)
            else:
                return

    def _password(self) -> str:
        """The password of the database.

        Raises:
            ServerError: it is lost; the database knows no other, so none is made.
        """
        path = self.folder / "password"
        try:
            password = path.read_text(encoding="ascii")
        except FileNotFoundError:
            raise ServerError(
                f"{path} is lost, and the database in {self.data} opens with no other password. "
                "Put that file back from a copy of the folder."
            ) from None
        hiding.remember(password)
        return password

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
            # Statements hold what people wrote, and a log that repeats them grows without end.
            "log_min_error_statement": "panic",
        }
        if not self._is_durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        remains.forget_sockets(self._socket_folder())
        command = [str(self._programs / "postgres"), "-D", str(self.data)]
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.log.unlink(missing_ok=True)
        with self.log.open("ab") as log:
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
        password = self._password()
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
            self._turn_log_over()
            with self._turn:
                if self._stopping.is_set() or not self._process or self._process.poll() is None:
                    continue
                deaths = [moment for moment in deaths if moment > time.monotonic() - 60]
                deaths.append(time.monotonic())
                self._say("The database died: starting it again.")
                try:
                    self._launch_after_the_dead(_tell_nobody)
                except (ServerError, OSError) as error:
                    self.failure = str(error) if len(deaths) > RESTARTS_A_MINUTE else ""
                if self.failure:
                    self._say(f"The database does not stay up. {self.failure}")
                    return

    def _turn_log_over(self) -> None:
        """Keep the server's log bounded: one full file beside the one that is written."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_BYTES_MAX:
                shutil.copyfile(self.log, self.log.with_name(f"{self.log.name}.1"))
                os.truncate(self.log, 0)  # the server goes on at its end

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


def _tell_nobody(_url: str) -> None:
    """Nobody is told."""


def explain(said: str, folder: Path) -> str:
    """What PostgreSQL or the system said, as one sentence for a person."""
    if "No space left" in said:
        return f"The disk of {folder} is full. Free some space, then start again."
    if "checkpoint record" in said or "backup_label" in said:
        return (
            f"The database in {folder} is not whole: a folder that was copied while its site ran "
            "may be like that. Copy it with alameda backup, or while the site is stopped."
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    last = (telling or lines or ["it said nothing"])[-1]
    return f"The database does not run: {last}"
