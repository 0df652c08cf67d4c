"""Every state is moved by one function, which keeps the row and its subject true together."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "alameda"
MOVER = "thread.move"
# Those that still write a state by themselves. One that asks the mover leaves this list.
BY_HAND = {
    "mail._expire",  # below the thread: a message is no subject
    "investments.InitiativeWriter",
}


def _is_state(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "state"


def _is_the_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "state"


def _writes_a_state(node: ast.AST) -> bool:
    """``row.state = …``, ``.update(state=…)``, ``.bulk_update(rows, ["state"])``, ``setattr``."""
    if isinstance(node, ast.Assign):
        return any(_is_state(inner) for target in node.targets for inner in ast.walk(target))
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return _is_state(node.target)
    if not isinstance(node, ast.Call):
        return False
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if called == "update":
        return any(keyword.arg == "state" for keyword in node.keywords)
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    words = [inner for one in given for inner in ast.walk(one) if isinstance(inner, ast.expr)]
    return called in {"bulk_update", "setattr"} and any(map(_is_the_word, words))


def writers(source: str) -> list[str]:
    """The functions and classes at the top of a file that write a state; “” for the file itself."""
    found = [
        getattr(statement, "name", "")
        for statement in ast.parse(source).body
        if any(_writes_a_state(node) for node in ast.walk(statement))
    ]
    return sorted(set(found))


def by_hand() -> Iterator[str]:
    """Who writes states in the tree, as ``module.function``.

    Rules hold no rows, and what is invented is written whole, with its past.
    """
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if not {"tests", "migrations", "rules", "demonstration"} & set(parts):
            for name in writers(path.read_text(encoding="utf-8")):
                yield f"{parts[0]}.{name}"


def test_every_state_is_moved_by_one_function() -> None:
    found = set(by_hand()) - {MOVER}

    assert sorted(found - BY_HAND) == [], f"let {MOVER} move these states"
    assert sorted(BY_HAND - found) == [], f"{MOVER} moves these now; strike them out"


@pytest.mark.parametrize(
    "line",
    [
        "row.state = to",
        "row.subject.state = to",
        "row.state, row.day = to, day",
        "row.state: str = to",
        "Row.objects.filter(pk=1).update(state=to)",
        "Row.objects.bulk_update(rows, ['state', 'day'])",
        "Row.objects.bulk_update(rows, fields=('state',))",
        "setattr(row, 'state', to)",
    ],
)
def test_the_rule_on_states_sees_one_written(line: str) -> None:
    assert writers(f"def act(row, to):\n    {line}") == ["act"]


@pytest.mark.parametrize(
    "line",
    [
        "return row.state == to",
        "Row.objects.filter(state=to)",
        "row.state_since = day",
        "Row.objects.create(state=to)",
        "cache.update(seen=row.state)",
    ],
)
def test_the_rule_on_states_lets_be_what_reads_or_begins(line: str) -> None:
    assert writers(f"def act(row, to):\n    {line}") == []
