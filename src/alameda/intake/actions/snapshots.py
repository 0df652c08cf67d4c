"""A row as plain values, so that it can be put back exactly as it was."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import models

# Written by every save: neither kept nor compared, whatever the table.
MOMENTS: Final = frozenset({"created_at", "changed_at"})
Parts = Mapping[str, list[int]]


@dataclass(frozen=True)
class Shape:
    """What a snapshot keeps of a row beside its plain columns, and what it leaves out.

    Attributes:
        left_out: by table, columns that are computed from other rows.
        parts: by table, many-to-many fields that are part of the row itself.
        counted: by table, the column that grows with every change: neither kept nor compared, and
            one higher once the row is put back.
    """

    left_out: Mapping[type[models.Model], frozenset[str]] = field(default_factory=dict)
    parts: Mapping[type[models.Model], tuple[str, ...]] = field(default_factory=dict)
    counted: Mapping[type[models.Model], str] = field(default_factory=dict)

    def fields_of(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        """The columns that a snapshot keeps."""
        left_out = MOMENTS | self.left_out.get(model, frozenset()) | {self.counted.get(model, "")}
        return [
            column
            for column in model._meta.concrete_fields  # noqa: SLF001  Django's public API
            if not column.primary_key and column.name not in left_out
        ]

    def take(self, row: models.Model, *, parts: Parts | None = None) -> dict[str, Any]:
        """The row as plain values, with the parts that belong to it."""
        found = {
            column.attname: plain(getattr(row, column.attname))
            for column in self.fields_of(type(row))
        }
        for name in self.parts.get(type(row), ()):
            found[name] = (parts or {}).get(name, [])
        return found

    def put_back(self, row: models.Model, before: dict[str, Any]) -> None:
        """Set the row's columns to what they were; does not save."""
        for column in self.fields_of(type(row)):
            if column.attname in before:
                setattr(row, column.attname, column.to_python(before[column.attname]))
        if counted := self.counted.get(type(row)):
            setattr(row, counted, getattr(row, counted) + 1)

    def written_by(self, model: type[models.Model]) -> list[str]:
        """The columns that putting a row back writes, the moment of its change among them."""
        names = [column.name for column in self.fields_of(model)]
        all_names = {column.name for column in model._meta.concrete_fields}  # noqa: SLF001  public
        return [*names, *({"changed_at", self.counted.get(model, "")} & all_names)]

    def parts_of(
        self, model: type[models.Model], pks: list[int]
    ) -> dict[int, dict[str, list[int]]]:
        """What is part of some rows of a table, by primary key; nothing where it has no parts."""
        found: dict[int, dict[str, list[int]]] = defaultdict(dict)
        for name in self.parts.get(model, ()) if pks else ():
            through, own, other = columns_of_part(model, name)
            rows = through._base_manager.filter(**{f"{own}__in": pks})  # noqa: SLF001  generic
            for one, another in rows.order_by(own, other).values_list(own, other):
                found[one].setdefault(name, []).append(another)
        return found


def columns_of_part(model: type[models.Model], name: str) -> tuple[type[models.Model], str, str]:
    """The table behind a many-to-many field, its column of the row and that of the part."""
    part: Any = model._meta.get_field(name)  # noqa: SLF001  Django's public API
    through: type[models.Model] = part.remote_field.through
    return through, f"{part.m2m_field_name()}_id", f"{part.m2m_reverse_field_name()}_id"


def plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, datetime) and value.tzinfo:
        return str(value.astimezone(UTC))  # as the database gives it back, whatever its zone was
    return str(value)


def digest(snapshot: dict[str, Any]) -> dict[str, str]:
    """What is kept of a row after the import: enough to know whether it changed since."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return {"sha256": hashlib.sha256(text.encode()).hexdigest()}
