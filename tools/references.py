"""Who refers to whom in the source: names resolved by its syntax, never by words that look alike.

``Tree(root)`` reads a package. A definition is a function, a class or a constant at the top of a
module, called by its full name (``alameda.thread.actions.link_subjects``); a reference is a name or
an attribute that leads to it through imports, also where a package hands it on.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """One file: what it defines, and what its names mean.

    Attributes:
        name: as it is imported.
        names: local name to the full name that it was imported from.
        defined: name to the statement at the top that makes it.
        rest: the other statements at the top.
    """

    name: str
    is_package: bool
    names: dict[str, str] = field(default_factory=dict)
    defined: dict[str, ast.stmt] = field(default_factory=dict)
    rest: list[ast.stmt] = field(default_factory=list)

    @classmethod
    def read(cls, name: str, path: Path) -> Module:
        """Parse a file."""
        module = cls(name, is_package=path.name == "__init__.py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            module._import(node)
        for statement in tree.body:
            made = list(_made_by(statement))
            module.defined |= dict.fromkeys(made, statement)
            if not made:
                module.rest.append(statement)
        return module

    def _import(self, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.split(".")[0]
                self.names[alias.asname or head] = alias.name if alias.asname else head


def _made_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id
    elif isinstance(statement, ast.Assign):
        yield from (one.id for one in statement.targets if isinstance(one, ast.Name))


def is_test(module: str) -> bool:
    """Whether a module is only for tests."""
    return bool({"tests", "conftest"} & set(module.split(".")))


class Tree:
    """Every module of a package that is no test and no migration."""

    def __init__(self, root: Path) -> None:
        self.modules: dict[str, Module] = {}
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root.parent).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            if not is_test(name) and "migrations" not in parts:
                self.modules[name] = Module.read(name, path)

    def canonical(self, name: str) -> str:
        """The full name of the definition that a full name leads to, through packages."""
        for _ in range(8):
            owner, _dot, last = name.rpartition(".")
            module = self.modules.get(owner)
            if module and last in module.names and last not in module.defined:
                name = module.names[last]
            elif module or not owner or (known := self.canonical(owner)) == owner:
                return name
            else:
                name = f"{known}.{last}"
        return name

    def definitions(self) -> Iterator[tuple[str, ast.stmt]]:
        """Every definition, by its full name."""
        for module in self.modules.values():
            for name, statement in module.defined.items():
                yield f"{module.name}.{name}", statement

    def references(self, module: Module, statements: list[ast.stmt]) -> set[str]:
        """Full names of what some statements of a module refer to."""
        found = set()
        for statement in statements:
            for node in ast.walk(statement):
                if dotted := _dotted(node):
                    found.add(self._resolved(module, dotted))
                found.update(self.canonical(name) for name in _spelt(node))
        return found

    def _resolved(self, module: Module, dotted: str) -> str:
        head, _dot, rest = dotted.partition(".")
        own = f"{module.name}.{head}"
        full = own if head in module.defined else module.names.get(head, head)
        return self.canonical(f"{full}.{rest}" if rest else full)

    def reached(self, is_door: Callable[[str], bool]) -> set[str]:
        """What is referred to from the doors, directly or through definitions that are.

        Args:
            is_door: whether a module is one, by its name; all that is in it counts.
        """
        edges: dict[str, set[str]] = {}
        waiting: set[str] = set()
        for module in self.modules.values():
            rest = self.references(module, module.rest)
            if is_door(module.name):
                waiting |= rest | self.references(module, list(module.defined.values()))
                continue
            waiting |= rest
            for name, statement in module.defined.items():
                edges[f"{module.name}.{name}"] = self.references(module, [statement])
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting |= edges.get(name, set())
        return seen


def _spelt(node: ast.AST) -> Iterator[str]:
    """The full name in a call that names a module and what is in it: ``of("a.b", "c")``."""
    if isinstance(node, ast.Call):
        said = [one.value for one in node.args if isinstance(one, ast.Constant)]
        for owner, name in pairwise(said):
            if isinstance(owner, str) and isinstance(name, str):
                yield f"{owner}.{name}"


def _dotted(node: ast.AST) -> str:
    """``a.b.c`` of a chain of attributes; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
