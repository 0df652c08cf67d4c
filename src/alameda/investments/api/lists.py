"""The lists under an initiative, as data: path, shape, and the rows that feed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from ninja import Schema

from alameda.investments import models
from alameda.investments.api import schemas


@dataclass(frozen=True)
class Sublist:
    """One list under an initiative.

    Attributes:
        path: last part of its address.
        shape: the schema of its rows; its fields are the columns read.
        rows: the rows of one initiative, in the list's order.
        summary: one line for the description of the API.
        renamed: column in the database of each field that has another name there.
    """

    path: str
    shape: type[Schema]
    rows: Callable[[int], QuerySet[Any]]
    summary: str
    renamed: Mapping[str, str]

    def read(self, initiative_id: int) -> list[dict[str, Any]]:
        """The rows as plain values, in the shape of the schema."""
        columns = list(self.shape.model_fields)
        read = [self.renamed.get(column, column) for column in columns]
        rows = self.rows(initiative_id).values_list(*read)
        return [dict(zip(columns, row, strict=True)) for row in rows]


SUBLISTS = (
    Sublist(
        "requests",
        schemas.RequestOut,
        lambda pk: models.FundingRequest.objects.filter(stage__initiative=pk).order_by(
            "year", "pk"
        ),
        "Yearly requests for money",
        {"stage": "stage__stage"},
    ),
    Sublist(
        "rounds",
        schemas.RoundOut,
        lambda pk: models.EvaluationRound.objects.filter(request__stage__initiative=pk).order_by(
            "request__year", "request_id", "number"
        ),
        "Rounds of evaluation and their results (RATE)",
        {"stage": "request__stage__stage", "year": "request__year"},
    ),
    Sublist(
        "approvals",
        schemas.ApprovalOut,
        lambda pk: models.Approval.objects.filter(initiative=pk),
        "Formal acts that let it go on",
        {},
    ),
    Sublist(
        "budget-lines",
        schemas.LineOut,
        lambda pk: models.BudgetLine.objects.filter(initiative=pk),
        "Lines in the budget of each year",
        {},
    ),
    Sublist(
        "agreements",
        schemas.FundingAgreementOut,
        lambda pk: models.FundingAgreement.objects.filter(initiative=pk),
        "Agreements with who executes",
        {"counterpart": "counterpart__name"},
    ),
    Sublist(
        "tenders",
        schemas.TenderOut,
        lambda pk: models.Tender.objects.filter(initiative=pk),
        "Calls on the public market",
        {},
    ),
    Sublist(
        "contracts",
        schemas.ContractOut,
        lambda pk: models.Contract.objects.filter(initiative=pk),
        "Contracts",
        {"contractor": "contractor__name", "contractor_rut": "contractor__rut"},
    ),
    Sublist(
        "payments",
        schemas.PaymentOut,
        lambda pk: models.Payment.objects.filter(initiative=pk),
        "Payments by month",
        {},
    ),
    Sublist(
        "progress",
        schemas.ProgressOut,
        lambda pk: models.ProgressReport.objects.filter(initiative=pk),
        "Physical progress reported",
        {},
    ),
    Sublist(
        "events",
        schemas.EventOut,
        lambda pk: models.InitiativeEvent.objects.filter(initiative=pk),
        "Dated facts",
        {},
    ),
    Sublist(
        "state-changes",
        schemas.StateChangeOut,
        lambda pk: models.StateChange.objects.filter(initiative=pk),
        "Moves from state to state",
        {},
    ),
)
