"""The module that docs/contributing/a-new-room.md shows is built from its blocks, and runs."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from grimp import ImportGraph
from importlinter.api import read_configuration
from importlinter.contracts.layers import LayersContract

from tools import translations
from tools.layers import RoomsContract

if TYPE_CHECKING:
    from conftest import Databases

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/contributing/a-new-room.md"
BLOCK = re.compile(r"^```\w+ (trees/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = """\
import alameda

alameda.__path__.append({folder!r})
from alameda.settings.test import *

INSTALLED_APPS.insert(INSTALLED_APPS.index("alameda.investments"), "alameda.trees")
ROOT_URLCONF = "new_room_urls"
DATABASES["default"]["NAME"] = {database!r}
"""
URLS = """\
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from alameda.urls import *

urlpatterns += i18n_patterns(path("", include("alameda.trees.urls")), prefix_default_language=False)
"""


def blocks() -> dict[str, str]:
    """The files that the document shows, by their path."""
    return dict(BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")))


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """The module as the document writes it, in a folder of its own."""
    for name, text in blocks().items():
        path = tmp_path / "rooms" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "rooms" / "trees"


def run(*command: str, **more: str) -> None:
    """Run a program; what it says is told where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-3_000:]


@pytest.fixture
def database(django_db_setup: Databases) -> Iterator[str]:
    """A database with the tables of every module but the new one."""
    name = f"{django_db_setup.clone}_room"
    django_db_setup.remove(name)
    django_db_setup.run("CREATE DATABASE {} TEMPLATE {}", name, django_db_setup.template)
    yield name
    django_db_setup.remove(name)


def test_the_new_room_of_the_document_works(
    room: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = room.parent
    (folder / "new_room_urls.py").write_text(URLS, encoding="utf-8")
    settings = SETTINGS.format(folder=str(folder), database=database)
    (folder / "new_room_settings.py").write_text(settings, encoding="utf-8")
    monkeypatch.setattr(translations, "PACKAGE", folder)
    translations.compile_all()
    outside = {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "new_room_settings"}

    run(sys.executable, "-m", "django", "makemigrations", "trees", "-n", "begin", **outside)
    run(
        sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist",
        "--ds=new_room_settings", "tests/trees_story.py", **outside,
    )  # fmt: skip


def test_the_new_room_has_every_word_in_spanish(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "PACKAGE", room.parent)

    assert translations.check("es") == []


def test_the_new_room_is_written_as_the_house_writes(room: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff"
    settings = ("--no-cache", "--config", str(ROOT / "pyproject.toml"), str(room))

    run(ruff, "check", *settings)
    run(ruff, "format", "--diff", *settings)


def test_the_new_room_looks_down_only(room: Path) -> None:
    read = read_configuration(str(ROOT / "pyproject.toml"))
    graph = graph_of(room)
    (rooms,) = (each for each in read["contracts_options"] if each["type"] == "rooms")
    stack = next(each for each in read["contracts_options"] if "council" in str(each["layers"]))
    levels = [re.sub(r"^investments \|", "trees | investments |", one) for one in stack["layers"]]
    assert levels != stack["layers"]
    for name in re.findall(r"\w+", " ".join(levels)):
        graph.add_module(f"alameda.{name}")

    inside = RoomsContract(rooms["name"], read["session_options"], rooms)
    around = LayersContract(stack["name"], read["session_options"], {**stack, "layers": levels})

    assert inside.check(graph, verbose=False).kept
    assert around.check(graph, verbose=False).kept


def graph_of(room: Path) -> ImportGraph:
    """What the files of the module import of ours."""
    graph = ImportGraph()
    for path in room.rglob("*.py"):
        parts = path.relative_to(room.parent).with_suffix("").parts
        importer = ".".join(("alameda", *parts)).removesuffix(".__init__")
        _add(graph, importer)
        for imported in imports_of(path, room):
            _add(graph, imported)
            graph.add_import(importer=importer, imported=imported)
    return graph


def _add(graph: ImportGraph, name: str) -> None:
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        graph.add_module(".".join(parts[:depth]))


def imports_of(path: Path, room: Path) -> Iterator[str]:
    """The modules of ours that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("alameda"):
            for alias in node.names:
                is_own = node.module == "alameda.trees" and (room / f"{alias.name}.py").is_file()
                yield f"{node.module}.{alias.name}" if is_own else str(node.module)


def own_lines(text: str) -> int:
    """Lines of code: neither blank nor a comment, an import or a docstring."""
    lines = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#")
    }
    for node in ast.walk(ast.parse(text)):
        is_words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_words or isinstance(node, ast.Import | ast.ImportFrom):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_the_document_says_how_long_the_new_room_is() -> None:
    written = blocks()
    code = sum(own_lines(text) for name, text in written.items() if name.endswith(".py"))
    drawn = sum(len(text.splitlines()) for name, text in written.items() if name.endswith(".html"))
    told = f"{code} lines of Python code, without blank lines, imports and docstrings, and {drawn}"

    assert told in " ".join(DOCUMENT.read_text(encoding="utf-8").split())
