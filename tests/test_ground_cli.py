"""The command `alameda`: what it refuses, and a site from its first start to its last."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from alameda.cli.checks.folder import look_at_folder
from alameda.cli.instance import Instance, create, read
from alameda.cli.main import main
from alameda.cli.progress import Progress, spell
from alameda.mail.tests.postbox import Postbox

ALAMEDA = [sys.executable, "-m", "alameda.cli.main"]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that every account may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="alameda-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """Ours, without the database and the settings of the tests."""
    hidden = ("DATABASE_URL", "DJANGO_", "ALAMEDA_DATA", "ALAMEDA_DEMO", "PYTEST", "PYTHONWARN")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


def alameda(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ALAMEDA, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment(),
    )


class Running:
    """A site in the foreground of another process."""

    def __init__(self, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [*ALAMEDA, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert self.process.stdout
        started = time.monotonic()
        self.ready_line = self.process.stdout.readline().strip()
        self.seconds = time.monotonic() - started

    def end(self, number: int) -> tuple[int, str]:
        self.process.send_signal(number)
        _out, said = self.process.communicate(timeout=20)
        return self.process.returncode, said


def answer(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  our own site
        return response.status, response.read().decode()


def processes_naming(path: Path) -> list[str]:
    """Command lines of the living processes that name a folder or serve from it."""
    lines = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = command.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environ = (command.parent / "environ").read_bytes()
        except OSError:
            continue
        if str(path) in line or f"ALAMEDA_DATA={path}".encode() in environ:
            lines.append(line)
    return lines


@pytest.mark.slow
def test_a_demonstration_from_its_first_start_to_its_last(home: Path) -> None:
    data, port = home / "demo", free_port()
    site = f"http://127.0.0.1:{port}"
    first = Running("demo", "--no-open", "--port", port, "--data", data)
    try:
        assert first.ready_line == f"Alameda is ready: {site}"
        assert answer(f"{site}/health/live") == (200, "live\n")
        assert answer(f"{site}/health/ready") == (200, "ready\n")

        second = alameda("demo", "--no-open", "--port", free_port(), "--data", data)
        assert second.returncode == 2
        assert second.stderr.count("\n") == 1
        assert f"is already in use by process {first.process.pid}, at {site}" in second.stderr

        doctor = alameda("doctor", "--data", data, "--json")
        said = json.loads(doctor.stdout)
        assert (doctor.returncode, said["is_well"], said["url"]) == (0, True, site)
        assert said["database"]["address"].startswith("postgresql://alameda:")
        assert (said["record"]["waiting"], said["record"]["refused"]) == (0, 0)
    finally:
        asked = time.monotonic()
        status, _said = first.end(signal.SIGTERM)
    assert status == 0
    assert time.monotonic() - asked < 10
    assert processes_naming(data) == []


@pytest.mark.slow
def test_an_empty_instance_is_made_once_and_a_killed_owner_takes_its_site_along(
    home: Path,
) -> None:
    data, port = home / "new", free_port()
    made = alameda("init", "--data", data, "--region", "nuble")
    assert (made.returncode, processes_naming(data)) == (0, []), made.stderr
    site = Running("serve", "--port", port, "--data", data)
    assert site.ready_line == f"Alameda is ready: http://127.0.0.1:{port}"

    site.end(signal.SIGKILL)

    deadline = time.monotonic() + 20
    while processes_naming(data):
        assert time.monotonic() < deadline, processes_naming(data)
        time.sleep(0.1)
    again = Running("serve", "--port", port, "--data", data)
    assert again.ready_line == f"Alameda is ready: http://127.0.0.1:{port}"
    assert again.end(signal.SIGINT)[0] == 0
    assert processes_naming(data) == []


def an_instance(folder: Path, *, is_demo: bool, is_complete: bool = True) -> None:
    made = create(Instance(folder=folder, region="nuble", is_demo=is_demo, scale="small", seed=1))
    if is_complete:
        made.completed()


def test_what_cannot_run_says_so_in_one_line_and_ends_with_2(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    an_instance(home / "real", is_demo=False)
    an_instance(home / "demo", is_demo=True)
    an_instance(home / "half", is_demo=False, is_complete=False)
    an_instance(home / "newer", is_demo=False)
    facts = json.loads((home / "newer/instance.json").read_text())
    (home / "newer/instance.json").write_text(json.dumps({**facts, "format": 99}))
    an_instance(home / "broken", is_demo=False)
    (home / "broken/instance.json").write_text("{")
    (home / "papers").mkdir()
    (home / "papers/thesis.odt").write_text("dear")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port, busy = str(free_port()), str(taken.getsockname()[1])
        for words, sentence in (
            (["serve", "--data", "nothing", "--port", port], "There is no instance in"),
            (["doctor", "--data", "nothing"], "There is no instance in"),
            (["serve", "--data", "half", "--port", port], "was never finished"),
            (["serve", "--data", "newer", "--port", port], "made by a newer Alameda"),
            (["serve", "--data", "broken", "--port", port], "cannot be read"),
            (["serve", "--data", "real", "--port", busy], f"Port {busy} of 127.0.0.1 cannot be"),
            (["serve", "--data", "real", "--port", "99999"], "Port 99999 of 127.0.0.1 cannot be"),
            (["demo", "--data", "real", "--port", port], "holds a real instance"),
            (["demo", "--data", "papers", "--port", port], "is not empty"),
            (["demo", "--data", "demo", "--port", port, "--seed", "2"], "has seed 1, not 2"),
            (["demo", "--data", "demo", "--scale", "large", "--port", port], "has scale small"),
            (["init", "--data", "real", "--region", "nuble"], "already holds an instance"),
            (["init", "--data", "papers", "--region", "nuble"], "is not empty"),
            (["init", "--data", "x", "--region", "nuble", "--base-url", "core"], "no web address"),
        ):
            at = words.index("--data") + 1
            words[at] = str(home / words[at])
            assert main(words) == 2
            said = capsys.readouterr()
            assert said.out == ""
            assert said.err.startswith("alameda: ")
            assert sentence in said.err
            assert said.err.count("\n") == 1
    assert (home / "papers/thesis.odt").read_text() == "dear"


def test_what_nobody_foresaw_is_one_line_too_and_its_trace_is_kept(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path) -> None:
        raise ZeroDivisionError("apples")

    monkeypatch.setattr("alameda.cli.doctor.read", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    assert main(["doctor", "--data", str(home)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError: apples" in said
    [report] = home.glob("alameda-error-*.txt")
    assert "Traceback" in report.read_text()
    assert str(report) in said


def test_unknown_words_end_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["init", "--data", "x", "--region", "atlantis"], ["fly"], []):
        with pytest.raises(SystemExit) as end:
            main(words)
        assert end.value.code == 2
    assert "atlantis" in capsys.readouterr().err


def test_the_secret_of_an_instance_is_its_owners_alone_and_the_doctor_looks(home: Path) -> None:
    an_instance(home / "new", is_demo=False)
    key = home / "new/secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 50

    def wrong() -> list[str]:
        return [one.name for one in look_at_folder(read(home / "new")) if not one.is_good]

    assert wrong() == []
    key.chmod(0o644)
    assert wrong() == ["secret key"]


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_and_nowhere_else() -> None:
    for stream, is_quiet, is_drawn in (
        (Terminal(), False, True),
        (Terminal(), True, False),
        (StringIO(), False, False),
    ):
        with Progress("Rows", total=4, stream=stream, is_quiet=is_quiet) as progress:
            assert list(progress.over(range(4))) == [0, 1, 2, 3]
        assert bool(stream.getvalue()) == is_drawn
        assert ("100% 4 of 4" in stream.getvalue()) == is_drawn


def test_time_left_is_spelt_for_people() -> None:
    assert [spell(n) for n in (8, 200, 7500)] == ["8 s", "3 min", "2 h 05 min"]


@pytest.mark.slow
def test_boundaries_come_in_from_the_command_line_all_or_none(home: Path) -> None:
    data, file = home / "real", home / "boundaries.geojson"
    ring = [[-70.7, -33.5], [-70.6, -33.5], [-70.6, -33.4], [-70.7, -33.4], [-70.7, -33.5]]
    good = {"type": "Polygon", "coordinates": [ring]}
    assert alameda("init", "--data", data, "--region", "santiago").returncode == 0
    command = ("import", "boundaries", file, "--source", "Drawn for a test", "--data", data)

    missing = alameda(*command)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "cannot be read" in missing.stderr

    for geometry, exit_code, said in (
        ({"type": "Point", "coordinates": [0, 0]}, 1, "feature 1: Its geometry"),
        (good, 0, "1 changed, 0 unchanged"),
        (good, 0, "0 changed, 1 unchanged"),
    ):
        feature = {"type": "Feature", "properties": {"cut": "13101"}, "geometry": geometry}
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        answer = alameda(*command)
        assert (answer.returncode, answer.stderr) == (exit_code, "")
        assert said in answer.stdout


@pytest.mark.slow
def test_past_sessions_come_in_from_the_command_line_and_again_change_nothing(home: Path) -> None:
    data, file = home / "real", home / "sesiones.json"
    assert alameda("init", "--data", data, "--region", "santiago").returncode == 0
    command = ("import", "council", file, "--profile", "core_rm", "--data", data, "--json")

    missing = alameda(*command)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "sesiones.json" in missing.stderr

    member = {"id": 1, "nombre": "Consejería 01", "es_gobernador": False}
    names = ("comisiones", "sesiones", "asistencia", "temas", "acuerdos", "votos_no_favorables")
    whole = {"consejeros": [member], **{name: [] for name in names}}
    file.write_text(json.dumps(whole))
    told = [json.loads(alameda(*command).stdout) for _time in range(2)]
    assert [(each["created"], each["unchanged"]) for each in told] == [(1, 0), (0, 1)]

    file.write_text(json.dumps({**whole, "consejeros": [{**member, "nombre": ""}]}))
    refused = alameda(*command)
    assert (refused.returncode, json.loads(refused.stdout)["refused"]) == (1, 1)


def workers_of(path: Path) -> list[int]:
    """The processes that run the jobs of a folder."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            is_worker = b"alameda.cli.worker" in command.read_bytes()
            environ = (command.parent / "environ").read_bytes()
        except OSError:
            continue
        if is_worker and f"ALAMEDA_DATA={path}".encode() in environ:
            found.append(int(command.parent.name))
    return found


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_a_killed_worker_comes_back_and_more_of_them_work_beside_a_site(home: Path) -> None:
    data, port = home / "new", free_port()
    assert alameda("init", "--data", data, "--region", "nuble").returncode == 0
    alone = alameda("worker", "--data", data)
    assert (alone.returncode, alone.stderr.count("\n")) == (2, 1)
    assert "A worker works beside a site" in alone.stderr

    site = Running("serve", "--port", port, "--data", data)
    try:
        until(lambda: workers_of(data))
        [killed] = workers_of(data)
        second = Running("worker", "--data", data)
        assert second.ready_line == "Alameda works."
        asked = time.monotonic()
        assert second.end(signal.SIGTERM)[0] == 0
        assert time.monotonic() - asked < 10

        os.kill(killed, signal.SIGKILL)
        until(lambda: set(workers_of(data)) - {killed})
        assert answer(f"http://127.0.0.1:{port}/health/ready") == (200, "ready\n")
    finally:
        status, _said = site.end(signal.SIGTERM)
    assert status == 0
    assert processes_naming(data) == []


