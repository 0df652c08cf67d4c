"""A real site: under its own name alone, killed and started at once, robbed of what it needs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import test_ground_cli
from tests.test_ground_cli import Running, alameda, free_port, processes_naming, until

pytestmark = pytest.mark.slow
HOST = "datos.gore.example"
SECRET = "plantada-secreto-0123456789-abcdefghij-klmnop"
MAIL = "plantada-correo"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """An empty instance with a public address, made once for these tests."""
    with tempfile.TemporaryDirectory(prefix="alameda-test-") as name:
        Path(name).chmod(0o711)
        data = Path(name) / "real"
        address = f"https://{HOST}"
        made = alameda("init", "--data", data, "--region", "nuble", "--base-url", address)
        assert made.returncode == 0, made.stderr
        yield data


def status(url: str, *, host: str) -> int:
    asked = urllib.request.Request(url, headers={"Host": host})  # noqa: S310  our own site
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310  our own site
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def secrets_of(data: Path) -> set[str]:
    """What no command may ever say: of the folder, and what a test planted."""
    pem = (data / "record.key").read_text().splitlines()
    return {
        (data / "secret.key").read_text(),
        (data / "record.mac").read_text().strip(),
        (data / "pg/password").read_text(),
        *(line for line in pem if not line.startswith("-----")),
        SECRET,
        MAIL,
    }


def test_a_site_serves_its_names_alone_and_says_no_secret(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALAMEDA_HOSTS", "transparencia.example")
    monkeypatch.setenv("ALAMEDA_SECRET_KEY", SECRET)
    monkeypatch.setenv("ALAMEDA_SMTP_URL", f"smtp://ana:{MAIL}@127.0.0.1:9")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "alameda.settings.dev")
    port = free_port()
    near = f"http://127.0.0.1:{port}"
    site = Running("serve", "--port", port, "--data", data)
    try:
        assert site.ready_line == f"Alameda is ready: {near}"
        for host, expected in ((HOST, 200), ("transparencia.example", 200), ("localhost", 400)):
            assert status(f"{near}/acerca/", host=host) == expected
        assert status(f"{near}/health/ready", host="localhost") == 200

        told = alameda("doctor", "--data", data, "--json")
        plain = alameda("doctor", "--data", data)
        found = {one["name"]: one for one in json.loads(told.stdout)["findings"]}
        assert found["proxy count"]["is_good"] is False
        assert "ALAMEDA_PROXIES" in found["proxy count"]["remedy"]
        assert found["tls"]["is_good"] is False
        assert json.loads(told.stdout)["database"]["address"].startswith("postgresql://alameda:…@")
        mail = alameda("doctor", "--data", data, "--mail", "ana@example.org")
        changed = alameda("address", "--data", data, "--json")
        assert json.loads(changed.stdout)["is_running"] is True
    finally:
        code, said = site.end(signal.SIGTERM)
    assert code == 0
    outputs = [said, *(out for one in (told, plain, mail) for out in (one.stdout, one.stderr))]
    for secret in secrets_of(data):
        assert not [out for out in outputs if secret in out]


@pytest.mark.parametrize(
    "url", ["postgresql://ana:plantada-base@127.0.0.1:1/x", "postgresql://ana:plan/tada@h:x/y"]
)
def test_no_complaint_repeats_the_password_of_the_database(
    data: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(test_ground_cli, "environment", lambda: {**os.environ, "DATABASE_URL": url})
    for words in (
        ("doctor", "--data", data),
        ("doctor", "--data", data, "--json"),
        ("serve", "--data", data, "--port", free_port()),
        ("worker", "--data", data),
        ("record", "verify", data),
    ):
        done = alameda(*words)
        assert done.returncode in {1, 2}
        assert "tada" not in done.stdout + done.stderr


def test_a_killed_site_is_started_again_at_once_on_its_port(data: Path) -> None:
    port = free_port()
    for _turn in range(4):
        site = Running("serve", "--port", port, "--data", data)
        assert site.ready_line == f"Alameda is ready: http://127.0.0.1:{port}"
        site.end(signal.SIGKILL)
    site = Running("serve", "--port", port, "--data", data)
    assert site.ready_line
    site.process.send_signal(signal.SIGTERM)
    follower = Running("serve", "--port", port, "--data", data)  # while the former still stops
    assert follower.ready_line, follower.process.communicate()
    assert site.end(signal.SIGTERM)[0] == 0
    assert follower.end(signal.SIGTERM)[0] == 0
    until(lambda: not processes_naming(data))


@contextlib.contextmanager
def away(path: Path) -> Iterator[None]:
    """Something of the folder is lost, and found again."""
    kept = path.with_name(f"{path.name}.kept")
    path.rename(kept)
    try:
        yield
        assert not path.exists()
    finally:
        kept.rename(path)


def test_a_site_that_lost_its_database_or_keys_stops_with_words_and_makes_no_other(
    data: Path,
) -> None:
    commands = (
        ("serve", "--data", data, "--port", free_port()),
        ("record", "verify", data),
    )
    for path, words in (
        ("pg/data", "alameda restore"),
        ("record.key", "record.key is lost"),
        ("record.mac", "record.mac is lost"),
        ("secret.key", "secret.key is lost"),
    ):
        with away(data / path):
            for command in commands:
                done = alameda(*command)
                assert (done.returncode, done.stdout) == (2, ""), done.stderr
                assert words in done.stderr
                assert "Traceback" not in done.stderr
            looked = alameda("doctor", "--data", data)
            assert looked.returncode == 1
            assert words in looked.stdout or "WRONG" in looked.stdout
    other = os.urandom(32).hex()
    own = (data / "record.mac").read_text()
    (data / "record.mac").write_text(other)
    refused = alameda(*commands[0])
    assert "record.mac is not the one that marked" in refused.stderr
    (data / "record.mac").write_text(own)
    assert alameda("record", "verify", data).returncode == 0
