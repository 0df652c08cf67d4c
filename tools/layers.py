"""The contract type ``rooms`` of lint-imports: the layers inside a module, derived from the tree.

A module is every package directly under the root which is not named in ``besides``; where one is
named in ``within``, every package in it. Nobody lists a new one: it is held to the contract from
its first file.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter.contracts.layers import LayersContract
from importlinter.domain import fields
from importlinter.domain.contract import ContractCheck
from importlinter.domain.imports import ModuleExpression


class RoomsContract(LayersContract):
    """Layers whose containers are the packages of the tree.

    Attributes:
        besides: what is under the root and no module; by its name alone, there or not yet there.
        within: what is no module itself, but holds a folder for each.
    """

    type_name = "rooms"

    besides = fields.SetField(subfield=fields.StringField())
    within = fields.SetField(subfield=fields.StringField())

    def validate(self) -> None:
        """Say that there are containers before anybody asks; which ones, the graph will say."""
        self.containers = [ModuleExpression("*")]
        super().validate()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001  import-linter's signature
        """Hold each module of the tree to the layers."""
        self.containers = [ModuleExpression(name) for name in self.modules(graph)]
        return super().check(graph, verbose)

    def modules(self, graph: ImportGraph) -> list[str]:
        """The packages under the root that the contract is about."""
        (root,) = self.session_options["root_packages"]
        besides = {f"{root}.{name}" for name in self.besides}
        parents = {f"{root}.{name}" for name in self.within}
        found = graph.find_children(root) - besides - parents
        for parent in parents & graph.modules:
            ignored = {f"{parent}.{name}" for name in self.exhaustive_ignores or ()}
            found |= graph.find_children(parent) - ignored
        return sorted(name for name in found if graph.find_children(name))
