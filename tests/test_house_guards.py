"""The table of guards is true to the code; ``tools/mutate_guards.py`` breaks each one itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mutate_guards import Guard, read_table

ROOT = Path(__file__).parents[1]


def test_every_guard_of_the_table_stands_where_it_says() -> None:
    table = read_table()

    assert [fault for guard in table if (fault := guard.fault(ROOT))] == []
    assert len({guard.name for guard in table}) == len(table) > 60


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"path": "gate.py"}, "one: there is no gate.py"),
        ({"text": "if"}, "one: its text stands 2 times in guard.py"),
        ({"text": "while"}, "one: its text stands 0 times in guard.py"),
        ({"instead": "if wide:"}, "one: nothing is removed"),
        ({"tests": ["test_gate.py::test_it"]}, "one: there is no test_gate.py::test_it"),
    ],
)
def test_an_entry_that_cannot_be_tried_is_named(
    changes: dict[str, str], fault: str, tmp_path: Path
) -> None:
    (tmp_path / "guard.py").write_text("if wide:\n    pass\nif late:\n    pass\n", encoding="utf-8")
    (tmp_path / "test_guard.py").touch()
    entry: dict[str, object] = {
        "name": "one",
        "path": "guard.py",
        "text": "if wide:",
        "instead": "if False:",
        "tests": ["test_guard.py::test_it"],
    }

    assert Guard(**{**entry, **changes}).fault(tmp_path) == fault  # type: ignore[arg-type]  # as read


def test_whoever_writes_a_table_for_spreadsheets_makes_its_cells_harmless() -> None:
    writers = [
        path
        for path in (ROOT / "src" / "alameda").rglob("*.py")
        if "tests" not in path.parts and "csv.writer(" in path.read_text(encoding="utf-8")
    ]
    assert len(writers) >= 2
    for path in writers:
        assert "from alameda.foundation.cells import neutral" in path.read_text(encoding="utf-8")
