"""Counts of every combination of filters, made by the database in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Cube:
    """How many things there are of each combination of values.

    Attributes:
        axes: the parameters, in the order of the values.
        cells: each combination of values, as text, and how many have it.
    """

    axes: tuple[str, ...]
    cells: Sequence[tuple[tuple[str, ...], int]]

    def counts(self, axis: str, chosen: Chosen) -> dict[str, int]:
        """How many of each value of an axis the filters of the other axes leave."""
        place = self.axes.index(axis)
        wanted = [(at, values) for at, values in self._wanted(chosen) if at != place]
        found: dict[str, int] = defaultdict(int)
        for values, count in self.cells:
            if all(values[at] in own for at, own in wanted):
                found[values[place]] += count
        return dict(found)

    def total(self, chosen: Chosen) -> int:
        """How many the filters leave."""
        wanted = self._wanted(chosen)
        return sum(
            count for values, count in self.cells if all(values[at] in own for at, own in wanted)
        )

    def _wanted(self, chosen: Chosen) -> list[tuple[int, frozenset[str]]]:
        return [
            (at, frozenset(chosen[name])) for at, name in enumerate(self.axes) if chosen.get(name)
        ]
