"""What the investment cycle publishes in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from alameda.record.events import Fact


@dataclass(frozen=True, kw_only=True)
class InitiativeRegistered(Fact):
    """An initiative entered the register.

    Attributes:
        name: its name.
        kind: key of its kind.
        route: key of its route.
        state: key of the state it starts in.
        comunas: CUT of each comuna; empty where it is for the whole region.
        requested_clp: asked for, in whole pesos; empty where it is not known.
        is_demo: whether it is invented, for a demonstration.
    """

    verb = "initiative.registered"
    words = _("The initiative was registered")

    name: str
    kind: str
    route: str
    state: str
    comunas: tuple[str, ...]
    requested_clp: int | None
    is_demo: bool = False


@dataclass(frozen=True, kw_only=True)
class InitiativeMoved(Fact):
    """An initiative went from one state to another.

    Attributes:
        from_state: key of the state it left.
        to_state: key of the state it entered.
        happened_on: the day of the act.
        document: number of the act.
        reason: why, where the act says so.
    """

    verb = "initiative.moved"
    words = _("The initiative moved to another state")

    from_state: str
    to_state: str
    happened_on: date
    document: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalRecorded(Fact):
    """An act that lets the initiative go on was recorded.

    Attributes:
        kind: ``council`` for an agreement of the Council, ``silence`` where its term ran out.
        number: of the act.
        agreement: public code of the agreement of the Council; empty where there is none.
        approved_on: the day of the act.
        amount_clp: approved, in whole pesos; empty where the act names none.
    """

    verb = "approval.recorded"
    words = _("An approval was recorded")

    kind: str
    number: str
    agreement: str
    approved_on: date | None
    amount_clp: int | None


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(Fact):
    """Both parties signed an agreement.

    Attributes:
        agreement: its public code.
        counterpart: public key of the organisation that executes.
        amount_clp: in whole pesos.
        signed_on: when the last party signed.
    """

    verb = "agreement.signed"
    words = _("The agreement was signed")

    agreement: str
    counterpart: str
    amount_clp: int
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Fact):
    """A contract was signed.

    Attributes:
        contract: its public code.
        contractor: public key of the contractor.
        amount_clp: in whole pesos.
        signed_on: when.
        term_days: its term, in calendar days.
    """

    verb = "contract.signed"
    words = _("The contract was signed")

    contract: str
    contractor: str
    amount_clp: int
    signed_on: date
    term_days: int


@dataclass(frozen=True, kw_only=True)
class PaymentRecorded(Fact):
    """Money was paid.

    Attributes:
        payment: public key of the payment.
        amount_clp: in whole pesos.
        paid_on: when; empty where only the month is known.
        month: first day of its month.
    """

    verb = "payment.recorded"
    words = _("A payment was recorded")

    payment: str
    amount_clp: int
    paid_on: date | None
    month: date


@dataclass(frozen=True, kw_only=True)
class DemonstrationGenerated(Fact):
    """A demonstration was filled: what this record says of invented initiatives is not real.

    Attributes:
        scale: how much was invented.
        seed: the same seed, scale and day give the same region.
        initiatives: how many.
        today: the day everything is told up to.
    """

    verb = "demonstration.generated"
    words = _("The demonstration was generated")

    scale: str
    seed: int
    initiatives: int
    today: date


@dataclass(frozen=True, kw_only=True)
class InitiativeImported(Fact):
    """A register brought an initiative, or changed what is known of it.

    Attributes:
        import_number: public number of the import.
        is_new: whether nobody knew it before.
        name: its name.
        route: key of its route.
        state: key of its state.
    """

    verb = "initiative.imported"
    words = _("The initiative was imported")

    import_number: int
    is_new: bool
    name: str
    route: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PaymentImported(Fact):
    """A register brought what was planned and paid in a month.

    Attributes:
        import_number: public number of the import.
        is_new: whether nobody knew it before.
        month: as ``2024-07``.
        planned_clp: planned, in whole pesos; empty where it is not stated.
        paid_clp: paid, in whole pesos.
    """

    verb = "payment.imported"
    words = _("A payment was imported")

    import_number: int
    is_new: bool
    month: str
    planned_clp: int | None
    paid_clp: int


@dataclass(frozen=True, kw_only=True)
class EventImported(Fact):
    """A register brought a dated fact in the life of an initiative.

    Attributes:
        import_number: public number of the import.
        is_new: whether nobody knew it before.
        kind: key of the kind of event.
        happened_on: when.
    """

    verb = "event.imported"
    words = _("A dated fact was imported")

    import_number: int
    is_new: bool
    kind: str
    happened_on: date


@dataclass(frozen=True, kw_only=True)
class RegisterRowImported(Fact):
    """A register brought a request, budget line, agreement, follow-up, amendment or grant.

    Attributes:
        import_number: public number of the import.
        is_new: whether nobody knew it before.
        register: the register.
        row: key of the row in it.
        amount_clp: its main amount in whole pesos; empty where it has none.
    """

    verb = "register_row.imported"
    words = _("A row of a register was imported")

    import_number: int
    is_new: bool
    register: str
    row: str
    amount_clp: int | None
