"""What a row wants the database to hold, before any of it is looked up or written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from django.db import models

from alameda.intake.rules.rows import Note


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
        at_first: values that only a new row gets: what acts move afterwards no file moves back.
        is_main: the row of the file is accounted for by this one.
        is_settled: found ones are left as they are, never updated.
    """

    model: type[models.Model]
    key: Any
    values: dict[str, Any]
    is_main: bool = False
    is_settled: bool = False
    at_first: dict[str, Any] = field(default_factory=dict)


@dataclass
class Work:
    """One row of a file on its way into the database.

    Attributes:
        line: in the file.
        register: name of its register.
        file: name of its file.
        key: its source key.
        code: public code of what it is about, once known.
        notes: what was understood otherwise than written.
        drafts: what it wants to hold.
        outcome: ``created``, ``updated``, ``unchanged`` or ``refused``.
        reason: why it was refused, with ``column``, ``value`` and ``detail``.
    """

    line: int
    register: str
    file: str
    key: str = ""
    code: str = ""
    notes: list[Note] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    outcome: str = ""
    reason: str = ""
    column: str = ""
    value: str = ""
    detail: str = ""

    def refuse(self, reason: str, *, column: str = "", value: str = "", detail: str = "") -> None:
        """Give the row up, and say why."""
        self.outcome, self.reason = "refused", reason
        self.column, self.value, self.detail = column, value, detail
        self.drafts = []

    def again(self) -> Self:
        """The row as it is now, for writing it anew after an attempt that changed it."""
        return replace(self, notes=list(self.notes), drafts=list(self.drafts))