@pytest.mark.slow
def test_the_doctor_sends_a_trial_and_says_what_came_of_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_instance(home / "new", is_demo=False)
    trial = ("doctor", "--data", home / "new", "--mail", "ana@example.org")
    monkeypatch.setenv("ALAMEDA_SMTP_URL", "smtp://u:secreta@mail.example/inbox")
    wrong = alameda(*trial)
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    assert "secreta" not in wrong.stderr

    monkeypatch.setenv("ALAMEDA_SMTP_URL", "")
    alone = alameda(*trial)
    assert (alone.returncode, alone.stdout.count("\n")) == (1, 1)
    assert "No mail server is named: set ALAMEDA_SMTP_URL." in alone.stdout
    nowhere = alameda(*trial[:-1], "")
    assert nowhere.returncode == 1
    assert "This is no e-mail address." in nowhere.stdout

    postbox = Postbox()
    monkeypatch.setenv("ALAMEDA_SMTP_URL", f"smtp://127.0.0.1:{postbox.port}")
    with postbox.open():
        taken = alameda(*trial)
        postbox.answers["ana@example.org"] = "550 5.1.1 No such user"
        refused = alameda(*trial, "--json")
    assert (taken.returncode, "250 OK queued as 1" in taken.stdout) == (0, True)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["said"] == "550 5.1.1 No such user"


