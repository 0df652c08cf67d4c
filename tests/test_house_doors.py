"""Every act has a door: a page, the API, a command, a journey or a job leads to it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools.references import Tree

SOURCE = Path(__file__).parents[1] / "src" / "alameda"
# The acts nobody can do, each with why it stays. One that gets its door leaves this list.
WITHOUT_DOOR: dict[str, str] = {}


def is_act_module(name: str) -> bool:
    """Whether what a module defines must be led to: actions, and journeys over them."""
    return "actions" in name.split(".") or name.split(".")[1:2] == ["journeys"]


def without_door(tree: Tree) -> set[str]:
    """The public functions of actions and journeys that no door leads to, as ``module.function``.

    What only another act calls has the doors of that act.
    """
    reached = tree.reached(is_door=lambda module: not is_act_module(module))
    return {
        f"{name.split('.')[1]}.{statement.name}"
        for name, statement in tree.definitions()
        if isinstance(statement, ast.FunctionDef)
        and is_act_module(name.rpartition(".")[0])
        and not statement.name.startswith("_")
        and name not in reached
    }


def test_every_act_has_a_door() -> None:
    found = without_door(Tree(SOURCE))

    assert sorted(found - set(WITHOUT_DOOR)) == [], "nobody can do these; give them a door"
    assert sorted(set(WITHOUT_DOOR) - found) == [], "these have their door now; strike them out"
    assert all(WITHOUT_DOOR.values())


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A package whose page opens a gate by way of what the package hands on."""
    root = tmp_path / "toy"
    files = {
        "room/actions/__init__.py": "from toy.room.actions.gates import open_gate as open_gate",
        "room/actions/gates.py": (
            "def open_gate(): return close_gate()\n"
            "def close_gate(): ...\n"
            "def paint_gate(): return sell_gate()\n"
            "def sell_gate(): ...\n"
        ),
        "room/views.py": (
            "from toy.room import actions\n"
            "def page(request): return actions.open_gate(), 'paint_gate', request.sell_gate\n"
        ),
        "room/tests/test_gates.py": (
            "from toy.room.actions.gates import paint_gate\ndef test(): paint_gate()\n"
        ),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_a_door_is_a_name_that_leads_to_the_act_not_a_word_like_it(toy: Path) -> None:
    assert without_door(Tree(toy)) == {"room.paint_gate", "room.sell_gate"}


@pytest.mark.parametrize(
    "door",
    [
        "from toy.room.actions.gates import paint_gate as brush\nACTS = {'paint': brush}",
        "import toy.room.actions.gates\ndef run(): toy.room.actions.gates.paint_gate()",
        "def run():\n    from toy.room.actions import gates\n    return gates.paint_gate()",
        "def run(of): return of('toy.room.actions.gates', 'paint_gate')",
    ],
)
def test_a_door_may_be_any_way_to_name_the_act(toy: Path, door: str) -> None:
    (toy / "room" / "tasks.py").write_text(door, encoding="utf-8")

    assert without_door(Tree(toy)) == set()
