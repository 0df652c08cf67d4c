"""What an example is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.template import engines


@dataclass(frozen=True, kw_only=True)
class Example:
    """One state of a component.

    Attributes:
        name: what the state is.
        code: the template that draws it.
        values: what the template is given.
    """

    name: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self) -> str:
        """The example, drawn."""
        return engines["django"].from_string(self.code).render(dict(self.values))


@dataclass(frozen=True, kw_only=True)
class Group:
    """A component with all its states."""

    ident: str
    title: str
    note: str
    is_row: bool = False
    examples: Sequence[Example]
