"""What the environment and a folder may say, and what is told where it cannot be meant."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, create, read
from alameda.cli.main import main
from alameda.settings import env
from alameda.settings.env import BadVariableError, Smtp


def smtp(monkeypatch: pytest.MonkeyPatch, told: str) -> Smtp | None:
    monkeypatch.setenv("ALAMEDA_SMTP_URL", told)
    return env.read().smtp


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("", None),
        ("smtp://mail.example", Smtp(host="mail.example", port=587)),
        ("smtps://mail.example/", Smtp(host="mail.example", port=465, is_tls=True)),
        ("smtp://[::1]:25?starttls=0", Smtp(host="::1", port=25, starttls=False)),
        (
            "smtp://avisos%40gore.example:p%40s%2Fs@mail.example:2525?starttls=1",
            Smtp(
                host="mail.example",
                port=2525,
                user="avisos@gore.example",
                password="p@s/s",
                starttls=True,
                sender="avisos@gore.example",
            ),
        ),
        (
            "smtps://u:p@mail.example?from=avisos@gore.example",
            Smtp(
                host="mail.example",
                port=465,
                user="u",
                password="p",
                is_tls=True,
                sender="avisos@gore.example",
            ),
        ),
    ],
)
def test_a_mail_server_is_named_in_one_address(
    monkeypatch: pytest.MonkeyPatch, told: str, meant: Smtp | None
) -> None:
    assert smtp(monkeypatch, told) == meant


@pytest.mark.parametrize(
    "told",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://:secreta@mail.example",
        "smtp://u:secreta@mail.example:99999",
        "smtp://u:secreta@mail.example:port",
        "smtp://u:secreta@mail.example/inbox",
        "smtp://u:secreta@mail.example#x",
        "smtp://u:secreta@mail.example?starttls=yes",
        "smtp://u:secreta@mail.example?tls=1",
        "smtp://u:secreta@mail.example?from=nobody",
        "smtps://u:secreta@mail.example?starttls=1",
        "smtp://u:secreta@[mail.example",
    ],
)
def test_what_names_no_mail_server_is_said_without_its_password(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    with pytest.raises(BadVariableError) as refusal:
        smtp(monkeypatch, told)

    assert "ALAMEDA_SMTP_URL" in str(refusal.value)
    assert "smtp[s]://" in str(refusal.value)
    assert "secreta" not in str(refusal.value)


def test_a_password_is_never_shown() -> None:
    assert "secreta" not in repr(Smtp(host="mail.example", port=25, user="u", password="secreta"))


@pytest.mark.parametrize(("told", "meant"), [("", 0), ("0", 0), ("2", 2)])
def test_proxies_are_counted(monkeypatch: pytest.MonkeyPatch, told: str, meant: int) -> None:
    monkeypatch.setenv("ALAMEDA_PROXIES", told)
    assert env.read().proxies == meant


@pytest.mark.parametrize("told", ["-1", "one", "10", "1.0", "²"])
def test_a_count_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("ALAMEDA_PROXIES", told)
    with pytest.raises(BadVariableError, match="ALAMEDA_PROXIES"):
        env.read()


@pytest.mark.parametrize(
    ("base_url", "told", "sender"),
    [
        ("https://datos.gore.example", "", "alameda@datos.gore.example"),
        ("http://[::1]:8000", "", "alameda@localhost"),
        ("https://datos.gore.example", "smtp://mail.example?from=a@b.example", "a@b.example"),
        ("https://datos.gore.example", "smtp://u:p@mail.example", "alameda@datos.gore.example"),
    ],
)
def test_mail_comes_from_the_site_or_as_told(
    monkeypatch: pytest.MonkeyPatch, base_url: str, told: str, sender: str
) -> None:
    monkeypatch.setenv("ALAMEDA_BASE_URL", base_url)
    monkeypatch.setenv("ALAMEDA_SMTP_URL", told)
    assert env.read().sender == sender


# Secrets


@pytest.mark.parametrize("told", ["abc", "a" * 60, "ab" * 30, "short but mixed 1234"])
def test_a_secret_that_anybody_guesses_is_refused_and_not_repeated(
    tmp_path: Path, told: str
) -> None:
    with pytest.raises(BadVariableError, match="ALAMEDA_SECRET_KEY") as refusal:
        env.read({"ALAMEDA_SECRET_KEY": told})
    assert told not in str(refusal.value)

    (tmp_path / "secret.key").write_text(told)
    with pytest.raises(BadVariableError, match=r"secret\.key"):
        env.read({"ALAMEDA_DATA": str(tmp_path)})

    good = "una alameda con sombra y 12 bancos"
    (tmp_path / "secret.key").write_text(f"{good}\n")
    assert env.read({"ALAMEDA_DATA": str(tmp_path)}).secret_key == good


@pytest.mark.parametrize(
    "told", ["mysql://u:secreta@h/d", "postgresql://u:sec/reta@h/d", "host=h password=secreta"]
)
def test_an_address_of_no_database_is_said_without_its_password(told: str) -> None:
    with pytest.raises(BadVariableError, match="DATABASE_URL") as refusal:
        env.read({"DATABASE_URL": told})
    assert "reta" not in str(refusal.value)
    good = "postgresql://u:secreta@h/d"
    assert env.read({"DATABASE_URL": good}).database_url == good


# An instance


def test_no_other_settings_than_those_of_production_are_chosen_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "alameda.settings.dev")
    monkeypatch.setenv("ALAMEDA_PROXIES", "2")
    instance = create(Instance(folder=tmp_path / "new", region="nuble"))

    told = instance.variables("")

    assert told["DJANGO_SETTINGS_MODULE"] == "alameda.settings.prod"
    assert told["ALAMEDA_PROXIES"] == "2"


def test_what_cannot_be_meant_is_said_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = create(Instance(folder=tmp_path / "new", region="nuble"))
    assert instance.variables("")["ALAMEDA_DATA"] == str(tmp_path / "new")
    monkeypatch.setenv("ALAMEDA_SECRET_KEY", "abc")
    with pytest.raises(BadVariableError, match="ALAMEDA_SECRET_KEY"):
        instance.variables("")
    monkeypatch.delenv("ALAMEDA_SECRET_KEY")
    (tmp_path / "new/secret.key").unlink()
    with pytest.raises(CannotRunError, match="is lost"):
        instance.variables("")
    assert not (tmp_path / "new/secret.key").exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"region": "atlantis"}, "names the region atlantis; known are"),
        ({"origin": ""}, "does not say the name of the public record"),
        ({"is_complete": "yes"}, "says of is_complete what cannot be meant"),
        ({"base_url": 7}, "says of base_url what cannot be meant"),
        ({"base_url": "ftp://x.example"}, "Set it with: alameda address"),
        ({"colour": "blue"}, "cannot be read"),
    ],
)
def test_facts_of_an_instance_that_cannot_be_are_refused(
    tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    create(Instance(folder=tmp_path / "new", region="nuble"))
    path = tmp_path / "new/instance.json"
    facts = json.loads(path.read_text())
    assert read(tmp_path / "new").region == "nuble"

    path.write_text(json.dumps({**facts, **change}))
    with pytest.raises(CannotRunError, match=why):
        read(tmp_path / "new")
    path.write_text(json.dumps({key: value for key, value in facts.items() if key != "origin"}))
    with pytest.raises(CannotRunError, match="the name of the public record"):
        read(tmp_path / "new")
    path.write_text(json.dumps(facts)[:40])
    with pytest.raises(CannotRunError, match="cannot be read"):
        read(tmp_path / "new")


def test_a_folder_whose_making_was_stopped_is_made_and_no_other(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    (begun / "files").mkdir(parents=True)
    (begun / "secret.key").touch()
    assert create(Instance(folder=begun, region="nuble")).origin
    assert len((begun / "secret.key").read_text()) > 50

    kept = tmp_path / "kept"
    (kept / "files").mkdir(parents=True)
    (kept / "files/paper").write_text("dear")
    with pytest.raises(CannotRunError, match="is not empty"):
        create(Instance(folder=kept, region="nuble"))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full. Free some space"),
        (RuntimeError("could not extend file: No space left on device"), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/x"), "/srv/x cannot be used by"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/x"), "/srv/x cannot be used by"),
    ],
)
def test_trouble_that_every_command_may_meet_has_its_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    trouble: Exception,
    words: str,
) -> None:
    def fail(*_given: object) -> None:
        raise trouble

    monkeypatch.setattr("alameda.cli.demo.check_port", fail)
    assert main(["demo", "--data", str(tmp_path / "new"), "--no-open"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert "should not have happened" not in said
