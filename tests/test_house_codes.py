"""Codes and numbers written by hand in tests stand apart from those that factories count.

A factory counts on in one process: a code of its shape, written by hand, would one day be taken.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factory
import pytest

from conftest import FACTORIES_COUNT_FROM

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "alameda"
Factory = type[factory.Factory[Any]]


class Drawn:
    """What a lazy field of a factory is computed from: the fixed and the counted fields."""

    def __init__(self, declared: dict[str, Any]) -> None:
        self._declared = declared

    def __getattr__(self, name: str) -> Any:
        return value_of(self._declared[name], self)


def value_of(field: Any, row: Drawn) -> Any:
    """What a factory gives a field at its first row."""
    if isinstance(field, factory.Sequence):
        return field.function(FACTORIES_COUNT_FROM)
    if isinstance(field, factory.LazyAttribute):
        return field.function(row)
    return field


def counted(made: Factory) -> dict[str, Any]:
    """The fields of a factory that its count goes into: those that are or hold its number."""
    declared = dict(made._meta.base_declarations)
    numbers = {name for name, field in declared.items() if isinstance(field, factory.Sequence)}
    row = Drawn(declared)
    return {name: value_of(declared[name], row) for name in {*numbers, "code"} & set(declared)}


def factories() -> list[Factory]:
    """Every factory of the tree."""
    found: list[Factory] = []
    for path in sorted(SOURCE.rglob("tests/factories*.py")):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        module = importlib.import_module(name)
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, factory.Factory)
            and value.__module__ == name
        ]
    return found


def shape_of(code: str) -> re.Pattern[str]:
    """A code with any number where its own stands, and in any year."""
    head, _number, tail = re.split(r"(\d+)(?=\D*$)", code)
    return re.compile(re.sub(r"\d+", r"\\d+", re.escape(head)) + r"(\d+)" + re.escape(tail))


def shapes() -> set[re.Pattern[str]]:
    """The shapes of all codes that factories write."""
    texts = {
        value
        for made in factories()
        for value in counted(made).values()
        if isinstance(value, str) and re.search(r"[a-zA-Z].*\d", value)
    }
    return {shape_of(text) for text in texts}


def in_the_way(source: str, known: set[re.Pattern[str]]) -> Iterator[str]:
    """What a test file writes by hand that a factory may come to."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            matches = [match for shape in known if (match := shape.fullmatch(node.value))]
            if any(int(match[1]) >= FACTORIES_COUNT_FROM for match in matches):
                yield node.value
        elif isinstance(node, ast.Call) and re.search(r"Factory\.\w+$", ast.unparse(node.func)):
            for given in node.keywords:
                value = getattr(given.value, "value", None)
                if given.arg == "number" and isinstance(value, int):
                    yield from [f"number={value}"] * (value >= FACTORIES_COUNT_FROM)


def test_factories_count_from_a_place_of_their_own() -> None:
    numbered = {
        (made.__name__, name, value)
        for made in factories()
        for name, value in counted(made).items()
        if isinstance(value, int) and not name.startswith("tile")
    }
    assert len(shapes()) > 8
    assert numbered
    assert {row for row in numbered if row[2] < FACTORIES_COUNT_FROM} == set()


def test_no_test_writes_a_code_where_factories_count() -> None:
    known = shapes()
    found = {}
    for folder in (SOURCE, ROOT / "tests"):
        for path in sorted(folder.rglob("*.py")):
            if "tests" in path.relative_to(ROOT).parts and path != Path(__file__):
                said = sorted(in_the_way(path.read_text(encoding="utf-8"), known))
                found |= {str(path.relative_to(ROOT)): said} if said else {}
    assert found == {}


@pytest.mark.parametrize(
    ("line", "is_seen"),
    [
        ("code = 'S-2026-O5077'", True),
        ("code = 'S-2031-O5077'", True),
        ("code = 'S-2026-O77'", False),
        ("code = 'S-2026-O5077-I01'", False),
        ("SessionFactory.create(number=5_001)", True),
        ("SessionFactory.create(number=7)", False),
        ("Sheet(number=5_001)", False),
    ],
)
def test_the_rule_on_codes_sees_what_stands_in_the_way(line: str, is_seen: bool) -> None:
    shape = shape_of("S-2026-O5000")

    assert bool(list(in_the_way(line, {shape}))) == is_seen
