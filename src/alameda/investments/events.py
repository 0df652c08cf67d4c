"""What the investment cycle publishes in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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
        stage: key of its stage; empty where the route has none.
        bip: its code in the national project bank; empty where it has none.
        is_region_wide: said to be for the whole region; empty in entries from before it was asked.
        sector: public key of its sector.
        formulator: public key of the organisation that drafts it.
        executing_unit: public key of the organisation that carries it out.
        division: code of the division that follows it.
        beneficiaries_total: how many people.
        beneficiaries_who: who they are, as the register says it.
        fund: where the money is asked from; empty where it is not known.
        asked_year: budget year for which it is asked.
        received_on: the true day on which it was received.
        letter: number of the letter that brought it.
        letter_on: the day of that letter.
        row_digest: of the columns of its row that no other field says.
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
    stage: str = ""
    bip: str = ""
    is_region_wide: bool | None = None
    sector: str = ""
    formulator: str = ""
    executing_unit: str = ""
    division: str = ""
    beneficiaries_total: int | None = None
    beneficiaries_who: str = ""
    fund: str = ""
    asked_year: int | None = None
    received_on: date | None = None
    letter: str = ""
    letter_on: date | None = None
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class InitiativeCorrected(Fact):
    """What a registered initiative said was corrected.

    Attributes:
        before: what each corrected field said, by its key.
        after: what it says from now on.
        reason: why.
        row_digest: of the columns of its row that no other field says.
    """

    verb = "initiative.corrected"
    words = _("The initiative was corrected")

    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class InitiativeWithdrawn(Fact):
    """Who put an initiative forward took it back, undecided.

    Attributes:
        from_state: key of the state in which it was.
        happened_on: the day of the act.
        document: number of the letter that withdraws it; empty where there is none.
        reason: why.
    """

    verb = "initiative.withdrawn"
    words = _("The initiative was withdrawn")

    from_state: str
    happened_on: date
    document: str
    reason: str


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
        row_digest: of the columns of its row.
    """

    verb = "approval.recorded"
    words = _("An approval was recorded")

    kind: str
    number: str
    agreement: str
    approved_on: date | None
    amount_clp: int | None
    row_digest: str = ""


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
