"""The public address of an instance, and the host names that it is served under."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from alameda.cli.instance import Instance, create, read
from alameda.cli.main import main
from alameda.settings import addresses, env
from alameda.settings.env import BadVariableError
from alameda.ui.health import probe

if TYPE_CHECKING:
    from pytest_django import Settings

HOST = "datos.gore.example"
HTTPS = f"https://{HOST}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished instance without an address, and an environment that names none."""
    monkeypatch.delenv("ALAMEDA_BASE_URL", raising=False)
    create(Instance(folder=tmp_path / "real", region="nuble")).completed()
    return tmp_path / "real"


def test_the_address_changes_and_the_name_of_the_record_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read(folder)
    assert main(["address", "--data", str(folder)]) == 0
    assert "No public address" in capsys.readouterr().out

    assert main(["address", f"{HTTPS}/", "--data", str(folder)]) == 0
    told = capsys.readouterr()
    assert f"is {HTTPS} now; it was not set" in told.out
    assert "X-Forwarded-Proto" in told.err
    assert read(folder).base_url == HTTPS
    assert read(folder).origin == before.origin

    assert main(["address", "--data", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["address"], said["record_origin"]) == (HTTPS, before.origin)
    assert main(["address", HTTPS, "--data", str(folder)]) == 0
    assert "is the address already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("javascript:alert(1)", "is no web address"),
        ("datos.gore.example", "is no web address"),
        ("ftp://datos.gore.example", "is no web address"),
        (f"{HTTPS}/datos", "has a path"),
        (f"{HTTPS}?a=1", "has a query"),
        ("https://ana:secreta@datos.gore.example", "names a user"),
        ("https://", "names no host"),
        ("https://datos gore.example", "names no host"),
        ("https://-datos.example", "names no host"),
        (f"{HTTPS}:99999", "is no web address"),
        ("https://localhost:8000", "only this machine knows"),
        ("http://127.0.0.1", "only this machine knows"),
        ("http://[::1]:8000", "only this machine knows"),
        ("http://0.0.0.0:8000", "only this machine knows"),
        ("", "is no address"),
    ],
)
def test_what_can_be_nobodys_address_is_refused_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], told: str, why: str
) -> None:
    kept = (folder / "instance.json").read_bytes()
    assert main(["address", told, "--data", str(folder)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert why in said.err
    assert "secreta" not in said.err
    assert (folder / "instance.json").read_bytes() == kept


def test_an_address_that_the_environment_overrules_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALAMEDA_BASE_URL", "https://other.example")
    assert main(["address", HTTPS, "--data", str(folder)]) == 2
    assert "goes first" in capsys.readouterr().err
    monkeypatch.setenv("ALAMEDA_BASE_URL", HTTPS)
    assert main(["address", HTTPS, "--data", str(folder)]) == 0


def test_a_wrong_address_in_the_folder_is_said_and_can_be_mended(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = json.loads((folder / "instance.json").read_text())
    facts["base_url"] = "javascript:alert(1)"
    (folder / "instance.json").write_text(json.dumps(facts))
    assert main(["serve", "--data", str(folder)]) == 2
    assert "alameda address" in capsys.readouterr().err
    assert main(["address", HTTPS, "--data", str(folder)]) == 0
    assert read(folder).base_url == HTTPS


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (f"{HTTPS}/", HTTPS),
        ("https://DATOS.gore.example:443", HTTPS),
        ("http://datos.gore.example:80/", f"http://{HOST}"),
        ("https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443"),
        ("", ""),
    ],
)
def test_an_address_is_kept_as_browsers_write_it(told: str, kept: str) -> None:
    assert addresses.trouble_of(told, is_local_good=False) == ""
    assert addresses.plain(told) == kept


def test_names_of_this_machine_are_served_only_where_the_site_is_there() -> None:
    near = {"localhost", "127.0.0.1", "[::1]"}
    assert set(env.read({"ALAMEDA_BASE_URL": HTTPS}).allowed_hosts) == {HOST}
    assert set(env.read({"ALAMEDA_BASE_URL": "http://localhost:8000"}).allowed_hosts) == near
    assert set(env.read({}).allowed_hosts) == near
    told = {"ALAMEDA_BASE_URL": HTTPS, "ALAMEDA_HOSTS": "transparencia.example, "}
    assert env.read(told).allowed_hosts == (HOST, "transparencia.example")


def test_tls_is_known_from_the_address_unless_it_is_said() -> None:
    assert env.read({"ALAMEDA_BASE_URL": HTTPS}).is_https
    assert not env.read({"ALAMEDA_BASE_URL": f"http://{HOST}"}).is_https
    assert not env.read({"ALAMEDA_BASE_URL": HTTPS, "ALAMEDA_HTTPS": "0"}).is_https
    assert env.read({"ALAMEDA_HTTPS": "1"}).is_https


@pytest.mark.parametrize(
    "told", ["javascript:alert(1)", "datos.example", f"{HTTPS}/path", "https://u:p@x.example"]
)
def test_an_address_in_the_environment_is_judged_at_start(told: str) -> None:
    with pytest.raises(BadVariableError, match="ALAMEDA_BASE_URL"):
        env.read({"ALAMEDA_BASE_URL": told})


# Who asks for the site's health


@pytest.mark.django_db
def test_this_machine_asks_for_the_health_of_a_site_under_any_name(
    client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = [HOST]
    for path in ("/health/live", "/health/ready"):
        assert client.get(path, HTTP_HOST="127.0.0.1:8000").status_code == 200
        stranger = client.get(path, HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="203.0.113.9")
        assert stranger.status_code == 400
    assert client.get("/acerca/", HTTP_HOST="127.0.0.1:8000").status_code == 400
    assert client.get("/acerca/", HTTP_HOST=HOST).status_code == 200


@pytest.mark.django_db
def test_how_a_request_arrived_is_told_to_who_has_the_secret_alone(
    client: Client, settings: Settings
) -> None:
    settings.PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"}
    for mark in ("", "doctor", probe().sign("doctor") + "x"):
        assert client.get("/health/seen", headers={"X-Alameda-Probe": mark}).status_code == 404

    marked = {**headers, "X-Alameda-Probe": probe().sign("doctor")}
    seen = client.get("/health/seen", headers=marked).json()
    assert (seen["is_secure"], seen["address"], seen["proxies"]) == (True, "203.0.113.9", 1)
    assert seen["forwarded_for"] == ["198.51.100.7", "203.0.113.9"]


# Forms behind a proxy that does not say that the visitor speaks TLS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "proto", "code"),
    [
        ("https://testserver", "", "proxy-scheme"),
        ("https://testserver", "https", "form-expired"),
        ("https://evil.example", "", "form-expired"),
        ("http://testserver", "", "form-expired"),
    ],
)
def test_a_form_that_can_never_arrive_is_not_called_expired(
    settings: Settings, origin: str, proto: str, code: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.post(
        "/cuenta/entrar/", {}, headers={"Origin": origin, "X-Forwarded-Proto": proto}
    )
    assert page.status_code == 403
    told = page.content.decode()
    assert code in told
    is_proxy = code == "proxy-scheme"
    assert ("mal configurado" in told) == is_proxy
    assert ("venció" in told) != is_proxy


@pytest.mark.parametrize(("proxies", "header"), [("0", "None"), ("1", "HTTP_X_FORWARDED_PROTO")])
def test_the_scheme_that_a_header_names_is_believed_only_of_counted_proxies(
    proxies: str, header: str
) -> None:
    told = {
        "DJANGO_SETTINGS_MODULE": "alameda.settings.prod",
        "ALAMEDA_SECRET_KEY": "only for a test, and long enough to guard something",
        "ALAMEDA_BASE_URL": HTTPS,
        "ALAMEDA_PROXIES": proxies,
    }
    script = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    assert header in done.stdout
