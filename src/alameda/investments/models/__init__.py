"""The tables of the investment cycle, a file a noun."""

from alameda.investments.models.agreement import Approval, FundingAgreement
from alameda.investments.models.contract import (
    Contract,
    ContractModification,
    ProgressReport,
    Tender,
    WorksFollowUp,
)
from alameda.investments.models.initiative import (
    EvaluationRound,
    FundingRequest,
    Initiative,
    InitiativeEvent,
    Sector,
    Stage,
    StateChange,
)
from alameda.investments.models.money import (
    BudgetAmendmentLine,
    BudgetLine,
    BudgetYear,
    Grant,
    Payment,
    ProgrammeLine,
)
from alameda.investments.models.registration import Registration

__all__ = [
    "Approval",
    "BudgetAmendmentLine",
    "BudgetLine",
    "BudgetYear",
    "Contract",
    "ContractModification",
    "EvaluationRound",
    "FundingAgreement",
    "FundingRequest",
    "Grant",
    "Initiative",
    "InitiativeEvent",
    "Payment",
    "ProgrammeLine",
    "ProgressReport",
    "Registration",
    "Sector",
    "Stage",
    "StateChange",
    "Tender",
    "WorksFollowUp",
]
