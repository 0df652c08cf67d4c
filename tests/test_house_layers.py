"""A new module is held to the layers from its first file, without anybody listing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from grimp import ImportGraph
from importlinter.api import read_configuration

from tools.layers import RoomsContract

if TYPE_CHECKING:
    from importlinter.domain.contract import ContractCheck

ROOT = Path(__file__).parents[1]


def contract() -> RoomsContract:
    """The contract as pyproject.toml writes it."""
    read = read_configuration(str(ROOT / "pyproject.toml"))
    (written,) = (each for each in read["contracts_options"] if each["type"] == "rooms")
    return RoomsContract(written["name"], read["session_options"], written)


def checked(*imports: tuple[str, str]) -> ContractCheck:
    """What the contract says of a tree with these modules."""
    graph = ImportGraph()
    for pair in imports:
        for name in pair:
            parts = f"alameda.{name}".split(".")
            for depth in range(1, len(parts) + 1):
                graph.add_module(".".join(parts[:depth]))
        graph.add_import(importer=f"alameda.{pair[0]}", imported=f"alameda.{pair[1]}")
    return contract().check(graph, verbose=False)


def test_a_new_module_may_look_down() -> None:
    assert checked(("toy.views", "toy.actions"), ("toy.actions", "toy.rules")).kept


@pytest.mark.parametrize(
    ("importer", "imported"),
    [("models", "views"), ("selectors", "actions"), ("rules", "events"), ("views", "api")],
)
def test_a_new_module_may_not_look_up_or_sideways(importer: str, imported: str) -> None:
    assert not checked((f"toy.{importer}", f"toy.{imported}")).kept


def test_a_new_module_has_no_file_of_a_name_nobody_knows() -> None:
    told = checked(("toy.views", "toy.helpers"))

    assert not told.kept
    assert told.metadata["undeclared_modules"] == {"alameda.toy.helpers"}


def test_what_is_no_module_is_not_held_to_the_layers() -> None:
    assert checked(("cli.running", "cli.main"), ("toy.views", "toy.models")).kept


def test_a_folder_of_the_desk_is_a_room_of_its_own() -> None:
    assert checked(("desk.toy.views", "desk.toy.selectors"), ("desk.urls", "desk.toy.views")).kept
    assert not checked(("desk.toy.selectors", "desk.toy.views")).kept
