"""What a row wants the database to hold, before any of it is looked up or written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import models

from alameda.intake.rules.claims import Claim
from alameda.investments.rules.imports.identity import Named
from alameda.investments.rules.imports.rows import Note, Values


class Ref(NamedTuple):
    """A row of another draft, whose primary key is known only once that one is written."""

    model: type[models.Model]
    key: Any


@dataclass
class Draft:
    """One row that should exist with these values.

    Attributes:
        model: its table.
        key: natural key: ``source_key``, slug or code, or a pair with a ``Ref``.
        values: by attribute name; a ``Ref`` stands for a foreign key.
        is_main: the row of the file is accounted for by this one.
        is_settled: found ones are left as they are, never updated.
    """

    model: type[models.Model]
    key: Any
    values: dict[str, Any]
    is_main: bool = False
    is_settled: bool = False


@dataclass
class RowWork:
    """One row of a file on its way into the database.

    Attributes:
        line: in the file.
        key: its source key.
        register: name of its register.
        file: name of its file.
        named: the initiative it names.
        code: code of that initiative, once known.
        values: what it says.
        notes: what was understood otherwise than written.
        drafts: what it wants to hold.
        claims: what it says of its initiative.
        outcome: ``created``, ``updated``, ``unchanged`` or ``refused``.
        reason: why it was refused, with ``column``, ``value`` and ``detail``.
    """

    line: int
    register: str
    file: str
    key: str = ""
    named: Named = field(default_factory=Named)
    code: str = ""
    values: Values = field(default_factory=lambda: Values({}, [], {}))
    notes: list[Note] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    outcome: str = ""
    reason: str = ""
    column: str = ""
    value: str = ""
    detail: str = ""

    def again(self) -> RowWork:
        """The row as it is now, for writing it anew after an attempt that changed it."""
        said = self.values
        values = Values(
            dict(said.by_field), list(said.notes), dict(said.by_column), dict(said.origin)
        )
        return replace(
            self, values=values, notes=list(self.notes), drafts=list(self.drafts),
            claims=list(self.claims),
        )  # fmt: skip

    def refuse(self, reason: str, *, column: str = "", value: str = "", detail: str = "") -> None:
        """Give the row up, and say why."""
        self.outcome, self.reason = "refused", reason
        self.column, self.value, self.detail = column, value, detail
        self.drafts, self.claims = [], []
