"""``alameda body`` and ``alameda seat``, on an instance of their own."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.test_ground_cli import Running, alameda, free_port, home, processes_naming  # noqa: F401  home is a fixture

HEAD = "name,e-mail,office,circumscription,bloc,from,until,act\n"
MEMBERS = "".join(
    f"Ana Apellido{letters},,,Norte,Verde,2025-01-06,2029-01-05,Proclamación\n"
    for letters in [first + second for first in "ab" for second in "abcdefghijklmnopq"]
)


class Desk:
    """The command on one instance."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *words: object, status: int = 0) -> str:
        """What it answers, or what it says where it cannot."""
        done = alameda(*words, "--data", self.data)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout or done.stderr.splitlines()[-1]

    def json(self, *words: object, status: int = 0) -> Any:
        """What it answers a machine."""
        return json.loads(self(*words, "--json", status=status))


@pytest.mark.slow
def test_a_council_of_34_is_set_up_by_commands_alone(home: Path) -> None:  # noqa: F811  the fixture
    made = alameda("init", "--data", home / "core", "--region", "santiago")
    assert made.returncode == 0, made.stderr
    site = Running("serve", "--port", free_port(), "--data", home / "core")
    try:
        set_up(Desk(home / "core"), home)
        seat_one_more(Desk(home / "core"))
    finally:
        site.end(signal.SIGTERM)
    assert processes_naming(home) == []


def set_up(desk: Desk, home: Path) -> None:  # noqa: F811  the folder, handed on
    good, bad = home / "core.csv", home / "bad.csv"
    good.write_text(f"{HEAD}Eva Vera,,governor,,,2025-01-06,,\n{MEMBERS}", encoding="utf-8")
    bad.write_text(f"{good.read_text(encoding='utf-8')}EVA,,governor,,,ayer,,\n", encoding="utf-8")
    assert "alameda body add" in desk("seat", "import", good, status=2)
    assert "alameda body add" in desk("body", "list")

    desk("body", "add", "--kind", "council", "--name", "Consejo", "--from", "2025-01-06")
    refused = desk.json("seat", "import", bad, "--make-missing", status=1)
    assert (refused["refused"], refused["is_written"]) == (1, False)
    assert refused["rows"][-1]["field"] == "starts_on"
    assert desk.json("seat", "list") == []
    assert "nothing was written" in desk("seat", "import", good, "--make-missing", "--dry-run")
    assert "35 members have their seats" in desk("seat", "import", good, "--make-missing")

    seats = desk.json("seat", "list")
    assert (len(seats), seats[0]["office"], seats[0]["access"]) == (35, "governor", "no_account")
    desk("seat", "end", seats[1]["code"], "--by", "resignation", "--on", "2026-03-01")
    assert len(desk.json("seat", "list")) == 34
    assert "ended already" in desk("seat", "end", seats[1]["code"], "--by", "death", status=2)
    body = desk.json("body", "add", "--name", "Comisión de Salud", "--from", "2025-01-06")
    assert (body["slug"], body["parent"]) == ("comision-de-salud", "consejo")
    assert "Another body" in desk(
        "body", "add", "--name", "comisión de salud", "--from", "2025-01-06", status=2
    )
    assert "does not end" in desk("body", "end", "consejo", "--reason", "No", status=2)
    desk("body", "end", body["slug"], "--reason", "Se fusionó")
    bodies = {row["slug"]: row["until"] for row in desk.json("body", "list")}
    assert bodies["comision-de-salud"] is not None
    assert bodies["consejo"] is None
    assert "There are: " in desk("body", "end", "nada", "--reason", "x", status=2)


def seat_one_more(desk: Desk) -> None:
    ida = ("--name", "Ida Ibarra", "--circumscription", "Norte", "--from", "2026-03-02")
    refused_alone = desk("seat", "add", *ida, "--bloc", "Azul", status=2)
    assert "There is no “Azul” here" in refused_alone
    assert "--make-missing" in refused_alone
    assert "alameda person add" in desk("seat", "add", *ida, "--email", "ida@gore.cl", status=2)

    made = desk("seat", "add", *ida, "--bloc", "Azul", "--make-missing")
    assert made.startswith("Ida Ibarra has a seat: ")
    last = desk.json("seat", "list")
    assert {row["bloc"] for row in last if row["name"] == "Ida Ibarra"} == {"azul"}
