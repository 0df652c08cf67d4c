"""The facts that an invented initiative would have published."""

from __future__ import annotations

from collections.abc import Iterator

from alameda.demonstration.investments.rules.plans import InitiativePlan
from alameda.investments.events import (
    AgreementSigned,
    ContractSigned,
    InitiativeMoved,
    InitiativeRegistered,
    PaymentRecorded,
)
from alameda.record.events import Fact


def facts_of(plan: InitiativePlan, *, is_whole: bool) -> Iterator[Fact]:
    """Its facts in the order of its life; without moves and signatures unless whole."""
    yield InitiativeRegistered(
        subject=plan.code,
        name=plan.name,
        kind=plan.kind,
        route=plan.route,
        state=plan.moves[0].target if is_whole else plan.state,
        comunas=plan.comunas,
        requested_clp=plan.amount_clp,
        is_demo=True,
    )
    if is_whole:
        yield from _acts(plan)
    for place, payment in enumerate(plan.payments, start=1):
        if payment.paid_clp:
            yield PaymentRecorded(
                subject=plan.code,
                payment=f"{plan.code}-P{place}",
                amount_clp=payment.paid_clp,
                paid_on=payment.paid_on,
                month=payment.month,
            )


def _acts(plan: InitiativePlan) -> Iterator[Fact]:
    for move in plan.moves[1:]:
        yield InitiativeMoved(
            subject=plan.code,
            from_state=move.source,
            to_state=move.target,
            happened_on=move.on,
            document=move.document,
            reason=move.reason,
        )
    if plan.agreement and plan.agreement.signed_on:
        yield AgreementSigned(
            subject=plan.code,
            agreement=f"{plan.code}-A1",
            counterpart=plan.executing_unit,
            amount_clp=plan.agreement.amount_clp,
            signed_on=plan.agreement.signed_on,
        )
    for place, contract in enumerate(plan.contracts, start=1):
        yield ContractSigned(
            subject=plan.code,
            contract=f"{plan.code}-C{place}",
            contractor=contract.contractor,
            amount_clp=contract.amount_clp,
            signed_on=contract.signed_on,
            term_days=contract.term_days,
        )
