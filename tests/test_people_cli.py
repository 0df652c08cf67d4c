"""``alameda person``, ``alameda unit`` and the first operator, on an instance of their own."""

from __future__ import annotations

import argparse
import json
import re
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from alameda.cli import init
from alameda.cli.arguments import address, day, one_of
from alameda.cli.errors import CannotRunError
from tests.test_ground_cli import Running, alameda, free_port, home, processes_naming  # noqa: F401  home is a fixture

LINK = re.compile(r"^http://127\.0\.0\.1:\d+/cuenta/invitacion/[\w-]{43}/$", re.MULTILINE)


class Desk:
    """The command on one instance."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *words: str, status: int = 0) -> str:
        """What it answers; what it says where it refuses."""
        done = alameda(*words, "--data", self.data)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        if status:
            assert done.stdout == ""
            assert done.stderr.splitlines()[-1].startswith("alameda: ")
        return done.stdout if status == 0 else done.stderr.splitlines()[-1]

    def json(self, *words: str) -> Any:
        """What it answers a machine."""
        return json.loads(self(*words, "--json"))


@pytest.mark.slow
def test_an_operator_makes_the_people_of_a_region_without_a_shell_into_python(
    home: Path,  # noqa: F811  the fixture
) -> None:
    made = alameda(
        "init", "--data", home / "core", "--region", "santiago",
        "--operator", " Ana@Example.org", "--operator-name", "Ana Pérez",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert len(LINK.findall(made.stdout)) == 1
    assert "no public address is set" in made.stderr
    site = Running("serve", "--port", free_port(), "--data", home / "core")
    try:
        make_people(Desk(home / "core"))
    finally:
        site.end(signal.SIGTERM)
    assert processes_naming(home) == []


def make_people(desk: Desk) -> None:
    """What an operator does on a site that is served, and what is refused."""
    [operator] = desk.json("person", "list")
    assert (operator["email"], operator["name"]) == ("ana@example.org", "Ana Pérez")
    assert [grant["role"] for grant in operator["roles"]] == ["operator"]
    assert not operator["has_password"]

    desk("unit", "add", "--name", "División de Planificación", "--acronym", "DIPLADE")
    desk("unit", "add", "--name", "Preinversión", "--parent", "diplade", "--code", "pre")
    desk("unit", "change", "pre", "--name", "Departamento de Preinversión")
    assert desk.json("unit", "list")[1] == {
        "code": "pre",
        "name": "Departamento de Preinversión",
        "acronym": "",
        "parent": "diplade",
        "from": None,
        "until": None,
    }
    added = desk(
        "person", "add", "--email", "BLAS@example.org ", "--name", "Blas", "--role", "planner",
        "--unit", "pre", "--act", "Resolución exenta 1 de 2026", "--invite", "mail",
    )  # fmt: skip
    assert len(LINK.findall(added)) == 1
    assert desk.json("person", "roles", "blas@example.org")["roles"][0]["act"].endswith("1 de 2026")
    again = desk.json("person", "invite", "blas@example.org", "--by", "link")
    assert LINK.match(again["link"])
    assert again["link"] not in added
    mayor = desk.json("person", "grant", "blas@example.org", "--role", "mayor", "--comuna", "Ñuñoa")
    assert mayor["comuna"] == "13120"

    for words, sentence in (
        (("person", "add", "--email", "blas@", "--name", "B"), "no e-mail address"),
        (("person", "add", "--email", "ana@example.org", "--name", "B"), "account with the addr"),
        (("person", "grant", "blas@example.org", "--role", "planer"), "Did you mean planner"),
        (
            ("person", "grant", "blas@example.org", "--role", "planner", "--unit", "pre"),
            "has that role there already",
        ),
        (
            ("person", "grant", "blas@example.org", "--role", "planner", "--unit", "prre"),
            "Did you mean pre?",
        ),
        (("person", "roles", "nobody@example.org"), "Nobody has an account"),
        (("person", "grant", "blas@example.org", "--role", "planner", "--unit", "PRE"), "already"),
        (("unit", "end", "pre"), "1 people hold roles"),
        (("person", "end", "blas@example.org", "--role", "auditor"), "holds no such role"),
        (("person", "add", "--email", "c@example.org", "--name", "C", "--unit", "pre"), "--role"),
    ):
        assert sentence in desk(*words, status=2)

    ended = desk.json("person", "end", "blas@example.org", "--role", "mayor", "--on", "2099-12-31")
    assert [grant["until"] for grant in ended] == ["2099-12-31"]
    desk("person", "close", "blas@example.org")
    assert desk("person", "list", "--role", "planner") == "Nobody.\n"
    desk("unit", "end", "pre")
    desk("person", "reopen", "blas@example.org")
    assert len(desk.json("person", "list")) == 2


def test_a_terminal_is_asked_who_operates_until_it_is_an_address_or_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answering(*words: str) -> None:
        left: Iterator[str] = iter(words)
        monkeypatch.setattr("builtins.input", lambda _question: next(left))

    answering("ana@", " ana@example.org ", "Ana")
    assert init.ask_for_operator() == ("ana@example.org", "Ana")
    assert "ana@ is no e-mail address" in capsys.readouterr().out
    answering("")
    assert init.ask_for_operator() == ("", "")


def test_nobody_is_asked_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/null").open(encoding="ascii") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert not init.is_terminal()


def test_what_is_mistyped_is_told_with_what_is_near() -> None:
    assert one_of("planner", ["planner", "mayor"], "role") == "planner"
    for told, sentence in (
        ("planer", "There is no role planer. Did you mean planner?"),
        ("xyz", "There is no role xyz. There are: planner, mayor."),
        ("x\n\x1b[31m" + "y" * 5000, "There is no role x[31m" + "y" * 55 + ". There are:"),
    ):
        with pytest.raises(CannotRunError) as refused:
            one_of(told, ["planner", "mayor"], "role")
        assert str(refused.value).startswith(sentence)


def test_days_and_addresses_are_read_before_anything_is_made() -> None:
    assert day("2026-03-01") == date(2026, 3, 1)
    for told in ("2026-13-01", "mañana", "9999-01-01", ""):
        with pytest.raises(argparse.ArgumentTypeError):
            day(told)
    assert address(" ana@example.org") == "ana@example.org"
    with pytest.raises(CannotRunError):
        address("ana@example")


def test_an_operator_who_cannot_be_makes_no_instance(tmp_path: Path) -> None:
    for words in (("--operator", "ana"), ("--operator-name", "Ana")):
        done = alameda("init", "--data", tmp_path / "new", "--region", "nuble", *words)
        assert done.returncode == 2
        assert not (tmp_path / "new").exists()