@pytest.mark.slow
def test_mail_waits_for_its_server_and_attempts_are_counted_for_all_web_processes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, port, postbox = home / "new", free_port(), Postbox()
    assert alameda("init", "--data", data, "--region", "nuble").returncode == 0
    with serving(data, port):
        visitor = Visitor(f"http://127.0.0.1:{port}")
        visitor.post("/cuenta/crear/", email="ana@example.org", password1="una alameda con sombra")
        tried = [
            visitor.post("/cuenta/entrar/", login=f"p{number}@example.org", password="mal")
            for number in range(8)
        ]
        assert ["Demasiados intentos" in page for page in tried] == [False] * 5 + [True] * 3
        waiting = told_of_mail(data)
    assert waiting["is_good"] is False
    assert waiting["found"].startswith("no mail server is named; 1 wait since")

    monkeypatch.setenv("ALAMEDA_SMTP_URL", f"smtp://127.0.0.1:{postbox.port}")
    assert "Connection refused; 1 wait since" in told_of_mail(data)["found"]
    with postbox.open():
        with serving(data, port):
            until(lambda: postbox.taken, seconds=90)
        assert postbox.to() == ["ana@example.org"]
        assert told_of_mail(data)["is_good"] is True


@contextlib.contextmanager
def serving(data: Path, port: int) -> Iterator[None]:
    """The site of a folder, from when it is ready until it was asked to stop."""
    site = Running("serve", "--port", port, "--data", data)
    try:
        yield
    finally:
        assert site.end(signal.SIGTERM)[0] == 0


def told_of_mail(data: Path) -> dict[str, Any]:
    """What the doctor finds of mail."""
    findings = json.loads(alameda("doctor", "--data", data, "--json").stdout)["findings"]
    return dict(next(found for found in findings if found["name"] == "mail"))


class Visitor:
    """Somebody who fills in forms, with cookies."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def post(self, path: str, **given: str) -> str:
        """Fill in the form of a page; what is answered."""
        self.opener.open(self.site + path, timeout=30).read()
        token = next(each.value for each in self.cookies if each.name == "csrftoken")
        sent = urllib.parse.urlencode({**given, "csrfmiddlewaretoken": token}).encode()
        try:
            answer = self.opener.open(self.site + path, data=sent, timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        assert answer.status < 500
        return str(answer.read().decode())
