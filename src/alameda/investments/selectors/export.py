"""The whole portfolio as plain rows, in an order that depends on nothing but its content.

Two instances that hold the same portfolio export the same bytes: no primary keys, no moments of
writing; rows refer to each other by their codes. Source: docs/rules/imports.md, "Export".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import models

from alameda.accounts.models import Organisation, Unit
from alameda.investments.models import (
    Approval,
    BudgetAmendmentLine,
    BudgetLine,
    BudgetYear,
    Contract,
    ContractModification,
    EvaluationRound,
    FundingAgreement,
    FundingRequest,
    Grant,
    Initiative,
    InitiativeEvent,
    Payment,
    ProgrammeLine,
    ProgressReport,
    Sector,
    Stage,
    StateChange,
    Tender,
    WorksFollowUp,
)
from alameda.thread.models import Subject

# Table, its natural order, and how others call its rows.
TABLES: Final[tuple[tuple[type[models.Model], tuple[str, ...]], ...]] = (
    (Organisation, ("slug",)),
    (Sector, ("slug",)),
    (Unit, ("code",)),
    (Subject, ("code",)),
    (Initiative, ("code",)),
    (StateChange, ("initiative__code", "happened_on", "to_state")),
    (Stage, ("initiative__code", "stage")),
    (FundingRequest, ("source_key",)),
    (EvaluationRound, ("request__source_key", "number")),
    (InitiativeEvent, ("source_key",)),
    (Approval, ("source_key",)),
    (FundingAgreement, ("source_key",)),
    (BudgetLine, ("source_key",)),
    (BudgetYear, ("line__source_key", "year")),
    (Tender, ("source_key",)),
    (Contract, ("source_key",)),
    (ContractModification, ("source_key",)),
    (ProgressReport, ("source_key",)),
    (Payment, ("source_key",)),
    (WorksFollowUp, ("source_key",)),
    (BudgetAmendmentLine, ("source_key",)),
    (ProgrammeLine, ("source_key",)),
    (Grant, ("source_key",)),
)
# Moments of writing, and what is only an index; who was late in rendering is never exported.
LEFT_OUT: Final = frozenset(
    {"created_at", "changed_at", "recorded_at", "search", "source_run", "is_rendered_on_time"}
)
_NAMES: Final = ("slug", "code", "source_key", "cut")


def table_names() -> list[str]:
    """The names of the exported tables, in their order."""
    return [_name(model) for model, _ in TABLES]


def columns_of(name: str) -> list[str]:
    """The columns of an exported table."""
    model = _model(name)
    return [*_columns(model), *(["comunas"] if model is Initiative else [])]


def rows_of(name: str) -> Iterator[dict[str, Any]]:
    """The rows of an exported table, in their natural order."""
    model = _model(name)
    columns = _columns(model)
    order = next(order for one, order in TABLES if one is model)
    rows = model._base_manager.order_by(*order)  # noqa: SLF001  generic over models
    if model is Subject:
        rows = rows.filter(kind__in=("initiative", "agreement", "contract"))
    comunas = _comunas() if model is Initiative else {}
    for row in rows.values("pk", *columns.values()).iterator(chunk_size=2_000):
        found = {column: row[path] for column, path in columns.items()}
        if model is Initiative:
            found["comunas"] = comunas.get(row["pk"], [])
        yield found


def _name(model: type[models.Model]) -> str:
    return str(model._meta.model_name)  # noqa: SLF001  Django's public API


def _model(name: str) -> type[models.Model]:
    return next(model for model, _ in TABLES if _name(model) == name)


def _columns(model: type[models.Model]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001  Django's public API
        if field.primary_key or field.name in LEFT_OUT:
            continue
        path = field.name
        if isinstance(field, models.ForeignKey):
            path = _path(field)
        found[field.name] = path
    return found


def _path(field: models.ForeignKey[Any, Any]) -> str:
    other = field.related_model
    names = {one.name for one in other._meta.concrete_fields}  # noqa: SLF001  public API
    natural = next((name for name in _NAMES if name in names), "")
    return f"{field.name}__{natural}" if natural else f"{field.name}__initiative__code"


def _comunas() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    through = Initiative.comunas.through.objects.order_by("initiative_id", "comuna__cut")
    for pk, cut in through.values_list("initiative_id", "comuna__cut").iterator():
        found.setdefault(pk, []).append(cut)
    return found
