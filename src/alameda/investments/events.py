"""What the investment cycle publishes in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class InitiativeRegistered(Fact):
    """An initiative entered the register."""

    name: str
    kind: str
    route: str
    state: str
    comunas: tuple[str, ...]
    requested_clp: int | None
    is_demo: bool = False


@dataclass(frozen=True, kw_only=True)
class InitiativeMoved(Fact):
    """An initiative went from one state to another."""

    from_state: str
    to_state: str
    happened_on: date
    document: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(Fact):
    """Both parties signed an agreement."""

    agreement: str
    counterpart: str
    amount_clp: int
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Fact):
    """A contract was signed."""

    contract: str
    contractor: str
    amount_clp: int
    signed_on: date
    term_days: int


@dataclass(frozen=True, kw_only=True)
class PaymentRecorded(Fact):
    """Money was paid."""

    payment: str
    amount_clp: int
    paid_on: date | None
    month: date


@dataclass(frozen=True, kw_only=True)
class DemonstrationGenerated(Fact):
    """Everything about invented initiatives in this record comes from a generator."""

    scale: str
    seed: int
    initiatives: int
    today: date
