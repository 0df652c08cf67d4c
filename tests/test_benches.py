"""The benches: found by their contract, printed beside their reference, honest about aims."""

from __future__ import annotations

import json

import pytest

from benches import Figure, detail_page
from benches import run as runner

MET = Figure(name="a", value=0.91, unit="×", reference="b: 10/s", aim="≥ 0.8", is_met=True)
MISSED = Figure(name="c", value=1234.5, unit="ms", reference="d", aim="≤ 100 ms", is_met=False)
PLAIN = Figure(name="e", value=12.3, unit="s")


def give(monkeypatch: pytest.MonkeyPatch, *figures: Figure) -> None:
    monkeypatch.setattr(runner, "find", lambda: {"one": lambda: list(figures)})


def break_down() -> list[Figure]:
    message = "no database"
    raise RuntimeError(message)


def test_every_figure_stands_beside_its_reference_and_its_aim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, MET, PLAIN)

    assert runner.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["a", "0.91", "×", "b:", "10/s", "≥", "0.8", "yes"]
    assert lines[3].split() == ["e", "12.3", "s"]


def test_a_missed_aim_is_said_and_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, MET, MISSED)

    assert runner.main([]) == 1
    assert "1,234 ms" in (said := capsys.readouterr().out)
    assert said.rstrip().endswith("NO")


def test_machines_get_the_same_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, MISSED)

    assert runner.main(["--json"]) == 1
    figure = json.loads(capsys.readouterr().out)["figures"][0]
    assert figure["bench"] == "one"
    assert figure["value"] == 1234.5
    assert figure["is_met"] is False


def test_a_broken_bench_does_not_silence_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "find", lambda: {"bad": break_down, "good": lambda: [MET]})

    assert runner.main([]) == 2
    said = capsys.readouterr().out
    assert "yes" in said
    assert "bad could not run: RuntimeError: no database" in said


def test_only_what_is_asked_for_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "find", lambda: {"bad": break_down, "good": lambda: [MET]})

    assert runner.main(["good"]) == 0
    with pytest.raises(SystemExit) as stopped:
        runner.main(["absent"])
    assert stopped.value.code == 2
    assert "there are: bad, good" in capsys.readouterr().err


def test_the_benches_of_this_project_follow_the_contract() -> None:
    assert "detail_page" in runner.find()


def test_the_detail_page_is_held_against_itself_in_a_smaller_region() -> None:
    met = detail_page.figures([0.010] * 200, [0.011] * 200)
    missed = detail_page.figures([0.010] * 200, [0.020] * 200)

    assert met[0].value == pytest.approx(1.1)
    assert met[0].is_met
    assert missed[0].value == pytest.approx(2.0)
    assert missed[0].is_met is False
