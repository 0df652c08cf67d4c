"""The Council certifies what it agreed, and what it agreed takes effect."""

from __future__ import annotations

from django.db import transaction

from alameda.council.actions.agreements import certify_agreement
from alameda.council.models import AgendaItem, Agreement
from alameda.council.rules.vocabulary import CHOICES
from alameda.foundation.actor import Actor
from alameda.investments.actions.council import (
    approve_by_council,
    note_approval,
    reject_by_council,
)
from alameda.investments.models import Initiative
from alameda.investments.rules.states import BEFORE_COUNCIL
from alameda.journeys.council_matters import initiative_of

APPROVED = "approved"


@transaction.atomic
def certify_and_apply(agreement: Agreement, *, publishes: bool = True, actor: Actor) -> Agreement:
    """Certify an agreement and do what it decides, all of it or nothing.

    An initiative before the Council is funded or rejected; a later agreement on one that was
    funded already adds its approval; a matter is adopted, answered or refused; the minutes it
    approves are approved. A correction of an agreement moves nothing twice; what the corrected one
    approved counts no more.

    Args:
        agreement: issued, not certified.
        publishes: whether it becomes public in the same act.
        actor: the secretary.

    Raises:
        NotAllowedError, StaleError, BadInputError, RuleBrokenError: as the act of each module;
            the last one too where the matter was decided before and this corrects nothing.
    """
    row = certify_agreement(agreement, publishes=publishes, actor=actor)
    item = AgendaItem.objects.select_related("matter").get(pk=row.item_id)
    initiative = initiative_of(item)
    if initiative is not None:
        _apply_to_initiative(initiative, row, actor=actor)
    return row


def number_of(agreement: Agreement) -> str:
    """The number of an agreement, as the papers of an initiative name it."""
    if agreement.number is None:
        return agreement.code
    return f"{agreement.number}/{agreement.year}"


def counts_in_words(agreement: Agreement) -> str:
    """The count of its vote, in the language of the papers: ``13 a favor, 18 en contra``."""
    vote = agreement.vote
    counts = ((word.es, getattr(vote, word.key) or 0) for word in CHOICES)
    return ", ".join(f"{count} {label.lower()}" for label, count in counts if count)


def _apply_to_initiative(initiative: Initiative, agreement: Agreement, *, actor: Actor) -> None:
    certificate = agreement.certificate.code if agreement.certificate else ""
    is_waiting = initiative.state in BEFORE_COUNCIL
    if agreement.outcome == APPROVED and is_waiting:
        approve_by_council(
            initiative,
            agreement_code=agreement.code,
            number=number_of(agreement),
            agreed_on=agreement.agreed_on,
            amount_clp=agreement.amount_clp,
            certificate=certificate,
            actor=actor,
        )
    elif agreement.outcome == APPROVED:
        note_approval(
            initiative,
            agreement_code=agreement.code,
            number=number_of(agreement),
            agreed_on=agreement.agreed_on,
            amount_clp=agreement.amount_clp,
            corrects=agreement.corrects.code if agreement.corrects else "",
            actor=actor,
        )
    elif is_waiting:
        reject_by_council(
            initiative,
            agreement_code=agreement.code,
            number=number_of(agreement),
            agreed_on=agreement.agreed_on,
            certificate=certificate,
            reason=counts_in_words(agreement),
            actor=actor,
        )
