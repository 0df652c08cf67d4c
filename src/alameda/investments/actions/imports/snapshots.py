"""A row as plain values, so that it can be put back exactly as it was."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django.db import models

from alameda.investments.models import Initiative

# Computed from other rows, or written by every save: neither kept nor compared.
LEFT_OUT: Final = {
    "investments.initiative": frozenset(
        {
            "requested_clp",
            "approved_clp",
            "contracted_clp",
            "paid_clp",
            "physical_pct",
            "financial_pct",
            "entered_on",
            "planned_end_on",
            "expected_end_on",
            "finished_on",
            "last_event_on",
            "late_days",
            "search",
            "changed_at",
        }
    ),
    "thread.subject": frozenset({"created_at", "changed_at"}),
}


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that a snapshot keeps."""
    left_out = LEFT_OUT.get(model._meta.label_lower, frozenset())  # noqa: SLF001  Django's public API
    return [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001  Django's public API
        if not field.primary_key and field.name not in left_out
    ]


def plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)


def take(row: models.Model, *, comunas: list[int] | None = None) -> dict[str, Any]:
    """The row as plain values; an initiative with its comunas."""
    found = {field.attname: plain(getattr(row, field.attname)) for field in fields_of(type(row))}
    if isinstance(row, Initiative):
        found["comunas"] = comunas or []
    return found


def digest(snapshot: dict[str, Any]) -> dict[str, str]:
    """What is kept of a row after the import: enough to know whether it changed since."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def put_back(row: models.Model, before: dict[str, Any]) -> None:
    """Set the row's columns to what they were; does not save."""
    for field in fields_of(type(row)):
        if field.attname in before:
            setattr(row, field.attname, field.to_python(before[field.attname]))
