"""A row of a register of investments on its way into the portfolio."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from alameda.intake.actions.drafts import Work
from alameda.intake.rules.claims import Claim
from alameda.intake.rules.rows import Values
from alameda.investments.rules.imports.identity import Named


@dataclass
class RowWork(Work):
    """One row, with the initiative it names and what it says of it.

    Attributes:
        named: the initiative it names; ``code`` is that one's, once known.
        values: what it says.
        claims: what it says of its initiative.
    """

    named: Named = field(default_factory=Named)
    values: Values = field(default_factory=lambda: Values({}, [], {}))
    claims: list[Claim] = field(default_factory=list)

    def refuse(self, reason: str, *, column: str = "", value: str = "", detail: str = "") -> None:
        """Give the row up with all it claims, and say why."""
        super().refuse(reason, column=column, value=value, detail=detail)
        self.claims = []

    def again(self) -> Self:
        """The row as it is now, for writing it anew after an attempt that changed it."""
        said = self.values
        values = Values(
            dict(said.by_field), list(said.notes), dict(said.by_column), dict(said.origin)
        )
        return replace(super().again(), values=values, claims=list(self.claims))
