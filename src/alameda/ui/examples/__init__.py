"""Named examples of every component: the pattern page shows them and the tests render them.

Everything in them is invented. An example is a piece of template and the values it is given.
"""

from __future__ import annotations

from alameda.ui.examples import charts, facts, forms, lists, places, votes
from alameda.ui.examples.shape import Example, Group

__all__ = ["Example", "Group", "all_groups"]


def all_groups() -> list[Group]:
    """Every group of examples, in the order of the page."""
    return [
        *facts.groups(),
        *places.groups(),
        *charts.groups(),
        *votes.groups(),
        *lists.groups(),
        *forms.groups(),
    ]
